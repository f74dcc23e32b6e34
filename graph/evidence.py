"""Read what speaks for and against a few records being one person, in a generation of any age, as plain rows."""

from collections.abc import Sequence
from typing import Any

from mast.graph.connection import Graph
from mast.graph.history import undisturbed

Rows = list[dict[str, Any]]


def persons_of(graph: Graph, number: int, records: Sequence[str]) -> dict[str, str]:
    """The person of each of these records; a record that the generation does not know is left out."""
    return _pairs(_read(graph, "explaining/persons", records=list(records), number=number))


def members_of(graph: Graph, number: int, persons: Sequence[str]) -> dict[str, str]:
    """All records of these persons, and whose they are."""
    return _pairs(_read(graph, "explaining/members", persons=list(persons), number=number))


def matches_of(graph: Graph, number: int, records: Sequence[str]) -> Rows:
    """record_a (one of ``records``), record_b, weight, band, model, reason: the published evidence."""
    return _read(graph, "explaining/matches", records=list(records), number=number)


def details_of(graph: Graph, number: int, records: Sequence[str]) -> Rows:
    """record, partner, title, forenames, surname, known_as, born_on, sex."""
    return _read(graph, "explaining/details", records=list(records), number=number)


def identifiers_of(graph: Graph, number: int, records: Sequence[str]) -> Rows:
    """record, kind, value, verified."""
    return _read(graph, "explaining/identifiers", records=list(records), number=number)


def residences_of(graph: Graph, number: int, records: Sequence[str]) -> Rows:
    """record, address (as stated), denotes (the address's id), its parts, first_seen, last_seen, current."""
    return _read(graph, "explaining/residences", records=list(records), number=number)


def residents_of(graph: Graph, number: int, addresses: Sequence[str]) -> dict[str, int]:
    """How many records have ever lived at each of these addresses (ids)."""
    rows = _read(graph, "explaining/residents", addresses=list(addresses), number=number)
    return {row["address"]: row["residents"] for row in rows}


def _read(graph: Graph, name: str, **params: Any) -> Rows:
    return undisturbed(graph, lambda: graph.read(name, **params))


def _pairs(rows: Rows) -> dict[str, str]:
    return {row["record"]: row["person"] for row in rows}
