"""Reads what a published generation holds around two records: their persons, rivals, statements and homes."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from mast.core.visibility import Visibility
from mast.graph import evidence
from mast.graph.connection import Graph
from mast.resolution.archive import Terms
from mast.resolution.clustering.clustering import MARGIN
from mast.resolution.columns import Records, Residences
from mast.resolution.explaining.weighing import Weighed, weigh

LARGEST = 300
"""Records around a pair up to which all are read: more hang together only by thin evidence."""


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Records within reach of a pair: ``persons`` whose they are, all their pairs weighed, and what they state.

    ``whole`` is False where there were more than ``LARGEST``, or where some may not be seen.
    """

    persons: dict[str, str]
    records: Records
    residences: Residences
    weighed: Weighed
    whole: bool


def read_surroundings(
    graph: Graph,
    number: int,
    terms: Terms,
    pair: tuple[str, str],
    seen: Visibility,
) -> Surroundings:
    """All records that a chain of evidence within reach of a link, or of decisions, ties to either record, their
    persons completed.

    Call it with records that the generation knows and the reader may see. What may not be seen is left out.
    """
    floor = terms.plan.bands(terms.model).link - MARGIN
    persons = _members(graph, number, pair)
    fresh = set(persons)
    while fresh and len(persons) <= LARGEST:
        ties = evidence.matches_of(graph, number, sorted(fresh))
        near = {row["record_b"] for row in ties if row["weight"] >= floor} | terms.decisions.beside(fresh)
        near -= persons.keys()
        around = _members(graph, number, near)
        fresh = around.keys() - persons.keys()
        persons |= around
    kept = {record: person for record, person in sorted(persons.items()) if seen.admits(record)}
    hidden = any(record.partition(":")[0] not in seen.agencies for record in persons)  # what is sealed is not there
    records, residences, groups = _columns(graph, number, list(kept))
    residents = evidence.residents_of(graph, number, sorted(set(groups.values())))
    weighed = weigh(records, residences, terms.model, groups, residents, terms.plan, terms.decisions)
    return Surroundings(kept, records, residences, weighed, not hidden and len(persons) <= LARGEST)


def _members(graph: Graph, number: int, records: Collection[str]) -> dict[str, str]:
    """All records of the persons of these records."""
    persons = evidence.persons_of(graph, number, sorted(records))
    return evidence.members_of(graph, number, sorted(set(persons.values())))


def _columns(graph: Graph, number: int, keys: list[str]) -> tuple[Records, Residences, dict[str, str]]:
    """What these records state, as resolution takes it in, and the address that each stated one denotes."""
    rows = {row["record"]: {**row, "key": row["record"]} for row in evidence.details_of(graph, number, keys)}
    found = evidence.identifiers_of(graph, number, keys)
    for identifier in sorted(found, key=lambda row: (row["record"], row["verified"], row["value"])):
        # Of several of one kind the last stays, as when all records are read: a verified number before another.
        row = rows[identifier["record"]]
        row[identifier["kind"]] = identifier["value"]
        if identifier["kind"] == "nhs":
            row["nhs_verified"] = bool(identifier["verified"])
    stays = evidence.residences_of(graph, number, keys)
    groups = {stay["address"]: stay["denotes"] for stay in stays}
    return Records.from_rows(rows.values()), Residences.from_rows(stays), groups


def lines_of(graph: Graph, number: int, key: str, seen: Visibility) -> pd.DataFrame:
    """Where one record has lived, as its partner wrote it: lines, first_seen, last_seen, current; oldest first."""
    columns = ["lines", "first_seen", "last_seen", "current"]
    found = [row for row in evidence.residences_of(graph, number, [key]) if not seen.sealed.hides(row["denotes"])]
    return pd.DataFrame(found, columns=columns).sort_values(columns[1:], ignore_index=True)
