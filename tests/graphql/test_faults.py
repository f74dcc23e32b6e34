"""A graph behind a bad network: each request is answered or told 503 in time, and nothing is left behind."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from mast.access.tokens import mint
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
from mast.graphql.app import make_app
from mast.graphql.schema import operations
from mast.ledger.store import Ledger
from tests.engines import Engine
from tests.graphql.conftest import NOW
from tests.graphql.faulty import Fault, FaultyProxy
from tests.graphql.live import served
from tests.graphql.town import PARTNERS
from tests.passing import THREADS

LONGEST_SECONDS = 10.0
CARD = operations()["person_card"]


@pytest.fixture
def engine(engine_of: Callable[[str], Engine]) -> Engine:
    return engine_of("embedded")


@pytest.fixture
def proxy(engine: Engine) -> Iterator[FaultyProxy]:
    with FaultyProxy(int(engine.bolt()[0].rpartition(":")[2])) as made:
        yield made


@pytest.fixture
def ask(
    proxy: FaultyProxy, engine: Engine, settings: Settings, published: Graph, ledger: Ledger, home: Path
) -> Iterator[Callable[[], int]]:
    """Asks for a card over the bad network, and gives the status; an answer that takes too long raises TimeoutError."""
    _, user, password, database = engine.bolt()
    through = settings.model_copy(
        update={
            "graph_uri": f"bolt://127.0.0.1:{proxy.port}",
            "graph_user": user,
            "graph_password": SecretStr(password),
            "graph_database": database,
            "request_seconds": 5.0,
            "rate_minute": 0,
            "rate_purpose_hour": 0,
        }
    )
    token = mint(settings, "ann.other", "practitioner", "adults", NOW, timedelta(hours=1))
    headers = {
        "Authorization": f"Bearer {token}",
        "MAST-Purpose": "duty-call",
        "MAST-Case-Reference": "EX-1",
        "Content-Type": "application/json",
    }
    body = json.dumps({"query": CARD, "variables": {"id": "P0000001"}}).encode()
    with open_graph(through) as graph, served(make_app(through, graph, ledger, PARTNERS, clock=lambda: NOW)) as url:

        def one() -> int:
            line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=LONGEST_SECONDS)
            with closing(line):
                line.request("POST", "/graphql", body, headers)
                response = line.getresponse()
                text = response.read().decode()
            if response.status == 200:
                assert json.loads(text)["data"]["person"]["displayName"] == "Maria (Maz) Thornfield"
            else:
                assert response.headers["Retry-After"]
                assert "Thornfield" not in text
            return response.status

        yield one


def recovers(ask: Callable[[], int]) -> None:
    """It answers again soon after the network does: the deadline of what still waits has to pass, no more."""
    for _ in range(8):
        if ask() == 200:
            return
    raise AssertionError("the service does not recover")


def run(ask: Callable[[], int], proxy: FaultyProxy, faults: list[Fault], clients: int) -> Counter[str]:
    """Requests while the network changes from one fault to the next; what became of them."""
    found: Counter[str] = Counter()
    with ThreadPoolExecutor(clients) as pool:
        for fault in faults:
            proxy.fault = fault
            for status in pool.map(lambda _: ask(), range(clients)):
                found[f"{fault}: {status}"] += 1
            proxy.fault = "none"
            recovers(ask)
    return found


def threads_of_the_service() -> int:
    """All but the proxy's own, of which each open connection has two, and asyncio's, which has a bound and gets there
    when it will."""
    return sum(not thread.name.startswith((THREADS, "asyncio_")) for thread in threading.enumerate())


def test_each_fault_is_answered_or_told_in_time_and_passes(ask: Callable[[], int], proxy: FaultyProxy) -> None:
    recovers(ask)
    found = run(ask, proxy, ["slow", "silent", "reset"], 2)
    assert {status.partition(": ")[2] for status in found} <= {"200", "503"}
    assert found["silent: 503"] == 2
    assert sum(found.values()) == 6


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_a_thousand_faults_leave_nothing_behind(
    ask: Callable[[], int], proxy: FaultyProxy, record_property: Callable[[str, object], None]
) -> None:
    recovers(ask)
    run(ask, proxy, ["slow", "silent", "reset"], 20)
    connections, threads = proxy.open, threads_of_the_service()
    faults: list[Fault] = ["reset", "slow", "reset", "silent", "reset"]
    found = run(ask, proxy, faults * 5, 20)
    halfway = threads_of_the_service()  # by now each pool has all the threads that it may have
    found += run(ask, proxy, faults * 5, 20)
    assert sum(found.values()) == 1000
    assert {status.partition(": ")[2] for status in found} <= {"200", "503"}
    record_property(
        "matrix",
        f"network faults: {dict(found)}; connections {connections} then {proxy.open}, "
        f"threads {threads}, then {halfway}, then {threads_of_the_service()}",
    )
    assert proxy.open <= max(connections, 10)
    assert threads_of_the_service() <= halfway + 1
