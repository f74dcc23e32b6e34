"""Draws from scored pairs and the truth what a threshold would do: precision and recall by weight, weights by band."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from mast.resolution.evaluating.agreement import harmonic, pairs_of

BINS = 40
"""The most columns of a histogram."""
POINTS = 200
"""The most points of a curve; those left out lie between two that are kept."""


class Point(NamedTuple):
    """What linking every pair of at least this weight would give."""

    weight: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


class Histogram(NamedTuple):
    """Counts of pairs between edges of weight, for each kind of pair. One edge more than counts."""

    edges: tuple[float, ...]
    counts: dict[str, tuple[int, ...]]


def precision_recall(pairs: pd.DataFrame, truth: pd.DataFrame) -> list[Point]:
    """Precision and recall of the pairs by weight alone, without rules or clusters, from the strongest pair down.

    ``pairs``: record_a, record_b, weight; pairs of a record that the truth does not name are left out. Recall is of all
    true pairs, those too that were never compared, so it need not reach 1. Recall never falls along the list.
    """
    judged = with_truth(pairs, truth).dropna(subset=["one_person"]).sort_values("weight", ascending=False)
    if judged.empty:
        return []
    weight = judged["weight"].to_numpy()
    right = np.cumsum(judged["one_person"].to_numpy(dtype=bool))
    last = np.flatnonzero(np.append(np.diff(weight) != 0, True))
    if len(last) > POINTS:
        last = last[np.unique(np.linspace(0, len(last) - 1, POINTS).round().astype(np.int64))]
    true = max(pairs_of(truth, ["person_key"]), 1)
    return [Point(float(weight[row]), float(right[row] / (row + 1)), float(right[row] / true)) for row in last]


def weight_histogram(pairs: pd.DataFrame, truth: pd.DataFrame | None) -> Histogram:
    """How many pairs have which weight, by band; where the truth is known, by band and by what they truly are."""
    kind = pairs["band"].astype(str)
    if truth is not None:
        known = with_truth(pairs, truth)["one_person"].map({True: "one person", False: "two people"})
        kind = kind + ", " + known.fillna("not known").astype(str)
    weight = pairs["weight"].to_numpy(dtype=float)
    low, high = (math.floor(weight.min()), math.ceil(weight.max() + 1e-9)) if len(weight) else (0, 1)
    step = max(1, math.ceil((high - low) / BINS))
    edges = np.arange(low, high + step, step, dtype=float)
    if len(edges) < 2:
        edges = np.array([low, low + step], dtype=float)
    names = sorted(set(kind))
    counts = {name: tuple(np.histogram(weight[kind == name], edges)[0].tolist()) for name in names}
    return Histogram(tuple(edges.tolist()), counts)


def with_truth(pairs: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """The pairs with ``one_person``: True, False, or missing where the truth does not name both records."""
    person = pd.Series(truth["person_key"].to_numpy(), index=truth["partner"] + ":" + truth["source_record_id"])
    person = person[~person.index.duplicated()]
    a, b = pairs["record_a"].map(person), pairs["record_b"].map(person)
    one = (a == b).astype(object).where(a.notna() & b.notna(), None)
    return pairs.assign(one_person=one)
