"""Mistakes are small, and dates stay dates."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from mast.synth.slips import as_date, misdated, mistyped, swapped_day, without_marks

NAMES = st.sampled_from(["Katarzyna", "O'Connor", "Wu", "Smith-Jones", "Hernshaw", "Siân", "Li", "Muhammad", "Chloë"])
DICE = st.integers(0, 2**30)


@settings(max_examples=300, deadline=None)
@given(NAMES, DICE)
def test_one_typing_error_spares_the_first_letter(name: str, dice: int) -> None:
    wrong = mistyped(name, dice)
    assert wrong[0] == name[0]
    assert OSA.distance(name, wrong) <= 2
    assert len(wrong) >= 2


def test_most_throws_of_the_dice_change_a_name() -> None:
    changed = sum(mistyped("Hernshaw", dice) != "Hernshaw" for dice in range(0, 100_000, 101))
    assert changed > 900


@settings(max_examples=200, deadline=None)
@given(st.integers(-25_000, 20_000))
def test_day_and_month_exchanged_twice_is_the_same_day(born: int) -> None:
    assert swapped_day(swapped_day(born)) == born
    assert as_date(swapped_day(born)).year == as_date(born).year


@settings(max_examples=300, deadline=None)
@given(st.integers(-25_000, 20_000), DICE)
def test_a_wrong_birth_day_is_never_after_the_first_contact(born: int, dice: int) -> None:
    wrong = misdated(born, born + 3, dice)
    assert wrong <= born + 3
    assert isinstance(as_date(wrong), date)


def test_marks_are_taken_off() -> None:
    assert without_marks("Łukasz Siân Róisín Małgorzata") == "Lukasz Sian Roisin Malgorzata"
