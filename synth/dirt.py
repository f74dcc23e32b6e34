"""Malformed rows: planted among the good ones, and told where they went."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

Cell = str | int | float | tuple[int, int] | None
Line = list[Cell]

REJECTED = (
    "missing_surname",
    "impossible_date",
    "future_event",
    "future_dob",
    "wrong_column_count",
    "nul_byte",
    "duplicate_event_id",
    "older_than_3_years",
)
FLAGGED = ("bad_postcode", "bad_nhs_check_digit")
_ROWS_PER_KIND = 1800


@dataclass(frozen=True, slots=True)
class Habits:
    """Where a partner's columns are, and how it writes what a malformed row has wrong; -1: it has no such column.

    ``moment`` writes a day (since 1970) at noon, ``impossible`` a 30 February of that year, ``birthday`` a birth day,
    ``event_id`` the id of a row that never happened. ``widens``: a row of the wrong length has one field too many.
    """

    surname: int
    event: int
    when: int
    birthday_at: int
    postcode: int
    nhs: int
    moment: Callable[[int], Cell]
    impossible: Callable[[int], Cell]
    birthday: Callable[[int], Cell]
    event_id: Callable[[int], str]
    delimited: bool
    widens: bool = False

    def kinds(self) -> list[str]:
        """The reasons for rejection that this partner's format can have."""
        lacking = set()
        if self.surname < 0:
            lacking.add("missing_surname")
        if self.birthday_at < 0:
            lacking.add("future_dob")
        if not self.delimited:
            lacking |= {"wrong_column_count", "nul_byte"}
        return [kind for kind in REJECTED if kind not in lacking]


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes wrong: ``copies`` maps a row to those made from it (place, kind), ``flaws`` lists places and kinds."""

    copies: dict[int, list[tuple[int, str]]]
    flaws: list[tuple[int, str]]

    def inserted(self) -> int:
        return sum(len(made) for made in self.copies.values())


def plan(rows: int, habits: Habits, dirt: float, rng: np.random.Generator) -> Plan:
    """One malformed row of each kind for every 1,800 rows, at least one, times ``dirt``. None if ``dirt`` is 0.

    Raises ValueError if ``dirt`` is negative.
    """
    if dirt < 0:
        raise ValueError("dirt must not be negative")
    each = max(1, round(rows / _ROWS_PER_KIND * dirt)) if dirt and rows else 0
    copies: dict[int, list[tuple[int, str]]] = {}
    for kind in habits.kinds():
        for _ in range(each):
            base = int(rng.integers(0, rows))
            copies.setdefault(base, []).append((int(rng.integers(base, rows)), kind))
    flaws = [
        (int(rng.integers(0, rows)), kind)
        for kind in FLAGGED
        if kind != "bad_nhs_check_digit" or habits.nhs >= 0
        for _ in range(each)
    ]
    return Plan(copies, sorted(flaws))


def _spoilt(line: Line, kind: str, habits: Habits, serial: int, today: int, oldest: int, dice: int) -> Line:
    """A copy of a good row with one thing wrong with it. ``oldest``: the last day that is too long ago."""
    made = list(line)
    if kind == "duplicate_event_id":
        return made
    made[habits.event] = habits.event_id(serial)
    surname = str(made[habits.surname])
    if kind == "missing_surname":
        made[habits.surname] = None
    elif kind == "impossible_date":
        made[habits.when] = habits.impossible(today)
    elif kind == "future_event":
        made[habits.when] = habits.moment(today + 6 + dice % 190)
    elif kind == "future_dob":
        made[habits.birthday_at] = habits.birthday(today + 40 + dice % 300)
    elif kind == "older_than_3_years":
        made[habits.when] = habits.moment(oldest - 40 - dice % 600)
    elif kind == "nul_byte":
        made[habits.surname] = surname[:2] + "\0" + surname[2:]
    elif habits.widens:
        made.insert(4, "x")
    else:
        made.pop()
    return made


def _usable(line: Line, kind: str, habits: Habits) -> bool:
    if kind in ("missing_surname", "nul_byte", "future_dob"):
        return bool(line[habits.surname])
    return True


def _bad_postcode(cell: Cell, dice: int) -> str:
    """No postcode at all: digits for letters, one letter short, or a word."""
    whole = str(cell or "LK1 1AA").upper()
    if dice % 7 == 0:
        return "UNKNOWN"
    return f"{whole[:-2]}{dice % 90 + 10}" if dice % 2 else whole[:-1]


def _wrong_digit(cell: Cell, dice: int) -> str:
    digits = str(cell)
    return digits[:-1] + str((int(digits[-1]) + 1 + dice % 9) % 10)


def soil(
    rows: Iterator[Line], planned: Plan, habits: Habits, today: int, oldest: int, rng: np.random.Generator
) -> Iterator[tuple[Line, str]]:
    """The rows with the planned ones put in: each row, and what is wrong with it (``""``: nothing).

    A kept row gets its flaw at the planned place or, where it lacks the field, at the next row that has it.
    """
    due: dict[int, list[tuple[Line, str]]] = {}
    waiting: list[tuple[int, str]] = list(planned.flaws)
    late: list[tuple[str, int]] = []
    serial = 0
    for place, line in enumerate(rows):
        for at, kind in planned.copies.get(place, ()):
            if not _usable(line, kind, habits):
                late.append((kind, at))
                continue
            due.setdefault(at, []).append((line, kind))
        for kind, at in list(late):
            if _usable(line, kind, habits):
                late.remove((kind, at))
                due.setdefault(max(at, place), []).append((line, kind))
        written, flaw = line, ""
        for planned_at, kind in waiting:
            if planned_at > place:
                break
            column = habits.postcode if kind == "bad_postcode" else habits.nhs
            if line[column]:
                dice = int(rng.integers(0, 1 << 30))
                written, flaw = list(line), kind
                written[column] = (
                    _bad_postcode(line[column], dice) if column == habits.postcode else _wrong_digit(line[column], dice)
                )
                waiting.remove((planned_at, kind))
                break
        yield written, flaw
        for base, kind in due.pop(place, ()):
            serial += 1
            dice = int(rng.integers(0, 1 << 30))
            yield _spoilt(base, kind, habits, serial, today, oldest, dice), kind
