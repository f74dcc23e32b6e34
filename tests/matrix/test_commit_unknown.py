"""The connection is lost after a COMMIT was sent: was it kept? Nothing happens twice or by half."""

import random
from collections.abc import Iterator

import pytest

from tests.engines import MOSTLY_EMBEDDED
from tests.matrix.conftest import Told
from tests.matrix.proxy import Loss, Proxy
from tests.matrix.stages import Ground, Stage

SEED = 20261125
RUNS = {"embedded": 90, "neo4j": 10}
"""A verb: 200 in all."""
STAGES = ("later load", "resolve")


@pytest.fixture
def proxy(ground: Ground) -> Iterator[Proxy]:
    with Proxy(int(ground.engine.bolt()[0].rpartition(":")[2])) as opened:
        yield opened


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("ground", MOSTLY_EMBEDDED, indirect=True)
def test_the_last_commits_are_lost(ground: Ground, proxy: Proxy, told: Told, name: str) -> None:
    """The last one of a resolve is the one that publishes."""
    stage = ground.stages[name]
    commits = count(ground, proxy, stage)
    for at in (commits // 2, commits):
        lost(ground, proxy, stage, at, "answer")
    told(f"{name} on {ground.engine.name}: 2 commits of {commits} with no answer")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", STAGES)
def test_any_commit_is_lost(ground: Ground, proxy: Proxy, told: Told, name: str) -> None:
    stage, chance = ground.stages[name], random.Random(SEED)
    commits, runs = count(ground, proxy, stage), RUNS[ground.engine.name]
    for number in range(runs):
        # Each of them once, where there are fewer than runs, and then any.
        at = commits - number if number < commits else chance.randint(1, commits)
        lost(ground, proxy, stage, at, chance.choice(("answer", "answer", "request")))
    told(f"{name} on {ground.engine.name}: {runs} commits of {commits} with no answer, seed {SEED}")


def lost(ground: Ground, proxy: Proxy, stage: Stage, at: int, loss: Loss) -> None:
    """Lose one commit, then run the verb again, undisturbed."""
    stage.before.put_back(ground.engine)
    where = f"{stage.name}, commit {at}, {loss} lost"
    with ground.watcher() as watcher:
        proxy.lose(at, loss)
        ended = ground.warm.run(through(ground, proxy), *stage.verb)
        assert proxy.lost == 1, where
        assert ended.code in (0, 5), (where, ended.err)
        assert "internal error" not in ended.err, where
        if ended.code:
            again = ground.run(*stage.verb)
            assert again.code == 0, (where, again.err)
    assert set(watcher.seen) <= stage.shows, where
    assert ground.digest() in stage.ends, where


def count(ground: Ground, proxy: Proxy, stage: Stage) -> int:
    """How many writing transactions the verb commits in the graph."""
    stage.before.put_back(ground.engine)
    proxy.lose(0, "answer")
    ended = ground.warm.run(through(ground, proxy), *stage.verb)
    assert ended.code == 0, ended.err
    return proxy.commits


def through(ground: Ground, proxy: Proxy) -> dict[str, str]:
    """The same deployment, its graph behind the proxy."""
    _, user, password, database = ground.engine.bolt()
    return {
        **ground.env,
        "MAST_GRAPH_URI": f"bolt://127.0.0.1:{proxy.port}",
        "MAST_GRAPH_USER": user,
        "MAST_GRAPH_PASSWORD": password,
        "MAST_GRAPH_DATABASE": database,
    }
