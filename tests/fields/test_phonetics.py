"""How names sound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields.phonetics import sounds


@pytest.mark.parametrize(
    "pair", ["SMITH/SMYTH", "MOHAMMED/MUHAMMAD", "CATHERINE/KATHRYN", "CHOWDHURY/CHAUDHRY", "REID/READ"]
)
def test_names_that_sound_alike_share_a_code(pair: str) -> None:
    one, other = pair.split("/")
    assert set(sounds(one)) & set(sounds(other))


def test_a_name_of_several_words_sounds_as_one_and_as_each() -> None:
    whole = set(sounds("VAN DER BERG"))
    assert whole & set(sounds("VANDERBERG"))
    assert whole & set(sounds("BERG"))


def test_no_sound() -> None:
    assert sounds("") == ()
    assert sounds("12") == ()


@settings(max_examples=200, deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", max_size=20))
def test_codes_are_not_empty_and_come_once(text: str) -> None:
    codes = sounds(" ".join(text.split()))
    assert all(codes)
    assert len(codes) == len(set(codes))
