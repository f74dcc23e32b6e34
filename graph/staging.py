"""Write one partner's delivery into the graph: records, details, identifiers, addresses, touchpoints, workers, cases.

Only differences are written, each chunk prepared while the graph writes the one before. What a delivery says of a
record is laid over what the graph already holds of it; a link whose values changed is closed and opened anew, so that
an earlier generation still reads as it did.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

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
_MOST_SEEN: Final = 100_000
"""Keys of nodes of one label that are known to be there."""


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
    """Creates the nodes that a chunk needs. A key that was seen is not looked up again, as far as memory may reach."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.made = Counter[str]()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    def create(self, work: Work) -> None:
        for label, rows in work.nodes.items():
            seen = self._seen[label]
            new = [row for key, row in rows.items() if key not in seen]
            if len(seen) > _MOST_SEEN:
                seen.clear()
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


def connected(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Groups of rows that share a record or an event, through any chain of both, in the order of their first rows.

    By hashes of 64 bits: two that are not the same but have one only put rows together that need not be.
    """
    events, records = array("q"), array("q")
    for row in rows:
        events.append(hash(row.event))
        records.append(hash(row.record) if row.record else 0)
    labels = _components(np.frombuffer(events, np.int64), np.frombuffer(records, np.int64))
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first[group], kind="stable")
    ends = np.flatnonzero(np.diff(labels[order], append=-1)) + 1
    begin = 0
    for end in ends.tolist():
        yield [rows[at] for at in order[begin:end].tolist()]
        begin = end


def _components(events: npt.NDArray[np.int64], records: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """A label for each row: rows are tied to their event's node and, where they have one, their record's."""
    count = len(events)
    of_event, of_record = (np.unique(names, return_inverse=True)[1] + count for names in (events, records))
    somebody = np.flatnonzero(records)
    tied = np.concatenate([np.arange(count), somebody])
    to = np.concatenate([of_event, of_record[somebody] + count])
    size = 3 * count
    ties = coo_array((np.ones(len(tied), dtype=np.int8), (tied, to)), shape=(size, size))
    labels: npt.NDArray[np.int32] = connected_components(ties, directed=False)[1][:count]
    return labels
