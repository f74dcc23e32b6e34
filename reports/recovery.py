"""What a reader can work out of published figures: the least and the most that a hidden count can be.

The reader modelled here holds several packs, knows the rules by which figures are rounded and hidden, every relation
between figures that follows from their meaning, and which counts did not change from one pack to the next. All that is
linear in the counts, so integer programming (HiGHS, by scipy) says exactly what is left open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

Shown = int | Literal["*", "c"]
Relation = tuple[tuple[str, int], ...]
"""Figures with weights, whose weighted sum is never below zero, whatever the data."""
Place = tuple[int, str]
"""An edition's place in a row of editions, and a figure's name in it."""

SMALL: Final = 7
"""The largest count that is hidden."""
STEP: Final = 5
SUPPRESSED: Final = "*"
WITHHELD: Final = "c"
_PLENTY: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Edition:
    """The figures of one pack: true counts, what was shown of them, and how they hang together."""

    counts: Mapping[str, int]
    shown: Mapping[str, Shown]
    relations: Sequence[Relation]


class Reader:
    """Works out what the ``editions``, in the order of their appearance, leave open."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self._bounds: list[list[float]] = []
        self._starred: list[bool] = []
        self._number: dict[Place, int] = {}
        for place, edition in enumerate(editions):
            for name, count in edition.counts.items():
                before = editions[place - 1].counts.get(name) if place else None
                number = self._number[place - 1, name] if before == count else self._add()
                self._number[place, name] = number
                low, high = bounds(edition.shown[name])
                known = self._bounds[number]
                self._bounds[number] = [max(known[0], low), min(known[1], high)]
                self._starred[number] |= edition.shown[name] == SUPPRESSED
        rows = {
            tuple(sorted((self._number[place, name], weight) for name, weight in relation))
            for place, edition in enumerate(editions)
            for relation in edition.relations
        }
        self._relations = sorted(rows)
        self._touching: dict[int, list[int]] = {}
        for row, relation in enumerate(self._relations):
            for number, _ in relation:
                self._touching.setdefault(number, []).append(row)

    def is_safe(self, place: Place) -> bool:
        """Whether a small count stays hidden: ``*`` may be anything from 1 to 7, and what is withheld one of seven
        values at least. (Of a withheld sum with a part that is known not to be 0, 0 is not one of them.)
        """
        number = self._number[place]
        low, high = self._bounds[number]
        rows = self._reach(number)
        if self._starred[number]:
            return (
                low <= 1 and high >= SMALL and all(self._possible(number, value, value, rows) for value in (1, SMALL))
            )
        if high - low < SMALL - 1:
            return False
        least = self._least(number, rows)
        return least is not None and self._possible(number, least + SMALL - 1, _PLENTY, rows)

    def linked(self, place: Place) -> set[Place]:
        """The figures that bear on one through relations, itself left out."""
        rows = self._reach(self._number[place])
        numbers = {number for row in rows for number, _ in self._relations[row]}
        return {other for other, number in self._number.items() if number in numbers} - {place}

    def _add(self) -> int:
        self._bounds.append([0, float("inf")])
        self._starred.append(False)
        return len(self._bounds) - 1

    def _reach(self, number: int) -> list[int]:
        """The relations that bear on a figure. One that is known exactly passes nothing on."""
        rows: set[int] = set()
        waiting, met = [number], {number}
        while waiting:
            for row in self._touching.get(waiting.pop(), ()):
                if row not in rows:
                    rows.add(row)
                    near = {other for other, _ in self._relations[row]} - met
                    met |= near
                    waiting += [other for other in near if self._bounds[other][0] != self._bounds[other][1]]
        return sorted(rows)

    def _possible(self, number: int, low: int, high: int, rows: Sequence[int]) -> bool:
        """Whether a figure can be from ``low`` to ``high``."""
        return not rows or self._solve(number, (low, high), 0, rows).success

    def _least(self, number: int, rows: Sequence[int]) -> int | None:
        low, high = self._bounds[number]
        if not rows:
            return int(low)
        found = self._solve(number, (low, high), 1, rows)
        return round(found.fun) if found.success else None

    def _solve(self, number: int, within: tuple[float, float], aim: int, rows: Sequence[int]) -> Any:
        columns = sorted({other for row in rows for other, _ in self._relations[row]})
        at = {other: column for column, other in enumerate(columns)}
        matrix = np.zeros((len(rows), len(columns)))
        for line, row in enumerate(rows):
            for other, weight in self._relations[row]:
                matrix[line, at[other]] += weight
        low, high = np.array([self._bounds[other] for other in columns], dtype=float).T.copy()
        low[at[number]], high[at[number]] = max(low[at[number]], within[0]), min(high[at[number]], within[1])
        wanted = np.zeros(len(columns))
        wanted[at[number]] = aim
        if low[at[number]] > high[at[number]]:
            return OptimizeResult(success=False)
        rules, limits = LinearConstraint(matrix, lb=0.0), Bounds(low, high)
        return milp(wanted, constraints=rules, bounds=limits, integrality=np.ones(len(columns)))


def bounds(shown: Shown) -> tuple[float, float]:
    """The counts that may stand behind what is shown."""
    if shown == SUPPRESSED:
        return 1, SMALL
    if shown == WITHHELD:
        return 0, float("inf")
    return (0, 0) if shown == 0 else (max(SMALL + 1, shown - STEP // 2), shown + STEP // 2)


def never_more(parts: Iterable[str], wholes: Iterable[str]) -> Relation:
    """The sum of ``parts`` is never more than that of ``wholes``; a name given twice counts twice."""
    weights: dict[str, int] = {}
    for names, sign in ((parts, -1), (wholes, 1)):
        for name in names:
            weights[name] = weights.get(name, 0) + sign
    return tuple(sorted((name, weight) for name, weight in weights.items() if weight))


def equal(parts: Iterable[str], wholes: Iterable[str]) -> list[Relation]:
    """The sum of ``parts`` is that of ``wholes``."""
    less, more = list(parts), list(wholes)
    return [never_more(less, more), never_more(more, less)]
