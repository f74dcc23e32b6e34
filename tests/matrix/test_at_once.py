"""The same delivery loaded by eight processes at once: one takes it in, the others are told to wait or find it done."""

import json
from collections import Counter

import pytest

from tests.engines import MOSTLY_EMBEDDED
from tests.matrix.conftest import Told
from tests.matrix.stages import Ground

PROCESSES = 8
BUSY = 4


@pytest.mark.parametrize("ground", MOSTLY_EMBEDDED, indirect=True)
def test_one_of_eight_loads(ground: Ground, told: Told) -> None:
    stage = ground.stages["first load"]
    stage.before.put_back(ground.engine)
    with ground.watcher() as watcher:
        started = [ground.warm.start(ground.env, *stage.verb, "--json") for _ in range(PROCESSES)]
        ended = [process.rest() for process in started]
    codes = Counter(one.code for one in ended)
    assert set(codes) <= {0, BUSY}, [one.err for one in ended]
    for one in ended:
        assert one.code == 0 or "Wait for it to end" in one.err
    told_of = [{file["file"]: file["outcome"] for file in json.loads(one.out)} for one in ended if one.code == 0]
    for file in told_of[0]:
        outcomes = Counter(files[file] for files in told_of)
        assert outcomes.pop("loaded") == 1
        assert set(outcomes) <= {"already loaded"}
    assert set(watcher.seen) <= stage.shows
    assert ground.digest() in stage.ends
    told(f"{PROCESSES} loads at once on {ground.engine.name}: {codes[0]} ended well, {codes[BUSY]} were told to wait")
