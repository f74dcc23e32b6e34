"""Many items taken a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def pieces(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size`` items each, the last of what is left; no item is asked for before its piece is."""
    left = iter(items)
    while piece := list(islice(left, size)):
        yield piece
