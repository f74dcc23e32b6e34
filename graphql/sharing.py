"""Reads that several requests want at the same moment, made once for all of them.

While some reads of a kind are under way, those who come meanwhile wait, and go together in the next one: under load a
round trip carries many cards, and without load nobody waits. Nothing is kept: an answer is given only to those who
asked before its read began, and only to readers who see the same.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from mast.graphql.pool import MOST_WAITING, Overloaded, ReadPool

T = TypeVar("T")
Read = Callable[[Sequence[str]], Mapping[str, T]]

MOST_TOGETHER: Final = 16


@dataclass(slots=True)
class _Asked:
    ids: Sequence[str]
    read: Read[Any]
    answer: "asyncio.Future[Mapping[str, Any]]"


@dataclass(slots=True)
class _Line:
    """Those who wait for one kind of read, and how many such reads are under way."""

    waiting: list[_Asked] = field(default_factory=list)
    running: int = 0


class SharedReads:
    """Over a pool of threads. For one event loop."""

    def __init__(self, pool: ReadPool, most_waiting: int = MOST_WAITING) -> None:
        self._pool, self._most = pool, most_waiting
        self._lines: dict[Hashable, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def read(self, key: Hashable, read: Read[T], ids: Sequence[str], at_once: int = 1) -> Mapping[str, T]:
        """What ``read`` says of these ids, and perhaps of others that were asked for with the same ``key``.

        ``key`` names all that the answer depends on beside the ids: the kind of read, the generation, what the reader
        may see. ``at_once``: how many reads of one key may be under way. Raises Overloaded when too many wait, and
        whatever ``read`` raises.
        """
        line = self._lines.setdefault(key, _Line())
        if len(line.waiting) >= self._most:
            raise Overloaded("Too many reads are waiting.")
        asked = _Asked(ids, read, asyncio.get_running_loop().create_future())
        line.waiting.append(asked)
        self._go_on(key, line, at_once)
        return await asked.answer

    def _go_on(self, key: Hashable, line: _Line, at_once: int) -> None:
        line.waiting = [one for one in line.waiting if not one.answer.done()]  # some gave up
        if line.waiting and line.running < at_once:
            together, line.waiting = line.waiting[:MOST_TOGETHER], line.waiting[MOST_TOGETHER:]
            line.running += 1
            task = asyncio.get_running_loop().create_task(self._run(key, line, at_once, together))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif not line.waiting and not line.running:
            self._lines.pop(key, None)

    async def _run(self, key: Hashable, line: _Line, at_once: int, together: Sequence[_Asked]) -> None:
        try:
            found = await self._pool.run(together[0].read, sorted({id for one in together for id in one.ids}))
        except Exception as error:
            for one in together:
                if not one.answer.done():
                    one.answer.set_exception(error)
        else:
            for one in together:
                if not one.answer.done():
                    one.answer.set_result(found)
        finally:
            line.running -= 1
            self._go_on(key, line, at_once)
