"""Processes of their own against real servers: side by side, killed at any moment, started at once, or misdirected.

Nothing here measures time: every wait is a deadline of ours for something that must come true.
"""

import json
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mast.cli.context import now
from mast.core.settings import Settings
from mast.ledger import deliveries
from mast.ledger.lease import writer_lease
from mast.ledger.store import open_ledger
from mast.synth import extracts
from tests.cli.held import count_links, digest
from tests.cli.verbs import AS_OF, DAY, Started, answers, done, free_port, mast, sentence, until
from tests.engines import Engine

OWN = {"MAST_GRAPH_HEAP": "512m", "MAST_GRAPH_LINGER_SECONDS": "1"}
KILLED_AT = """
import os, signal, sys
from importlib import import_module
place, when, count = sys.argv[1:4]
module, _, name = place.partition(":")
owner = import_module(module)
*path, name = name.split(".")
for part in path:
    owner = getattr(owner, part)
inner, left = getattr(owner, name), int(count)

def watched(*args, **kwargs):
    global left
    left -= 1
    if left == 0 and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = inner(*args, **kwargs)
    if left == 0 and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, watched)
from mast.cli.main import run
sys.argv = ["mast", *sys.argv[4:]]
run()
"""
STEPS_OF_A_LOAD = {
    "begun": "mast.loaders.load:write_rejects after 1",
    "nodes": "mast.graph.writer:Writer.run before 4",
    "links": "mast.graph.writer:Writer.run after 12",
    "staged": "mast.graph.writer:Writer.complete before 2",
    "complete": "mast.graph.writer:Writer.complete after 2",
    "told": "mast.ledger.deliveries:complete after 2",
}
QUICK_OF_A_LOAD = ("embedded nodes", "embedded links", "embedded complete", "neo4j links")
STEPS_OF_A_RESOLVE = {
    "ids": "mast.ledger.register:record after 2",
    "links": "mast.graph.writer:Writer.apply after 3",
    "committed": "mast.resolution.run:publish after 1",
}
QUICK_OF_A_RESOLVE = ("embedded links", "embedded committed", "neo4j links")


def on_engines(steps: Iterable[str], quick: Sequence[str]) -> list[Any]:
    """Every step on each engine; all but the ``quick`` are left to the long run of the tests."""
    found = []
    for engine, own in (("embedded", []), ("neo4j", [pytest.mark.neo4j])):
        for step in steps:
            slow = [] if f"{engine} {step}" in quick else [pytest.mark.slow]
            found.append(pytest.param(engine, step, marks=[*own, *slow]))
    return found


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small area's extracts."""
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=120, seed=5, as_of=DAY)
    return folder


@pytest.fixture
def processes() -> Iterator[list[Started]]:
    """What a test starts and may leave running."""
    started: list[Started] = []
    yield started
    for process in started:
        process.forget()


@pytest.fixture(params=["own", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def env(request: pytest.FixtureRequest, home: Path) -> dict[str, str]:
    """A deployment that nobody uses yet: the embedded graph in a folder of its own, and Neo4j."""
    if request.param == "own":
        return {"MAST_HOME": str(home), **OWN}
    engine_of: Callable[[str], Engine] = request.getfixturevalue("engine_of")
    return engine_of("neo4j").environment(home)


@pytest.fixture(scope="session")
def clean(engine_of: Callable[[str], Engine], inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digest of the links in force after a load that nothing disturbed, and after its resolve."""
    engine = engine_of("embedded")
    env = engine.environment(tmp_path_factory.mktemp("clean") / "home")
    done(env, "load", inbox, *AS_OF)
    loaded = digest(engine)
    done(env, "train")
    done(env, "resolve")
    return {"loaded": loaded, "resolved": digest(engine)}


def test_loads_come_and_go_while_the_service_answers(
    env: dict[str, str], inbox: Path, processes: list[Started]
) -> None:
    port = free_port()
    done(env, "load", one_of(inbox, "fire"), *AS_OF)
    processes.append(Started(env, "serve", "--port", port))
    until(lambda: answers(port, "/health/live") == 200, "the service answers")
    loading = Started(env, "load", inbox, *AS_OF)
    processes.append(loading)
    while loading.runs:
        assert answers(port, "/health/live") == 200
        time.sleep(0.05)
    assert loading.ended().code == 0
    done(env, "train")
    done(env, "resolve")
    until(lambda: answers(port, "/health/ready") == 200, "the service takes the new generation up")
    status = json.loads(done(env, "status", "--json"))
    assert sorted(status["data_as_of"]) == ["adults", "children", "fire", "hospital", "police"]
    processes[0].process.send_signal(signal.SIGTERM)
    assert processes[0].ended().code == 0
    assert answers(port, "/health/live") == 0


def test_a_killed_service_takes_no_load_along(env: dict[str, str], inbox: Path, processes: list[Started]) -> None:
    port = free_port()
    processes.append(Started(env, "serve", "--port", port))
    until(lambda: answers(port, "/health/live") == 200, "the service answers")
    loading = Started(env, "load", inbox, *AS_OF, "--json")
    processes.append(loading)
    until(lambda: "loading" in states(env) or not loading.runs, "the load writes")
    processes[0].kill()
    ran = loading.ended()
    assert ran.code == 0, ran.err
    rows = {file["partner"]: file["rows"] for file in json.loads(ran.out) if file["partner"]}
    assert len(rows) == 5
    done(env, "train")
    done(env, "resolve")
    status = json.loads(done(env, "status", "--json"))
    assert {code: row["rows"] for code, row in status["deliveries"].items()} == rows
    assert {row["state"] for row in status["deliveries"].values()} == {"loaded"}


@pytest.mark.parametrize(("engine", "step"), on_engines(STEPS_OF_A_LOAD, QUICK_OF_A_LOAD), indirect=["engine"])
def test_the_next_load_repairs_what_a_killed_one_left(
    engine: Engine, engine_env: dict[str, str], inbox: Path, clean: dict[str, str], step: str
) -> None:
    killed(engine_env, STEPS_OF_A_LOAD[step], "load", inbox, *AS_OF)
    assert digest(engine) != clean["loaded"]
    assert repaired(engine, engine_env, inbox) == clean["loaded"]


@pytest.mark.parametrize(("engine", "step"), on_engines(STEPS_OF_A_RESOLVE, QUICK_OF_A_RESOLVE), indirect=["engine"])
def test_the_next_resolve_repairs_what_a_killed_one_left(
    engine: Engine, engine_env: dict[str, str], inbox: Path, clean: dict[str, str], step: str
) -> None:
    done(engine_env, "load", inbox, *AS_OF)
    done(engine_env, "train")
    killed(engine_env, STEPS_OF_A_RESOLVE[step], "resolve")
    published = json.loads(done(engine_env, "status", "--json"))["generation"]
    assert (published is not None) == (step == "committed")
    done(engine_env, "resolve")
    assert digest(engine) == clean["resolved"]


def test_a_load_killed_at_any_moment_is_repaired(
    engine: Engine,
    engine_env: dict[str, str],
    inbox: Path,
    clean: dict[str, str],
    processes: list[Started],
) -> None:
    chance = random.Random(20261031)
    for _ in range(2):
        processes.append(Started(engine_env, "load", inbox, *AS_OF))
        until(lambda: states(engine_env) or not processes[-1].runs, "the load writes")
        time.sleep(chance.uniform(0, 1.5))
        processes[-1].kill()
    assert repaired(engine, engine_env, inbox) == clean["loaded"]


def test_two_first_starts_at_once_agree(env: dict[str, str], inbox: Path, processes: list[Started]) -> None:
    processes.extend(Started(env, "status", "--json") for _ in range(2))
    processes.extend(Started(env, "load", one_of(inbox, partner), *AS_OF) for partner in ("fire", "adults"))
    *looked, first, second = [process.ended() for process in processes]
    assert [ran.code for ran in looked] == [0, 0], [ran.err for ran in looked]
    assert len({json.loads(ran.out)["instance"] for ran in looked}) == 1
    assert {first.code, second.code} <= {0, 4}, (first.err, second.err)
    assert 0 in {first.code, second.code}
    for ran in (first, second):
        assert ran.code == 0 or "Wait for it to end" in sentence(ran, 4)
    done(env, "load", one_of(inbox, "fire"), one_of(inbox, "adults"), *AS_OF)
    assert states(env) == {"loaded"}


def test_a_store_of_another_deployment_is_refused(
    engine: Engine, engine_env: dict[str, str], inbox: Path, tmp_path: Path
) -> None:
    done(engine_env, "load", one_of(inbox, "fire"), *AS_OF)
    before = digest(engine, numbered=True)
    other = engine.environment(tmp_path / "other")
    for verb in (("load", inbox, *AS_OF), ("resolve",), ("status",), ("serve", "--port", free_port())):
        said = sentence(mast(other, *verb), 1)
        assert "belongs to deployment" in said
        assert "MAST_GRAPH_URI" in said
    assert digest(engine, numbered=True) == before


def test_a_second_writer_is_told_to_wait(engine: Engine, engine_env: dict[str, str], home: Path, inbox: Path) -> None:
    done(engine_env, "load", one_of(inbox, "fire"), *AS_OF)
    done(engine_env, "train")
    before = digest(engine, numbered=True)
    with open_ledger(Settings(_env_file=None, home=home)) as ledger, writer_lease(ledger, "load", now):
        for verb in (("load", inbox, *AS_OF), ("resolve",)):
            said = sentence(mast(engine_env, *verb), 4)
            assert said.startswith("mast: load (process ")
        done(engine_env, "resolve", "--dry-run")
        done(engine_env, "status")
    assert digest(engine, numbered=True) == before
    done(engine_env, "resolve")


def killed(env: dict[str, str], step: str, *verb: object) -> None:
    started = Started(env, *step.split(), *verb, program=(sys.executable, "-c", KILLED_AT))
    ran = started.ended()
    started.forget()
    assert ran.code == -signal.SIGKILL, (ran.code, ran.err)


def repaired(engine: Engine, env: dict[str, str], inbox: Path) -> str:
    """The digest after one more load; nothing but the links in force may be left of the first try."""
    done(env, "load", inbox, *AS_OF)
    assert states(env) == {"loaded"}
    held = digest(engine)
    links = count_links(engine)
    again = json.loads(done(env, "load", inbox, *AS_OF, "--json"))
    assert {file["outcome"] for file in again if file["partner"]} == {"already loaded"}
    assert count_links(engine) == links
    runs = json.loads(done(env, "status", "--json"))["runs"]
    assert "running" not in {run["outcome"] for run in runs}
    return held


def states(env: dict[str, str]) -> set[str]:
    """What the ledger says of the deliveries; nothing where there is no ledger yet."""
    home = Path(env["MAST_HOME"])
    if not (home / "mast.sqlite").exists():
        return set()
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        return {delivery.state for delivery in deliveries.latest(ledger).values()}


def one_of(inbox: Path, partner: str) -> Path:
    (found,) = inbox.glob(f"{partner}*")
    return found
