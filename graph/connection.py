"""One open connection to one graph, whichever engine answers: reads, writes and transactions by statement name."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Session,
    unit_of_work,
)
from neo4j.exceptions import ConstraintError, DriverError, Neo4jError

from mast.core.errors import GraphUnreachable, MastError
from mast.graph.faults import is_undone, refused, translated
from mast.graph.statements import statement
from mast.graph.transaction import Row, Transaction, check_params

WRITE_RETRY_SECONDS = 15.0
READ_RETRY_SECONDS = 5.0
MERGE_ATTEMPTS = 8
OPEN_SECONDS = 60.0
FETCHED = 10_000  # rows asked for at once: all records are read in some dozens of round trips

Engine = Literal["embedded", "bolt"]
T = TypeVar("T")
Renew: TypeAlias = "Callable[[str], Graph | None]"
"""Given an instance id: a new connection to the same graph where its server is gone; None where it is not."""


class Graph:
    """One open connection to one graph. Safe to share between threads; close it, or use it in a ``with``.

    ``address`` is where it runs. ``instance_id`` names the deployment it belongs to; ``open_graph`` fills it in.
    """

    def __init__(
        self, driver: Driver, database: str, engine: Engine, address: str, leave: Callable[[], None], renew: Renew
    ) -> None:
        self.engine: Engine = engine
        self.instance_id = ""
        self.address = address
        self._driver, self._database, self._leave, self._renew = driver, database, leave, renew
        self._bookmarks = GraphDatabase.bookmark_manager()
        self._renewing = threading.Lock()
        self._closed = False
        self._silence: float | None = None
        self._open_seconds = OPEN_SECONDS

    def give_up_after(self, seconds: float) -> None:
        """From now on leave a connection that stays silent for so long while an answer is due, and raise
        GraphUnreachable: of one whose other end went away without a word nothing is ever heard again.

        For a service, whose reads are short; what reads everything waits as long as it takes.
        """
        self._silence = seconds
        _limit_silence(self._driver, seconds)

    def undo_after(self, seconds: float) -> None:
        """How long a writing transaction may stay open on a Neo4j, which then undoes it.

        One whose process was stopped or cut off would hold its locks for ever, and who takes the lease over would wait.
        """
        self._open_seconds = seconds

    def read(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a reading transaction of its own, in one round trip.

        Raises StatementError when it is called wrongly or writes, GraphUnreachable when the graph does not answer.
        """
        return self._managed(lambda work: work.run(name, **params), writable=False)

    def write(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a writing transaction of its own.

        Raises StatementError when it is called wrongly or refused, GraphUnreachable when the graph does not answer.
        """
        seconds = None if statement(name).of_schema else self._open_seconds
        return self._managed(lambda work: work.run(name, **params), writable=True, seconds=seconds)

    def stream(self, name: str, /, **params: Any) -> Iterator[Row]:
        """Run one statement that reads, and give its rows as they come: for more than fits in memory.

        It is not tried again: raises GraphUnreachable when the graph goes away meanwhile.
        """
        wanted = statement(name)
        check_params(wanted, params)
        try:
            with self._driver.session(database=self._database, default_access_mode=READ_ACCESS) as session:
                for record in session.run(wanted.text, params):
                    yield record.data()
        except (Neo4jError, DriverError) as error:
            raise translated(name, error, self.address) from None

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` in one writing transaction and return what it returns; an exception undoes all of it.

        ``work`` may run more than once: it must have no effect beyond its statements. It is tried again when the
        graph reports a passing fault, and when it lost a race to merge the same key, which the engines report as a
        broken constraint.
        """
        return self._managed(work, writable=True, seconds=self._open_seconds)

    def ping(self) -> None:
        """Raises GraphUnreachable unless the graph answers now."""
        self.read("engine/ping")

    def close(self) -> None:
        """Close the connection; the embedded server stops a little after its last user did. Harmless when repeated."""
        with self._renewing:
            self._renew = lambda instance: None
            self._closed = True
            try:
                self._driver.close()
            finally:
                self._leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _managed(self, work: Callable[[Transaction], T], writable: bool, seconds: float | None = None) -> T:
        attempt, renewed, undone = 0, False, False
        while True:
            driver = self._driver
            current: list[Transaction] = []

            def once(inner: ManagedTransaction | Session, current: list[Transaction] = current) -> T:
                current[:] = [Transaction(inner, writable)]
                return work(current[0])

            try:
                with driver.session(
                    database=self._database,
                    default_access_mode=WRITE_ACCESS if writable else READ_ACCESS,
                    max_transaction_retry_time=WRITE_RETRY_SECONDS if writable else READ_RETRY_SECONDS,
                    bookmark_manager=self._bookmarks,
                    fetch_size=FETCHED,
                ) as session:
                    if writable:
                        return session.execute_write(unit_of_work(timeout=seconds)(once))
                    return _patiently(once, session)
            except ConstraintError as error:
                attempt += 1
                if attempt == MERGE_ATTEMPTS or not (current and current[0].merges):
                    raise refused(current[0].last if current else "", error) from None
                # Another writer merged the same key first. Its node is there now, so the next try finds it.
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
            except (Neo4jError, DriverError) as error:
                if is_undone(error) and not undone:
                    undone = True  # this process was stopped meanwhile: whether it still may write, the fence tells
                    continue
                told = translated(current[0].last if current else "", error, self.address)
                lost = isinstance(told, GraphUnreachable) and self._renewed(driver)
                # Whether a write was kept before the server went is not known: only a reading is asked again.
                if not lost or writable or renewed:
                    raise told from None
                renewed = True
            finally:
                if self._closed or driver is not self._driver:
                    _close_what_is_left(driver)

    def _renewed(self, driver: Driver) -> bool:
        """Whether the server behind this driver is gone and another one answers in its place."""
        with self._renewing:
            if self._driver is not driver:
                return True
            try:
                fresh = self._renew(self.instance_id)
            except MastError:
                return False
            if fresh is None:
                return False
            driver.close()
            self._leave()
            self._driver, self._leave, self._renew, self.address = (
                fresh._driver,
                fresh._leave,
                fresh._renew,
                fresh.address,
            )
            self._bookmarks = GraphDatabase.bookmark_manager()
            if self._silence is not None:
                _limit_silence(self._driver, self._silence)
            return True


def _close_what_is_left(driver: Driver) -> None:
    """A connection that was being opened while the driver was closed is kept by its pool, which nobody closes again."""
    pool: Any = driver._pool
    pool.close()


def _limit_silence(driver: Driver, seconds: float) -> None:
    """The driver has this time limit for each of its sockets, but lets only a server set it."""
    pool: Any = driver._pool
    opener = pool.opener

    def opened(*args: Any, **kwargs: Any) -> Any:
        connection = opener(*args, **kwargs)
        connection.socket.set_read_timeout(seconds)
        return connection

    pool.opener = opened
    for own in pool.connections.values():
        for connection in own:
            connection.socket.set_read_timeout(seconds)


def _patiently(once: Callable[[Session], T], session: Session) -> T:
    """What the driver's own managed transactions do about passing faults, without a round trip to begin and another to
    commit, which take longer than a look-up.
    """
    began, pause = time.monotonic(), 0.05
    while True:
        try:
            return once(session)
        except (Neo4jError, DriverError) as error:
            if not error.is_retryable() or time.monotonic() - began > READ_RETRY_SECONDS:
                raise
        time.sleep(random.uniform(0.8, 1.2) * pause)
        pause *= 1.3
