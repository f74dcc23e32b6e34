"""Says since when two records have shared an address, or have had different ones, where their dates tell."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from mast.resolution.comparing.levels import Home
from mast.resolution.homes import Homes
from mast.resolution.words import NONE

MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
EPOCH = date(1970, 1, 1)


class _Stay(NamedTuple):
    group: int
    first: int
    last: int
    current: bool


def since(homes: Homes, one: int, other: int, level: int) -> str:
    """A clause to follow the meaning of the pair's ``Home`` level: " since March 2026"; "" where dates do not tell.

    An address that both have now is shared since the later of the two came to it. Addresses differ since the first of
    the two moved away from the one they shared; where they never shared one, since both were known, each at its own.
    """
    mine, theirs = _stays(homes, one), _stays(homes, other)
    if level == Home.SAME_NOW:
        word = _worded(max((_shared_from(a, b) for a in mine for b in theirs if _both_now(a, b)), default=NONE))
        return f" ({word.strip()})" if word else ""
    if level == Home.SAME_ONCE:
        shared = {stay.group for stay in mine} & {stay.group for stay in theirs}
        left = [stay.first for stay in (*mine, *theirs) if stay.current and stay.group not in shared]
        word = _worded(min(left, default=NONE))
        return f"; different address{word}" if word else ""
    if level in (Home.SAME_POSTCODE, Home.SAME_DISTRICT, Home.ELSEWHERE):
        return _worded(max((_apart_from(a, b) for a in mine for b in theirs if a.current and b.current), default=NONE))
    return ""


def _stays(homes: Homes, record: int) -> list[_Stay]:
    rows = range(int(homes.start[record]), int(homes.start[record + 1]))
    return [
        _Stay(int(homes.group[row]), int(homes.first[row]), int(homes.last[row]), bool(homes.current[row]))
        for row in rows
    ]


def _both_now(a: _Stay, b: _Stay) -> bool:
    return a.group == b.group and a.current and b.current


def _shared_from(a: _Stay, b: _Stay) -> int:
    return NONE if NONE in (a.first, b.first) else max(a.first, b.first)


def _apart_from(a: _Stay, b: _Stay) -> int:
    """The first day on which both are known to be at their own address; ``NONE`` where one may have moved between."""
    if NONE in (a.first, b.first, a.last, b.last):
        return NONE
    begin = max(a.first, b.first)
    return begin if begin <= min(a.last, b.last) else NONE


def _worded(day: int) -> str:
    if day == NONE:
        return ""
    told = EPOCH + timedelta(days=int(np.int64(day)))
    return f" since {MONTHS[told.month - 1]} {told.year}"
