"""One integer program: counts that relations tie together, and what may be behind each."""

from collections.abc import Collection, Sequence
from math import inf
from typing import Any, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

_FAR: Final = 40
"""As far as a count is pulled up: more than any small one can be."""
_CLOSE_ENOUGH: Final = 0.2
"""How far from the best a solution may be that shows much of others: it need not show all."""
_NOTHING: Final = 1e-9
_UNBOUNDED: Final = 3
"""Of SciPy's states of a linear program."""


class Problem:
    """``columns``: the numbers of the counts; ``matrix``: relations by columns, each never below zero."""

    def __init__(self, columns: Sequence[int], matrix: Any, bounds: Sequence[tuple[float, float]]) -> None:
        self.columns = columns
        self.at = {number: column for column, number in enumerate(columns)}
        self.aim = np.zeros(len(columns))
        self._matrix = matrix
        self._low, self._high = np.array(bounds, dtype=float).T.copy()
        self._gap = 0.0

    def limit(self, number: int, low: float, high: float) -> None:
        """Ask for a count within these."""
        column = self.at[number]
        self._low[column], self._high[column] = max(self._low[column], low), min(self._high[column], high)

    def pulled(self, numbers: Collection[int], *, up: bool) -> "Problem":
        """The same, seeking a solution in which these counts are small, or large within reason."""
        other = Problem(self.columns, self._matrix, list(zip(self._low, self._high, strict=True)))
        wanted = [self.at[number] for number in numbers if number in self.at]
        other.aim[wanted] = -1 if up else 1
        other._high[wanted] = np.minimum(other._high[wanted], np.maximum(other._low[wanted], _FAR))
        other._gap = _CLOSE_ENOUGH
        return other

    def solve(self) -> list[int] | None:
        """Whole numbers that fulfil everything, with the least ``aim``; None where there are none."""
        if (self._low > self._high).any():
            return None
        told = milp(
            self.aim,
            constraints=LinearConstraint(self._matrix, lb=0.0),
            bounds=Bounds(self._low, self._high),
            integrality=np.ones(len(self.columns)),
            options={"mip_rel_gap": self._gap},
        )
        if told.x is None:
            return None
        found = np.rint(told.x)
        # The solver works within a tolerance; a witness must hold exactly.
        holds = (self._matrix @ found >= 0).all() and (found >= self._low).all() and (found <= self._high).all()
        return [int(value) for value in found] if holds else None

    def end(self, number: int, sign: int) -> tuple[float, set[int]]:
        """The least (``sign`` 1) or the most (-1) a count can be if fractions count, and the counts whose bounds say
        so. Where nothing fulfils everything, the count can be nothing, and all may say so.
        """
        aim = np.zeros(len(self.columns))
        aim[self.at[number]] = sign
        limits = np.column_stack([self._low, self._high])
        told = linprog(aim, A_ub=-self._matrix, b_ub=np.zeros(self._matrix.shape[0]), bounds=limits, method="highs")
        if told.status == _UNBOUNDED:
            return -sign * inf, set()
        if not told.success:
            return sign * inf, set(self.columns)
        used = np.abs(told.lower.marginals) + np.abs(told.upper.marginals) > _NOTHING
        return sign * told.fun, {self.columns[int(column)] for column in np.flatnonzero(used)}


def matrix_of(relations: Sequence[Sequence[tuple[int, int]]], columns: int) -> Any:
    """Relations as a sparse matrix, one a row."""
    rows = [row for row, relation in enumerate(relations) for _ in relation]
    places = [number for relation in relations for number, _ in relation]
    weights = [weight for relation in relations for _, weight in relation]
    return csr_array((np.array(weights, dtype=float), (rows, places)), shape=(len(relations), columns))
