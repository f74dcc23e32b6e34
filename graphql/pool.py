"""A bounded pool of threads for reads that block, so that a slow graph makes requests wait, and then refuses them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from mast.core.errors import MastError

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8
MOST_WAITING = 200


class Overloaded(MastError):
    """More reads wait than this service will ever get to in time."""


class ReadPool:
    """``threads`` reads at once, ``most_waiting`` behind them."""

    def __init__(self, threads: int = THREADS, most_waiting: int = MOST_WAITING) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="mast-read")
        self._most, self._taken = threads + most_waiting, 0

    @property
    def taken(self) -> int:
        """Reads that run or wait."""
        return self._taken

    async def run(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``read`` returns, from a thread. Raises Overloaded when the queue is full.

        A read whose caller gave up is taken out of the queue, or runs to its end, if it has begun.
        """
        if self._taken >= self._most:
            raise Overloaded("Too many reads are waiting.")
        future = self._executor.submit(read, *args, **kwargs)
        self._taken += 1
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _: loop.is_closed() or loop.call_soon_threadsafe(self._leave))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Forget what waits; what runs is not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _leave(self) -> None:
        self._taken -= 1
