"""kill -9 of the graph's server under a load or a resolve: what it confirmed it holds, and a run again makes all right.

Half of the times MAST is killed with it; the other half it must find out, say so and end.
"""

import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.matrix import stores
from tests.matrix.conftest import Told
from tests.matrix.journal import Journal
from tests.matrix.stages import Ground, Stage
from tests.matrix.warm import Fault

SEED = 20261125
KILLS = {"whole load": 13, "resolve": 12}
"""25 an engine."""
LONGEST_SECONDS = 0.1
UNREACHABLE = 5


@pytest.mark.timeout(600)
def test_the_server_is_killed_under_a_load(ground_of: Callable[[str], Ground], told: Told) -> None:
    ground = ground_of("embedded")
    stage = ground.stages["later load"]
    written = killed(ground, stage, Fault("server", len(stage.moments) // 2, after=0.02))
    told(f"server killed under {stage.name} on embedded: once, {written} acknowledged batches beside it")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", KILLS)
def test_the_server_is_killed_at_random_moments(ground: Ground, told: Told, name: str) -> None:
    stage, chance, written = ground.stages[name], random.Random(SEED), 0
    for number in range(KILLS[name]):
        at, after = chance.randint(1, len(stage.moments)), chance.uniform(0, LONGEST_SECONDS)
        try:
            written += killed(ground, stage, Fault(("server", "kill")[number % 2], at, after=after))
        except AssertionError as error:
            raise AssertionError(f"before {stage.moments[at - 1]!r}, {after:.4f} s: {error}") from error
    told(
        f"server killed under {name} on {ground.engine.name}: {KILLS[name]} times, {written} acknowledged batches "
        f"beside it, seed {SEED}"
    )


def killed(ground: Ground, stage: Stage, fault: Fault) -> int:
    """How many batches of the journal were acknowledged."""
    stage.before.put_back(ground.engine)
    with Journal(ground.engine) as journal, ground.watcher() as watcher:
        server = ground.engine.server()
        ended = ground.run(*stage.verb, fault=replace(fault, server=server))
        with suppress(ProcessLookupError):  # the verb may have ended before
            os.kill(server, signal.SIGKILL)
        assert ended.killed or ended.code in (0, UNREACHABLE), ended.err
        assert "internal error" not in ended.err
        ground.engine.revive()
        journal.check()
        assert stores.missed(ground.engine) == []
        again = ground.run(*stage.verb)
        assert again.code == 0, again.err
    assert set(watcher.seen) <= stage.shows
    assert stores.missed(ground.engine) == []
    assert ground.digest() in stage.ends
    return len(journal.acknowledged)
