"""Numbers that identify: NHS, UPN, UPRN, local ids and telephone numbers, all of invented or reserved ranges."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_NHS_PREFIX = 999
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def check_digit(nine: Ints) -> Ints:
    """Modulus-11 check digit of nine-digit NHS number stems; 10 means that the stem is never issued.

    Source: NHS Data Dictionary, NHS NUMBER.
    """
    total = np.zeros_like(nine)
    rest = nine.copy()
    for weight in range(2, 11):
        total += (rest % 10) * weight
        rest //= 10
    return np.asarray((11 - total % 11) % 11, dtype=np.int64)


@cache
def _issuable() -> Ints:
    stems = np.arange(_NHS_PREFIX * 1_000_000, (_NHS_PREFIX + 1) * 1_000_000, dtype=np.int64)
    digits = check_digit(stems)
    return np.asarray((stems * 10 + digits)[digits < 10], dtype=np.int64)


def nhs_numbers(count: int, rng: np.random.Generator) -> Ints:
    """``count`` NHS numbers of the 999 test range, all different; 0 (none) for those beyond the 909,091 that exist."""
    pool = _issuable()
    numbers = np.zeros(count, dtype=np.int64)
    issued = min(count, len(pool))
    numbers[rng.permutation(count)[:issued]] = rng.permutation(pool)[:issued]
    return numbers


def scattered(count: int, low: int, high: int, rng: np.random.Generator) -> Ints:
    """``count`` different whole numbers, ``low`` <= x < ``high``, in no visible order.

    Raises ValueError if there are not so many.
    """
    span = high - low
    if count > span:
        raise ValueError(f"{count} different numbers do not fit between {low} and {high}")
    step = int(rng.integers(span // 3, span // 2)) | 1
    while math.gcd(step, span) != 1:
        step += 2
    start = int(rng.integers(0, span))
    return np.asarray((np.arange(count, dtype=np.int64) * step + start) % span + low, dtype=np.int64)


def upn(serial: int) -> str:
    """A unique pupil number: check letter, then twelve digits. Source: DfE, UPN guide, calculating the check letter."""
    digits = f"{serial:012d}"
    total = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return _UPN_LETTERS[total % 23] + digits


def telephone(serial: int) -> str:
    """One of the two thousand numbers that Ofcom keeps for drama: 01632 960xxx, then 07700 900xxx."""
    return f"01632 960{serial:03d}" if serial < 1000 else f"07700 900{serial % 1000:03d}"
