"""Reads pairs that people labelled, and calibrates the thresholds by them."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from mast.core.errors import InputRefused
from mast.resolution.model import Bands

FEWEST: Final = 20
"""Labels without which a band is not calibrated."""
PRECISION: Final = 0.98
"""The share of linked pairs that are to be one person, unless another is asked for."""
LINKED, SHOWN = 0.85, 0.2
"""The chance from which one pair is linked, or reviewed: what the usual bands mean where weights are right."""
STEP, LEAST, MOST = 0.5, -10.0, 20.0
BELIEF = 0.5
"""Every half bit from the least weight to the most, the model's own odds count as so many labels."""
_COLUMNS: Final = ("record_a", "record_b", "same")

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Labels:
    """Distinct pairs of record keys, each in order, and whether each is one person."""

    pairs: tuple[tuple[str, str], ...]
    same: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What labels say of weights: at each of ``weights`` (rising), the chance of one person (never falling).

    ``link`` and ``review`` count the labels in each band before calibration, ``ruled`` those of pairs that a rule keeps
    apart, which are not learnt from. ``precision`` is the share that was asked for.
    """

    labels: int
    same: int
    link: int
    review: int
    ruled: int
    precision: float
    weights: tuple[float, ...]
    chances: tuple[float, ...]

    def of(self, weights: Floats) -> Floats:
        """The chances of pairs with these weights."""
        return np.interp(weights, self.weights, self.chances)


def read_labels(file: Path, known: Collection[str]) -> Labels:
    """The labels of a CSV ``record_a,record_b,same``, where ``same`` is 1 for one person and 0 for two.

    Raises ``InputRefused`` that names the file and the row (row 1 is the first after the header): for a key that is not
    among ``known``, for another label, and for a pair that is labelled both ways.
    """
    told: dict[tuple[str, str], tuple[bool, int]] = {}
    for row, cells in _rows(file):
        where = f"{file.name}: row {row}"
        if len(cells) != len(_COLUMNS):
            raise InputRefused(f"{where} has {len(cells)} cells in place of {len(_COLUMNS)}.")
        one, other, label = (cell.strip() for cell in cells)
        if label not in ("0", "1"):
            raise InputRefused(f"{where}: a label is 1 for one person or 0 for two.")
        for key in (one, other):
            if key not in known:
                raise InputRefused(f"{where}: {key!r} is no record.")
        if one == other:
            raise InputRefused(f"{where}: {one!r} stands on both sides. Name two records.")
        pair = (min(one, other), max(one, other))
        same, first = told.setdefault(pair, (label == "1", row))
        if same != (label == "1"):
            raise InputRefused(f"{where}: this pair is labelled the other way in row {first}. Correct one of them.")
    ordered = sorted(told)
    return Labels(tuple(ordered), tuple(told[pair][0] for pair in ordered))


def calibrate(weights: Floats, same: Flags, ruled: Flags, bands: Bands, precision: float = PRECISION) -> Calibration:
    """The calibration by labels of these match weights. Raises ``InputRefused`` for too few labels in a band.

    Isotonic regression (Ayer and others 1955) of the labels on the weights, beside what the model's odds say.
    """
    link, review = ~ruled & (weights >= bands.link), ~ruled & (weights >= bands.review) & (weights < bands.link)
    for name, flags in (("link", link), ("review", review)):
        if flags.sum() < FEWEST:
            raise InputRefused(
                f"{int(flags.sum())} labelled pairs are in the {name} band; {FEWEST} are needed. Label more of them."
            )
    grid = np.arange(LEAST, MOST + STEP, STEP)
    at = np.concatenate((grid, np.clip(weights[~ruled], LEAST, MOST)))
    right = np.concatenate((chance(grid), same[~ruled].astype(np.float64)))
    counted = np.concatenate((np.full(len(grid), BELIEF), np.ones(len(at) - len(grid))))
    knots, chances = _rising(at, right, counted)
    counts = (len(same), int(same.sum()), int(link.sum()), int(review.sum()), int(ruled.sum()))
    return Calibration(*counts, precision, knots, chances)


def thresholds(calibration: Calibration, weights: Floats) -> Bands:
    """The bands under a calibration, for data whose linkable pairs have these weights.

    A pair is linked where its own chance suffices, and where all pairs from its weight on up are one person in the
    share asked for. Raises ``InputRefused`` where the labels say that no weight reaches it.
    """
    steps = np.round(np.arange(LEAST, MOST, 0.01), 2)
    own = calibration.of(steps)
    ordered = np.sort(weights)
    above = np.append(np.cumsum(calibration.of(ordered)[::-1])[::-1], 0.0)
    first = np.searchsorted(ordered, steps)
    share = above[first] / np.maximum(len(ordered) - first, 1)
    reached = steps[(own >= LINKED) & (first < len(ordered)) & (share >= calibration.precision)]
    if not len(reached):
        best = float(share[own >= LINKED].max(initial=0.0))
        raise InputRefused(
            f"By these labels no threshold links {calibration.precision:.2%} rightly; {best:.2%} is the most. "
            "Ask for less with --precision, or correct the labels."
        )
    link = float(reached[0])
    return Bands(link, min(link, float(steps[own >= SHOWN][0])))


def chance(odds: Floats) -> Floats:
    """The chances that odds in bits mean."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(odds, -60, 60))))


def _rising(at: Floats, right: Floats, counted: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Means of neighbours, pooled until they never fall as ``at`` rises: mean place and mean value of each pool."""
    pools: list[tuple[float, float, float]] = []
    for place in np.lexsort((right, at)).tolist():
        count, x, y = float(counted[place]), float(at[place]), float(right[place])
        while pools and pools[-1][2] >= y:
            before, x_before, y_before = pools.pop()
            total = before + count
            x, y = (before * x_before + count * x) / total, (before * y_before + count * y) / total
            count = total
        pools.append((count, x, y))
    return tuple(round(x, 6) for _, x, _ in pools), tuple(round(y, 6) for _, _, y in pools)


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            if tuple(next(reader, ())) != _COLUMNS:
                raise InputRefused(f"{file.name}: the header must be {','.join(_COLUMNS)}.")
            return list(enumerate(reader, 1))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputRefused(f"{file.name}: the labels cannot be read ({type(error).__name__}).") from None
