"""The embedded server runs while somebody uses it, and is gone soon after, however its users and keepers end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from mast.core.errors import GraphUnreachable
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.data_folder import DataFolder
from mast.graph.opening import open_graph

GONE_SECONDS = 15.0
CLIENT = """
import sys
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
with open_graph(Settings()) as graph:
    print(graph.address, graph.instance_id, flush=True)
    sys.stdin.read()
"""


class Client:
    """A process of its own that keeps the graph open until it is told to go."""

    def __init__(self, home: Path) -> None:
        settings = {"MAST_HOME": str(home), "MAST_GRAPH_HEAP": "512m", "MAST_GRAPH_LINGER_SECONDS": "0.5"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **settings},
            text=True,
        )

    def opened(self) -> str:
        return _stream(self.process.stdout).readline().strip()

    def end(self) -> None:
        _stream(self.process.stdin).close()
        self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        self.kill()
        for stream in (self.process.stdin, self.process.stdout):
            _stream(stream).close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def client() -> Iterator[Callable[[Path], Client]]:
    clients: list[Client] = []

    def start(home: Path) -> Client:
        clients.append(Client(home))
        return clients[-1]

    yield start
    for made in clients:
        made.forget()


def test_first_starts_at_once_make_one_server(home: Path, client: Callable[[Path], Client]) -> None:
    deep = home / ("a long way down " * 7)
    clients = [client(deep) for _ in range(4)]
    told = {one.opened() for one in clients}
    assert len(told) == 1
    assert told != {""}
    facts = server_facts(deep)
    clients.pop().end()
    for one in clients:
        one.kill()
    assert gone(deep, facts)


def test_the_server_outlives_all_users_but_the_last(home: Path, client: Callable[[Path], Client]) -> None:
    first, second = client(home), client(home)
    assert first.opened() == second.opened() != ""
    facts = server_facts(home)
    first.kill()
    assert lasts(lambda: alive(facts["server_pid"]), seconds=2)
    second.kill()
    assert gone(home, facts)


def test_a_killed_supervisor_takes_its_server_along(home: Path, client: Callable[[Path], Client]) -> None:
    one = client(home)
    before = one.opened()
    facts = server_facts(home)
    os.kill(facts["supervisor_pid"], signal.SIGKILL)
    assert gone(home, facts, tidy=False)
    with open_graph(settings_at(home)) as graph:
        assert before.endswith(graph.instance_id)
        again = server_facts(home)
        assert again["supervisor_pid"] != facts["supervisor_pid"]
    assert gone(home, again)


def test_a_killed_server_takes_its_supervisor_along(home: Path) -> None:
    with open_graph(settings_at(home)) as graph:
        before = graph.instance_id
        facts = server_facts(home)
        os.kill(facts["server_pid"], signal.SIGKILL)
        assert gone(home, facts)
    with open_graph(settings_at(home)) as graph:
        assert graph.instance_id == before


@pytest.mark.slow
def test_a_server_that_hangs_is_killed(home: Path, client: Callable[[Path], Client]) -> None:
    one = client(home)
    assert one.opened()
    facts = server_facts(home)
    os.kill(facts["server_pid"], signal.SIGSTOP)
    one.end()
    assert gone(home, facts)


def test_a_supervisor_asked_to_end_ends_in_good_order(home: Path, client: Callable[[Path], Client]) -> None:
    assert client(home).opened()
    facts = server_facts(home)
    os.kill(facts["supervisor_pid"], signal.SIGTERM)
    assert gone(home, facts)
    held = DataFolder(home).take_lock()
    assert held is not None
    os.close(held)


@pytest.mark.slow
def test_who_holds_the_graph_open_is_not_stranded_by_its_server(home: Path) -> None:
    with open_graph(settings_at(home)) as graph:
        instance = graph.instance_id
        graph.write("generations/init_pointer")
        for _ in range(2):
            os.kill(server_facts(home)["server_pid"], signal.SIGKILL)
            assert happens(lambda: reads(graph), 60)
            assert graph.instance_id == instance
        graph.write("generations/init_pointer")
    facts = server_facts(home)
    assert happens(lambda: gone(home, facts), GONE_SECONDS)
    assert not reads(graph)  # closed is closed: no server is started for it
    assert gone(home, facts)


def reads(graph: Graph) -> bool:
    try:
        return graph.read("generations/highest") == [{"highest": 0}]
    except GraphUnreachable:
        return False


def settings_at(home: Path) -> Settings:
    return Settings(_env_file=None, home=home, graph_heap="512m", graph_linger_seconds=0.5)


def server_facts(home: Path) -> dict[str, int]:
    facts: dict[str, int] = json.loads(DataFolder(home).server_json.read_text())
    return facts


def gone(home: Path, facts: dict[str, int], tidy: bool = True) -> bool:
    """Whether processes, ports and (when it ended by itself) files are gone in time."""
    folder = DataFolder(home)

    def now() -> bool:
        return not (
            alive(facts["supervisor_pid"])
            or alive(facts["server_pid"])
            or answers(facts["bolt_port"])
            or answers(facts["http_port"])
            or (tidy and (folder.server_json.exists() or folder.socket_path().exists()))
        )

    return happens(now, GONE_SECONDS)


def happens(what: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def lasts(what: Callable[[], bool], seconds: float) -> bool:
    return not happens(lambda: not what(), seconds)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet fetched by its parent does not."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
