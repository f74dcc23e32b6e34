"""Counts pairs of records put together, truly and wrongly: pairwise precision, recall and F1 of clusters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairwise figures of one clustering at one threshold."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def error(self) -> float:
        return 1 - self.f1


def labels(values: npt.NDArray[Any]) -> Labels:
    """Numbers in place of texts."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def agreement(threshold: float, found: Labels, true: Labels, partner: Labels | None = None) -> Agreement:
    """Figures of the clusters ``found``; where ``partner`` is given, only pairs of records of two partners count."""
    linked, wanted, right = (_pairs(columns, partner) for columns in ((found,), (true,), (found, true)))
    return Agreement(threshold, right / linked if linked else 1.0, right / wanted if wanted else 1.0)


def best(told: Mapping[float, Agreement]) -> Agreement:
    """The one with the highest F1; of equals the lowest threshold."""
    return max(told.values(), key=lambda one: (one.f1, -one.threshold))


def _pairs(columns: tuple[Labels, ...], partner: Labels | None) -> int:
    within = 0 if partner is None else _together((*columns, partner))
    return _together(columns) - within


def _together(columns: tuple[Labels, ...]) -> int:
    """Pairs of rows that agree in all columns."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        key = labels(key * (int(column.max(initial=0)) + 1) + column)
    sizes = np.bincount(key, minlength=1)
    return int((sizes * (sizes - 1) // 2).sum())
