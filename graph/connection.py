"""One open connection to one graph, whichever engine answers: reads, writes and transactions by statement name."""

import logging
import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction, NotificationMinimumSeverity
from neo4j.exceptions import ConfigurationError, ConstraintError, DriverError, Neo4jError, TransientError

from mast.core.errors import GraphUnreachable, StatementError, UsageError
from mast.core.settings import Settings
from mast.graph.data_folder import DATABASE
from mast.graph.embedded import take_seat
from mast.graph.instance import ensure_instance
from mast.graph.statements import Statement, statement

CONNECT_SECONDS = 5.0
WRITE_RETRY_SECONDS = 15.0
READ_RETRY_SECONDS = 5.0
MERGE_ATTEMPTS = 8

Engine = Literal["embedded", "bolt"]
Row = dict[str, Any]
T = TypeVar("T")


class Transaction:
    """A transaction that is open now. What it did is kept or undone as a whole."""

    __slots__ = ("_inner", "_writable", "last", "merges")

    def __init__(self, inner: ManagedTransaction, writable: bool) -> None:
        self._inner, self._writable = inner, writable
        self.last, self.merges = "", False

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run ``cypher/<name>.cypher`` and fetch its rows, a dict of plain values each.

        Raises StatementError when the parameters, or the columns that come back, are not those of its header,
        and when a statement that writes is run in a reading transaction (not every engine refuses that itself).
        """
        wanted = statement(name)
        _check_params(wanted, params)
        if wanted.writes and not self._writable:
            raise StatementError(f"cypher/{name}.cypher writes, and was run in a reading transaction")
        self.last, self.merges = name, self.merges or wanted.merges
        result = self._inner.run(wanted.text, params)
        columns = tuple(result.keys())
        rows = result.data()
        if not wanted.returns:
            return []
        if rows and columns != wanted.returns:
            raise StatementError(f"cypher/{name}.cypher returned {columns}, its header says {wanted.returns}")
        return rows


class Graph:
    """One open connection to one graph. Safe to share between threads; close it, or use it in a ``with``.

    ``address`` is where it runs. ``instance_id`` names the deployment it belongs to; ``open_graph`` fills it in.
    """

    def __init__(self, driver: Driver, database: str, engine: Engine, address: str, leave: Callable[[], None]) -> None:
        self.engine: Engine = engine
        self.instance_id = ""
        self.address = address
        self._driver, self._database, self._leave = driver, database, leave
        self._bookmarks = GraphDatabase.bookmark_manager()

    def read(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a reading transaction.

        Raises StatementError when it is called wrongly or writes, GraphUnreachable when the graph does not answer.
        """
        return self._managed(lambda work: work.run(name, **params), writable=False)

    def write(self, name: str, /, **params: Any) -> list[Row]:
        """Run one statement in a writing transaction of its own.

        Raises StatementError when it is called wrongly or refused, GraphUnreachable when the graph does not answer.
        """
        return self._managed(lambda work: work.run(name, **params), writable=True)

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
        attempt = 0
        while True:
            current: list[Transaction] = []

            def once(inner: ManagedTransaction, current: list[Transaction] = current) -> T:
                current[:] = [Transaction(inner, writable)]
                return work(current[0])

            try:
                with self._driver.session(
                    database=self._database,
                    default_access_mode=WRITE_ACCESS if writable else READ_ACCESS,
                    max_transaction_retry_time=WRITE_RETRY_SECONDS if writable else READ_RETRY_SECONDS,
                    bookmark_manager=self._bookmarks,
                ) as session:
                    return session.execute_write(once) if writable else session.execute_read(once)
            except ConstraintError as error:
                attempt += 1
                if attempt == MERGE_ATTEMPTS or not (current and current[0].merges):
                    raise _refused(current, error) from None
                # Another writer merged the same key first. Its node is there now, so the next try finds it.
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
            except (Neo4jError, DriverError) as error:
                raise _translated(current, error, self.address) from None


def open_graph(settings: Settings, expected_instance: str | None = None) -> Graph:
    """Open the graph that the settings name: the one at ``graph_uri``, or the embedded one of the data folder, whose
    server is started where none runs.

    The graph is given an instance id where it has none yet, ``expected_instance`` if that is one.

    Raises GraphUnreachable when it cannot be reached, WrongStore when it carries another id than expected, MastError
    when the data folder cannot be used, UsageError when the address is no Bolt address.
    """
    if settings.graph_uri is None:
        seat = take_seat(settings)
        graph = connect(f"bolt://127.0.0.1:{seat.port}", "root", seat.password, DATABASE, "embedded", seat.leave)
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


def connect(
    uri: str, user: str, password: str | None, database: str, engine: Engine, leave: Callable[[], None] = lambda: None
) -> Graph:
    """Open a Bolt connection and make sure that the graph answers.

    ``password`` None connects without any, for a server that asks for none. ``leave`` is called once the connection
    is closed, or could not be opened.

    Raises GraphUnreachable, within some seconds, when nobody answers, when what answers is no graph, or when the
    password is refused; UsageError when the address is no Bolt address.
    """
    # At DEBUG the driver logs every parameter, and at WARNING the server's own words: both may be personal data.
    driver_log = logging.getLogger("neo4j")
    driver_log.setLevel(max(logging.ERROR, driver_log.level))
    address = plain_address(uri)
    try:
        driver = GraphDatabase.driver(
            _bolt(uri),
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
    graph = Graph(driver, database, engine, address, leave)
    try:
        driver.verify_connectivity()
        graph.ping()
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        graph.close()
        raise _translated([], error, address) from None
    except BaseException:
        graph.close()
        raise
    return graph


def plain_address(uri: str) -> str:
    """The address without user name, password and query, fit for an error text."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.scheme else parts.path


def _bolt(uri: str) -> str:
    """The same address. Raises ConfigurationError or, for a port that is no number, ValueError when it is none."""
    parts = urlsplit(uri)
    if parts.scheme.partition("+")[0] not in ("bolt", "neo4j") or not parts.hostname or parts.port == 0:
        raise ConfigurationError("no Bolt address")
    if parts.username or parts.password:
        raise UsageError(
            "MAST_GRAPH_URI carries a user or password; put them in MAST_GRAPH_USER and MAST_GRAPH_PASSWORD"
        )
    return uri


def _check_params(wanted: Statement, params: dict[str, Any]) -> None:
    if params.keys() == wanted.params:
        return
    missing = ", ".join(sorted(wanted.params - params.keys())) or "none"
    unknown = ", ".join(sorted(params.keys() - wanted.params)) or "none"
    raise StatementError(f"cypher/{wanted.name}.cypher: parameters missing: {missing}; not in its header: {unknown}")


def _translated(current: list[Transaction], error: Exception, address: str) -> GraphUnreachable | StatementError:
    if isinstance(error, Neo4jError):
        code = error.code or "no code"
        if ".Security." in code:
            return GraphUnreachable(
                f"the graph at {address} refused the user or password; check MAST_GRAPH_USER and MAST_GRAPH_PASSWORD"
            )
        if ".Database." in code and "NotFound" in code:
            return GraphUnreachable(f"the graph at {address} has no such database; check MAST_GRAPH_DATABASE")
        if isinstance(error, TransientError) or error.is_retryable():
            return GraphUnreachable(f"the graph at {address} kept failing ({code}); try again")
        return _refused(current, error)
    return GraphUnreachable(
        f"the graph at {address} does not answer Bolt; check that it runs and that MAST_GRAPH_URI names it"
    )


def _refused(current: list[Transaction], error: Neo4jError) -> StatementError:
    # The engine's own message may quote keys and values, and those are personal data: only its code is passed on.
    name, code = current[0].last if current else "", error.code or "no code"
    why = f"the graph refused it ({code})"
    if ".DatabaseError." in code:
        why += "; the fault is the server's own: see its log, and whether its disk is full"
    return StatementError(f"cypher/{name}.cypher: {why}")
