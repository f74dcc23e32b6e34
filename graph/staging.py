"""Write one partner's delivery into the graph: records, details, identifiers, addresses, touchpoints, workers, cases.

Only differences are written. What a delivery says of a record is laid over what the graph already holds of it; a link
whose values changed is closed and opened anew, so that an earlier generation still reads as it did.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from mast.core.facts import Delivery, Details, Row
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, STATED, LinkKind, Links, difference, read_links
from mast.graph.merging import Held, Wanted, merge, touched_only
from mast.graph.writer import Writer

_CHUNK: Final = 4_000
"""Rows looked up and written together."""

_OF_EVENTS: Final = (links.HAD, links.AT, links.HANDLED_BY)
_OWN_LABELS: Final = ("record", "details", "touchpoint")
"""Nodes that belong to one partner: on its first load none of them can be there already."""


@dataclass(frozen=True, slots=True)
class StagedCounts:
    """How many nodes of each sort were new, and how many links were opened, closed, or found as they were."""

    number: int
    records: int
    touchpoints: int
    addresses: int
    professionals: int
    opened: int
    closed: int
    unchanged: int

    def counts(self) -> dict[str, int]:
        """All but the number, by name."""
        return {name: count for name, count in asdict(self).items() if name != "number"}


def stage_delivery(
    graph: Graph, delivery: Delivery, *, token: int, progress: Callable[[int], None] | None = None
) -> StagedCounts:
    """Stage all rows of ``delivery`` under one number; on any error nothing of it remains.

    ``progress`` is called with the number of rows done so far. Raises StaleWriter, GraphUnreachable.
    """
    with Writer(graph, token=token, what=f"load {delivery.id}") as writer:
        nodes = _Nodes(writer, first=bool(writer.run("staging/name_partner", code=delivery.partner.code)))
        done = 0
        for chunk in _chunks(delivery.rows):
            held = Held({kind: {} for kind in STATED}, {}, {}) if nodes.first else _held(graph, chunk)
            wanted = merge(chunk, held)
            nodes.create(chunk, wanted)
            for kind in STATED:
                before = touched_only(chunk, kind, held.links[kind]) if kind in _OF_EVENTS else held.links[kind]
                writer.apply("staging", kind, difference(kind, before, wanted.links[kind]))
            done += len(chunk)
            if progress:
                progress(done)
        writer.complete()
    return StagedCounts(
        number=writer.number,
        records=nodes.made["record"],
        touchpoints=nodes.made["touchpoint"],
        addresses=nodes.made["stated_address"],
        professionals=nodes.made["professional"],
        opened=writer.opened,
        closed=writer.closed,
        unchanged=writer.unchanged,
    )


class _Nodes:
    """Creates the nodes that a chunk needs, each key at most once a delivery."""

    def __init__(self, writer: Writer, *, first: bool) -> None:
        self.writer, self.first = writer, first
        self.made: dict[str, int] = {}
        self._seen: dict[str, set[str]] = {}

    def create(self, chunk: Sequence[Row], wanted: Wanted) -> None:
        records = {
            row.record_key: {"key": row.record_key, "partner": row.partner, "source_id": row.record}
            for row in chunk
            if row.record
        }
        self._make("record", records)
        self._make("details", {key: {"key": key, **_flat(said)} for key, said in wanted.details.items()})
        self._make(
            "identifier",
            {i.key: {"key": i.key, "kind": i.kind, "value": i.value} for row in chunk for i in row.identifiers},
        )
        self._make("stated_address", {row.address.key: asdict(row.address) for row in chunk if row.address})
        self._make(
            "professional", {row.professional.key: asdict(row.professional) for row in chunk if row.professional}
        )
        self._make("search_key", {name[1]: {"key": name[1]} for name in wanted.links[links.FOUND_BY]})
        self._make("touchpoint", {row.event_key: {"key": row.event_key, "partner": row.partner} for row in chunk})

    def _make(self, label: str, rows: dict[str, dict[str, Any]]) -> None:
        seen = self._seen.setdefault(label, set())
        new = [row for key, row in rows.items() if key not in seen]
        seen.update(rows)
        known = not (self.first and label in _OWN_LABELS)
        self.made[label] = self.made.get(label, 0) + self.writer.create("staging", label, new, known=known)


def _flat(said: Details) -> dict[str, Any]:
    return {**asdict(said), "born_on": said.born_on.isoformat() if said.born_on else ""}


def _held(graph: Graph, chunk: Sequence[Row]) -> Held:
    records = sorted({row.record_key for row in chunk if row.record})
    events = sorted({row.event_key for row in chunk})
    rows = {
        kind: graph.read(f"staging/{kind.name}_of", keys=events if kind in _OF_EVENTS else records, forever=FOREVER)
        for kind in STATED
    }
    details = {
        row["source"]: Details(
            title=row["title"],
            forenames=row["forenames"],
            surname=row["surname"],
            known_as=row["known_as"],
            born_on=date.fromisoformat(row["born_on"]) if row["born_on"] else None,
            sex=row["sex"],
        )
        for row in rows[links.SAYS]
    }
    postcodes: dict[str, dict[str, str]] = {}
    for row in rows[links.LIVES_AT]:
        postcodes.setdefault(row["source"], {})[row["target"]] = row["postcode"]
    held: dict[LinkKind, Links] = {kind: read_links(kind, rows[kind]) for kind in STATED}
    return Held(held, details, postcodes)


def _chunks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows in chunks that never part a record or an event, so that one look-up sees all that a chunk touches."""
    chunk: list[Row] = []
    for group in connected(rows):
        if chunk and len(chunk) + len(group) > _CHUNK:
            yield chunk
            chunk = []
        chunk.extend(group)
    if chunk:
        yield chunk


def connected(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share a record or an event, through any chain of both (union-find over row positions)."""
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        for name in (("event", row.event), ("record", row.record)):
            if name[1]:
                parent[root(at)] = root(first.setdefault(name, at))
    groups: dict[int, list[Row]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(root(at), []).append(row)
    return list(groups.values())
