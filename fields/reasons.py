"""Why a value was not acceptable: one error for every field, which carries a code and never the value."""

from typing import Final

TEXTS: Final = {
    "bad_postcode": "not a UK postcode",
    "bad_nhs_number": "not an NHS number: ten digits are expected",
    "bad_nhs_check_digit": "an NHS number whose check digit is wrong",
    "bad_upn": "not a unique pupil number: a letter and twelve characters are expected",
    "bad_uprn": "not a unique property reference number: one to twelve digits are expected",
    "bad_phone": "not a telephone number that could be dialled from the UK",
    "bad_email": "not an e-mail address",
    "bad_sex": "not a known way to write a sex or gender",
    "bad_date": "not a date in the expected format",
    "impossible_date": "a date that does not exist",
}
"""Every code, with the text that people read."""


class FieldError(ValueError):
    """A value was refused. ``reason`` is a code of ``TEXTS``; it never holds the value, since errors reach logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(TEXTS[reason])
        self.reason = reason

    def __reduce__(self) -> tuple[type["FieldError"], tuple[str]]:
        # Unpickling calls the class with its arguments; without this it would pass the text where the code belongs.
        return type(self), (self.reason,)
