"""Fixtures that give a test an empty graph on either engine, and the account of what could not run.

    graph            an open, empty Graph; the test runs once on each engine
    embedded_graph   the same on the embedded engine alone      neo4j_graph   … on Neo4j alone
    engine           the engine behind ``graph``
    engine_env       MAST_* variables for a process on the engine and data folder of ``graph``
    settings_for     settings_for("neo4j") empties that engine and gives settings for it with a new data folder; a test
                     that asks for Neo4j so is marked ``neo4j``
    home             the test's own data folder

``MAST_TEST_REQUIRE=neo4j,embedded,npm,browser`` makes a missing engine or browser, or packages of npm that cannot be
had, fail the session, for machines that must run everything.
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
from mast.graph.connection import Graph  # noqa: E402
from mast.graph.opening import open_graph  # noqa: E402
from tests import browser, canaries, engines, npm  # noqa: E402  # found only by the line above

EngineOf = Callable[[str], engines.Engine]
_OTHERS = {"npm": "packages of npm", "browser": "a browser"}
"""What a test may be marked to need besides a graph engine."""
_HEARD, _LEAKED = pytest.StashKey["Counter[str]"](), pytest.StashKey["Counter[str]"]()
"""What was heard of logs, errors and the like, and where in it a canary was (``tests.canaries``)."""
_NOT_RUN = pytest.StashKey[dict[str, int]]()
"""What could not run and why, with the number of tests where known. Each worker collects all tests and so finds all."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_NOT_RUN] = {}
    config.stash[_HEARD], config.stash[_LEAKED] = Counter(), Counter()
    canaries.listen()
    # Servers that live for seconds spend more on compiling well than they get back.
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
    for name in [name for name in os.environ if name.startswith("MAST_") and not name.startswith("MAST_TEST_")]:
        del os.environ[name]  # what the developer's own deployment is set to
    for name in filter(None, os.environ.get("MAST_TEST_REQUIRE", "").split(",")):
        reason = _missing(name)
        if reason:
            raise pytest.UsageError(f"{name} is required by MAST_TEST_REQUIRE, but {reason}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for name in (*engines.ENGINES, *_OTHERS):
        wanting = [item for item in items if _needs(item, name)]
        reason = _missing(name) if wanting else ""
        if not reason:
            continue
        what = _OTHERS.get(name, f"{name} engine")
        config.stash[_NOT_RUN][f"{what} ({reason})"] = len(wanting)
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
    """A worker of pytest-xdist has ended: what it could not run, and heard, is told by the session that started it."""
    told = getattr(node, "workeroutput", {})
    node.config.stash[_NOT_RUN].update(told.get("not_run", {}))
    node.config.stash[_HEARD].update(told.get("heard", {}))
    node.config.stash[_LEAKED].update(told.get("leaked", {}))
    if "heard" not in told:  # what it heard is lost, and may have been anything
        node.config.stash[_LEAKED]["a worker that ended without telling what it heard"] += 1


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for title, text in report.sections:
        if "stderr" in title or "log" in title:
            canaries.EAR.hear(f"logs: {report.nodeid}", text)


def pytest_sessionfinish(session: pytest.Session) -> None:
    stash = session.config.stash
    if not session.config.pluginmanager.hasplugin("dsession"):  # the workers have heard it all
        made: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        canaries.EAR.hear_folder(made.getbasetemp())
        stash[_HEARD].update(canaries.EAR.heard)
        stash[_LEAKED].update(canaries.EAR.found)
    if hasattr(session.config, "workeroutput"):
        heard, leaked = stash[_HEARD], stash[_LEAKED]
        told = {"not_run": stash[_NOT_RUN], "heard": dict(heard), "leaked": dict(leaked)}
        session.config.workeroutput.update(told)
    elif stash[_LEAKED] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, what in report.user_properties:
            if name == "matrix" and report.when == "call":
                terminalreporter.write_line(f"matrix: {what}")
    heard, leaked = config.stash[_HEARD], config.stash[_LEAKED]
    told = ", ".join(f"{count} {what}" for what, count in sorted(heard.items()))
    terminalreporter.write_line(f"canaries: {leaked.total()} found in {told or 'nothing'}", red=bool(leaked))
    for where, count in sorted(leaked.items()):
        terminalreporter.write_line(f"canaries: {count} in {where}", red=True)
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
    return item.get_closest_marker(name) is not None if name == "neo4j" or name in _OTHERS else False


def _missing(name: str) -> str:
    """Why what a test needs cannot be had on this machine, or an empty text."""
    if name == "npm":
        return npm.missing()
    return browser.missing() if name == "browser" else engines.missing(name)
