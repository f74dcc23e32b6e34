"""Write one partner's delivery into the graph: records, details, identifiers, addresses, touchpoints, workers, cases.

Only differences are written, each chunk prepared while the graph writes the one before. What a delivery says of a
record is laid over what the graph already holds of it; a link whose values changed is closed and opened anew, so that
an earlier generation still reads as it did.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from mast.core.ahead import Ahead
from mast.core.facts import Delivery, Details, Row
from mast.graph import links
from mast.graph.connection import Graph
from mast.graph.digest import NOTHING, told
from mast.graph.links import FOREVER, STATED, LinkKind, Links, read_links
from mast.graph.merging import Held
from mast.graph.work import OF_EVENTS, Work, first, update
from mast.graph.writer import Whole, Writer

_CHUNK: Final = 4_000
"""Rows looked up and written together."""


@dataclass(frozen=True, slots=True)
class StagedCounts:
    """How many nodes of each sort were new, and how many links were opened, closed, or found as they were.

    ``digest``: what the number adds to the digest.
    """

    number: int
    records: int
    touchpoints: int
    addresses: int
    professionals: int
    opened: int
    closed: int
    unchanged: int
    digest: str = NOTHING

    def counts(self) -> dict[str, int]:
        """The counts, by name."""
        return {name: count for name, count in asdict(self).items() if name not in ("number", "digest")}


def stage_delivery(
    graph: Graph,
    delivery: Delivery,
    *,
    token: int,
    progress: Callable[[int], None] | None = None,
    afterwards: Callable[[Writer], None] | None = None,
) -> StagedCounts:
    """Stage all rows of ``delivery`` under one number; on any error nothing of it remains.

    ``progress`` is called with the number of rows done so far, ``afterwards`` to write more under the same number.
    Raises StaleWriter, GraphUnreachable.
    """
    with Writer(graph, token=token, what=f"load {delivery.id}") as writer:
        new = bool(writer.run("staging/name_partner", code=delivery.partner.code))
        nodes = _Nodes(writer)
        done = 0
        chunks = _chunks(delivery.rows)
        with Ahead(first(chunk) if new else update(chunk, _held(graph, chunk)) for chunk in chunks) as coming:
            for work in coming:
                nodes.create(work)
                for kind, change in work.changes:
                    writer.apply("staging", kind, change)
                done += work.rows
                if progress:
                    progress(done)
        if afterwards:
            afterwards(writer)
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
        digest=told(writer.digest),
    )


class _Nodes:
    """Creates the nodes that a chunk needs, each key at most once a delivery."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.made = Counter[str]()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    def create(self, work: Work) -> None:
        for label, rows in work.nodes.items():
            seen = self._seen[label]
            new = [row for key, row in rows.items() if key not in seen]
            seen.update(rows)
            self.made[label] += self.writer.create("staging", label, new)
        self._linked("record", "create_said_record", work.records)
        self._linked("touchpoint", "create_whole_touchpoint", work.events)

    def _linked(self, label: str, name: str, whole: Whole) -> None:
        self.writer.create_whole(f"staging/{name}", whole)
        self.made[label] += len(whole.rows)


def _held(graph: Graph, chunk: Sequence[Row]) -> Held:
    records = sorted({row.record_key for row in chunk if row.record})
    events = sorted({row.event_key for row in chunk})
    rows = {
        kind: graph.read(f"staging/{kind.name}_of", keys=events if kind in OF_EVENTS else records, forever=FOREVER)
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
