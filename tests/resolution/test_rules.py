"""Rules that keep two records apart, and what lifts them: a number of one's own with one's own forename."""

from collections.abc import Mapping

import numpy as np
import pytest

from mast.resolution.clustering.rules import Apart, apart
from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    FIELDS,
    GIVEN,
    HOME,
    NHS,
    PHONE,
    SEX,
    UPN,
    Born,
    Contact,
    Given,
    Home,
    Nhs,
    Number,
    Sex,
)


def why(told: Mapping[int, int], *, linked: bool = True) -> Apart:
    levels = np.zeros((1, len(FIELDS)), dtype=np.uint8)
    for place, level in told.items():
        levels[0, place] = level
    return Apart(int(apart(levels, np.array([linked]))[0]))


OWN: list[dict[int, int]] = [{NHS: Nhs.SAME}, {NHS: Nhs.SAME_VERIFIED}, {UPN: Number.SAME}, {EMAIL: Contact.SAME}]


@pytest.mark.parametrize("number", OWN)
@pytest.mark.parametrize("born", [Born.GENERATION, Born.DIFFERENT, Born.SAME_YEAR])
@pytest.mark.parametrize("given", [Given.SAME, Given.TYPED, Given.SOUNDS, Given.FAMILY, Given.SWAPPED])
def test_a_number_and_forename_outweigh_a_date_of_birth(number: dict[int, int], born: Born, given: Given) -> None:
    assert why({BORN: born, GIVEN: given} | number) == Apart.NO


@pytest.mark.parametrize("number", OWN[:3])
@pytest.mark.parametrize(
    "given", [Given.MISSING, Given.DIFFERENT, Given.INITIAL, Given.OTHER_MIDDLE, Given.MOVED, Given.ALIKE]
)
def test_a_newborn_with_its_mothers_number_is_not_its_mother(number: dict[int, int], given: Given) -> None:
    assert why({BORN: Born.GENERATION, GIVEN: given} | number) == Apart.GENERATION


@pytest.mark.parametrize("born", [Born.GENERATION, Born.DIFFERENT, Born.SAME_YEAR])
def test_one_email_address_leaves_it_to_the_weight_where_both_forenames_are_written_out(born: Born) -> None:
    for given in Given:
        written = given not in (Given.MISSING, Given.INITIAL, Given.OTHER_INITIAL, Given.SWAPPED_INITIAL)
        found = why({BORN: born, EMAIL: Contact.SAME, GIVEN: given})
        assert (found == Apart.NO) == written
        assert why({BORN: born, EMAIL: Contact.TYPED, GIVEN: given}) != Apart.NO


@pytest.mark.parametrize("born", [Born.GENERATION, Born.DIFFERENT])
def test_a_mistyped_email_address_needs_the_forename_and_the_home_too(born: Born) -> None:
    told = {BORN: born, EMAIL: Contact.TYPED, GIVEN: Given.SAME, HOME: Home.SAME_ONCE}
    assert why(told) == Apart.NO
    assert why(told | {HOME: Home.SAME_POSTCODE}) != Apart.NO
    assert why(told | {GIVEN: Given.DIFFERENT}) != Apart.NO


@pytest.mark.parametrize("shared", [{EMAIL: Contact.SAME}, {NHS: Nhs.SAME}])
def test_what_a_link_lifts_still_parts_father_and_son_where_the_weight_is_low(shared: dict[int, int]) -> None:
    """Else a third record, without a date of birth, would join the two."""
    told = {BORN: Born.GENERATION, GIVEN: Given.SAME} | shared
    assert why(told) == Apart.NO
    assert why(told, linked=False) == Apart.GENERATION


@pytest.mark.parametrize("shared", [{}, {PHONE: Contact.SAME}, {EMAIL: Contact.TYPED}, {HOME: Home.SAME_NOW}])
def test_father_and_son_of_one_name_are_two_whatever_the_family_shares(shared: dict[int, int]) -> None:
    assert why({BORN: Born.GENERATION, GIVEN: Given.SAME} | shared) == Apart.GENERATION
    assert why({BORN: Born.DIFFERENT, GIVEN: Given.SAME} | shared) == Apart.BIRTHDAYS


def test_a_number_needs_no_forename_within_a_generation() -> None:
    assert why({BORN: Born.DIFFERENT, NHS: Nhs.SAME, GIVEN: Given.DIFFERENT}) == Apart.NO
    assert why({BORN: Born.DIFFERENT, PHONE: Contact.SAME, GIVEN: Given.DIFFERENT}) == Apart.BIRTHDAYS


def test_two_verified_numbers_are_two_people_whatever_else_agrees() -> None:
    told = {NHS: Nhs.DIFFERENT_VERIFIED, EMAIL: Contact.SAME, GIVEN: Given.SAME, BORN: Born.SAME}
    assert why(told) == Apart.VERIFIED_NUMBERS


def test_names_changed_round_are_one_forename_also_as_an_initial() -> None:
    for given in (Given.SWAPPED, Given.SWAPPED_INITIAL):
        assert why({NHS: Nhs.DIFFERENT, GIVEN: given}) == Apart.NO
        assert why({SEX: Sex.DIFFERENT, GIVEN: given}) == Apart.NO
    assert why({NHS: Nhs.DIFFERENT, GIVEN: Given.TYPED}) == Apart.NUMBERS_AND_FORENAME
    assert why({SEX: Sex.DIFFERENT, GIVEN: Given.OTHER_INITIAL}) == Apart.SEX_AND_FORENAME
