"""Postcodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields.postcodes import area, district, postcode, sector
from mast.fields.reasons import FieldError


def is_postcode(text: str) -> bool:
    try:
        return postcode(text) == text
    except FieldError:
        return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WV11 3PJ", "WV11 3PJ"),
        ("wv113pj", "WV11 3PJ"),
        (" Wv11  3pJ ", "WV11 3PJ"),
        ("WV11-3PJ.", "WV11 3PJ"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("SW1W 0NY", "SW1W 0NY"),
        ("GIR0AA", "GIR 0AA"),
        ("BFPO57", "BFPO 57"),
        ("bfpo c/o 801", "BFPO 801"),
        ("WVll 3PJ", "WV11 3PJ"),
        ("WV1I 3PJ", "WV11 3PJ"),
        ("M1 OAE", "M1 0AE"),
        ("SW1A OAA", "SW1A 0AA"),
        ("0X1 1AA", "OX1 1AA"),
        ("WS1O 7XX", "WS10 7XX"),
        ("SOI 1AA", "SO1 1AA"),
        ("SO1 IAA", "SO1 1AA"),
        ("BL1 IAA", "BL1 1AA"),
    ],
)
def test_a_postcode(text: str, expected: str) -> None:
    assert postcode(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WV11",
        "WV11 3",
        "WV11 3P",
        "WV111 3PJ",
        "QQ1 1AA",
        "ZZ99 3VZ",
        "W 11 3PJ1",
        "WV11 3CJ",
        "BFPO",
        "12345",
        "Bl1 IAA",
        "WVLL 3PJ",
        "N/A",
    ],
)
def test_no_postcode(text: str) -> None:
    with pytest.raises(FieldError) as refused:
        postcode(text)
    assert refused.value.reason == "bad_postcode"
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(
    ("code", "its_area", "its_district", "its_sector"),
    [
        ("WV11 3PJ", "WV", "WV11", "WV11 3"),
        ("M1 1AE", "M", "M1", "M1 1"),
        ("EC1A 1BB", "EC", "EC1A", "EC1A 1"),
        ("W1A 0AX", "W", "W1A", "W1A 0"),
        ("BFPO 57", "BFPO", "BFPO", "BFPO 57"),
        ("GIR 0AA", "GIR", "GIR", "GIR 0"),
    ],
)
def test_where_a_postcode_lies(code: str, its_area: str, its_district: str, its_sector: str) -> None:
    assert (area(code), district(code), sector(code)) == (its_area, its_district, its_sector)


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", fullmatch=True))
def test_a_normal_postcode_stays_as_it_is(text: str) -> None:
    try:
        code = postcode(text)
    except FieldError:
        return
    assert postcode(code) == postcode(code.lower().replace(" ", "")) == code
    assert code.startswith(sector(code))
    assert district(code).startswith(area(code))


@settings(max_examples=500, deadline=None)
@given(
    st.from_regex(r"[A-Z]{1,2}([1-9][0-9]?|0|[1-9][A-Z]) [0-9][A-Z]{2}", fullmatch=True).filter(is_postcode), st.data()
)
def test_a_slip_is_put_right_or_refused_and_never_becomes_another_postcode(code: str, data: st.DataObject) -> None:
    slips = {"O": "O0", "0": "0O", "I": "I1", "1": "1Il"}
    slipped = "".join(data.draw(st.sampled_from(slips.get(letter, letter))) for letter in code)
    try:
        found = postcode(slipped)
    except FieldError:
        return
    # A slip that makes another postcode cannot be told from that one.
    assert found in (code, slipped.upper())
