"""An answer that shows nobody leaves on a tick, so that how long it took does not tell what it was made of.

A search meets what is sealed in the graph's index and leaves it out there, which takes a fraction of a millisecond more
than to meet nothing. On a tick both leave together, but for the few of which that fraction passes one.
"""

import asyncio
from typing import Final

TICK_SECONDS: Final = 0.025
"""Long beside what there is to hide, and short for somebody who reads that nobody was found."""


async def to_the_tick(began: float) -> None:
    """Wait until whole ticks have passed since ``began``, a time of the running loop."""
    taken = asyncio.get_running_loop().time() - began
    await asyncio.sleep(TICK_SECONDS - taken % TICK_SECONDS)
