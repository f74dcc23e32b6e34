"""An intruder of its own: bounds what packs leave open by linear programming, from what is shown alone.

It shares no code with ``mast.reports``: the rule is written out again, weeks are tied by equations, and the least and
the most of a count are sought instead of asking whether a value is possible.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Equation = tuple[Mapping[str, float], float, float]
"""Weights of names, and what their weighted sum is at least and at most."""


def behind(shown: Any) -> tuple[float, float]:
    """What may stand behind a printed figure."""
    if shown == "*":
        return 1, 7
    if shown == "c":
        return 0, np.inf
    return {0: (0, 0), 10: (8, 12)}.get(shown, (shown - 2, shown + 2))


def narrowed(
    shown: Mapping[str, Any], equations: Sequence[Equation], wanted: Sequence[str], whole: bool = True
) -> dict[str, tuple[float, float]]:
    """The wanted figures that are given away, with the least and the most each can be. Names that are not shown may be
    anything from 0 on.
    """
    found: dict[str, tuple[float, float]] = {}
    for names, rules in _parts({*shown, *wanted}, equations):
        sought = sorted(names.intersection(wanted))
        if sought:
            part = _Part({name: shown[name] for name in names & shown.keys()}, sorted(names), rules, whole)
            found |= part.narrowed(sought)
    return found


def _parts(names: set[str], equations: Sequence[Equation]) -> list[tuple[set[str], list[Equation]]]:
    """What hangs together, each part by itself."""
    names |= {name for weights, _, _ in equations for name in weights}
    at = {name: place for place, name in enumerate(sorted(names))}
    pairs = [(at[first], at[name]) for weights, _, _ in equations for first in list(weights)[:1] for name in weights]
    one, other = np.array(pairs, dtype=int).reshape(-1, 2).T
    links = csr_array((np.ones(len(one)), (one, other)), shape=(len(at), len(at)))
    count, labels = connected_components(links, directed=False)
    parts: list[tuple[set[str], list[Equation]]] = [(set(), []) for _ in range(count)]
    for name, place in at.items():
        parts[labels[place]][0].add(name)
    for equation in equations:
        parts[labels[at[next(iter(equation[0]))]]][1].append(equation)
    return parts


class _Part:
    """One part; ``low`` and ``high``: the least and the most that any solution so far had of each name."""

    def __init__(self, shown: Mapping[str, Any], names: Sequence[str], rules: Sequence[Equation], whole: bool) -> None:
        self.shown = shown
        self.at = {name: place for place, name in enumerate(names)}
        self.bounds = np.array([behind(shown.get(name, "c")) for name in names], dtype=float).T
        rows = [row for row, (weights, _, _) in enumerate(rules) for _ in weights]
        columns = [self.at[name] for weights, _, _ in rules for name in weights]
        values = [value for weights, _, _ in rules for value in weights.values()]
        matrix = csr_array((np.array(values, dtype=float), (rows, columns)), shape=(len(rules), len(names)))
        self.rules = [LinearConstraint(matrix, [one[1] for one in rules], [one[2] for one in rules])] if rules else []
        self.whole = np.full(len(names), int(whole))
        self.low, self.high = np.full(len(names), np.inf), np.full(len(names), -np.inf)

    def narrowed(self, wanted: Sequence[str]) -> dict[str, tuple[float, float]]:
        """First all at once, as far as that goes, then one by one."""
        # No count is sought beyond 99: that many is as good as any.
        places = [self.at[name] for name in wanted]
        self.bounds[1, places] = np.minimum(self.bounds[1, places], 99)
        waiting, before = list(wanted), len(wanted) + 1
        while waiting and len(waiting) < before:
            before = len(waiting)
            for sign in (1, -1):
                self.solve(dict.fromkeys(waiting, sign))
            waiting = [name for name in waiting if self.is_narrow(name)]
        for name in waiting:
            for sign in (1, -1):
                if self.is_narrow(name):
                    self.solve({name: sign})
        return {name: self.ends(name) for name in waiting if self.is_narrow(name)}

    def solve(self, wanted: Mapping[str, int]) -> None:
        aim = np.zeros(len(self.at))
        for name, sign in wanted.items():
            aim[self.at[name]] = sign
        low, high = self.bounds
        told = milp(aim, constraints=self.rules, bounds=Bounds(low, high), integrality=self.whole)
        assert told.success, told.message
        self.low, self.high = np.minimum(self.low, told.x), np.maximum(self.high, told.x)

    def ends(self, name: str) -> tuple[float, float]:
        return round(self.low[self.at[name]], 6), round(self.high[self.at[name]], 6)

    def is_narrow(self, name: str) -> bool:
        """Whether a small count is given away: a star is not 1 to 7 any more, or a c has fewer than seven values."""
        least, most = self.ends(name)
        return least > 1 or most < 7 if self.shown.get(name) == "*" else most - least < 6


def possible(shown: Mapping[str, Any], sums: Mapping[str, Sequence[str]], most: int = 12) -> dict[str, set[int]]:
    """By trying everything: the values that each figure can have where each key of ``sums`` is the sum of its parts."""
    parts = sorted({name for names in sums.values() for name in names})
    values = [range(int(behind(shown[name])[0]), int(min(behind(shown[name])[1], most)) + 1) for name in parts]
    found: dict[str, set[int]] = {name: set() for name in shown}
    for choice in product(*values):
        count = dict(zip(parts, choice, strict=True))
        count |= {total: sum(count[name] for name in names) for total, names in sums.items()}
        if all(behind(shown[name])[0] <= count[name] <= behind(shown[name])[1] for name in sums):
            for name, value in count.items():
                found[name].add(value)
    return found
