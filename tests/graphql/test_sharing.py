"""Reads that several requests want at once: made together, never kept, never mixed between who sees other things."""

import asyncio
import threading
from collections.abc import Mapping, Sequence

import pytest

from mast.graphql.pool import Overloaded, ReadPool
from mast.graphql.sharing import MOST_TOGETHER, SharedReads


class Source:
    """Answers ids with how often it was read before; each read waits for the gate."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.reads: list[Sequence[str]] = []

    def read(self, ids: Sequence[str]) -> Mapping[str, int]:
        self.reads.append(ids)
        number = len(self.reads)
        assert self.gate.wait(10)
        if "bad" in ids:
            raise ValueError("no such thing")
        return dict.fromkeys(ids, number)


async def until(what: object, wanted: int) -> None:
    while len(what) < wanted:  # type: ignore[arg-type]
        await asyncio.sleep(0.001)


def test_who_comes_while_a_read_is_under_way_goes_with_the_next() -> None:
    async def run() -> None:
        pool, source = ReadPool(), Source()
        shared = SharedReads(pool)
        first = asyncio.create_task(shared.read("k", source.read, ["a"]))
        await until(source.reads, 1)
        later = [asyncio.create_task(shared.read("k", source.read, [id])) for id in "abcb"]
        await asyncio.sleep(0.01)
        assert source.reads == [["a"]]
        source.gate.set()
        assert (await first)["a"] == 1
        assert [found["b"] for found in await asyncio.gather(*later)] == [2] * 4  # "a" too was read anew
        assert source.reads == [["a"], ["a", "b", "c"]]
        assert await shared.read("k", source.read, ["a"]) == {"a": 3}
        assert not shared._lines
        pool.close()

    asyncio.run(run())


def test_who_sees_other_things_gets_a_read_of_their_own() -> None:
    async def run() -> None:
        pool, one, other = ReadPool(), Source(), Source()
        shared = SharedReads(pool)
        tasks = [
            asyncio.create_task(shared.read(key, source.read, ["a"])) for key, source in ((1, one), (2, other)) * 3
        ]
        await until(one.reads, 1)
        await until(other.reads, 1)
        one.gate.set()
        other.gate.set()
        await asyncio.gather(*tasks)
        assert (one.reads, other.reads) == ([["a"]] * 2, [["a"]] * 2)
        pool.close()

    asyncio.run(run())


def test_a_fault_is_told_to_all_who_went_together_and_to_nobody_else() -> None:
    async def run() -> None:
        pool, source = ReadPool(), Source()
        shared = SharedReads(pool)
        first = asyncio.create_task(shared.read("k", source.read, ["a"]))
        await until(source.reads, 1)
        two = [asyncio.create_task(shared.read("k", source.read, [id])) for id in ("bad", "b")]
        await asyncio.sleep(0.01)
        source.gate.set()
        assert await first == {"a": 1}
        assert [type(one) for one in await asyncio.gather(*two, return_exceptions=True)] == [ValueError] * 2
        assert await shared.read("k", source.read, ["b"]) == {"b": 3}
        pool.close()

    asyncio.run(run())


def test_who_gives_up_holds_up_nobody_and_is_not_read_for() -> None:
    async def run() -> None:
        pool, source = ReadPool(), Source()
        shared = SharedReads(pool)
        first = asyncio.create_task(shared.read("k", source.read, ["a"]))
        await until(source.reads, 1)
        gone = asyncio.create_task(shared.read("k", source.read, ["b"]))
        stays = asyncio.create_task(shared.read("k", source.read, ["c"]))
        await asyncio.sleep(0.01)
        gone.cancel()
        first.cancel()
        source.gate.set()
        assert await stays == {"c": 2}
        assert source.reads == [["a"], ["c"]]
        pool.close()

    asyncio.run(run())


def test_no_read_carries_too_many_and_not_too_many_wait() -> None:
    async def run() -> None:
        pool, source = ReadPool(), Source()
        shared = SharedReads(pool, most_waiting=MOST_TOGETHER + 4)
        tasks = [asyncio.create_task(shared.read("k", source.read, ["0"]))]
        await until(source.reads, 1)
        tasks += [asyncio.create_task(shared.read("k", source.read, [f"{n}"])) for n in range(MOST_TOGETHER + 4)]
        await asyncio.sleep(0.01)
        with pytest.raises(Overloaded):
            await shared.read("k", source.read, ["late"])
        source.gate.set()
        await asyncio.gather(*tasks)
        assert [len(ids) for ids in source.reads] == [1, MOST_TOGETHER, 4]
        pool.close()

    asyncio.run(run())
