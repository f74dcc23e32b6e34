"""The embedded graph: private, on this machine only, flushed at each commit, and silent about people."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from mast.core.errors import GraphUnreachable, MastError, StatementError
from mast.core.settings import Settings
from mast.graph import connection, transaction
from mast.graph.connection import Graph
from mast.graph.data_folder import SOCKET_PATH_BYTES, DataFolder
from mast.graph.opening import open_graph
from mast.graph.statements import parse, statement

SECRET = "nhs:9434765919"


def settings_at(home: Path, start_seconds: float = 120) -> Settings:
    return Settings(
        _env_file=None, home=home, graph_heap="512m", graph_linger_seconds=0.5, graph_start_seconds=start_seconds
    )


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DataFolder, Graph]]:
    home = tmp_path_factory.mktemp("embedded") / "home"
    with open_graph(settings_at(home)) as graph:
        yield DataFolder(home), graph


def test_the_folder_is_closed_to_other_users(opened: tuple[DataFolder, Graph]) -> None:
    folder, _ = opened
    assert folder.home.stat().st_mode & 0o777 == 0o700
    assert folder.path.stat().st_mode & 0o777 == 0o700
    for file in (folder.password_file, folder.server_json, folder.server_log, folder.lock):
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_the_password_is_in_its_own_file_alone(opened: tuple[DataFolder, Graph]) -> None:
    folder, _ = opened
    password = folder.password().encode()
    assert len(password) >= 40
    holders = [file for file in folder.path.rglob("*") if file.is_file() and password in file.read_bytes()]
    assert holders == [folder.password_file]
    facts = json.loads(folder.server_json.read_text())
    for process in (facts["server_pid"], facts["supervisor_pid"]):
        if sys.platform == "linux":
            assert password not in Path(f"/proc/{process}/cmdline").read_bytes()
            assert password not in Path(f"/proc/{process}/environ").read_bytes()


def test_it_listens_on_loopback_only(opened: tuple[DataFolder, Graph]) -> None:
    folder, _ = opened
    facts = json.loads(folder.server_json.read_text())
    heard = {pid: listening(pid) for pid in (facts["server_pid"], facts["supervisor_pid"])}
    assert {port for _, port in heard[facts["server_pid"]]} == {facts["bolt_port"], facts["http_port"]}
    assert {address for address, _ in heard[facts["server_pid"]]} == {"127.0.0.1"}
    assert heard[facts["supervisor_pid"]] == set()


def test_each_commit_is_flushed_to_disk(opened: tuple[DataFolder, Graph]) -> None:
    folder, _ = opened
    asked = http.client.HTTPConnection("127.0.0.1", json.loads(folder.server_json.read_text())["http_port"], timeout=5)
    token = b64encode(f"root:{folder.password()}".encode()).decode()
    order = json.dumps({"language": "sql", "command": "select from schema:database"})
    asked.request("POST", "/api/v1/query/mast", order, {"Authorization": f"Basic {token}"})
    settings = json.loads(asked.getresponse().read())["result"][0]["settings"]
    asked.close()
    assert [item["value"] for item in settings if item["key"] == "arcadedb.txWalFlush"] == [2]


def test_its_log_names_no_value(opened: tuple[DataFolder, Graph], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, graph = opened
    head = "// purpose: test\n// params: {}\n// returns: nothing\n"
    ours = {
        "t/constrain": parse(
            "t/constrain",
            head.format("none") + "CREATE CONSTRAINT t_key IF NOT EXISTS FOR (t:T) REQUIRE t.key IS UNIQUE",
        ),
        "t/create": parse("t/create", head.format("key") + "CREATE (t:T {key: $key})"),
        "t/misfit": parse("t/misfit", head.format("key") + "MATCH (t:T) SET t.on = date($key), t.at = 1 / 0"),
        "t/broken": parse("t/broken", head.format("key") + "MATCH (t:T {key: $key}) SET t.on ="),
    }
    for module in (connection, transaction):
        monkeypatch.setattr(module, "statement", lambda name: ours.get(name) or statement(name))
    graph.write("t/constrain")
    graph.write("t/create", key=SECRET)
    for name in ("t/create", "t/misfit", "t/broken"):
        with pytest.raises(StatementError):
            graph.write(name, key=SECRET)
    logs = [folder.server_log, *(folder.store / "log").rglob("*")]
    assert [file for file in logs if SECRET in file.read_text()] == []


def test_a_second_opening_joins_the_first(opened: tuple[DataFolder, Graph]) -> None:
    folder, graph = opened
    before = folder.server_json.read_bytes()
    with open_graph(settings_at(folder.home)) as second:
        assert second.address == graph.address
        assert second.instance_id == graph.instance_id
    assert folder.server_json.read_bytes() == before
    graph.ping()


def test_a_start_that_takes_too_long_points_at_the_log(tmp_path: Path) -> None:
    with pytest.raises(GraphUnreachable, match=r"did not answer within 0\.3 s; see .*graph/server\.log"):
        open_graph(settings_at(tmp_path / "home", start_seconds=0.3))


def test_a_server_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "home")
    folder.prepare()
    folder.store.write_text("not a folder")
    with pytest.raises(GraphUnreachable, match=r"could not start.*graph/server\.log"):
        open_graph(settings_at(folder.home))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MastError, match="cannot be written: Not a directory; give MAST_HOME"):
        open_graph(settings_at(tmp_path / "file" / "home"))


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(MastError, match="the disk that holds .* is full"):
        open_graph(settings_at(tmp_path / "home"))


def test_a_long_path_still_gets_a_socket(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / ("long" * 30))
    folder.prepare()
    path = folder.socket_path()
    assert len(os.fsencode(path)) <= SOCKET_PATH_BYTES
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path == folder.socket_path()
    path.parent.chmod(0o755)
    with pytest.raises(MastError, match="not a private folder"):
        folder.socket_path()
    shutil.rmtree(path.parent)


def test_a_shared_folder_is_not_closed_to_others(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    folder = DataFolder(shared)
    folder.prepare()
    assert shared.stat().st_mode & 0o7777 == 0o1777
    assert folder.path.stat().st_mode & 0o777 == 0o700


def listening(pid: int) -> set[tuple[str, int]]:
    """The TCP addresses at which a process listens."""
    if sys.platform != "linux":
        shown = subprocess.run(["lsof", "-nP", "-a", f"-p{pid}", "-iTCP", "-sTCP:LISTEN", "-Fn"], capture_output=True)
        names = [line[1:].rpartition(":") for line in shown.stdout.decode().splitlines() if line.startswith("n")]
        return {(address, int(port)) for address, _, port in names}
    links = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.add(os.readlink(descriptor))
        except FileNotFoundError:
            continue
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == "0A" and f"socket:[{rest[5]}]" in links:
                address, port = local.split(":")
                words = b"".join(bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8))
                text = socket.inet_ntop(family, words).removeprefix("::ffff:")
                found.add((text, int(port, 16)))
    return found
