"""NHS number, UPN, UPRN."""

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields.identifiers import is_test_nhs_number, nhs_number, upn, upn_check_letter_ok, uprn
from mast.fields.reasons import TEXTS, FieldError


@pytest.mark.parametrize(
    "text", ["9434765919", "943 476 5919", "943-476-5919", " 943\u00a0476 5919 ", "\u200b9434765919"]
)
def test_an_nhs_number_however_it_is_spaced(text: str) -> None:
    assert nhs_number(text) == "9434765919"


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (nhs_number, "9434765918", "bad_nhs_check_digit"),
        (nhs_number, "0000000000", "bad_nhs_check_digit"),
        (nhs_number, "1111111111", "bad_nhs_check_digit"),
        (nhs_number, "9999999999", "bad_nhs_check_digit"),
        (nhs_number, "943476591", "bad_nhs_number"),
        (nhs_number, "94347659190", "bad_nhs_number"),
        (nhs_number, "943476591O", "bad_nhs_number"),
        (nhs_number, "٩٤٣٤٧٦٥٩١٩", "bad_nhs_number"),
        (nhs_number, "", "bad_nhs_number"),
        (upn, "H80120000100", "bad_upn"),
        (upn, "8801200001001", "bad_upn"),
        (upn, "H80120000100AB", "bad_upn"),
        (upn, "", "bad_upn"),
        (uprn, "", "bad_uprn"),
        (uprn, "000", "bad_uprn"),
        (uprn, "1234567890123", "bad_uprn"),
        (uprn, "12A4", "bad_uprn"),
        (uprn, "-5", "bad_uprn"),
        (uprn, "10.5", "bad_uprn"),
    ],
)
def test_refused_by_reason(read: Callable[[str], str], text: str, reason: str) -> None:
    with pytest.raises(FieldError) as refused:
        read(text)
    assert refused.value.reason == reason
    assert not text or text not in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 999_999_999))
def test_one_check_digit_at_most_is_right_and_one_wrong_digit_is_found(nine: int) -> None:
    stem = f"{nine:09}"
    right = []
    for digit in "0123456789":
        try:
            right.append(nhs_number(stem + digit))
        except FieldError:
            continue
    assert len(right) <= 1
    for number in right:
        other = str((int(number[3]) + 1) % 10)
        with pytest.raises(FieldError):
            nhs_number(number[:3] + other + number[4:])


def test_the_test_range() -> None:
    assert is_test_nhs_number("9990000018")
    assert not is_test_nhs_number("9434765919")


def test_a_upn_and_its_check_letter() -> None:
    assert upn(" h801200001001 ") == "H801200001001"
    assert upn_check_letter_ok("H801200001001")
    assert not upn_check_letter_ok("A801200001001")
    assert upn("H80120000100a") == "H80120000100A"
    assert [letter for letter in "ABCDEFGHJKLMNPQRTUVWXYZ" if upn_check_letter_ok(f"{letter}80120000100A")] == ["U"]
    assert not upn_check_letter_ok("H80120000100O")


def test_a_uprn_without_what_spreadsheets_do_to_it() -> None:
    assert uprn("000100017155759") == "100017155759"
    assert uprn("100017155759.0") == "100017155759"
    assert uprn(" 1 ") == "1"
    assert uprn("10") == "10"


def test_a_field_error_survives_a_process_boundary() -> None:
    for reason in TEXTS:
        again = pickle.loads(pickle.dumps(FieldError(reason)))
        assert (again.reason, str(again)) == (reason, TEXTS[reason])
