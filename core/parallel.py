"""Runs pieces of work that do not depend on each other on all processors at once; the answers come in order."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def processors() -> int:
    """How many processors this process may use: no answer depends on it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """``work`` of each item. Threads suffice: numpy, rapidfuzz and a graph that is asked let go of the interpreter."""
    told = list(items)
    threads = min(processors(), len(told))
    if threads < 2:
        return [work(item) for item in told]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, told))
