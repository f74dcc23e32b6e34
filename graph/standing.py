"""What should stand of some records and events of a partner, worked out in memory from deliveries alone.

It goes the way of staging, so that taking deliveries in here gives the links that loading them gives in the graph; then
the difference to what the graph holds is written. So one delivery is undone: what it alone stated is closed, what
others state too stays, and what it had overwritten comes back.
"""

from collections.abc import Collection, Sequence
from datetime import date

from mast.core.facts import Details, Row
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.links import LinkKind, Links, difference
from mast.graph.merging import Held, merge
from mast.graph.retiring import OF_EVENTS, OF_RECORDS, Part, anew, chunks, create_texts, open_links, part_of, retirement
from mast.graph.staging import connected
from mast.graph.writer import Writer

_NO_LINKS: Links = {}


class Standing:
    """The links of records and of parts in events, as the deliveries taken in so far leave them."""

    def __init__(self) -> None:
        self._records: dict[str, dict[LinkKind, Links]] = {}
        self._parts: dict[Part, dict[LinkKind, Links]] = {}
        self._details: dict[str, Details] = {}
        self._postcodes: dict[str, str] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Lay these rows over what stands, as staging does."""
        self._postcodes |= {row.address.key: row.address.postcode for row in rows if row.address}
        for group in connected(rows):
            wanted = merge(group, self._held({row.record_key for row in group if row.record}))
            self._details |= wanted.details
            for row in group:
                if row.record:
                    self._records[row.record_key] = {}
                self._parts[row.record_key, row.event_key] = {}
            for kind in OF_RECORDS:
                for name, values in wanted.links[kind].items():
                    self._records[name[0]].setdefault(kind, {})[name] = values
            for kind in OF_EVENTS:
                for name, values in wanted.links[kind].items():
                    self._parts[part_of(kind, name)].setdefault(kind, {})[name] = values

    def retire(
        self, rows: Sequence[Row], days: tuple[date, date], unread: Collection[str], changed: Collection[str]
    ) -> frozenset[Part]:
        """Retire what a full delivery no longer has, its rows taken in already; the parts that are gone."""
        held = {part: on for part, kinds in self._parts.items() if (on := _happened_on(kinds))}
        found = retirement(held, rows, days, unread, changed)
        for part in found.gone:
            del self._parts[part]
        for record, own in found.said_anew.items():
            self._records.pop(record, None)
            if own:
                wanted = anew(own)
                self._details |= wanted.details
                self._records[record] = {kind: dict(wanted.links[kind]) for kind in OF_RECORDS}
        return found.gone

    def links(self, kind: LinkKind, records: Collection[str], parts: Collection[Part]) -> Links:
        """What should be open of one kind: of these records, or of their parts in these events."""
        found: Links = {}
        if kind in OF_RECORDS:
            for record in records:
                found |= self._records.get(record, {}).get(kind, _NO_LINKS)
        else:
            for part in parts:
                found |= self._parts.get(part, {}).get(kind, _NO_LINKS)
        return found

    @property
    def parts(self) -> frozenset[Part]:
        return frozenset(self._parts)

    @property
    def records(self) -> frozenset[str]:
        return frozenset(self._records)

    def write(self, writer: Writer, records: Collection[str], events: Collection[str]) -> None:
        """Make the graph hold of these records and events what stands here, and nothing more."""
        for keys in chunks(sorted(records)):
            wanted = {kind: self.links(kind, keys, ()) for kind in OF_RECORDS}
            said = {name[1]: self._details[name[1]] for name in wanted[links.SAYS]}
            create_texts(writer, said, wanted[links.FOUND_BY])
            for kind in OF_RECORDS:
                writer.apply("staging", kind, difference(kind, open_links(writer.graph, kind, keys), wanted[kind]))
        by_event: dict[str, list[Part]] = {event: [] for event in events}
        for part in self._parts:
            if part[1] in by_event:
                by_event[part[1]].append(part)
        for keys in chunks(sorted(events)):
            parts = [part for event in keys for part in by_event[event]]
            for kind in OF_EVENTS:
                held = open_links(writer.graph, kind, keys)
                writer.apply("staging", kind, difference(kind, held, self.links(kind, (), parts)))

    def _held(self, records: Collection[str]) -> Held:
        held = {kind: self.links(kind, records, ()) for kind in OF_RECORDS} | {kind: {} for kind in OF_EVENTS}
        details = {name[0]: self._details[name[1]] for name in held[links.SAYS]}
        postcodes: dict[str, dict[str, str]] = {}
        for record, address, *_ in held[links.LIVES_AT]:
            postcodes.setdefault(record, {})[address] = self._postcodes[address]
        return Held(held, details, postcodes)


def withdrawn_deliveries(graph: Graph) -> set[str]:
    """Ids of the deliveries whose withdrawal is written whole and not yet published."""
    verb = "withdraw "
    rows = graph.read("generations/staged")
    return {row["what"].removeprefix(verb) for row in rows if row["what"].startswith(verb)}


def _happened_on(kinds: dict[LinkKind, Links]) -> str:
    """The day of a part; ``""`` for one that is nowhere in time: it has neither a person nor a place."""
    return next((values[0] for kind in (links.HAD, links.AT) for values in kinds.get(kind, _NO_LINKS).values()), "")
