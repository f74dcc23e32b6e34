"""What two records can say to each other: the comparison levels of each field, each with its plain-English meaning."""

from enum import IntEnum
from typing import NamedTuple


class Given(IntEnum):
    MISSING = 0
    FULL = 1
    SAME = 2
    OTHER_MIDDLE = 3
    FAMILY = 4
    MOVED = 5
    SHORT = 6
    TYPED = 7
    ALIKE = 8
    SOUNDS = 9
    SWAPPED = 10
    DIFFERENT = 11
    INITIAL = 12
    OTHER_INITIAL = 13
    SWAPPED_INITIAL = 14


class Surname(IntEnum):
    MISSING = 0
    SAME = 1
    PART = 2
    FAMILY = 3
    TYPED = 4
    SOUNDS = 5
    CHANGED = 6
    DIFFERENT = 7


class Born(IntEnum):
    MISSING = 0
    SAME = 1
    DAY_MONTH = 2
    ONE_DIGIT = 3
    TWO_PARTS = 4
    SAME_YEAR = 5
    DIFFERENT = 6
    GENERATION = 7
    BOTH_ADULT = 8
    CHILD_AND_ADULT = 9


class Nhs(IntEnum):
    MISSING = 0
    SAME_VERIFIED = 1
    SAME = 2
    DIFFERENT = 3
    DIFFERENT_VERIFIED = 4


class Number(IntEnum):
    """A pupil number. Like ``Nhs`` it has no level for a typing error.

    The check digit of an NHS number finds every wrong digit and every two neighbours changed round, so two valid
    numbers one slip apart are two numbers. Pupil numbers run on through a class: one slip apart is a classmate.
    """

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


class Contact(IntEnum):
    """A telephone number or an email address, which nothing checks."""

    MISSING = 0
    SAME = 1
    TYPED = 2
    DIFFERENT = 3


class Sex(IntEnum):
    MISSING = 0
    SAME = 1
    DIFFERENT = 2


class Home(IntEnum):
    MISSING = 0
    SAME_NOW = 1
    SAME_ONCE = 2
    SAME_POSTCODE = 3
    SAME_DISTRICT = 4
    ELSEWHERE = 5


class Field(NamedTuple):
    """A compared field: its levels and their meanings. ``groups`` are the levels whose chances add up to one.

    A level outside all groups says nothing either way: something is missing. ``orders`` run from exacter levels to
    vaguer ones: a vaguer level never speaks more for one person than an exacter one.
    """

    name: str
    levels: type[IntEnum]
    meanings: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    orders: tuple[tuple[int, ...], ...]

    def meaning(self, level: int) -> str:
        return self.meanings[level]


def _range(first: IntEnum, last: IntEnum) -> tuple[int, ...]:
    return tuple(range(int(first), int(last) + 1))


FIELDS = (
    Field(
        "forenames",
        Given,
        (
            "a forename is not given",
            "same forenames",
            "same forename",
            "same first forename, other further forenames",
            "another form of the same forename",
            "the same forename in another place",
            "one forename is short for the other",
            "forename differs by a typing error",
            "two like forenames, each a name of its own",
            "forename sounds the same",
            "forename and surname have changed places",
            "different forename",
            "forename fits the initial",
            "forename does not fit the initial",
            "forename and surname have changed places, one of them an initial",
        ),
        (_range(Given.FULL, Given.DIFFERENT), _range(Given.INITIAL, Given.SWAPPED_INITIAL)),
        (
            (Given.FULL, Given.SAME, Given.OTHER_MIDDLE, Given.DIFFERENT),
            (Given.SAME, Given.FAMILY, Given.ALIKE),
            (Given.SAME, Given.MOVED, Given.DIFFERENT),
            (Given.SAME, Given.SHORT, Given.DIFFERENT),
            (Given.TYPED, Given.ALIKE, Given.DIFFERENT),
            (Given.TYPED, Given.SOUNDS, Given.DIFFERENT),
            (Given.SWAPPED, Given.DIFFERENT),
            (Given.SWAPPED_INITIAL, Given.INITIAL, Given.OTHER_INITIAL),
        ),
    ),
    Field(
        "surname",
        Surname,
        (
            "surname is not compared",
            "same surname",
            "one surname is part of the other",
            "another spelling of the same surname",
            "surname differs by a typing error",
            "surname sounds the same",
            "different surname, as when a woman marries",
            "different surname",
        ),
        (_range(Surname.SAME, Surname.DIFFERENT),),
        (
            (Surname.SAME, Surname.FAMILY, Surname.CHANGED, Surname.DIFFERENT),
            (Surname.SAME, Surname.PART, Surname.CHANGED),
            (Surname.SAME, Surname.TYPED, Surname.SOUNDS, Surname.CHANGED),
        ),
    ),
    Field(
        "born",
        Born,
        (
            "a date of birth is not known",
            "same date of birth",
            "date of birth with day and month changed round",
            "date of birth differs by one typing error",
            "two of day, month and year of birth agree",
            "born in the same year",
            "different date of birth",
            "born a generation apart",
            "both are adults",
            "one is a child, the other is addressed as an adult",
        ),
        (_range(Born.SAME, Born.GENERATION), _range(Born.BOTH_ADULT, Born.CHILD_AND_ADULT)),
        (
            (Born.SAME, Born.DAY_MONTH, Born.TWO_PARTS),
            (Born.SAME, Born.ONE_DIGIT, Born.TWO_PARTS, Born.SAME_YEAR, Born.DIFFERENT, Born.GENERATION),
            (Born.BOTH_ADULT, Born.CHILD_AND_ADULT),
        ),
    ),
    Field(
        "nhs",
        Nhs,
        (
            "an NHS number is not known",
            "same NHS number, verified by both",
            "same NHS number",
            "different NHS number",
            "different NHS numbers, both verified",
        ),
        ((Nhs.SAME_VERIFIED, Nhs.DIFFERENT_VERIFIED), (Nhs.SAME, Nhs.DIFFERENT)),
        ((Nhs.SAME_VERIFIED, Nhs.DIFFERENT_VERIFIED), (Nhs.SAME, Nhs.DIFFERENT)),
    ),
    Field(
        "upn",
        Number,
        ("a pupil number is not known", "same pupil number", "different pupil number"),
        (_range(Number.SAME, Number.DIFFERENT),),
        (_range(Number.SAME, Number.DIFFERENT),),
    ),
    Field(
        "sex",
        Sex,
        ("a sex is not known", "same sex", "different sex"),
        (_range(Sex.SAME, Sex.DIFFERENT),),
        (_range(Sex.SAME, Sex.DIFFERENT),),
    ),
    Field(
        "phone",
        Contact,
        (
            "a telephone number is not known",
            "same telephone number",
            "telephone number differs by a typing error",
            "different telephone number",
        ),
        (_range(Contact.SAME, Contact.DIFFERENT),),
        (_range(Contact.SAME, Contact.DIFFERENT),),
    ),
    Field(
        "email",
        Contact,
        (
            "an email address is not known",
            "same email address",
            "email address differs by a typing error",
            "different email address",
        ),
        (_range(Contact.SAME, Contact.DIFFERENT),),
        (_range(Contact.SAME, Contact.DIFFERENT),),
    ),
    Field(
        "home",
        Home,
        (
            "an address is not known",
            "same address now",
            "same address at some time",
            "different address in the same postcode",
            "different address in the same district",
            "different address",
        ),
        (_range(Home.SAME_NOW, Home.ELSEWHERE),),
        (_range(Home.SAME_NOW, Home.ELSEWHERE),),
    ),
)
NAMES = tuple(field.name for field in FIELDS)
GIVEN, SURNAME, BORN, NHS, UPN, SEX, PHONE, EMAIL, HOME = range(len(FIELDS))
