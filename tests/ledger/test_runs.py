"""The run ledger: written ahead, ended once, and reconciled after a crash."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mast.core.settings import Settings
from mast.ledger import runs
from mast.ledger.runs import Step
from mast.ledger.store import Ledger

pytest_plugins = ["tests.postgres"]

START = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)

DIE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from mast.core.settings import Settings
from mast.ledger import runs
from mast.ledger.store import open_ledger
settings = Settings(home=Path(sys.argv[1]), sql_url=sys.argv[2] or None)
ledger = open_ledger(settings)
run = runs.start(ledger, "load", lambda: datetime(2026, 10, 31, 11, 0, tzinfo=UTC), 7)
runs.step(run, "stage", "started")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that goes one second with each look."""
    ticks = iter(range(10_000))
    return lambda: START + timedelta(seconds=next(ticks))


def test_a_run_is_told_with_its_steps_and_counts(ledger: Ledger, now: Callable[[], datetime]) -> None:
    run = runs.start(ledger, "load", now, 3, files=["police.txt"], generation=2)
    runs.step(run, "read", "started")
    runs.step(run, "read", "done", {"rows": 10})
    runs.finish(run, "done", {"accepted": 9})
    (past,) = runs.recent(ledger)
    assert (past.id, past.verb, past.outcome) == (run.id, "load", "done")
    assert (past.started_at, past.finished_at) == (START, START + timedelta(seconds=3))
    assert past.facts == {"files": ["police.txt"], "generation": 2}
    assert past.counts == {"accepted": 9}
    assert past.steps == (
        Step("read", "started", START + timedelta(seconds=1), {}),
        Step("read", "done", START + timedelta(seconds=2), {"rows": 10}),
    )


def test_the_newest_runs_come_first(ledger: Ledger, now: Callable[[], datetime]) -> None:
    started = [runs.start(ledger, verb, now).id for verb in ("load", "train", "resolve")]
    assert started == sorted(started)
    assert [past.verb for past in runs.recent(ledger, 2)] == ["resolve", "train"]


def test_a_run_ends_once(ledger: Ledger, now: Callable[[], datetime]) -> None:
    run = runs.start(ledger, "load", now)
    runs.finish(run, "refused")
    runs.finish(run, "done")
    assert runs.recent(ledger)[0].outcome == "refused"


def test_a_clock_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="time zone"):
        runs.start(ledger, "load", lambda: START.replace(tzinfo=None))


def test_a_killed_run_is_marked_failed_and_a_living_one_is_not(
    ledger: Ledger, sql_settings: Settings, now: Callable[[], datetime]
) -> None:
    address = sql_settings.sql_url.get_secret_value() if sql_settings.sql_url else ""
    killed = subprocess.run([sys.executable, "-c", DIE, str(sql_settings.home), address])
    assert killed.returncode == -9
    living = runs.start(ledger, "resolve", now, 8)
    assert runs.reconcile(ledger) == [living.id - 1]
    assert runs.reconcile(ledger) == []
    alive, dead = runs.recent(ledger)
    assert (alive.outcome, dead.outcome) == ("running", "failed")
    assert dead.finished_at == datetime(2026, 10, 31, 11, 0, tzinfo=UTC)


def test_the_holder_of_the_lease_ends_runs_of_earlier_holders(ledger: Ledger, now: Callable[[], datetime]) -> None:
    earlier = runs.start(ledger, "load", now, 3)
    own = runs.start(ledger, "load", now, 4)
    without = runs.start(ledger, "train", now)
    assert runs.reconcile(ledger, token=4) == [earlier.id]
    assert {past.id: past.outcome for past in runs.recent(ledger)} == {
        earlier.id: "failed",
        own.id: "running",
        without.id: "running",
    }


def test_what_becomes_known_of_a_run_is_added_to_its_facts(ledger: Ledger, now: Callable[[], datetime]) -> None:
    run = runs.start(ledger, "resolve", now, model="m1")
    runs.note(run, digest="ab", held=["too many"])
    runs.note(run, digest="cd")
    runs.start(ledger, "load", now)
    (past,) = runs.recent(ledger, 5, ["resolve", "rollback"])
    assert past.facts == {"model": "m1", "digest": "cd", "held": ["too many"]}


def test_a_run_that_died_after_the_commit_point_is_done(ledger: Ledger, now: Callable[[], datetime]) -> None:
    for verb, generation in (("resolve", 4), ("rollback", 7)):
        run = runs.start(ledger, verb, now, 1)
        runs.step(run, "publish", "started", {"generation": generation})
    runs.start(ledger, "load", now, 1)
    assert len(runs.reconcile(ledger, 2, published=7)) == 3
    told = [(past.verb, past.outcome, past.counts) for past in runs.recent(ledger)]
    assert told == [("load", "failed", {}), ("rollback", "done", {"generation": 7}), ("resolve", "failed", {})]
