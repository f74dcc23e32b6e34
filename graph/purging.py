"""What is past keeping leaves the graph: closed under a number of its own and published so, then really erased.

Kept is all that a touchpoint of the kept days hangs on, and what a case that is open says, however old: to forget an
open case would hide it. Erased is what nothing kept hangs on, closed links and superseded generations too, so that no
reading of the past finds it. Every step may be run again: what is to be erased is found by its days, not by a list.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from mast.core.window import a_year_before
from mast.fields.names import PersonName
from mast.fields.search_keys import record_search_keys
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, LinkKind, Links, difference, read_links
from mast.graph.statements import statements_in
from mast.graph.writer import BATCH, Writer, fenced

YEARS: Final = 3
Part = tuple[str, str]
"""One record's part in one event, by their keys; the record is ``""`` where the event names nobody."""

_OF_RECORDS: Final = (links.SAYS, links.HAS_IDENTIFIER, links.LIVES_AT, links.LED_BY, links.FOUND_BY)
_DROPPED: Final = (
    "touchpoint",
    "record",
    "person",
    "household",
    "stated_address",
    "address",
    "address_details",
    "professional",
    "search_key",
    "identifier",
    "details",
)
"""In this order: each hangs on those before it."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept on a day. ``last``: the newest day that is past keeping, as ISO text."""

    as_of: date

    @property
    def oldest(self) -> date:
        """The oldest day that is kept, as it is for rows that are loaded."""
        return a_year_before(self.as_of, YEARS)

    @property
    def last(self) -> str:
        return (self.oldest - timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is in force and past keeping: parts in events, and records of which nothing is left."""

    had: Links
    at: Links
    records: tuple[str, ...]

    @property
    def parts(self) -> frozenset[Part]:
        return frozenset({(name[0], name[1]) for name in self.had} | {(name[2], name[0]) for name in self.at})


def overdue(graph: Graph, keeping: Keeping) -> Overdue:
    """Looks through the graph as it is staged; nothing is written."""
    day = {"day": keeping.last, "forever": FOREVER}
    had = read_links(links.HAD, graph.read("purging/old_had", **day))
    at = read_links(links.AT, graph.read("purging/old_at", **day))
    standing = _keys(graph, "purging/standing", forever=FOREVER)
    kept = _keys(graph, "purging/seen", **day) | _keys(graph, "purging/in_open_cases", forever=FOREVER)
    return Overdue(had, at, tuple(sorted(standing - kept)))


def close_overdue(writer: Writer, found: Overdue, keeping: Keeping) -> None:
    """Close it under the writer's number: readers of the published generation see it until the next is published."""
    graph, day = writer.graph, {"day": keeping.last, "forever": FOREVER}
    parts = found.parts
    writer.apply("staging", links.HAD, difference(links.HAD, found.had, {}))
    writer.apply("staging", links.AT, difference(links.AT, found.at, {}))
    for events in _chunks(sorted({event for _, event in parts})):
        handled = _open(graph, links.HANDLED_BY, events)
        gone = {name: values for name, values in handled.items() if (name[2], name[0]) in parts}
        writer.apply("staging", links.HANDLED_BY, difference(links.HANDLED_BY, gone, {}))
    for records in _chunks(found.records):
        for kind in _OF_RECORDS:
            writer.apply("staging", kind, difference(kind, _open(graph, kind, records), {}))
    homes = read_links(links.LIVES_AT, graph.read("purging/old_lives_at", **day))
    writer.apply("staging", links.LIVES_AT, difference(links.LIVES_AT, homes, {}))
    cases = read_links(links.LED_BY, graph.read("purging/old_led_by", **day))
    writer.apply("staging", links.LED_BY, difference(links.LED_BY, cases, {}))
    for records in _chunks(sorted({name[0] for name in homes})):
        found_by = _open(graph, links.FOUND_BY, records)
        wanted = _search_keys(graph, records)
        stale = {name: values for name, values in found_by.items() if name not in wanted}
        writer.apply("staging", links.FOUND_BY, difference(links.FOUND_BY, stale, {}))


def left_out(graph: Graph, keeping: Keeping) -> frozenset[str]:
    """Stated addresses that will be erased: the next resolution takes them for gone."""
    days = {"day": keeping.last, "forever": FOREVER, "old": superseded(graph, keeping)}
    used = _keys(graph, "purging/homes_in_use", **days) | _keys(graph, "purging/places_in_use", **days)
    return frozenset(_keys(graph, "purging/stated_addresses") - used)


def superseded(graph: Graph, keeping: Keeping) -> int:
    """The newest generation that was published before what is kept; 0 for none."""
    return int(graph.read("purging/old_generation", before=keeping.oldest.isoformat())[0]["number"])


def erase(graph: Graph, token: int, keeping: Keeping, published: int) -> dict[str, int]:
    """Remove what the published generation and those that are kept do not need; how much of each sort was removed.

    Raises StaleWriter when another writer took over; what was removed until then stays removed.
    """
    given: dict[str, Any] = {
        "published": published,
        "old": superseded(graph, keeping),
        "day": keeping.last,
        "batch": BATCH,
    }
    removed: Counter[str] = Counter()
    for said in statements_in("purging", "erase_"):
        removed["closed links"] += _all(graph, token, said.name, {name: given[name] for name in said.params})
    for label in _DROPPED:
        removed[label.replace("_", " ")] += _all(graph, token, f"purging/drop_{label}", {"batch": BATCH})
    generation = {name: given[name] for name in ("old", "published", "batch")}
    removed["superseded generations"] += _all(graph, token, "purging/drop_generation", generation)
    _renote(graph, token)
    return dict(removed)


def records(graph: Graph) -> set[str]:
    """The keys of all records that the graph has, whatever their links."""
    return _keys(graph, "purging/records")


def stated_addresses(graph: Graph) -> set[str]:
    """The keys of all stated addresses that the graph has."""
    return _keys(graph, "purging/stated_addresses")


def _all(graph: Graph, token: int, name: str, params: Mapping[str, Any]) -> int:
    total = 0
    while True:
        rows = fenced(graph, token, lambda run: run(name, **params))
        done = int(rows[0]["removed"]) if rows else 0
        total += done
        if done < BATCH:
            return total


def _renote(graph: Graph, token: int) -> None:
    """The notes of closed links name their nodes by key, and a record's or an address's key tells of somebody."""
    there = records(graph) | stated_addresses(graph)
    for note in graph.read("purging/notes"):
        kept = [key for key in note["sources"] if key in there or not _tells(key)]
        if len(kept) < len(note["sources"]):
            fenced(graph, token, lambda run: run("purging/renote", key=note["key"], sources=kept))  # noqa: B023


def _tells(key: str) -> bool:
    """Keys of persons, households and addresses are numbers that mean nothing."""
    return ":" in key or "|" in key


def _search_keys(graph: Graph, keys: Sequence[str]) -> set[tuple[str, str]]:
    """Record and search key, of what these records still say."""
    postcodes: dict[str, set[str]] = {}
    for row in graph.read("staging/lives_at_of", keys=list(keys), forever=FOREVER):
        postcodes.setdefault(row["source"], set()).add(row["postcode"])
    wanted: set[tuple[str, str]] = set()
    for row in graph.read("staging/says_of", keys=list(keys), forever=FOREVER):
        born_on = date.fromisoformat(row["born_on"]) if row["born_on"] else None
        parts = {part: row[part] for part in ("title", "forenames", "surname", "known_as")}
        codes = sorted(code for code in postcodes.get(row["source"], ()) if code)
        wanted |= {(row["source"], key) for key in record_search_keys(PersonName(**parts), born_on, codes)}
    return wanted


def _open(graph: Graph, kind: LinkKind, keys: Sequence[str]) -> Links:
    return read_links(kind, graph.read(f"staging/{kind.name}_of", keys=list(keys), forever=FOREVER))


def _keys(graph: Graph, name: str, **params: Any) -> set[str]:
    return {next(iter(row.values())) for row in graph.read(name, **params)}


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
