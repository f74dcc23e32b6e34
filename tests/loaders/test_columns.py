"""Column names: words, and case detail told by its name."""

import pytest

from mast.loaders.columns import detail_in, folded, words_of
from mast.loaders.mapping import built_in_mappings


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CASE_NOTES", ["case", "notes"]),
        ("caseNotes", ["case", "notes"]),
        ("DoB", ["do", "b"]),
        ("NHSNo", ["nhs", "no"]),
        ("  Line 2 ", ["line", "2"]),
        ("contact.phone", ["contact", "phone"]),
        ("", []),
    ],
)
def test_words(name: str, words: list[str]) -> None:
    assert list(words_of(name)) == words


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("CASE_NOTES", "free text"),
        ("Free Text 1", "free text"),
        ("IncidentDetails", "free text"),
        ("offence_code", "an offence"),
        ("Presenting Complaint", "a diagnosis"),
        ("ICD10", "a diagnosis"),
        ("Contact Outcome", "an outcome"),
        ("Referral reason", "case detail"),
        ("RISK_SCORE", "case detail"),
    ],
)
def test_case_detail_is_told_by_its_name(name: str, detail: str) -> None:
    assert detail_in(name) == detail


@pytest.mark.parametrize("name", ["CrimeRef", "Contact Details", "Address", "GRADE", "Postcode", "Notified on", ""])
def test_other_columns_hold_none(name: str) -> None:
    assert detail_in(name) == ""


def test_no_column_of_the_built_in_mappings_is_taken_for_case_detail() -> None:
    assert not [name for mapping in built_in_mappings() for name in mapping.columns if detail_in(name)]


def test_names_are_compared_without_case_and_spaces() -> None:
    assert folded("  Family   NAME ") == folded("family name")
