"""What no cell may hold: length, characters, prose."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.errors import DeliveryRefused
from mast.loaders.checking import check
from mast.loaders.contract import Meaning
from mast.loaders.limits import is_prose, unfit
from mast.loaders.person import MEANINGS
from mast.loaders.stating import Places
from tests.loaders.files import adult, adults_csv, mapping_of, source_of

STORY = "She said that he was seen at the house and told her not to call"


@pytest.mark.parametrize(
    "text",
    [
        "Ada",
        "Siân O’Brien-Núñez",
        "王 小明",
        "محمد بن سلمان",
        "می\u200cخواهم",
        "Zoe\u0308",
        "12 Station Road\tWalsall\r\nWS1 1AA",
        "Flat 3, The Old Vicarage, 12 The Green, Stow-on-the-Wold, Cheltenham, Gloucestershire",
        "Our Lady of the Rosary and St Joseph Catholic Primary School with Nursery",
        "\ufeffAda",
        "",
    ],
)
def test_what_names_and_addresses_hold_is_fit(text: str) -> None:
    assert unfit(text, Meaning.ADDRESS_1) == ""


@pytest.mark.parametrize(
    "bad", ["\0", "\x07", "\x7f", "\x85", "\u202e", "\u2066", "\ue000", "\ufffd", "\U000e0041", "\uffff"]
)
def test_characters_that_mislead_are_not(bad: str) -> None:
    assert unfit(f"Ada{bad}Lovelace", Meaning.SURNAME) == "bad_characters"


@pytest.mark.parametrize(
    "story", [STORY, STORY.upper(), "Mother states they have been drinking since Friday and she left"]
)
def test_prose_is_told_from_an_address(story: str) -> None:
    assert is_prose(story)
    assert unfit(story, Meaning.ADDRESS_1) == "free_text"


def test_a_sentence_rejects_its_row_and_a_column_of_them_the_file(tmp_path: Path) -> None:
    good = [adult(LAS_ID=str(n), CONTACT_ID=f"C{n}") for n in range(20)]
    told = [adult(LAS_ID=f"9{n}", CONTACT_ID=f"D{n}", ADDRESS_2=STORY) for n in range(3)]
    as_of = date(2026, 10, 31)
    with source_of(tmp_path, adults_csv(*good, *told[:2])) as source:
        checked = check(source, mapping_of("adults"), as_of)
    assert [(f.row_number, f.field, f.reason) for f in checked.findings] == [
        (21, "ADDRESS_2", "free_text"),
        (22, "ADDRESS_2", "free_text"),
    ]
    assert checked.tally.accepted == 20
    with (
        source_of(tmp_path, adults_csv(*good, *told)) as source,
        pytest.raises(DeliveryRefused, match="column 'ADDRESS_2' holds free text in 3 of 23 rows") as caught,
    ):
        check(source, mapping_of("adults"), as_of)
    assert "She said" not in str(caught.value)


TEXTS = st.one_of(
    st.sampled_from(["", " ", "Ada", "O'Brien", "Smith-Jones", "12", "a" * 40, "a" * 41, "b" * 151, STORY, "x@y", "-"]),
    st.text(max_size=45),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.dates()), min_size=len(MEANINGS), max_size=len(MEANINGS)), st.data())
def test_cells_are_looked_at_together_as_one_by_one(cells: list[str | date], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(MEANINGS))), unique=True).map(sorted))
    places = Places({MEANINGS[at]: at for at in chosen}, MEANINGS)
    own = [(MEANINGS[at], cells[at]) for at in chosen]
    expected = [
        (meaning, reason) for meaning, cell in own if isinstance(cell, str) and (reason := unfit(cell, meaning))
    ]
    assert [tuple(fault) for fault in places.beyond_limits((*(cell for _, cell in own), ""))] == expected
