"""One chunk of a delivery as rows for the statements that write it; nothing here asks the graph."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mast.core.facts import Details, Professional, Row, StatedAddress
from mast.graph import links
from mast.graph.digest import weigh
from mast.graph.links import STATED, Difference, LinkKind, difference
from mast.graph.merging import NOTHING, Held, Wanted, merge, touched_only
from mast.graph.writer import Whole

OF_EVENTS: Final = (links.HAD, links.AT, links.HANDLED_BY)
_OF_NEW_RECORDS: Final = (links.SAYS, links.FOUND_BY)

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """``records`` and ``events``: new ones, with the links that each row names.

    ``nodes``: label to the others that must be there, by key. ``changes``: the links to close and to open beside.
    ``rows``: how many rows of the delivery this is.
    """

    rows: int
    records: Whole
    events: Whole
    nodes: dict[str, dict[str, dict[str, Any]]]
    changes: list[tuple[LinkKind, Difference]]


_NONE: Final = Whole([], lambda row: 0, 0, 0)


def update(chunk: Sequence[Row], held: Held) -> Work:
    """What makes of ``held`` what it and the rows together say."""
    wanted = merge(chunk, held)
    changes = []
    for kind in STATED:
        before = touched_only(chunk, kind, held.links[kind]) if kind in OF_EVENTS else held.links[kind]
        changes.append((kind, difference(kind, before, wanted.links[kind])))
    nodes = {
        "record": {
            row.record_key: {"key": row.record_key, "partner": row.partner, "source_id": row.record}
            for row in chunk
            if row.record
        },
        "details": {key: {"key": key, **flat(said)} for key, said in wanted.details.items()},
        **_shared(chunk),
        "search_key": {name[1]: {"key": name[1]} for name in wanted.links[links.FOUND_BY]},
        "touchpoint": {row.event_key: {"key": row.event_key, "partner": row.partner} for row in chunk},
    }
    return Work(len(chunk), _NONE, _NONE, nodes, changes)


def first(chunk: Sequence[Row]) -> Work:
    """What writes the rows of a partner of whom the graph holds nothing.

    A record comes with its details and search keys, an event with its three links: each node is looked up once, where
    ``update`` looks up both ends of every link.
    """
    wanted = merge(chunk, NOTHING)
    events = _whole_events(chunk)
    whole = {event["key"] for event in events}
    changes = []
    of_records = of_events = 0
    for kind in STATED:
        rest = wanted.links[kind]
        if kind in _OF_NEW_RECORDS:
            of_records += weigh(kind.name, (name + values for name, values in rest.items()))
            continue
        if kind in OF_EVENTS:
            event = 1 if kind is links.HAD else 0
            in_one = (name + values for name, values in rest.items() if name[event] in whole)
            of_events += weigh(kind.name, in_one)
            rest = {name: values for name, values in rest.items() if name[event] not in whole}
        changes.append((kind, difference(kind, {}, rest)))
    others = {row.event_key: {"key": row.event_key, "partner": row.partner} for row in chunk}
    nodes = {**_shared(chunk), "touchpoint": {key: row for key, row in others.items() if key not in whole}}
    return Work(
        len(chunk),
        Whole(_new_records(chunk, wanted), lambda row: len(row["found_by"]), 1, of_records),
        Whole(events, lambda row: len(OF_EVENTS), 0, of_events),
        nodes,
        changes,
    )


def _new_records(chunk: Sequence[Row], wanted: Wanted) -> Rows:
    found_by: dict[str, list[str]] = {}
    for record, key in sorted(wanted.links[links.FOUND_BY]):
        found_by.setdefault(record, []).append(key)
    source = {row.record_key: (row.partner, row.record) for row in chunk if row.record}
    return [
        {
            "key": record,
            "partner": source[record][0],
            "source_id": source[record][1],
            "stated_on": stated_on,
            "details": details,
            **flat(wanted.details[details]),
            "found_by": found_by.get(record, []),
        }
        for (record, details), (stated_on,) in sorted(wanted.links[links.SAYS].items())
    ]


def _whole_events(chunk: Sequence[Row]) -> Rows:
    """Events of one row that names a record, an address and a worker: nearly all."""
    counted = Counter(row.event for row in chunk)
    return [
        {
            "key": row.event_key,
            "partner": row.partner,
            "record": row.record_key,
            "address": row.address.key,
            "professional": row.professional.key,
            "happened_on": row.on.isoformat(),
            "kind": row.kind,
        }
        for row in sorted(chunk, key=lambda row: row.event)
        if counted[row.event] == 1 and row.record and row.address and row.professional
    ]


def _shared(chunk: Sequence[Row]) -> dict[str, dict[str, dict[str, Any]]]:
    """Nodes that other partners, or other records, may have as well."""
    return {
        "identifier": {
            i.key: {"key": i.key, "kind": i.kind, "value": i.value} for row in chunk for i in row.identifiers
        },
        "stated_address": _plain({row.address.key: row.address for row in chunk if row.address}),
        "professional": _plain({row.professional.key: row.professional for row in chunk if row.professional}),
    }


def _plain(parts: Mapping[str, StatedAddress] | Mapping[str, Professional]) -> dict[str, dict[str, Any]]:
    """Each as the properties of its node."""
    return {key: part._asdict() for key, part in parts.items()}


def flat(said: Details) -> dict[str, Any]:
    """Details as the properties of their node."""
    return {**said._asdict(), "born_on": said.born_on.isoformat() if said.born_on else ""}
