"""An answer that shows nobody leaves on a tick; one that shows somebody does not wait."""

import asyncio
import time

import pytest

from mast.graphql.ticks import TICK_SECONDS, to_the_tick
from tests.graphql.town import Town, desk

CARD = "query C($id: ID!) { person(id: $id) { displayName } }"


@pytest.mark.parametrize("taken", [0.0, 0.4, 0.9, 1.3, 2.7])
def test_whole_ticks_have_passed(taken: float) -> None:
    async def passed() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time() - taken * TICK_SECONDS
        await to_the_tick(began)
        return loop.time() - began

    assert asyncio.run(passed()) >= (int(taken) + 1) * TICK_SECONDS


def test_only_an_answer_that_shows_nobody_waits() -> None:
    town = Town()
    town.person("P0000001")

    def quickest(id: str) -> float:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            asked.ask(CARD, id=id)
            taken.append(time.perf_counter() - began)
        return min(taken)

    with desk(town) as asked:
        assert quickest("P0000099") >= TICK_SECONDS
        assert quickest("P0000001") < quickest("P0000099")
