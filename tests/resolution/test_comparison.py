"""Comparison levels on the cases that are hard for people too."""

import numpy as np
import pytest

from mast.resolution.blocking import Pairs
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.comparison import compare
from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    FIELDS,
    GIVEN,
    HOME,
    NHS,
    PHONE,
    SEX,
    SURNAME,
    UPN,
    Born,
    Contact,
    Given,
    Home,
    Nhs,
    Number,
    Surname,
)
from mast.resolution.encoding import encode
from mast.resolution.homes import settle

Row = dict[str, object]


def levels(one: Row, other: Row, stays: list[Row] | None = None) -> list[int]:
    records = Records.from_rows([one | {"key": "a:1"}, other | {"key": "b:1"}])
    homes = settle(records, Residences.from_rows(stays or []), {})
    pair = Pairs(np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    found, _ = compare(encode(records, homes.last_seen()), homes, pair)
    return [int(level) for level in found[0]]


def named(forenames: str, surname: str = "Smith", **more: object) -> Row:
    return {"forenames": forenames, "surname": surname} | more


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Adam", "", Given.MISSING),
        ("Baby", "Adam", Given.MISSING),
        ("Adam James", "ADAM JAMES", Given.FULL),
        ("Małgorzata", "Malgorzata Anna", Given.SAME),
        ("Adam James", "Adam Luke", Given.OTHER_MIDDLE),
        ("Robert", "Bob", Given.FAMILY),
        ("Katarzyna", "Kasia", Given.FAMILY),
        ("Mohammed", "Muhammad", Given.FAMILY),
        ("Anne Marie", "Marie", Given.MOVED),
        ("Oluwaseun", "Oluwa", Given.SHORT),
        ("Deepa", "Depea", Given.TYPED),
        ("J", "John", Given.INITIAL),
        ("E", "Ted", Given.INITIAL),
        ("K", "John", Given.OTHER_INITIAL),
        ("J", "K", Given.OTHER_INITIAL),
        ("Tom", "Priya", Given.DIFFERENT),
    ],
)
def test_forenames(one: str, other: str, level: Given) -> None:
    assert levels(named(one), named(other))[GIVEN] == level
    assert levels(named(other), named(one))[GIVEN] == level


def test_a_known_as_name_is_a_forename() -> None:
    assert levels(named("Charlotte", known_as="Zuzu"), named("Zuzu"))[GIVEN] == Given.SAME


@pytest.mark.parametrize("other", [("Clifton", "Eileen"), ("Clfiton", "Eileen"), ("Clifton", "Eilen")])
def test_names_changed_round_are_one_observation_also_mistyped(other: tuple[str, str]) -> None:
    for a, b in ((("Eileen", "Clifton"), other), (other, ("Eileen", "Clifton"))):
        found = levels(named(*a), named(*b))
        assert (found[GIVEN], found[SURNAME]) == (Given.SWAPPED, Surname.MISSING)


def test_a_double_surname_changes_places_whole() -> None:
    for a, b in (
        (("Katelyn", "Slack-Smith"), ("Slack-Smith", "Katelyn")),
        (("Slack-Smith", "Katelyn"), ("Katelyn", "Slack-Smith")),
    ):
        assert levels(named(*a), named(*b))[GIVEN] == Given.SWAPPED


def test_half_of_two_names_changed_round_is_not_enough() -> None:
    assert levels(named("Eileen", "Clifton"), named("Clifton", "Bains"))[GIVEN] == Given.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("B", "Abdul"), ("Abdul", "Begum"), Given.SWAPPED_INITIAL),
        (("B", "Sanover"), ("Sanover Katie", "Bethany"), Given.SWAPPED_INITIAL),
        (("C", "Abdul"), ("Abdul", "Begum"), Given.OTHER_INITIAL),
        (("B", "Begum"), ("Abdul", "Begum"), Given.OTHER_INITIAL),
        (("A", "Abdul"), ("Abdul", "Begum"), Given.INITIAL),
    ],
)
def test_names_changed_round_of_which_one_is_an_initial(
    one: tuple[str, str], other: tuple[str, str], level: Given
) -> None:
    for a, b in ((one, other), (other, one)):
        found = levels(named(*a), named(*b))
        assert found[GIVEN] == level
        assert (found[SURNAME] == Surname.MISSING) == (level == Given.SWAPPED_INITIAL)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("O'Brien", "OBRIEN", Surname.SAME),
        ("Norton-Hardbourne", "Norton", Surname.PART),
        ("Kowalski", "Kowalska", Surname.FAMILY),
        ("Chowdhury", "Chaudhry", Surname.FAMILY),
        ("Langworth", "Lanwgorth", Surname.TYPED),
        ("Langworth", "Bains", Surname.DIFFERENT),
        ("Langworth", "", Surname.MISSING),
    ],
)
def test_surnames_of_men(one: str, other: str, level: Surname) -> None:
    assert levels(named("Alex", one, sex="male"), named("Alex", other, sex="male"))[SURNAME] == level


def test_a_womans_surname_may_change_and_a_girls_does_not() -> None:
    seen: list[Row] = [{"record": key, "address": key, "last_seen": "2026-01-01"} for key in ("a:1", "b:1")]
    woman: Row = {"forenames": "Zara", "sex": "female", "born_on": "1974-01-21"}
    girl = woman | {"born_on": "2019-01-21"}
    assert levels(woman | {"surname": "Bibi"}, woman | {"surname": "Kumar"}, seen)[SURNAME] == Surname.CHANGED
    assert levels(girl | {"surname": "Bibi"}, girl | {"surname": "Kumar"}, seen)[SURNAME] == Surname.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1989-07-01", "1989-07-01", Born.SAME),
        ("1989-07-01", "1989-01-07", Born.DAY_MONTH),
        ("1989-07-01", "1989-07-11", Born.ONE_DIGIT),
        ("1989-07-01", "1998-07-01", Born.ONE_DIGIT),
        ("1989-07-01", "1989-07-29", Born.TWO_PARTS),
        ("1989-07-01", "1976-07-01", Born.TWO_PARTS),
        ("1989-07-01", "1969-07-01", Born.ONE_DIGIT),
        ("1989-07-01", "2011-07-01", Born.GENERATION),
        ("1989-07-01", "1989-10-28", Born.SAME_YEAR),
        ("1989-07-01", "1992-10-28", Born.DIFFERENT),
        ("1989-07-01", "2015-10-28", Born.GENERATION),
        ("1900-01-01", "1989-07-01", Born.MISSING),
        ("", "1989-07-01", Born.MISSING),
    ],
)
def test_dates_of_birth(one: str, other: str, level: Born) -> None:
    assert levels({"born_on": one}, {"born_on": other})[BORN] == level
    assert levels({"born_on": other}, {"born_on": one})[BORN] == level


def test_somebody_addressed_as_mr_is_no_child() -> None:
    seen: list[Row] = [{"record": key, "address": key, "last_seen": "2026-01-01"} for key in ("a:1", "b:1")]
    titled = named("Omar", title="Mr")
    assert levels(titled, named("Omar", born_on="2015-04-01"), seen)[BORN] == Born.CHILD_AND_ADULT
    assert levels(titled, named("Omar", born_on="1985-04-01"), seen)[BORN] == Born.BOTH_ADULT


def test_numbers_and_sex() -> None:
    traced: Row = {"nhs": "9434765919", "nhs_verified": True}
    assert levels(traced, traced)[NHS] == Nhs.SAME_VERIFIED
    assert levels(traced, traced | {"nhs_verified": False})[NHS] == Nhs.SAME
    assert levels(traced, traced | {"nhs": "9434765870"})[NHS] == Nhs.DIFFERENT_VERIFIED
    assert levels(traced, {})[NHS] == Nhs.MISSING
    found = levels({"upn": "A1", "sex": "male", "phone": "1"}, {"upn": "A2", "title": "Mrs", "phone": "1"})
    assert [FIELDS[place].levels(found[place]).name for place in (UPN, SEX, PHONE)] == [
        "DIFFERENT",
        "DIFFERENT",
        "SAME",
    ]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("01632960001", "01632960001", Contact.SAME),
        ("01632960001", "01632960007", Contact.TYPED),
        ("01632960001", "01632690001", Contact.TYPED),
        ("01632960001", "0163296001", Contact.TYPED),
        ("01632960001", "01632690007", Contact.TYPED),
        ("01632960001", "01632961234", Contact.DIFFERENT),
        ("999", "998", Contact.DIFFERENT),
        ("1234", "1243", Contact.TYPED),
        ("1234", "1423", Contact.DIFFERENT),
        ("01632960001", "", Contact.MISSING),
    ],
)
def test_telephone_numbers_and_other_numbers_that_nothing_checks(one: str, other: str, level: Contact) -> None:
    for place, column in ((PHONE, "phone"), (EMAIL, "email")):
        assert levels({column: one}, {column: other})[place] == level
        assert levels({column: other}, {column: one})[place] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("priya.nair@mail.example", "pirya.nair@mail.example", Contact.TYPED),
        ("priya.nair@mail.example", "priya.nair@mial.example", Contact.TYPED),
        ("priya.nair@mail.example", "pirya.niar@mail.example", Contact.TYPED),
        ("priya.nair@mail.example", "prya.niar@mial.example", Contact.DIFFERENT),
        ("priya.nair7@mail.example", "priya.nair12@mail.example", Contact.DIFFERENT),
        ("priya.nair7@mail.example", "priya.nari7@mail.example", Contact.TYPED),
        ("ann@mail.example", "ian@mail.example", Contact.DIFFERENT),
        ("anna@mail.example", "hana@mail.example", Contact.DIFFERENT),
    ],
)
def test_email_addresses(one: str, other: str, level: Contact) -> None:
    assert levels({"email": one}, {"email": other})[EMAIL] == level
    assert levels({"email": other}, {"email": one})[EMAIL] == level


def test_numbers_with_a_check_digit_are_the_same_or_different() -> None:
    """9434765919 and 9434765927 are both valid and two slips apart; classmates have pupil numbers one digit apart."""
    assert levels({"nhs": "9434765919"}, {"nhs": "9434765927"})[NHS] == Nhs.DIFFERENT
    assert levels({"upn": "H801200001001"}, {"upn": "H801200001002"})[UPN] == Number.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ([("h", True)], [("h", True)], Home.SAME_NOW),
        ([("h", False), ("g", True)], [("h", True)], Home.SAME_ONCE),
        ([("h", True)], [("i", True)], Home.SAME_POSTCODE),
        ([("h", True)], [("j", True)], Home.SAME_DISTRICT),
        ([("h", True)], [("k", True)], Home.ELSEWHERE),
        ([("h", True)], [], Home.MISSING),
    ],
)
def test_homes(one: list[tuple[str, bool]], other: list[tuple[str, bool]], level: Home) -> None:
    postcodes = {"h": "WS4 3JH", "g": "B1 1AA", "i": "WS4 3JH", "j": "WS4 9LA", "k": "WV3 9WE"}
    stays = [
        {"record": record, "address": address, "postcode": postcodes[address], "current": current}
        for record, lived in (("a:1", one), ("b:1", other))
        for address, current in lived
    ]
    assert levels({}, {}, stays)[HOME] == level


def test_every_level_has_a_meaning_and_every_group_is_of_its_field() -> None:
    for field in FIELDS:
        assert len(field.meanings) == len(field.levels) == len(set(field.meanings))
        assert {level for group in field.groups for level in group} | {0} == set(range(len(field.levels)))
