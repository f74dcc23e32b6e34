"""Compares dates of birth: typing errors, day and month changed round, years apart, a child and an adult."""

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import Born
from mast.resolution.encoding import ADULT_AGE, Codes, Encoded, Flags
from mast.resolution.words import NONE

GENERATION_YEARS = 14
"""Years between births from which two people may be parent and child."""


def compare_births(records: Encoded, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
    """Levels ``Born`` of pairs of records. A default date of birth is none, and was taken out when encoding."""
    level = np.full(len(left), Born.MISSING, dtype=np.uint8)
    one, other = records.born[left], records.born[right]
    both = (one != NONE) & (other != NONE)
    size = max(len(records.birthdays), 1)
    low, high = np.minimum(one[both], other[both]), np.maximum(one[both], other[both])
    packed, back = np.unique(low.astype(np.int64) * size + high, return_inverse=True)
    level[both] = _dates(records.birthdays[packed // size], records.birthdays[packed % size])[back]
    for titled, dated in ((left, right), (right, left)):
        rows = np.flatnonzero(
            ~both & records.adult[titled] & (records.born[titled] == NONE) & (records.born[dated] != NONE)
        )
        age = records.age(dated[rows], records.seen[titled[rows]])
        level[rows[age >= ADULT_AGE]] = Born.BOTH_ADULT
        level[rows[age < ADULT_AGE]] = Born.CHILD_AND_ADULT
    return level


def _dates(one: Codes, other: Codes) -> npt.NDArray[np.uint8]:
    year, month, day = (one[:, part] == other[:, part] for part in range(3))
    apart = np.abs(one[:, 0] - other[:, 0])
    level = np.where(apart >= GENERATION_YEARS, Born.GENERATION, Born.DIFFERENT).astype(np.uint8)
    level[year] = Born.SAME_YEAR
    level[(year & month) | (year & day) | (month & day)] = Born.TWO_PARTS
    level[_one_slip(one, other)] = Born.ONE_DIGIT
    level[year & (one[:, 1] == other[:, 2]) & (one[:, 2] == other[:, 1])] = Born.DAY_MONTH
    level[year & month & day] = Born.SAME
    return level


def _one_slip(one: Codes, other: Codes) -> Flags:
    """Whether two dates, as eight digits, differ in one digit or in two neighbours changed round."""
    a, b = _digits(one), _digits(other)
    unlike = a != b
    changed = unlike.sum(axis=1)
    crossed = unlike[:, :-1] & unlike[:, 1:] & (a[:, :-1] == b[:, 1:]) & (a[:, 1:] == b[:, :-1])
    slipped: Flags = (changed == 1) | ((changed == 2) & crossed.any(axis=1))
    return slipped


def _digits(dates: Codes) -> npt.NDArray[np.int32]:
    number = dates[:, 0] * 10000 + dates[:, 1] * 100 + dates[:, 2]
    return np.stack([number // 10**place % 10 for place in range(8)], axis=1)
