"""Processes of their own against real servers: side by side, started at once, or misdirected.

What is killed or paused in the middle of its work is in ``tests/matrix``.

Nothing here measures time: every wait is a deadline of ours for something that must come true.
"""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mast.cli.context import now
from mast.core.settings import Settings
from mast.ledger import deliveries
from mast.ledger.lease import writer_lease
from mast.ledger.store import open_ledger
from mast.synth import extracts
from tests.cli.held import digest
from tests.cli.verbs import AS_OF, DAY, Started, answers, done, free_port, mast, sentence, until
from tests.engines import Engine

OWN = {"MAST_GRAPH_HEAP": "512m", "MAST_GRAPH_LINGER_SECONDS": "1"}


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


@pytest.fixture(params=["own", pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.slow])])
def env(request: pytest.FixtureRequest, home: Path) -> dict[str, str]:
    """A deployment that nobody uses yet: the embedded graph in a folder of its own, and Neo4j."""
    if request.param == "own":
        return {"MAST_HOME": str(home), **OWN}
    engine_of: Callable[[str], Engine] = request.getfixturevalue("engine_of")
    return engine_of("neo4j").environment(home)


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
