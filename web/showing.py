"""How a value of the API is put on a page: numbers to ring, the months of a sparkline; and a day that was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mast.web.dates import Dates

_BAR, _GAP, _TALL = 6, 2, 24


def number_to_ring(phone: str | None) -> str:
    """The digits of a telephone number behind ``tel:``, as RFC 3966 writes them; "" for none."""
    digits = "".join(letter for letter in phone or "" if letter.isdigit())
    return f"+{digits}" if phone and phone.strip().startswith("+") else digits


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of a sparkline: how many touchpoints, and where its bar stands, in pixels."""

    label: str
    count: int
    x: int
    y: int
    height: int


def months_to(today: date) -> list[tuple[int, int]]:
    """The thirteen calendar months that twelve months to a day touch, the oldest first, as (year, month)."""
    last = today.year * 12 + today.month - 1
    return [divmod(number, 12) for number in range(last - 12, last + 1)]


def sparkline(touchpoints: Iterable[Mapping[str, Any]], agency: str, today: date, dates: Dates) -> list[Bar]:
    """The months of one agency's touchpoints; a month without one has a bar of no height."""
    months = months_to(today)
    counts = dict.fromkeys(months, 0)
    for one in touchpoints:
        day = date.fromisoformat(one["on"])
        if one["agency"]["code"] == agency and (day.year, day.month - 1) in counts:
            counts[day.year, day.month - 1] += 1
    most = max(counts.values(), default=0) or 1
    bars = []
    for place, (year, month) in enumerate(months):
        count = counts[year, month]
        height = max(3, round(count / most * _TALL)) if count else 0
        bars.append(Bar(dates.month(year, month + 1), count, place * (_BAR + _GAP), _TALL - height, height))
    return bars


def typed_day(day: str, month: str, year: str) -> str:
    """A day typed into three fields, in ISO 8601; "" where all are empty. Raises ValueError for what is no day."""
    parts = (year.strip(), month.strip(), day.strip())
    if not any(parts):
        return ""
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueError("not all figures")
    return date(*map(int, parts)).isoformat()
