"""A sex or gender as partners write it, in MAST's own four values."""

from typing import Final

from mast.fields.reasons import FieldError
from mast.fields.text import fold

# The digits are those of the NHS Data Dictionary, PERSON STATED GENDER CODE and PERSON PHENOTYPIC SEX: 1 male,
# 2 female, 9 indeterminate or not specified, 0 not known. X is how passports and police write another gender.
_WRITTEN: Final = {
    "male": ("M", "MALE", "MAN", "BOY", "1", "01", "MALE INCLUDING TRANS MAN"),
    "female": ("F", "FEMALE", "WOMAN", "GIRL", "2", "02", "FEMALE INCLUDING TRANS WOMAN"),
    "other": ("X", "O", "OTHER", "NON BINARY", "NONBINARY", "NB", "INTERSEX", "INDETERMINATE", "3", "4"),
    "": (
        *("", "U", "UNKNOWN", "UNK", "NOT KNOWN", "NK", "N K", "NOT STATED", "NOT SPECIFIED", "UNSPECIFIED", "NONE"),
        *("NOT RECORDED", "NOT DISCLOSED", "NOT APPLICABLE", "PREFER NOT TO SAY", "N A", "NA", "NULL", "UNBORN"),
        *("0", "9", "00", "09", "Z"),
    ),
}
_VALUES: Final = {written: value for value, ways in _WRITTEN.items() for written in ways}


def sex(text: str) -> str:
    """``male``, ``female``, ``other`` or ``""`` (not known or not stated), from words, M/F/U/X or the NHS codes.

    Raises FieldError ``bad_sex`` for anything else. NHS Data Dictionary, PERSON STATED GENDER CODE.
    """
    try:
        return _VALUES[fold(text)]
    except KeyError:
        raise FieldError("bad_sex") from None
