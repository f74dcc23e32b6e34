"""An intruder of its own: bounds what packs leave open by linear programming, from what is shown alone.

It shares no code with ``mast.reports``: the rule is written out again, weeks are tied by equations, and the least and
the most of a count are sought instead of asking whether a value is possible.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Equation = tuple[Mapping[str, float], float, float]
"""Weights of names, and what their weighted sum is at least and at most."""


def behind(shown: Any) -> tuple[float, float]:
    """What may stand behind a printed figure."""
    if shown == "*":
        return 1, 7
    if shown == "c":
        return 0, np.inf
    return {0: (0, 0), 10: (8, 12)}.get(shown, (shown - 2, shown + 2))


def extremes(
    shown: Mapping[str, Any], equations: Sequence[Equation], wanted: Sequence[str], whole: bool = True
) -> dict[str, tuple[float, float]]:
    """For each wanted name the least and the most it can be; names that are not shown may be anything from 0 on."""
    names = sorted({*shown, *(name for weights, _, _ in equations for name in weights), *wanted})
    at = {name: place for place, name in enumerate(names)}
    low, high = np.zeros(len(names)), np.full(len(names), np.inf)
    for name, figure in shown.items():
        low[at[name]], high[at[name]] = behind(figure)
    matrix = np.zeros((len(equations), len(names)))
    for row, (weights, _, _) in enumerate(equations):
        for name, weight in weights.items():
            matrix[row, at[name]] += weight
    rules = LinearConstraint(matrix, [one[1] for one in equations], [one[2] for one in equations])
    found = {}
    for name in wanted:
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(names))
            aim[at[name]] = sign
            # No count is sought beyond 99: that many is as good as any.
            top = high.copy()
            top[at[name]] = min(top[at[name]], 99)
            told = milp(aim, constraints=rules, bounds=Bounds(low, top), integrality=np.full(len(names), int(whole)))
            assert told.success, told.message
            ends.append(round(sign * told.fun, 6))
        found[name] = (ends[0], ends[1])
    return found


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


def is_narrow(shown: Any, ends: tuple[float, float]) -> bool:
    """Whether a small count is given away: a star is not 1 to 7 any more, or a c has fewer than seven values."""
    return ends[0] > 1 or ends[1] < 7 if shown == "*" else ends[1] - ends[0] < 6
