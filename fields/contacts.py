"""Telephone numbers and e-mail addresses of workers and people."""

import re
from functools import lru_cache
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from mast.fields.reasons import FieldError
from mast.fields.text import clean

_LABEL: Final = re.compile(r"^(?:tel(?:ephone)?|phone|mob(?:ile)?)\b[\s.:]*", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"[\s,;]*(?:ext(?:ension|n)?|x)[\s.:]*\d{1,6}$", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def phone(text: str) -> str:
    """E.164 (``+441632960123``), read as a number of Great Britain where no country is given; an extension is dropped.

    Possible is enough, assigned is not asked for: Ofcom's numbers for drama, which stand in tests and demos, are
    nobody's. ITU-T recommendation E.164. Raises FieldError ``bad_phone``.
    """
    bare = _EXTENSION.sub("", _LABEL.sub("", clean(text)))
    # The library reads letters as the digits of a keypad, so a remark behind a number would become part of it.
    if any(character.isalpha() for character in bare):
        raise FieldError("bad_phone")
    try:
        number = phonenumbers.parse(bare, "GB")
    except phonenumbers.NumberParseException:
        raise FieldError("bad_phone") from None
    if not phonenumbers.is_possible_number(number):
        raise FieldError("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=65_536)
def email(text: str) -> str:
    """The address in lower case, as its spellings reach one mailbox. Raises FieldError ``bad_email``.

    Nothing is asked of the network. Domains reserved for tests (``.test``, ``.example``; RFC 2606) are accepted.
    """
    try:
        found = validate_email(clean(text).lower(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise FieldError("bad_email") from None
    return found.normalized


def phone_or_email(text: str) -> tuple[str, str]:
    """("email", address) where there is an @ in it, else ("phone", number). Raises FieldError as those two do."""
    return ("email", email(text)) if "@" in text else ("phone", phone(text))
