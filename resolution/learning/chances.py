"""Chances of comparison levels as arrays, shape (fields, most levels), and as the model file holds them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import FIELDS
from mast.resolution.model import Chances

Floats = npt.NDArray[np.float64]


def _said() -> npt.NDArray[np.bool_]:
    said = np.zeros((len(FIELDS), max(len(field.levels) for field in FIELDS)), dtype=bool)
    for place, field in enumerate(FIELDS):
        said[place, [level for group in field.groups for level in group]] = True
    return said


SAID = _said()
"""Which places of such an array are levels that say something."""


def table(chances: Mapping[str, Mapping[str, float]]) -> Floats:
    """Chances as an array; 1 for a level that says nothing."""
    held = np.ones(SAID.shape)
    for place, level in np.argwhere(SAID).tolist():
        held[place, level] = chances[FIELDS[place].name][FIELDS[place].levels(level).name]
    return held


def named(held: Floats) -> Chances:
    """The inverse of ``table``."""
    return {
        field.name: {field.levels(level).name: float(held[place, level]) for group in field.groups for level in group}
        for place, field in enumerate(FIELDS)
    }


def shares(held: Floats) -> Floats:
    """Counts or chances above 0, brought to add up to one within each group of levels."""
    told = np.where(SAID, held, 1.0)
    for place, field in enumerate(FIELDS):
        for group in field.groups:
            told[place, list(group)] /= told[place, list(group)].sum()
    return told
