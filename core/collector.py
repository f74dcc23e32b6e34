"""Python's garbage collector, let alone where there is nothing for it to find."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_YOUNG: Final = 50_000
"""New objects before the collector looks at them: some twenty cards' worth."""


class _Pauses:
    """How many ask, in all threads, for the collector to be let alone, and whether it was on before the first did."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._many, self._was_on = 0, False

    def begin(self) -> None:
        with self._lock:
            if not self._many:
                self._was_on = gc.isenabled()
                gc.disable()
            self._many += 1

    def end(self) -> None:
        with self._lock:
            self._many -= 1
            if not self._many and self._was_on:
                gc.enable()


_PAUSES: Final = _Pauses()


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which would walk millions of rows and tuples again and again and find no cycle.

    It is one for all threads, and comes back when none of them is in such a block any more.
    """
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()


def settle() -> None:
    """To be called once, when a service has started: what it holds by then is never garbage, and is walked no more.

    A walk of it all took 100 ms, again and again, in which every client waited (``bench api``).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
