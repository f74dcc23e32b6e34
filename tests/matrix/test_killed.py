"""kill -9 of a load or a resolve before each sort of thing it does, and at any moment: run again, nothing tells of it.

The moments are counted while a clean run passes them (``moments.py``), not listed by hand.
"""

import random
from collections.abc import Iterable

import pytest

from tests.engines import MOSTLY_EMBEDDED
from tests.matrix.conftest import Told
from tests.matrix.stages import Ground, Stage
from tests.matrix.warm import Fault

SEED = 20261125
QUICK = {"later load": (0.3, 0.7, 0.95), "resolve": (0.45, 0.7, 0.97)}
STEPS = ("first load", "first resolve", "later load", "resolve")
EVERY = {"embedded": 3, "neo4j": 15}
FIRST = {"first load": "later load", "first resolve": "resolve"}
"""They do what these later ones do, on an empty deployment, and a few things more."""
RANDOM = {"embedded": 50, "neo4j": 20}
"""A stage: 100 and 40 in all."""
LONGEST_SECONDS = 0.05


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("ground", MOSTLY_EMBEDDED, indirect=True)
def test_killed_at_a_few_moments(ground: Ground, told: Told, name: str) -> None:
    stage = ground.stages[name]
    at = [max(1, round(part * len(stage.moments))) for part in QUICK[name]]
    assert killed_at(ground, stage, at) == len(at)
    told(f"{name} on {ground.engine.name}: killed at {len(at)} of {len(stage.moments)} moments")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", STEPS)
def test_killed_before_each_sort_of_thing(ground: Ground, told: Told, name: str) -> None:
    stage = ground.stages[name]
    every = EVERY[ground.engine.name] * (3 if name in FIRST else 1)
    known = set(ground.stages[FIRST[name]].moments) if name in FIRST else set()
    # Each thing that it does, the first time it does it, and of all the times every so many.
    firsts = {stage.moments.index(what) + 1 for what in set(stage.moments) - known}
    at = sorted(firsts | set(range(1, len(stage.moments) + 1, every)))
    found = killed_at(ground, stage, at)
    assert found == len(at)
    # One beyond the last passes untouched: no moment was left out.
    assert not ground.killed(stage, Fault("kill", len(stage.moments) + 1))
    told(f"{name} on {ground.engine.name}: killed at {found} of {len(stage.moments)} moments, at least every {every}.")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["whole load", "resolve"])
def test_killed_at_random_moments(ground: Ground, told: Told, name: str) -> None:
    stage, chance = ground.stages[name], random.Random(SEED)
    wanted, found, drawn = RANDOM[ground.engine.name], 0, 0
    while found < wanted:
        assert drawn < 2 * wanted
        drawn += 1
        at = chance.randint(1, len(stage.moments))
        found += killed_at(ground, stage, [at], after=chance.uniform(0, LONGEST_SECONDS))
    told(f"{name} on {ground.engine.name}: killed at {found} random moments, seed {SEED}")


def killed_at(ground: Ground, stage: Stage, at: Iterable[int], after: float = 0) -> int:
    """How many of the faults hit the verb before its end."""
    found = 0
    for number in at:
        try:
            found += ground.killed(stage, Fault("kill", number, after=after))
        except AssertionError as error:
            where = stage.moments[min(number, len(stage.moments)) - 1]
            raise AssertionError(f"{stage.name}, moment {number}, before {where!r}, {after:.4f} s: {error}") from error
    return found
