"""Both engines answer the same statements alike, and say clearly when they cannot."""

import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from neo4j.exceptions import DatabaseError, Neo4jError
from pydantic import SecretStr

from mast.core.errors import GraphUnreachable, StatementError, UsageError
from mast.core.settings import Settings
from mast.graph import connection, transaction
from mast.graph.connection import Graph
from mast.graph.faults import STOPPED, plain_address, translated
from mast.graph.opening import CONNECT_SECONDS, connect, open_graph
from mast.graph.statements import parse, statement
from mast.graph.transaction import Transaction
from tests.engines import Engine

OURS = {
    "things/constrain": (
        "none",
        "nothing",
        "CREATE CONSTRAINT thing_key IF NOT EXISTS FOR (t:Thing) REQUIRE t.key IS UNIQUE",
    ),
    "things/create": ("key", "nothing", "CREATE (t:Thing {key: $key})"),
    "things/count": ("none", "things, hits", "MATCH (t:Thing) RETURN count(t) AS things, sum(t.hits) AS hits"),
    "things/hit": (
        "keys",
        "nothing",
        "UNWIND $keys AS key MERGE (t:Thing {key: key}) ON CREATE SET t.hits = 1 ON MATCH SET t.hits = t.hits + 1",
    ),
    "things/swapped": ("none", "a, b", "RETURN 1 AS b, 2 AS a"),
    "things/broken": ("key", "nothing", "MATCH (t:Thing {key: $key}) SET t.hits = t.hits +"),
    "things/misfit": ("key", "day", "RETURN date($key) AS day"),
}
SECRET = "nhs:9434765919"


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements of this test's own, beside the project's."""
    head = "// purpose: test\n// params: {}\n// returns: {}\n{}"
    ours = {name: parse(name, head.format(*parts)) for name, parts in OURS.items()}
    for module in (connection, transaction):
        monkeypatch.setattr(module, "statement", lambda name: ours.get(name) or statement(name))


def test_both_engines_answer(graph: Graph) -> None:
    assert graph.read("engine/ping") == [{"answer": 1}]
    assert graph.write("engine/ping") == [{"answer": 1}]
    assert graph.transaction(lambda work: work.run("engine/ping")) == [{"answer": 1}]
    assert graph.engine in ("embedded", "bolt")


def test_parameters_must_be_those_of_the_header(graph: Graph) -> None:
    with pytest.raises(StatementError, match=r"engine/ping\.cypher: parameters missing: none; not in its header: more"):
        graph.read("engine/ping", more=1)
    with pytest.raises(StatementError, match="parameters missing: id; not in its header: none"):
        graph.write("engine/name_instance")


@pytest.mark.usefixtures("things")
def test_columns_must_be_those_of_the_header(graph: Graph) -> None:
    with pytest.raises(StatementError, match="its header says"):
        graph.read("things/swapped")


@pytest.mark.usefixtures("things")
def test_a_reading_transaction_does_not_write(graph: Graph) -> None:
    with pytest.raises(StatementError, match="reading transaction"):
        graph.read("things/create", key="a")
    assert graph.read("things/count")[0]["things"] == 0


@pytest.mark.usefixtures("things")
def test_a_transaction_is_kept_or_undone_as_a_whole(graph: Graph) -> None:
    graph.write("things/constrain")

    def stopped(work: Transaction) -> None:
        work.run("things/create", key="a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        graph.transaction(stopped)
    assert graph.read("things/count")[0]["things"] == 0
    graph.transaction(lambda work: [work.run("things/create", key=key) for key in "ab"])
    assert graph.read("things/count")[0]["things"] == 2


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("name", ["things/create", "things/broken", "things/misfit"])
def test_a_refusal_names_the_statement_and_no_value(graph: Graph, name: str, caplog: pytest.LogCaptureFixture) -> None:
    graph.write("things/constrain")
    graph.write("things/create", key=SECRET)
    logging.getLogger("neo4j").setLevel(logging.NOTSET)
    caplog.set_level(logging.WARNING)
    with pytest.raises(StatementError, match=rf"^cypher/{name}\.cypher: the graph refused it \(Neo") as refused:
        graph.write(name, key=SECRET)
    assert SECRET not in str(refused.value)
    assert refused.value.__suppress_context__
    assert SECRET not in caplog.text


@pytest.mark.usefixtures("things")
def test_writers_that_merge_the_same_keys_lose_nothing(graph: Graph) -> None:
    graph.write("things/constrain")
    keys = [f"k{number}" for number in range(30)]
    writers, rounds = 4, 15
    start = threading.Barrier(writers)

    def hit(seed: int) -> None:
        shuffled = random.Random(seed)
        start.wait()
        for _ in range(rounds):
            graph.write("things/hit", keys=shuffled.sample(keys, len(keys)))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(hit, range(writers)))
    assert graph.read("things/count") == [{"things": len(keys), "hits": writers * rounds * len(keys)}]


def test_a_connection_that_is_being_opened_while_the_graph_is_closed_is_closed_too(engine: Engine, home: Path) -> None:
    graph = open_graph(engine.settings(home))
    pool: Any = graph._driver._pool
    opener, opening, closed = pool.opener, threading.Event(), threading.Event()
    opened: list[Any] = []

    def slow(*args: Any, **kwargs: Any) -> Any:
        opened.append(opener(*args, **kwargs))
        opening.set()
        assert closed.wait(20)
        return opened[-1]

    for address in list(pool.connections):
        pool.deactivate(address)
    pool.opener = slow
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(graph.ping)
        assert opening.wait(20)
        graph.close()
        closed.set()
        asked.exception()
    assert [connection.closed() for connection in opened] == [True]


@pytest.mark.neo4j
@pytest.mark.parametrize("change", [{"graph_password": SecretStr("not-this")}, {"graph_user": "nobody"}])
def test_a_refused_password_says_which_settings_to_check(
    settings_for: Callable[[str], Settings], change: dict[str, object]
) -> None:
    with pytest.raises(GraphUnreachable, match="refused the user or password; check MAST_GRAPH_USER") as refused:
        open_graph(settings_for("neo4j").model_copy(update=change))
    assert "not-this" not in str(refused.value)


@pytest.mark.neo4j
def test_a_missing_database_says_which_setting_to_check(settings_for: Callable[[str], Settings]) -> None:
    with pytest.raises(GraphUnreachable, match="check MAST_GRAPH_DATABASE"):
        open_graph(settings_for("neo4j").model_copy(update={"graph_database": "elsewhere"}))


@pytest.mark.parametrize("habit", ["nobody", "hangs up", "answers HTTP", "says nothing"])
def test_what_does_not_answer_bolt_is_found_in_time(habit: str) -> None:
    left: list[bool] = []
    with _listener(habit) as port:
        began = time.monotonic()
        with pytest.raises(GraphUnreachable, match=rf"bolt://127\.0\.0\.1:{port} does not answer Bolt"):
            connect(f"bolt://127.0.0.1:{port}", "u", "p", "d", "bolt", leave=lambda: left.append(True))
        assert time.monotonic() - began < 2 * CONNECT_SECONDS
    assert left == [True]


@pytest.mark.parametrize("uri", ["http://host:7474", "bolt://", "host:7687", "nonsense", "bolt://host:port"])
def test_an_address_that_is_none_of_bolt_is_wrong_usage(uri: str) -> None:
    with pytest.raises(UsageError, match="MAST_GRAPH_URI must look like"):
        connect(uri, "u", "p", "d", "bolt")


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="MAST_GRAPH_PASSWORD") as refused:
        connect("bolt://someone:hidden@127.0.0.1:1", "u", "p", "d", "bolt")
    assert "hidden" not in str(refused.value)
    assert plain_address("neo4j+s://someone:hidden@host:7687?x=hidden") == "neo4j+s://host:7687"


def test_the_driver_never_logs_parameters(embedded_graph: Graph) -> None:
    assert embedded_graph.engine == "embedded"
    assert logging.getLogger("neo4j").getEffectiveLevel() >= logging.WARNING


@contextmanager
def _listener(habit: str) -> Iterator[int]:
    kept: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            kept.append(caller)
            if habit == "answers HTTP":
                caller.recv(1024)
                caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            if habit != "says nothing":
                caller.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        if habit == "nobody":
            door.close()
        thread = threading.Thread(target=serve)
        thread.start()
        yield port
        if habit != "nobody":
            door.shutdown(socket.SHUT_RDWR)
    thread.join()
    for caller in kept:
        caller.close()


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (STOPPED, GraphUnreachable, "has stopped its database after a fault of its own"),
        ("Neo.DatabaseError.Transaction.TransactionCommitFailed", StatementError, "whether its disk is full"),
    ],
)
def test_a_fault_of_the_servers_own_says_what_to_do(code: str, kind: type[Exception], said: str) -> None:
    error = Neo4jError._hydrate_neo4j(code=code, message="held for P0000001")
    assert isinstance(error, DatabaseError)
    told = translated("engine/ping", error, "bolt://127.0.0.1:7687")
    assert isinstance(told, kind)
    assert said in str(told)
    assert "P0000001" not in str(told)


def test_what_a_process_that_was_stopped_left_open_is_undone_and_tried_once_more(graph: Graph) -> None:
    """The embedded engine lets it stay open: it locks nothing, and whoever commits first goes before."""
    graph.write("generations/init_pointer")
    graph.write("generations/take_token", token=1)
    graph.undo_after(1)
    tries: list[int] = []

    def stopped_the_first_time(tx: Transaction) -> int:
        tries.append(len(tx.run("generations/fence", token=1)))
        if len(tries) == 1:
            time.sleep(3)
        return len(tx.run("generations/fence", token=1))

    assert graph.transaction(stopped_the_first_time) == 1
    assert tries == ([1] if graph.engine == "embedded" else [1, 1])


def test_what_is_open_too_long_again_is_given_up(graph: Graph) -> None:
    graph.write("generations/init_pointer")
    graph.write("generations/take_token", token=1)
    graph.undo_after(1)

    def slow(tx: Transaction) -> int:
        tx.run("generations/fence", token=1)
        time.sleep(3)
        return len(tx.run("generations/fence", token=1))

    if graph.engine == "embedded":
        assert graph.transaction(slow) == 1
    else:
        with pytest.raises(GraphUnreachable, match="undid a transaction that took too long"):
            graph.transaction(slow)
