"""No room on the disk, for the graph or for what is written beside it: a clean end, and all is well with room again.

What a file may grow to is limited for the running graph server (``prlimit``), as on a disk that is full.
"""

import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from neo4j.exceptions import DatabaseError

from mast.graph.faults import STOPPED
from tests.engines import MOSTLY_EMBEDDED, Engine
from tests.matrix import stores
from tests.matrix.conftest import Told
from tests.matrix.stages import Ground, Stage
from tests.matrix.warm import Fault

ROOM = 1_000
"""Bytes: no file of a graph can still grow."""
STAGES = ("later load", "resolve")
EVERY = {"embedded": 1, "neo4j": 4}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can limit a process that runs")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("ground", MOSTLY_EMBEDDED, indirect=True)
def test_no_room_for_the_graph(ground: Ground, told: Told, name: str) -> None:
    stage = ground.stages[name]
    stage.before.put_back(ground.engine)
    with ground.watcher() as watcher:
        with no_room(ground.engine.server()):
            ended = ground.run(*stage.verb)
        assert ended.code in (1, 5), ended.err
        assert ended.err.startswith("mast: ")
        assert "internal error" not in ended.err
        if ground.engine.name == "neo4j":
            restart_if_stopped(ground.engine)
        again = ground.run(*stage.verb)
        assert again.code == 0, again.err
    assert set(watcher.seen) <= stage.shows
    assert ground.digest() in stage.ends
    told(f"no room for the graph under {name} on {ground.engine.name}: once")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", STAGES)
def test_no_room_beside_the_graph(ground_of: Callable[[str], Ground], told: Told, name: str) -> None:
    ground = ground_of("embedded")
    at = writes(ground.stages[name])
    few = [at[len(at) * part // 4] for part in (1, 2, 3)]
    filled(ground, ground.stages[name], few)
    told(f"no room beside the graph under {name} on embedded: from {len(few)} of {len(at)} writes on")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", STAGES)
def test_no_room_beside_the_graph_from_any_write_on(ground: Ground, told: Told, name: str) -> None:
    at = writes(ground.stages[name])[:: EVERY[ground.engine.name]]
    filled(ground, ground.stages[name], at)
    told(f"no room beside the graph under {name} on {ground.engine.name}: from each of {len(at)} writes on")


def filled(ground: Ground, stage: Stage, at: Iterable[int]) -> None:
    """From each of these moments on there is no room for the SQL store and the files of the data folder."""
    for number in at:
        where = f"{stage.name}, from {stage.moments[number - 1]!r} on"
        stage.before.put_back(ground.engine)
        with ground.watcher() as watcher:
            ended = ground.run(*stage.verb, fault=Fault("fill", number))
            assert ended.code in (0, 1, 5), (where, ended.err)
            assert "internal error" not in ended.err, where
            if ended.code:
                again = ground.run(*stage.verb)
                assert again.code == 0, (where, again.err)
        assert set(watcher.seen) <= stage.shows, where
        assert ground.digest() in stage.ends, where


def restart_if_stopped(engine: Engine) -> None:
    """Neo4j stops a database whose log it could not write; its operator restarts it (docs/deployment.md)."""
    try:
        with stores.session_of(engine) as session:
            session.run("RETURN 1").consume()
    except DatabaseError as error:
        if error.code != STOPPED:
            raise
        os.kill(engine.server(), signal.SIGKILL)
        engine.revive()


@contextmanager
def no_room(server: int) -> Iterator[None]:
    before = resource.prlimit(server, resource.RLIMIT_FSIZE)
    resource.prlimit(server, resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server, resource.RLIMIT_FSIZE, before)


def writes(stage: Stage) -> list[int]:
    """The moments before something is written to the SQL store or to a file."""
    return [number for number, name in enumerate(stage.moments, 1) if not name.startswith("statement")]
