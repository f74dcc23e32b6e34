"""Compares dates of birth: typing errors, day and month changed round, years apart, a child and an adult."""

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import Born
from mast.resolution.encoding import ADULT_AGE, Codes, Encoded, Flags, Ints
from mast.resolution.words import NONE

GENERATION_YEARS = 14
"""Years between births from which two people may be parent and child."""


def compare_births(records: Encoded, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
    """Levels ``Born`` of pairs of records. A default date of birth is none, and was taken out when encoding."""
    level = np.full(len(left), Born.MISSING, dtype=np.uint8)
    one, other = records.born[left], records.born[right]
    both = (one != NONE) & (other != NONE)
    level[both] = Born.SAME
    unlike = np.flatnonzero(both & (one != other))
    level[unlike] = _dates(records.birthdays, one[unlike], other[unlike])
    for titled, dated in ((left, right), (right, left)):
        rows = np.flatnonzero(
            ~both & records.adult[titled] & (records.born[titled] == NONE) & (records.born[dated] != NONE)
        )
        age = records.age(dated[rows], records.seen[titled[rows]])
        level[rows[age >= ADULT_AGE]] = Born.BOTH_ADULT
        level[rows[age < ADULT_AGE]] = Born.CHILD_AND_ADULT
    return level


def _dates(birthdays: Codes, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
    """Levels of pairs of dates, which are rows of ``birthdays``."""
    years, months, days = (np.ascontiguousarray(birthdays[:, part]) for part in range(3))
    apart = np.abs(years[left] - years[right])
    year, month, day = apart == 0, months[left] == months[right], days[left] == days[right]
    level = np.where(apart >= GENERATION_YEARS, np.uint8(Born.GENERATION), np.uint8(Born.DIFFERENT))
    level[year] = Born.SAME_YEAR
    # Parents and children, and namesakes, share a birthday more often than a person's year is wrong in two digits.
    level[(year & month) | (year & day) | (month & day & (apart < GENERATION_YEARS))] = Born.TWO_PARTS
    level[_one_slip(_digits(birthdays), left, right)] = Born.ONE_DIGIT
    turned = np.flatnonzero(year & ~month & ~day)
    turned = turned[(months[left[turned]] == days[right[turned]]) & (days[left[turned]] == months[right[turned]])]
    level[turned] = Born.DAY_MONTH
    level[year & month & day] = Born.SAME
    return level


def _one_slip(digits: Ints, left: Codes, right: Codes) -> Flags:
    """Whether two dates, as eight digits, differ in one digit or in two neighbours changed round."""
    one, other = digits[left], digits[right]
    unlike = one ^ other
    # One bit for each digit that differs.
    unlike = (unlike | unlike >> 1 | unlike >> 2 | unlike >> 3) & 0x11111111
    changed = np.bitwise_count(unlike)
    slipped: Flags = changed == 1
    neighbours = np.flatnonzero((changed == 2) & (unlike & unlike >> 4 != 0))
    one, other, low = one[neighbours], other[neighbours], unlike[neighbours]
    # The lower of the two neighbours, times 15, covers its digit; shifted by one digit each lies over the other.
    low = (low & low >> 4) * 15
    slipped[neighbours] = ((one >> 4 ^ other) & low == 0) & ((other >> 4 ^ one) & low == 0)
    return slipped


def _digits(birthdays: Codes) -> Ints:
    """Each date's eight digits, of four bits each."""
    number = birthdays[:, 0].astype(np.int64) * 10000 + birthdays[:, 1] * 100 + birthdays[:, 2]
    packed = np.zeros(len(number), dtype=np.int64)
    for place in range(8):
        packed |= number // 10**place % 10 << 4 * place
    return packed
