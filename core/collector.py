"""Python's garbage collector, let alone where there is nothing for it to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_YOUNG: Final = 50_000
"""New objects before the collector looks at them: some twenty cards' worth."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which would walk millions of rows and tuples again and again and find no cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def settle() -> None:
    """To be called once, when a service has started: what it holds by then is never garbage, and is walked no more.

    A walk of it all took 100 ms, again and again, in which every client waited (``bench api``).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
