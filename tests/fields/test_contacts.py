"""Telephone numbers and e-mail addresses."""

from collections.abc import Callable

import pytest

from mast.fields.contacts import email, phone, phone_or_email
from mast.fields.reasons import FieldError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01632 960123", "+441632960123"),
        ("(01632) 960-123", "+441632960123"),
        ("+44 (0)1632 960123", "+441632960123"),
        ("0044 1632 960123", "+441632960123"),
        ("07700 900123", "+447700900123"),
        ("020 7946 0000", "+442079460000"),
        ("01632 960123 ext 4", "+441632960123"),
        ("01632 960123 x4", "+441632960123"),
        ("Tel: 01632 960123", "+441632960123"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_a_phone_number(text: str, expected: str) -> None:
    assert phone(text) == expected


@pytest.mark.parametrize(
    "text", ["", "999", "123", "07700 900123 mum", "CALL ME", "0", "01632 960123 01632 960124 01632"]
)
def test_no_phone_number(text: str) -> None:
    refused_by(phone, text, "bad_phone")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.Hill@Adults.Example", "a.hill@adults.example"),
        (" 9424@POLICE.EXAMPLE ", "9424@police.example"),
        ("a+b@nhs.net", "a+b@nhs.net"),
        ("a@b.test", "a@b.test"),
    ],
)
def test_an_email_address(text: str, expected: str) -> None:
    assert email(text) == expected


@pytest.mark.parametrize("text", ["", "a", "a@", "@b.example", "a b@c.example", "a@b", "a@b..example"])
def test_no_email_address(text: str) -> None:
    refused_by(email, text, "bad_email")


def test_either() -> None:
    assert phone_or_email("9424@POLICE.EXAMPLE") == ("email", "9424@police.example")
    assert phone_or_email("01632 960322") == ("phone", "+441632960322")
    refused_by(phone_or_email, "nobody", "bad_phone")


def refused_by(read: Callable[[str], object], text: str, reason: str) -> None:
    with pytest.raises(FieldError) as refused:
        read(text)
    assert refused.value.reason == reason
