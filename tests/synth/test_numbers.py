"""Invented numbers are valid, reserved and never given twice."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.synth.numbers import check_digit, nhs_numbers, scattered, telephone, upn


def test_the_check_digit_of_the_published_example() -> None:
    assert check_digit(np.array([943_476_591, 401_023_213])).tolist() == [9, 7]


def test_nhs_numbers_are_different_valid_and_of_the_test_range() -> None:
    numbers = nhs_numbers(20_000, np.random.default_rng(3))
    assert len(set(numbers.tolist())) == 20_000
    assert (numbers // 10**7 == 999).all()
    assert (check_digit(numbers // 10) == numbers % 10).all()


def test_beyond_the_test_range_people_have_no_number() -> None:
    numbers = nhs_numbers(1_000_000, np.random.default_rng(3))
    assert (numbers == 0).sum() == 1_000_000 - len(set(numbers.tolist())) + 1
    assert (numbers > 0).sum() == 909_091


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 900), st.integers(0, 2**32), st.integers(0, 10**6))
def test_scattered_numbers_all_differ(count: int, seed: int, low: int) -> None:
    found = scattered(count, low, low + 1000, np.random.default_rng(seed)).tolist()
    assert len(set(found)) == count
    assert all(low <= number < low + 1000 for number in found)


def test_more_numbers_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError):
        scattered(11, 0, 10, np.random.default_rng(1))


def test_pupil_numbers_have_a_letter_and_twelve_digits() -> None:
    assert re.fullmatch(r"[A-HJ-NP-RT-Z]\d{12}", upn(200_000_611_953))
    assert upn(200_000_611_953)[0] != upn(200_000_611_954)[0]


def test_telephone_numbers_are_kept_for_drama() -> None:
    assert (telephone(7), telephone(999), telephone(1042)) == ("01632 960007", "01632 960999", "07700 900042")
