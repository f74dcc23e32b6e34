"""The SQL stores under test: SQLite, and a real PostgreSQL where its binaries are installed. A pytest plugin.

A test module that needs its fixtures says ``pytest_plugins = ["tests.postgres"]``. Where the binaries are missing, the
tests that need them are deselected, and ``missing_note`` says so for the terminal summary.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from mast.core.settings import Settings
from mast.ledger.store import Ledger, open_ledger

_PASSWORD = "only-for-these-tests"


def binaries() -> Path | None:
    """The folder with ``initdb``: of the newest Debian package, else whatever is on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def missing_note() -> str | None:
    """The sentence for the terminal summary when the SQL store was tested on SQLite alone."""
    if binaries() is not None:
        return None
    return "PostgreSQL is not installed: the SQL store was tested on SQLite only (Debian: apt-get install postgresql)."


STORES = ["sqlite", *(["postgresql"] if binaries() is not None else [])]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if binaries() is not None:
        return
    needing = [item for item in items if "postgresql" in getattr(item, "fixturenames", ())]
    if needing:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


@dataclass
class Server:
    """A PostgreSQL on loopback. ``new_store`` gives each test a user with an empty schema of its own."""

    port: int
    made: int = 0

    def address(self, database: str = "postgres", user: str = "mast", password: str = _PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def new_store(self) -> str:
        """A schema and not a database: that would copy some 7 MB for each test."""
        self.made += 1
        name = f"mast_{self.made}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{_PASSWORD}'".encode())
            connection.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}".encode())
        return self.address(user=name)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for the session, owned by ``nobody`` when the tests run as root, which PostgreSQL refuses to."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="mast-postgresql-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    secret = folder / "password"
    secret.write_text(_PASSWORD)
    if user:
        shutil.chown(secret, user)
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "mast", "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
        extra_groups=[] if user else None,
    )
    process, port = _start(programs, data, user)
    try:
        yield Server(port)
    finally:
        # At once, without writing its pages out: the data are thrown away.
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=30)
        shutil.rmtree(folder)


def _start(programs: Path, data: Path, user: str | None) -> tuple["subprocess.Popen[bytes]", int]:
    """Starts the server on a free port; another one when somebody takes the port in between."""
    for _ in range(5):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        options = f"port={port} listen_addresses=127.0.0.1 unix_socket_directories= fsync=off max_connections=60"
        arguments = [part for option in options.split() for part in ("-c", option)]
        with (data.parent / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *arguments],
                stdout=log,
                stderr=log,
                user=user,
                cwd=data.parent,
                extra_groups=[] if user else None,
            )
        if _answers(process, port):
            return process, port
        process.kill()
        process.wait()
    raise AssertionError("PostgreSQL did not start: " + (data.parent / "log").read_text())


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        try:
            with psycopg.connect(f"postgresql://mast:{_PASSWORD}@127.0.0.1:{port}/postgres", connect_timeout=2):
                return True
        except psycopg.OperationalError:
            time.sleep(0.1)
    return False


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """The name of the SQL engine under test."""
    return str(request.param)


@pytest.fixture
def sql_settings(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings for an empty data folder and an empty store."""
    if store == "sqlite":
        return Settings(home=tmp_path / "home", lease_seconds=30)
    server: Server = request.getfixturevalue("postgresql")
    return Settings(home=tmp_path / "home", lease_seconds=30, sql_url=SecretStr(server.new_store()))


@pytest.fixture
def ledger(sql_settings: Settings) -> Iterator[Ledger]:
    with open_ledger(sql_settings) as opened:
        yield opened
