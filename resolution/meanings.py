"""What the columns of a table may mean, and which compared field each one feeds."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What a column of a table may mean to ``mast link``."""

    RECORD = "record"
    SOURCE = "source"
    TITLE = "title"
    FORENAMES = "forenames"
    MIDDLE_NAMES = "middle_names"
    SURNAME = "surname"
    FULL_NAME = "full_name"
    KNOWN_AS = "known_as"
    BORN_ON = "born_on"
    SEX = "sex"
    NHS = "nhs"
    NHS_STATUS = "nhs_status"
    UPN = "upn"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS_1 = "address_1"
    ADDRESS_2 = "address_2"
    ADDRESS_3 = "address_3"
    ADDRESS_4 = "address_4"
    ADDRESS_5 = "address_5"
    FLAT = "flat"
    NUMBER = "number"
    BUILDING = "building"
    STREET = "street"
    TOWN = "town"
    POSTCODE = "postcode"
    UPRN = "uprn"
    SEEN_ON = "seen_on"


ADDRESS_LINES: Final = tuple(meaning for meaning in Meaning if meaning.startswith("address_"))
ADDRESS_PARTS: Final = (Meaning.FLAT, Meaning.NUMBER, Meaning.BUILDING, Meaning.STREET)
FED_BY: Final[Mapping[str, Collection[Meaning]]] = {
    "forenames": (Meaning.FORENAMES, Meaning.MIDDLE_NAMES, Meaning.FULL_NAME, Meaning.KNOWN_AS),
    "surname": (Meaning.SURNAME, Meaning.FULL_NAME),
    "born": (Meaning.BORN_ON,),
    "nhs": (Meaning.NHS,),
    "upn": (Meaning.UPN,),
    "sex": (Meaning.SEX, Meaning.TITLE),
    "phone": (Meaning.PHONE,),
    "email": (Meaning.EMAIL,),
    "home": (*ADDRESS_LINES, *ADDRESS_PARTS, Meaning.POSTCODE, Meaning.UPRN),
}
"""The columns of which any one lets a field be compared."""
