"""A household as a picture that needs no script: the address in the middle, the people around it, the days on the ties.

Drawn as SVG, with a title for each part; the page has the same as a table.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mast.web.dates import Dates

WIDTH: Final = 640
_ROW: Final = 46
_HEAD: Final = 24


@dataclass(frozen=True, slots=True)
class Node:
    """One person of the picture: where their box stands, what it says, and whether the page is about them."""

    x: int
    y: int
    name: str
    dates: str
    here: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """``home`` is where the address's box stands; all in pixels."""

    width: int
    height: int
    home: tuple[int, int]
    nodes: tuple[Node, ...]


def household_picture(members: Sequence[Mapping[str, Any]], person: str, dates: Dates) -> Picture:
    """Members in their given order, on two sides of the address; a tie is as long as it must be and means nothing."""
    rows = math.ceil(len(members) / 2)
    height = _HEAD + max(rows, 1) * _ROW
    nodes = []
    for place, member in enumerate(members):
        left = place % 2 == 0
        span = dates.span(member["since"], member["until"])
        x, y = (110 if left else WIDTH - 110), _HEAD + place // 2 * _ROW + _ROW // 2
        nodes.append(Node(x, y, member["person"]["displayName"], span, member["person"]["id"] == person))
    return Picture(WIDTH, height, (WIDTH // 2, _HEAD + max(rows, 1) * _ROW // 2), tuple(nodes))
