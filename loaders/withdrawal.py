"""Undo one delivery: afterwards the deployment holds what it would hold if that delivery had never been loaded.

What a partner's rows say is laid over each other as deliveries come, so that no single one can be taken out of the sum.
The partner's other deliveries are read again, as far as they speak of the records and events that the delivery touched,
or of any that hang together with these; the graph is then made to hold what they say. Other partners are not touched.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from mast.core.errors import GraphUnreachable, MastError, UsageError
from mast.core.facts import Row
from mast.graph.connection import Graph
from mast.graph.retiring import parts_of, spoken_for
from mast.graph.staging import connected
from mast.graph.standing import Standing, withdrawn_deliveries
from mast.graph.writer import Writer
from mast.ledger import deliveries, intake, runs
from mast.ledger.deliveries import DeliveryRow
from mast.ledger.lease import Lease
from mast.ledger.stated import NOTHING, Stated
from mast.ledger.store import Clock, Ledger
from mast.loaders.checking import Checked, Progress, check
from mast.loaders.full import names_of, retires_nothing
from mast.loaders.imprints import imprinted, named
from mast.loaders.originals import Originals
from mast.loaders.unchanged import news


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What became of it: links opened and closed, and how many records and events were looked at."""

    delivery: str
    partner: str
    records: int
    events: int
    opened: int
    closed: int


@dataclass(slots=True)
class _Touched:
    """Keys of the records and events in question; ``everything``: all that the partner ever stated."""

    records: set[str]
    events: set[str]
    everything: bool

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        if self.everything:
            return list(rows)
        return [row for row in rows if row.event_key in self.events or row.record_key in self.records]

    def grow(self, rows: Sequence[Row]) -> bool:
        """Take in all that hangs together, in one delivery, with what is touched; whether that was anything new."""
        before = len(self.records) + len(self.events)
        if not self.everything:
            for group in connected(rows):
                if self.rows(group):
                    self.add(group)
        return len(self.records) + len(self.events) > before

    def add(self, rows: Sequence[Row]) -> None:
        self.records |= {row.record_key for row in rows if row.record}
        self.events |= {row.event_key for row in rows}


def withdraw(
    delivery: str,
    originals: Originals,
    *,
    graph: Graph,
    ledger: Ledger,
    lease: Lease,
    now: Clock,
    progress: Progress,
    reason: str,
    by: str,
) -> Withdrawn:
    """Undo a loaded delivery under the writer's lease; the next resolve publishes it.

    Raises UsageError for one that is not loaded, InputRefused where a file that must be read again is not there; on any
    error the delivery is loaded as before.
    """
    row = deliveries.one(ledger, delivery)
    if row is None or row.state != "loaded":
        raise UsageError(f"{delivery} is no loaded delivery. mast status and the summary of a load name them.")
    others = [other for other in deliveries.of_partner(ledger, row.partner) if other.state == "loaded" and other != row]
    others.sort(key=lambda other: (other.run_id, other.begun_at, other.generation or 0, other.id))
    originals.demand([row, *others])
    run = runs.start(ledger, "withdraw", now, token=lease.token, delivery=row.id, reason=reason, by=by)
    try:
        work = _Withdrawal(originals, progress)
        touched = work.touched(row, others)
        standing, stated = work.replay(others, touched)
        if touched.everything:
            held = parts_of(graph, row.partner)
            touched.records |= {record for record, _ in held if record} | standing.records
            touched.events |= {event for _, event in held} | {event for _, event in standing.parts}
        intake.begin_withdrawal(ledger, row, work.seen)
        try:
            with Writer(graph, token=lease.token, what=f"withdraw {row.id}") as writer:
                standing.write(writer, touched.records, touched.events)
                writer.complete()
        except BaseException:
            with suppress(GraphUnreachable):  # then the next writer does it, when the graph can be asked again
                intake.settle_withdrawals(ledger, withdrawn_deliveries(graph))
            raise
        intake.end_withdrawal(ledger, row, writer.number, stated)
        found = Withdrawn(row.id, row.partner, len(touched.records), len(touched.events), writer.opened, writer.closed)
    except BaseException:
        runs.finish(run, "failed")
        raise
    runs.finish(run, "done", {"opened": found.opened, "closed": found.closed})
    return found


@dataclass(slots=True)
class _Withdrawal:
    originals: Originals
    progress: Progress
    seen: set[bytes]

    def __init__(self, originals: Originals, progress: Progress) -> None:
        self.originals, self.progress, self.seen = originals, progress, set()

    def touched(self, row: DeliveryRow, others: Sequence[DeliveryRow]) -> _Touched:
        """What the delivery speaks of and what hangs together with it. A full one may have retired anything."""
        rows = self._read(row).delivery.rows
        found = _Touched(set(), set(), everything=row.kind == "full")
        found.add(rows)
        self.seen |= {named(one.event, one.record) for one in rows}
        if not found.everything:
            while any([found.grow(self._read(other).delivery.rows) for other in others]):
                pass
        return found

    def replay(self, others: Sequence[DeliveryRow], touched: _Touched) -> tuple[Standing, Stated]:
        """What stands of it by the other deliveries, and what their rows last stated, as if loaded in their order."""
        standing, stated = Standing(), NOTHING
        for other in others:
            checked = self._read(other)
            rows = touched.rows(checked.delivery.rows)
            self.seen |= {named(row.event, row.record) for row in rows}
            told = news(imprinted(rows), stated)
            standing.take(told.of(rows))
            stated = stated.under(told.stated)
            if other.kind == "full" and not retires_nothing(checked):
                gone = standing.retire(
                    rows,
                    spoken_for(checked.delivery.rows, other.data_as_of),
                    {f"{other.partner}:{event}" for event in checked.unread},
                    {row.record_key for row in told.of(rows) if row.record},
                )
                stated = stated.without(names_of(other.partner, gone))
        return standing, stated

    def _read(self, row: DeliveryRow) -> Checked:
        with self.originals.open(row) as (source, mapping):
            checked = check(source, mapping, row.data_as_of, self.progress)
        if checked.delivery.id != row.id:
            raise MastError(f"The file of {row.id} reads as {checked.delivery.id}: it is not the one that was loaded.")
        return checked
