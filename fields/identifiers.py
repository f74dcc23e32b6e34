"""Numbers that name one person or one property: NHS number, UPN, UPRN."""

import re
from operator import mul
from typing import Final

from mast.fields.reasons import FieldError
from mast.fields.text import clean

_NHS_WEIGHTS: Final = range(10, 0, -1)
_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs_number(text: str) -> str:
    """Ten digits, however they are spaced (``943 476 5919``, ``943-476-5919``).

    Raises FieldError: ``bad_nhs_number`` for another shape, ``bad_nhs_check_digit`` for a wrong check digit and for ten
    equal digits, which the check alone would let through. NHS Data Dictionary, NHS NUMBER (modulus 11); ISB 0149.
    """
    digits = text if text.isdecimal() else clean(text).replace(" ", "").replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdecimal()):
        raise FieldError("bad_nhs_number")
    # Weighted 10 to 1, check digit included, the sum is a multiple of 11. ASCII has the digits 48 higher, which adds 48
    # times 55, a multiple too.
    if sum(map(mul, digits.encode(), _NHS_WEIGHTS)) % 11 or digits == digits[0] * 10:
        raise FieldError("bad_nhs_check_digit")
    return digits


def is_test_nhs_number(value: str) -> bool:
    """Whether a normalised number is of the range 999, which no person is ever given (NHS England, test data)."""
    return value.startswith("999")


def upn(text: str) -> str:
    """A Unique Pupil Number: a letter, eleven digits, then a digit or, in a temporary number, a letter.

    Only the shape is checked; see ``upn_check_letter_ok``. Raises FieldError ``bad_upn``.
    DfE, "Unique pupil numbers (UPNs): a guide for schools and local authorities".
    """
    value = re.sub(r"[ \-]", "", clean(text)).upper()
    if not re.fullmatch(r"[A-Z][0-9]{11}[0-9A-Z]", value):
        raise FieldError("bad_upn")
    return value


def upn_check_letter_ok(value: str) -> bool:
    """Whether the first letter of a normalised UPN is the check letter of the rest.

    The DfE guide: the twelve characters weighted 2 to 13, modulus 23, in an alphabet without I, O and S; the letter of
    a temporary number counts as its place in that alphabet.
    """
    last = _UPN_LETTERS.find(value[-1]) if value[-1].isalpha() else int(value[-1])
    digits = [*(int(digit) for digit in value[1:-1]), last]
    total = sum(digit * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    return last >= 0 and _UPN_LETTERS[total % 23] == value[0]


def uprn(text: str) -> str:
    """A Unique Property Reference Number: one to twelve digits, without leading zeros. It has no check digit.

    A decimal point and zeros behind it, which spreadsheets add, are dropped. Raises FieldError ``bad_uprn``, for zero
    too.
    GeoPlace; BS 7666-2.
    """
    value = text if text.isdecimal() else re.sub(r"\.0+$", "", clean(text).replace(" ", ""))
    value = value.lstrip("0")
    if not (0 < len(value) <= 12 and value.isascii() and value.isdecimal()):
        raise FieldError("bad_uprn")
    return value
