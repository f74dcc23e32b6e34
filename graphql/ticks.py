"""An answer that shows nobody leaves on a tick, so that how long it took does not tell what it was made of.

A search meets what is sealed in the graph's index and leaves it out there, which takes a fraction of a millisecond more
than to meet nothing. On a tick both leave together, but for the few of which that fraction passes one.
"""

import asyncio
from typing import Final

TICK_SECONDS: Final = 0.025
"""Long beside what there is to hide, and short for somebody who reads that nobody was found."""
_COARSE_SECONDS: Final = 0.002
"""A loop sleeps in whole milliseconds from when it was asked: how late it wakes would tell when that was."""


async def to_the_tick(began: float) -> None:
    """Wait until whole ticks have passed since ``began``, a time of the running loop."""
    loop = asyncio.get_running_loop()
    tick = began + TICK_SECONDS * (1 + int((loop.time() - began) / TICK_SECONDS))
    await asyncio.sleep(max(0.0, tick - loop.time() - _COARSE_SECONDS))
    while loop.time() < tick:
        await asyncio.sleep(0)  # others go on meanwhile
