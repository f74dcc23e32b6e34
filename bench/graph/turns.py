"""Ways of reading the same things, timed in turns, so that what else the machine does meets all of them alike."""

import time
from collections.abc import Callable, Mapping, Sequence

WARM = 50

Times = dict[str, list[float]]


def in_turns(ways: Mapping[str, Callable[[str], object]], things: Sequence[str]) -> Times:
    """Milliseconds of each way for each thing, in order, after a few that do not count."""
    times: Times = {name: [] for name in ways}
    for turn, thing in enumerate([*things[:WARM], *things]):
        for name, read in ways.items():
            began = time.perf_counter()
            read(thing)
            if turn >= min(WARM, len(things)):
                times[name].append((time.perf_counter() - began) * 1000)
    return times


def quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
