"""The writer's lease: one load or resolve at a time, each with a growing token that fences off a stale one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from mast.core.errors import Busy, LedgerUnreachable, StaleWriter
from mast.ledger import tables
from mast.ledger.process import Process, is_gone, this_process
from mast.ledger.store import TAKEN_OVER, Clock, Ledger

Seconds = Callable[[Connection], float]

_NAME = tables.lease.c.name == "writer"


def store_seconds(connection: Connection) -> float:
    """The one time that all writers of this store share and that no change of a wall clock moves.

    PostgreSQL's own clock; for SQLite, whose users are all on one machine, that machine's monotonic clock.
    """
    if connection.dialect.name == "postgresql":
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())
    return time.monotonic()


class Lease:
    """The lease as its holder has it. ``token`` grows with each holder; ``lost`` once another writer took over.

    ``ledger``: the store for all that is written under the lease. It takes nothing from a holder that was taken over.
    """

    def __init__(self, ledger: Ledger, token: int, seconds: Seconds) -> None:
        self.token = token
        self.ledger = replace(ledger, token=token)
        self.lost = False
        self._ledger = ledger
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="writer lease", daemon=True)

    def check(self, connection: Connection | None = None) -> None:
        """Asks the store, in the caller's transaction where one is given; raises StaleWriter when the lease is lost."""
        if not self.lost:
            if connection is None:
                with self._ledger.read() as own:
                    self.lost = not self._is_ours(own)
            else:
                self.lost = not self._is_ours(connection)
        if self.lost:
            raise StaleWriter(TAKEN_OVER)

    def beat(self) -> None:
        """Renews the lease; marks it lost when another writer holds it."""
        with self._ledger.begin("lease") as connection:
            beaten = connection.execute(
                update(tables.lease)
                .where(_NAME, tables.lease.c.token == self.token, tables.lease.c.held)
                .values(beat=self._seconds(connection))
            ).rowcount
        if beaten != 1:
            self.lost = True

    def _is_ours(self, connection: Connection) -> bool:
        row = connection.execute(select(tables.lease).where(_NAME)).one()
        return bool(row.held) and row.token == self.token

    def _keep(self) -> None:
        """The heartbeat: a thread with its own connection. A store silent for a whole lease means the lease is gone."""
        beaten_at = time.monotonic()
        while not self.lost and not self._stop.wait(self._ledger.lease_seconds / 3):
            try:
                self.beat()
                beaten_at = time.monotonic()
            except LedgerUnreachable:
                self.lost = time.monotonic() - beaten_at > self._ledger.lease_seconds

    def _start(self) -> None:
        self._thread.start()

    def _release(self) -> None:
        self._stop.set()
        self._thread.join()
        # A store that cannot be reached now sees the lease expire, or this process gone.
        with suppress(LedgerUnreachable), self._ledger.begin("lease") as connection:
            connection.execute(update(tables.lease).where(_NAME, tables.lease.c.token == self.token).values(held=False))


@contextmanager
def writer_lease(ledger: Ledger, holder: str, now: Clock, seconds: Seconds = store_seconds) -> Iterator[Lease]:
    """Holds the writer's lease for the block; ``holder`` is the verb. ``seconds``: the clock that leases expire by.

    A lease is taken over when it was silent for ``ledger.lease_seconds``, or its process on this host is gone.
    Raises Busy at once when another writer holds it.
    """
    lease = Lease(ledger, _acquire(ledger, holder, now, seconds), seconds)
    lease._start()
    try:
        yield lease
    finally:
        lease._release()


def _acquire(ledger: Ledger, holder: str, now: Clock, seconds: Seconds) -> int:
    # Looked at first without the writer's turn: who is to be refused need not wait for the holder's transaction.
    refuse_if_held(ledger, seconds)
    me = this_process()
    with ledger.begin("lease") as connection:
        # Waits for a transaction that the old holder has open: what it commits comes before the new token.
        connection.execute(select(tables.lease.c.token).where(_NAME).with_for_update())
        row = _refuse_if_held(connection, ledger, seconds)
        token = int(row.token) + 1
        connection.execute(
            update(tables.lease)
            .where(_NAME)
            .values(
                token=token,
                held=True,
                verb=holder,
                pid=me.pid,
                host=me.host,
                birth=me.birth,
                since=now(),
                beat=seconds(connection),
            )
        )
    return token


def refuse_if_held(ledger: Ledger, seconds: Seconds = store_seconds) -> None:
    """Raises Busy when another writer holds the lease just now."""
    with ledger.read() as connection:
        _refuse_if_held(connection, ledger, seconds)


def _refuse_if_held(connection: Connection, ledger: Ledger, seconds: Seconds) -> Row[Any]:
    row = connection.execute(select(tables.lease).where(_NAME)).one()
    if not row.held or is_gone(Process(row.pid, row.host, row.birth)):
        return row
    # A beat far in the future is as dead as one long past: the machine was started anew, or the store's clock set back.
    if abs(seconds(connection) - row.beat) > ledger.lease_seconds:
        return row
    raise Busy(
        f"{row.verb} (process {row.pid} on {row.host}) has been writing since {row.since:%Y-%m-%d %H:%M:%S} UTC. "
        "Wait for it to end, then run this again."
    )
