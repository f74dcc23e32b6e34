"""Tables of a published generation: who each record is, and how often each agency was in touch."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mast.core.window import Window
from mast.graph import records
from mast.graph.connection import Graph
from mast.resolution.outputs import whole


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to write, sorted; ``ids``: the persons, addresses or records that are in it."""

    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    ids: tuple[str, ...]


def links(graph: Graph, number: int) -> Table:
    """partner, source_record_id, person_id, household_id (empty where the person is in none)."""
    household = {row["person"]: row["household"] for row in _by_person(records.households_of(graph, number))}
    rows = [
        (*_parts(row["record"]), row["person"], household.get(row["person"], ""))
        for row in records.links_of(graph, number)
    ]
    header = ("partner", "source_record_id", "person_id", "household_id")
    return Table(header, sorted(rows), _ids(row[2] for row in rows))


def counts(graph: Graph, number: int, window: Window) -> Table:
    """partner, source_record_id, agency, count_12m, last_on: the distinct touchpoints over all the person's records."""
    person = {row["record"]: row["person"] for row in records.links_of(graph, number)}
    had = pd.DataFrame(records.touchpoints_of(graph, number, window), columns=["record", "event", "happened_on"])
    had["person"] = had["record"].map(person)
    summed = _summed(had, "person")
    of_person: dict[str, list[tuple[str, int, str]]] = {}
    for who, agency, count, last_on in summed:
        of_person.setdefault(who, []).append((agency, count, last_on))
    rows = [(*_parts(record), *line) for record, who in person.items() for line in of_person.get(who, ())]
    header = ("partner", "source_record_id", "agency", "count_12m", "last_on")
    return Table(header, sorted(rows), _ids(of_person))


def address_counts(graph: Graph, number: int, window: Window) -> Table:
    """address_key, uprn, partner, count_12m, last_on: the distinct touchpoints at the address."""
    uprn = {row["address"]: row["uprn"] for row in records.addresses_of(graph, number)}
    at = pd.DataFrame(
        records.address_touchpoints_of(graph, number, window), columns=["address", "event", "happened_on"]
    )
    rows = [(address, uprn.get(address, ""), *line) for address, *line in _summed(at, "address")]
    header = ("address_key", "uprn", "partner", "count_12m", "last_on")
    return Table(header, sorted(rows), _ids(row[0] for row in rows))


def pairs(graph: Graph, number: int) -> Table:
    """record_a, record_b, weight (bits), band (link or review), model, reason."""
    header = ("record_a", "record_b", "weight", "band", "model", "reason")
    rows = [tuple(row[name] for name in header) for row in records.pairs_of(graph, number)]
    return Table(header, sorted(rows), _ids(record for row in rows for record in row[:2]))


def write(table: Table, out: Path) -> None:
    """Write ``table`` as CSV, mode 600, whole or not at all. Raises MastError when the file cannot be written."""
    with whole(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(table.rows)


def _summed(frame: pd.DataFrame, by: str) -> list[tuple[str, str, int, str]]:
    """(by, agency, distinct events, last day); the agency is the part of the event's key before the colon."""
    if frame.empty:
        return []
    frame = frame.assign(agency=frame["event"].str.partition(":")[0])
    grouped = frame.groupby([by, "agency"], sort=True).agg(count=("event", "nunique"), last=("happened_on", "max"))
    return [
        (str(key[0]), str(key[1]), int(row[0]), str(row[1]))
        for key, row in zip(grouped.index, grouped.to_numpy(), strict=True)
    ]


def _by_person(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Sorted so that of a person's several households the one with the smallest id comes last, and stays."""
    return sorted(rows, key=lambda row: (row["person"], row["household"]), reverse=True)


def _parts(record: str) -> tuple[str, str]:
    partner, _, source_id = record.partition(":")
    return partner, source_id


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
