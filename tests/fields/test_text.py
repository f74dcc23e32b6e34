"""Cleaning and folding text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields.text import clean, fold, listed, spelt, title_case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\t b \n", "a b"),
        ("O\u2019Brien", "O'Brien"),
        ("Smith\u2013Jones", "Smith-Jones"),
        ("\u201cPeggy\u201d", '"Peggy"'),
        ("Ann\u200b\u00a0Hill\u202e", "Ann Hill"),
        ("a\x00b\x07", "ab"),
        ("Chloe\u0308", "Chloë"),
        ("\ufeffAnn", "Ann"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Brien", "OBRIEN"),
        ("O\u2019Brien", "OBRIEN"),
        ("Smith-Jones", "SMITH JONES"),
        ("Małgorzata", "MALGORZATA"),
        ("Øystein Þór", "OYSTEIN THOR"),
        ("Groß", "GROSS"),
        ("Đorđe", "DORDE"),
        ("Œuvre Æsop", "OEUVRE AESOP"),
        ("Şahin ışık İnci", "SAHIN ISIK INCI"),
        ("Siân  Ŵyn", "SIAN WYN"),
        ("J. R. Hartley", "J R HARTLEY"),
        ("Smith & Sons", "SMITH AND SONS"),
        ("\u00bd", "1 2"),
        ("\uff21\uff22", "AB"),
        ("...", ""),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_case_never_matters(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(clean(text)) == folded
    assert set(folded) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź Road", "LODZ ROAD"),
        ("12 улица Ленина", "12 УЛИЦА ЛЕНИНА"),
        ("花园路12号", "12 花园路12号"),
        ("हिन्दी", "हिन्दी"),
        ("Test Иван", "TEST ИВАН"),
        ("١٢", "١٢"),
        ("🐵!", ""),
        ("ªƋ", "A AƋ"),
    ],
)
def test_spelt_keeps_what_folding_leaves_out(text: str, expected: str) -> None:
    assert spelt(text) == expected


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_a_text_with_a_letter_or_figure_is_never_spelt_as_nothing(text: str) -> None:
    assert spelt(text) or not any(letter.isalnum() for letter in clean(text))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MCDONALD", "McDonald"),
        ("O'REILLY", "O'Reilly"),
        ("D'ARCY", "D'Arcy"),
        ("SMITH-JONES", "Smith-Jones"),
        ("smith", "Smith"),
        ("van der Berg", "van der Berg"),
        ("MacKay", "MacKay"),
        ("ST MARY'S ROAD", "St Mary's Road"),
        ("14A HIGH ST", "14A High St"),
        ("2ND FLOOR", "2nd Floor"),
        ("STOKE-ON-TRENT", "Stoke-on-Trent"),
        ("ŁUKASZ", "Łukasz"),
        ("J", "J"),
        ("", ""),
    ],
)
def test_title_case(text: str, expected: str) -> None:
    assert title_case(text) == expected


def test_listed_takes_words_or_phrases() -> None:
    assert listed("A  B\n A") == {"A", "B"}
    assert listed("A  B, C", ",") == {"A B", "C"}
