"""Opaque cursors: the sort key of the last entry shown, so that a page goes on where it ended, whatever came since."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from mast.graphql.errors import bad_input

T = TypeVar("T")
Key = tuple[str | int, ...]

_LONGEST = 200
_LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some entries of a sorted whole, each with its cursor. ``withheld``: why none are listed, where that is meant."""

    entries: tuple[tuple[str, T], ...]
    has_next: bool
    has_previous: bool
    total: int
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Order(Generic[T]):
    """How entries of one connection are sorted, smallest key first. ``name`` keeps cursors of different lists apart.

    ``shape`` is the types of a key's parts, against which a cursor is held.
    """

    name: str
    shape: tuple[type, ...]
    key: Callable[[T], Key]

    def page(self, entries: Sequence[T], first: int | None, after: str | None, *, default: int, most: int) -> Page[T]:
        """The ``first`` entries behind the cursor ``after``.

        Raises ShownError BAD_USER_INPUT for a ``first`` that is not 1 to ``most``, or a cursor that is none of ours.
        """
        count = default if first is None else first
        if not 1 <= count <= most:
            raise bad_input("first", f"'first' must be a number from 1 to {most}.")
        ranked = sorted(((self.key(entry), entry) for entry in entries), key=lambda pair: pair[0])
        start = 0
        if after is not None:
            behind = self.decode(after)
            start = sum(key <= behind for key, _ in ranked)
        chosen = ranked[start : start + count]
        return Page(
            entries=tuple((self.encode(key), entry) for key, entry in chosen),
            has_next=start + count < len(ranked),
            has_previous=start > 0,
            total=len(ranked),
        )

    def encode(self, key: Key) -> str:
        text = json.dumps([self.name, *key], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> Key:
        """The sort key in a cursor. Raises ShownError BAD_USER_INPUT for one that ``encode`` could not have made."""
        try:
            if len(cursor) > _LONGEST:
                raise ValueError("too long")
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            name, *parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            key = tuple(parts)
            if name != self.name or not self._fits(key) or self.encode(key) != cursor:
                raise ValueError("of another list, or written otherwise")
        except (ValueError, TypeError, binascii.Error, RecursionError):
            raise bad_input("after", "'after' must be a cursor that this list gave out.") from None
        return key

    def _fits(self, key: tuple[Any, ...]) -> bool:
        if len(key) != len(self.shape):
            return False
        right = all(type(part) is kind for part, kind in zip(key, self.shape, strict=True))
        return right and all(abs(part) <= _LARGEST for part in key if type(part) is int)


def newest_first(day: date) -> int:
    """A number that sorts days from the newest to the oldest."""
    return date.max.toordinal() - day.toordinal()
