"""Fixtures that give a test an empty graph on either engine, and the account of what could not run.

    graph            an open, empty Graph; the test runs once on each engine
    embedded_graph   the same on the embedded engine alone      neo4j_graph   … on Neo4j alone
    engine           the engine behind ``graph``
    engine_env       MAST_* variables for a process on the engine and data folder of ``graph``
    settings_for     settings_for("neo4j") empties that engine and gives settings for it with a new data folder; a test
                     that asks for Neo4j so is marked ``neo4j``
    home             the test's own data folder

``MAST_TEST_REQUIRE=neo4j,embedded`` makes a missing engine fail the session, for machines that must run everything.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))

from mast.core.settings import Settings  # noqa: E402
from mast.graph.connection import Graph, open_graph  # noqa: E402
from tests import engines  # noqa: E402  # found only by the line above

EngineOf = Callable[[str], engines.Engine]
_NOT_RUN = pytest.StashKey[dict[str, int]]()
"""What could not run and why, with the number of tests where known. Each worker collects all tests and so finds all."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_NOT_RUN] = {}
    # Servers that live for seconds spend more on compiling well than they get back.
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
    for name in [name for name in os.environ if name.startswith("MAST_") and not name.startswith("MAST_TEST_")]:
        del os.environ[name]  # what the developer's own deployment is set to
    for name in filter(None, os.environ.get("MAST_TEST_REQUIRE", "").split(",")):
        reason = engines.missing(name)
        if reason:
            raise pytest.UsageError(f"{name} engine is required by MAST_TEST_REQUIRE, but {reason}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for name in engines.ENGINES:
        wanting = [item for item in items if _needs(item, name)]
        reason = engines.missing(name) if wanting else ""
        if not reason:
            continue
        config.stash[_NOT_RUN][f"{name} engine ({reason})"] = len(wanting)
        config.hook.pytest_deselected(items=wanting)
        gone = set(wanting)
        items[:] = [item for item in items if item not in gone]


def pytest_collection_finish(session: pytest.Session) -> None:
    postgres = sys.modules.get("tests.postgres")  # there only if a collected module wanted it
    note = postgres.missing_note() if postgres else None
    if note:
        session.config.stash[_NOT_RUN][note] = 0


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has ended: what it could not run is told by the session that started it."""
    node.config.stash[_NOT_RUN].update(getattr(node, "workeroutput", {}).get("not_run", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = session.config.stash[_NOT_RUN]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for what, count in sorted(config.stash[_NOT_RUN].items()):
        terminalreporter.write_line(f"not run: {what}" + (f": {count} tests" if count else ""), yellow=True)


@pytest.fixture(scope="session")
def engine_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineOf]:
    """The running engine of that name, wiped; each is started when first asked for."""
    folder = tmp_path_factory.mktemp("engines")
    running: dict[str, engines.Engine] = {}

    def wiped(name: str) -> engines.Engine:
        if name not in running:
            running[name] = engines.start(name, folder)
        running[name].wipe()
        return running[name]

    yield wiped
    for engine in running.values():
        engine.stop()


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def engine(request: pytest.FixtureRequest, engine_of: EngineOf) -> engines.Engine:
    name: str = request.param
    return engine_of(name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def graph(engine: engines.Engine, home: Path) -> Iterator[Graph]:
    with open_graph(engine.settings(home)) as opened:
        yield opened


@pytest.fixture
def engine_env(engine: engines.Engine, home: Path) -> dict[str, str]:
    return engine.environment(home)


@pytest.fixture
def settings_for(engine_of: EngineOf, tmp_path: Path) -> Callable[[str], Settings]:
    made = Counter[str]()

    def settings(name: str) -> Settings:
        made[name] += 1
        return engine_of(name).settings(tmp_path / f"{name}-{made[name]}")

    return settings


@pytest.fixture
def embedded_graph(engine_of: EngineOf, home: Path) -> Iterator[Graph]:
    with open_graph(engine_of("embedded").settings(home)) as opened:
        yield opened


@pytest.fixture
def neo4j_graph(engine_of: EngineOf, home: Path) -> Iterator[Graph]:
    with open_graph(engine_of("neo4j").settings(home)) as opened:
        yield opened


def _needs(item: pytest.Item, name: str) -> bool:
    if isinstance(item, pytest.Function):
        if f"{name}_graph" in item.fixturenames:
            return True
        if "engine" in item.fixturenames and hasattr(item, "callspec"):
            return bool(item.callspec.params.get("engine") == name)
    return item.get_closest_marker(name) is not None if name == "neo4j" else False
