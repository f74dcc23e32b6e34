"""A full delivery retires what it no longer contains: links are closed under its number, so that history has them.

It speaks for the days from its oldest row to the day of its data; what is older than that stays. A record of which
nothing is left is closed whole. One of which all that is left is in the delivery is what the delivery says of it, and
no more; one with older events keeps what they said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mast.core.facts import Details, Row
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, LinkKind, Links, difference, read_links
from mast.graph.merging import Held, Wanted, merge
from mast.graph.work import flat
from mast.graph.writer import Writer

Part = tuple[str, str]
"""One record's part in one event, by their keys; the record is ``""`` where the event names nobody."""

OF_RECORDS: Final = (links.SAYS, links.HAS_IDENTIFIER, links.LIVES_AT, links.LED_BY, links.FOUND_BY)
OF_EVENTS: Final = (links.HAD, links.AT, links.HANDLED_BY)
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Retirement:
    """The parts that are no longer there, and each record to be said anew with its rows; none for one that ended."""

    gone: frozenset[Part]
    said_anew: Mapping[str, tuple[Row, ...]]


def retirement(
    held: Mapping[Part, str],
    rows: Sequence[Row],
    days: tuple[date, date],
    unread: Collection[str],
    changed: Collection[str],
) -> Retirement:
    """What the ``rows`` of a full delivery retire of what is ``held`` with its rows in it (part to ISO day).

    ``days``: the first and last that it speaks for. ``unread``: keys of events whose rows could not be read; they stay.
    ``changed``: records of which it had news.
    """
    stated: dict[str, list[Row]] = {}
    for row in rows:
        stated.setdefault(row.record_key, []).append(row)
    parts = {(row.record_key, row.event_key) for row in rows}
    first, last = (day.isoformat() for day in days)
    absent = {part for part in held if part not in parts}
    gone = {part for part in absent if first <= held[part] <= last and part[1] not in unread}
    keeps_more = {record for record, _ in absent - gone}
    touched = {record for record, _ in gone if record} | set(changed)
    said_anew = {record: tuple(stated.get(record, ())) for record in sorted(touched - keeps_more)}
    return Retirement(frozenset(gone), said_anew)


def spoken_for(rows: Sequence[Row], as_of: date) -> tuple[date, date]:
    """The days that a full delivery of these rows speaks for."""
    return min((row.on for row in rows), default=as_of), as_of


def anew(rows: Sequence[Row]) -> Wanted:
    """The links of the records of ``rows`` if these rows were all there is."""
    return merge(rows, Held({kind: {} for kind in links.STATED}, {}, {}))


def create_texts(writer: Writer, details: Mapping[str, Details], found_by: Links) -> None:
    """Create the nodes that what is left of a record may need: its details as they add up now, and its search keys."""
    writer.create("staging", "details", [{"key": key, **flat(said)} for key, said in details.items()])
    writer.create("staging", "search_key", [{"key": key} for key in sorted({name[1] for name in found_by})])


def retire(
    writer: Writer,
    partner: str,
    rows: Sequence[Row],
    as_of: date,
    *,
    unread: Collection[str] = (),
    changed: Collection[str] = (),
) -> frozenset[Part]:
    """Write the retirement under the writer's number, after the delivery's own news; the parts that are gone."""
    found = retirement(parts_of(writer.graph, partner), rows, spoken_for(rows, as_of), unread, changed)
    for keys in chunks(sorted(found.said_anew)):
        wanted = anew([row for key in keys for row in found.said_anew[key]])
        create_texts(writer, wanted.details, wanted.links[links.FOUND_BY])
        for kind in OF_RECORDS:
            writer.apply("staging", kind, difference(kind, open_links(writer.graph, kind, keys), wanted.links[kind]))
    for events in chunks(sorted({event for _, event in found.gone})):
        for kind in OF_EVENTS:
            held = open_links(writer.graph, kind, events)
            closing = {name: values for name, values in held.items() if part_of(kind, name) in found.gone}
            writer.apply("staging", kind, difference(kind, closing, {}))
    return found.gone


def part_of(kind: LinkKind, name: links.Name) -> Part:
    """Which part in which event a link of an event states."""
    return (name[0], name[1]) if kind is links.HAD else (name[2], name[0])


def parts_of(graph: Graph, partner: str) -> dict[Part, str]:
    """All parts in events that the graph holds of a partner, with the day of each."""
    parts = {("", row["event"]): row["happened_on"] for row in graph.read("retiring/nameless_all", **_of(partner))}
    for row in graph.read("retiring/had_all", **_of(partner)):
        parts[row["record"], row["event"]] = row["happened_on"]
    return parts


def _of(partner: str) -> dict[str, object]:
    return {"partner": partner, "forever": FOREVER}


def open_links(graph: Graph, kind: LinkKind, keys: Sequence[str]) -> Links:
    """The open links of one kind of these records or events."""
    return read_links(kind, graph.read(f"staging/{kind.name}_of", keys=list(keys), forever=FOREVER))


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as are looked up and written together."""
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
