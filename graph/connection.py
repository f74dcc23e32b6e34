"""One open connection to one graph, whichever engine answers: reads, writes and transactions by statement name."""

import logging
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
    NotificationMinimumSeverity,
    Session,
)
from neo4j.exceptions import ConfigurationError, ConstraintError, DriverError, Neo4jError

from mast.core.errors import GraphUnreachable, MastError, UsageError
from mast.core.settings import Settings
from mast.graph.data_folder import DATABASE
from mast.graph.embedded import take_seat
from mast.graph.faults import bolt_address, plain_address, refused, translated
from mast.graph.instance import ensure_instance
from mast.graph.statements import statement
from mast.graph.transaction import Row, Transaction, check_params

CONNECT_SECONDS = 5.0
WRITE_RETRY_SECONDS = 15.0
READ_RETRY_SECONDS = 5.0
MERGE_ATTEMPTS = 8
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
        self._silence: float | None = None

    def give_up_after(self, seconds: float) -> None:
        """From now on leave a connection that stays silent for so long while an answer is due, and raise
        GraphUnreachable: of one whose other end went away without a word nothing is ever heard again.

        For a service, whose reads are short; what reads everything waits as long as it takes.
        """
        self._silence = seconds
        _limit_silence(self._driver, seconds)

    def read(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a reading transaction of its own, in one round trip.

        Raises StatementError when it is called wrongly or writes, GraphUnreachable when the graph does not answer.
        """
        return self._managed(lambda work: work.run(name, **params), writable=False)

    def write(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a writing transaction of its own.

        Raises StatementError when it is called wrongly or refused, GraphUnreachable when the graph does not answer.
        """
        return self._managed(lambda work: work.run(name, **params), writable=True)

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
        return self._managed(work, writable=True)

    def ping(self) -> None:
        """Raises GraphUnreachable unless the graph answers now."""
        self.read("engine/ping")

    def close(self) -> None:
        """Close the connection; the embedded server stops a little after its last user did. Harmless when repeated."""
        with self._renewing:
            self._renew = lambda instance: None
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

    def _managed(self, work: Callable[[Transaction], T], writable: bool) -> T:
        attempt, renewed = 0, False
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
                    return session.execute_write(once) if writable else _patiently(once, session)
            except ConstraintError as error:
                attempt += 1
                if attempt == MERGE_ATTEMPTS or not (current and current[0].merges):
                    raise refused(current[0].last if current else "", error) from None
                # Another writer merged the same key first. Its node is there now, so the next try finds it.
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
            except (Neo4jError, DriverError) as error:
                told = translated(current[0].last if current else "", error, self.address)
                lost = isinstance(told, GraphUnreachable) and self._renewed(driver)
                # Whether a write was kept before the server went is not known: only a reading is asked again.
                if not lost or writable or renewed:
                    raise told from None
                renewed = True

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


def open_graph(settings: Settings, expected_instance: str | None = None) -> Graph:
    """Open the graph that the settings name: the one at ``graph_uri``, or the embedded one of the data folder, whose
    server is started where none runs.

    The graph is given an instance id where it has none yet, ``expected_instance`` if that is one.

    Raises GraphUnreachable when it cannot be reached, WrongStore when it carries another id than expected, MastError
    when the data folder cannot be used, UsageError when the address is no Bolt address.
    """
    if settings.graph_uri is None:
        graph = _open_embedded(settings)
    else:
        secret = settings.graph_password
        password = None if secret is None else secret.get_secret_value()
        graph = connect(settings.graph_uri, settings.graph_user, password, settings.graph_database, "bolt")
    try:
        ensure_instance(graph, expected_instance)
    except BaseException:
        graph.close()
        raise
    return graph


def _open_embedded(settings: Settings) -> Graph:
    seat = take_seat(settings)

    def renew(instance: str) -> Graph | None:
        # A Neo4j that comes back is found by the driver; the embedded server comes back only when it is started.
        return open_graph(settings, instance) if seat.is_lost() else None

    address = f"bolt://127.0.0.1:{seat.port}"
    return connect(address, "root", seat.password, DATABASE, "embedded", seat.leave, renew)


def connect(
    uri: str,
    user: str,
    password: str | None,
    database: str,
    engine: Engine,
    leave: Callable[[], None] = lambda: None,
    renew: Renew = lambda instance: None,
) -> Graph:
    """Open a Bolt connection and make sure that the graph answers.

    ``password`` None connects without any, for a server that asks for none. ``leave`` is called once the connection
    is closed, or could not be opened; ``renew`` when the graph does not answer any more.

    Raises GraphUnreachable, within some seconds, when nobody answers, when what answers is no graph, or when the
    password is refused; UsageError when the address is no Bolt address.
    """
    # At DEBUG the driver logs every parameter, and at WARNING the server's own words: both may be personal data.
    driver_log = logging.getLogger("neo4j")
    driver_log.setLevel(max(logging.ERROR, driver_log.level))
    address = plain_address(uri)
    try:
        driver = GraphDatabase.driver(
            bolt_address(uri),
            auth=None if password is None else (user, password),
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=CONNECT_SECONDS,
            # Each wait is a third of the time gone by, so that giving up comes soon after its time.
            initial_retry_delay=0.05,
            retry_delay_multiplier=1.3,
            liveness_check_timeout=30,
            max_connection_lifetime=600,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
            user_agent="mast",
        )
    except (ConfigurationError, ValueError):
        leave()
        raise UsageError(f"{address} is no Bolt address; MAST_GRAPH_URI must look like bolt://host:7687") from None
    except BaseException:
        leave()
        raise
    graph = Graph(driver, database, engine, address, leave, renew)
    try:
        driver.verify_connectivity()
        graph.ping()
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        graph.close()
        raise translated("", error, address) from None
    except BaseException:
        graph.close()
        raise
    return graph


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
