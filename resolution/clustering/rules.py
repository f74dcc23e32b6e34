"""Rules that keep two records apart whatever their weight: what two records of one person cannot both say."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    GIVEN,
    HOME,
    NHS,
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

Levels = npt.NDArray[np.uint8]
Kinds = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


class Apart(IntEnum):
    """Why two records cannot be one person. ``NO`` is not apart."""

    NO = 0
    VERIFIED_NUMBERS = 1
    GENERATION = 2
    BIRTHDAYS = 3
    SEX_AND_FORENAME = 4
    NUMBERS_AND_FORENAME = 5
    SOURCE = 6
    DECISION = 7


MEANINGS = {
    Apart.NO: "",
    Apart.VERIFIED_NUMBERS: "two different verified NHS numbers",
    Apart.GENERATION: "born a generation apart",
    Apart.BIRTHDAYS: "different dates of birth, and no number in common",
    Apart.SEX_AND_FORENAME: "different sex and not the same forename",
    Apart.NUMBERS_AND_FORENAME: "different numbers and not the same forename",
    Apart.SOURCE: "two records of a source that holds one record a person",
    Apart.DECISION: "decided by a person to be two people",
}
FINAL = (Apart.SOURCE, Apart.DECISION)
"""Rules that hold for groups of records too, whatever a person has decided about others of their members."""
ONE_FORENAME = (
    Given.MISSING,
    Given.FULL,
    Given.SAME,
    Given.OTHER_MIDDLE,
    Given.FAMILY,
    Given.INITIAL,
    Given.SWAPPED,
    Given.SWAPPED_INITIAL,
)
"""Levels of a forename that two forenames of one person may well have, also where their sex or numbers differ."""
STATED_ALIKE = (Given.FULL, Given.SAME, Given.FAMILY, Given.SHORT, Given.TYPED, Given.SOUNDS, Given.SWAPPED)
"""Levels of two forenames that are written out and are one name, mistyped, misheard or changed round at most."""
WRITTEN = range(Given.FULL, Given.DIFFERENT + 1)
"""Levels of two forenames that are both written out."""


def apart(levels: Levels, linked: Flags | None = None) -> Kinds:
    """Why each pair of a level matrix cannot be one person (``Apart``).

    ``linked``: whether the weight of each pair makes a link; left out, every weight is taken for one that may. A rule
    on dates of birth that is lifted for a link still keeps apart a pair that is none, so that no third record joins it.
    """
    if linked is None:
        linked = np.ones(len(levels), dtype=bool)
    one_forename = np.isin(levels[:, GIVEN], ONE_FORENAME)
    one_number = np.isin(levels[:, NHS], (Nhs.SAME, Nhs.SAME_VERIFIED)) | (levels[:, UPN] == Number.SAME)
    one_name = np.isin(levels[:, GIVEN], STATED_ALIKE)
    one_home = np.isin(levels[:, HOME], (Home.SAME_NOW, Home.SAME_ONCE))
    # An email address is one's own or the family's, so that the weight decides, in which kin have their say. Namesakes
    # have like addresses, but seldom live together.
    one_email = (levels[:, EMAIL] == Contact.SAME) & np.isin(levels[:, GIVEN], WRITTEN)
    one_email |= (levels[:, EMAIL] == Contact.TYPED) & one_name & one_home
    one_email &= linked
    other_nhs = levels[:, NHS] == Nhs.DIFFERENT
    other_upn = levels[:, UPN] == Number.DIFFERENT
    told = np.zeros(len(levels), dtype=np.uint8)
    # A number typed wrong is commoner than a namesake twin, so one unverified number alone does not part two records.
    told[(other_nhs | other_upn) & ~one_number & ~one_forename] = Apart.NUMBERS_AND_FORENAME
    told[(levels[:, SEX] == Sex.DIFFERENT) & ~one_forename & ~one_number] = Apart.SEX_AND_FORENAME
    told[(levels[:, BORN] == Born.DIFFERENT) & ~one_number & ~one_email] = Apart.BIRTHDAYS
    # Namesakes of one year are many; one person with both day and month wrong would at least live in the same place.
    told[(levels[:, BORN] == Born.SAME_YEAR) & ~one_number & ~one_email & ~one_home] = Apart.BIRTHDAYS
    # A newborn may carry its mother's number, and has another forename or none yet, so that a number by itself does not
    # join two generations; and nothing but the date of birth tells a newborn without a name from its mother.
    one_name_and_number = one_number & one_name & linked
    told[(levels[:, BORN] == Born.GENERATION) & ~one_name_and_number & ~one_email] = Apart.GENERATION
    told[levels[:, NHS] == Nhs.DIFFERENT_VERIFIED] = Apart.VERIFIED_NUMBERS
    return told
