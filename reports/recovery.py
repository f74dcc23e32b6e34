"""What a reader can work out of published figures: the least and the most that a hidden count can be.

The reader modelled here holds several packs, knows the rules by which figures are rounded and hidden, every relation
between figures that follows from their meaning, and which counts did not change from one pack to the next. All that is
linear in the counts, so integer programming (HiGHS, by scipy) says exactly what is left open.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final, Literal

from mast.reports.problem import Problem, matrix_of

Shown = int | Literal["*", "c"]
Relation = tuple[tuple[str, int], ...]
"""Figures with weights, whose weighted sum is never below zero, whatever the data. A name that no figure has stands for
a count that nobody is told."""
Place = tuple[int, str]
"""An edition's place in a row of editions, and a figure's name in it."""

SMALL: Final = 7
"""The largest count that is hidden."""
STEP: Final = 5
SUPPRESSED: Final = "*"
WITHHELD: Final = "c"
_CLOSE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Edition:
    """The figures of one pack: true counts, what was shown of them, and how they hang together."""

    counts: Mapping[str, int]
    shown: Mapping[str, Shown]
    relations: Sequence[Relation]


class Reader:
    """Works out what the ``editions``, in the order of their appearance, leave open.

    Every solution that is found is kept as a witness: what it shows to be possible is not asked again. Withholding a
    figure more only leaves more open, so that witnesses hold for the reader who sees less.
    """

    def __init__(self, editions: Sequence[Edition]) -> None:
        self._newest = len(editions) - 1
        self._number: dict[Place, int] = {}
        self._shown: list[dict[Place, Shown]] = []
        self._small: set[int] = set()
        for place, edition in enumerate(editions):
            for name, count in edition.counts.items():
                before = editions[place - 1].counts.get(name) if place else None
                number = self._number[place - 1, name] if before == count else self._add()
                self._number[place, name] = number
                self._shown[number][place, name] = edition.shown[name]
                if 0 < count <= SMALL:
                    self._small.add(number)
            named = {name for relation in edition.relations for name, _ in relation}
            for name in sorted(named - edition.counts.keys()):
                self._number[place, name] = self._add()
        self._bounds = [_within(shown) for shown in self._shown]
        self._seen: list[frozenset[int]] = [frozenset()] * len(self._shown)
        rows = sorted(
            {
                tuple(sorted((self._number[place, name], weight) for name, weight in relation))
                for place, edition in enumerate(editions)
                for relation in edition.relations
            }
        )
        self._relations = rows
        self._matrix = matrix_of(rows, len(self._shown))
        self._touching: dict[int, list[int]] = {}
        for row, relation in enumerate(rows):
            for number, _ in relation:
                self._touching.setdefault(number, []).append(row)

    def is_safe(self, place: Place) -> bool:
        """Whether a small count stays hidden: ``*`` may be anything from 1 to 7, and what is withheld one of seven
        values at least. (Of a withheld sum with a part that is known not to be 0, 0 is not one of them.)
        """
        number = self._number[place]
        low, high = self._bounds[number]
        if self._is_starred(number):
            return low <= 1 and high >= SMALL and all(self._can_be(number, value, value) for value in (1, SMALL))
        if high - low < SMALL - 1:
            return False
        if self._is_spread(number):
            return True
        least = self._least(number)
        return least is not None and self._can_be(number, least + SMALL - 1, float("inf"))

    def helpful(self, place: Place) -> set[str]:
        """The figures of the newest edition of which one at least must be withheld to make a count safe that is not.
        Where there is none, the editions before it, and that figures did not change, tell as much by themselves.
        """
        number = self._number[place]
        problem = self._problem(number)
        numbers = {number} if problem is None else self._blamed(number, problem)
        own = [one for found in numbers for one in self._shown[found] if one[0] == self._newest]
        return {name for one, name in own if self._without((one, name)) != self._bounds[self._number[one, name]]}

    def without(self, name: str) -> "Reader":
        """The reader to whom the newest edition does not show that figure."""
        place = self._newest, name
        number = self._number[place]
        other = copy(self)
        other._shown, other._bounds, other._seen = self._shown[:], self._bounds[:], self._seen[:]
        other._shown[number] = {**self._shown[number], place: WITHHELD}
        other._bounds[number] = self._without(place)
        return other

    def _add(self) -> int:
        self._shown.append({})
        return len(self._shown) - 1

    def _is_starred(self, number: int) -> bool:
        return SUPPRESSED in self._shown[number].values()

    def _is_spread(self, number: int) -> bool:
        return bool(self._seen[number]) and max(self._seen[number]) - min(self._seen[number]) >= SMALL - 1

    def _without(self, place: Place) -> tuple[float, float]:
        return _within({**self._shown[self._number[place]], place: WITHHELD})

    def _rows_of(self, number: int) -> list[int]:
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

    def _can_be(self, number: int, low: float, high: float) -> bool:
        """Whether a figure can be from ``low`` to ``high``. The solution sought shows as much of others as it can."""
        if any(low <= value <= high for value in self._seen[number]):
            return True
        problem = self._problem(number)
        if problem is None:
            return True
        problem.limit(number, low, high)
        return self._solved(problem.pulled(self._open(), up=low > 1)) or self._solved(problem)

    def _open(self) -> set[int]:
        """The small counts that no witness has shown to be safe yet."""
        return {
            number
            for number in self._small
            if not ({1, SMALL} <= self._seen[number] if self._is_starred(number) else self._is_spread(number))
        }

    def _least(self, number: int) -> int | None:
        problem = self._problem(number)
        if problem is None:
            return int(self._bounds[number][0])
        problem.aim[problem.at[number]] = 1
        return min(self._seen[number]) if self._solved(problem) else None

    def _solved(self, problem: Problem) -> bool:
        """Whether there is a solution, which is kept as a witness."""
        solution = problem.solve()
        if solution is None:
            return False
        for number, value in zip(problem.columns, solution, strict=True):
            self._seen[number] |= {value}
        return True

    def _blamed(self, number: int, problem: Problem) -> set[int]:
        """The figures of which one at least must be less known: by the dual of the linear program at whose end the
        figure is stuck, or all that bear on it where it is only stuck because counts are whole.
        """
        (least, at_least), (most, at_most) = (problem.end(number, sign) for sign in (1, -1))
        if self._is_starred(number) and least > 1 + _CLOSE:
            return at_least
        if self._is_starred(number) and most < SMALL - _CLOSE:
            return at_most
        if not self._is_starred(number) and most - least < SMALL - 1 - _CLOSE:
            return at_least | at_most
        return set(problem.columns)

    def _problem(self, number: int) -> Problem | None:
        """All that bears on a figure; None where nothing does."""
        rows = self._rows_of(number)
        if not rows:
            return None
        columns = sorted({other for row in rows for other, _ in self._relations[row]})
        return Problem(columns, self._matrix[rows][:, columns], [self._bounds[other] for other in columns])


def bounds(shown: Shown) -> tuple[float, float]:
    """The counts that may stand behind what is shown."""
    if shown == SUPPRESSED:
        return 1, SMALL
    if shown == WITHHELD:
        return 0, float("inf")
    return (0, 0) if shown == 0 else (max(SMALL + 1, shown - STEP // 2), shown + STEP // 2)


def _within(shown: Mapping[Place, Shown]) -> tuple[float, float]:
    """The counts that may stand behind all that is shown of one."""
    ends = [bounds(one) for one in (WITHHELD, *shown.values())]
    return max(low for low, _ in ends), min(high for _, high in ends)


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
