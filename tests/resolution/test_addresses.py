"""Joining stated addresses: what is one dwelling, what is not, and what must not be guessed."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.addresses import join_addresses

COLUMNS = ("key", "uprn", "postcode", "flat", "number", "building", "street", "town")


def stated(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{column: row.get(column, "") for column in COLUMNS} for row in rows], columns=list(COLUMNS))


def row(key: str, **parts: str) -> dict[str, str]:
    return {"key": key, "postcode": "WS4 3JH", "number": "35", "street": "Darlaston Avenue", "town": "Walsall"} | parts


def test_one_known_uprn_is_taken() -> None:
    groups = join_addresses(stated(row("a", uprn="100", flat="2"), row("b", flat="2"), row("c", flat="3")))
    assert groups["a"] == groups["b"] == "uprn:100"
    assert groups["c"] == "c"


@pytest.mark.parametrize(
    "parts",
    [
        {"flat": "2"},
        {"flat": ""},
        {"number": "35a"},
        {"postcode": "WS4 3JJ"},
        {"street": "Station Grove"},
    ],
)
def test_another_dwelling_stays_apart(parts: dict[str, str]) -> None:
    flat = {} if parts.get("flat") == "2" else {"flat": "1"}
    base = row("a", uprn="100", **flat)
    assert join_addresses(stated(base, row("b", **({"flat": "1"} | parts))))["b"] == "b"


@pytest.mark.parametrize("part", ["number", "flat", "building"])
@pytest.mark.parametrize("uprn", ["", "100"])
@pytest.mark.parametrize(
    ("written", "otherwise", "one"),
    [
        ("1-3", "13", False),
        ("1-3", "1 - 3", True),
        ("1–3", "1-3", True),
        ("3/1", "31", False),
        ("3/1", "1/3", False),
        ("1-13", "11-3", False),
        ("12 A", "12a", True),
        ("12A-14B", "12a - 14b", True),
        ("Block 1 3", "Block 13", False),
    ],
)
def test_what_parts_two_figures_tells_dwellings_apart(
    part: str, uprn: str, written: str, otherwise: str, one: bool
) -> None:
    bare = {} if part == "flat" else {"number": ""}
    groups = join_addresses(stated(row("a", uprn=uprn, **bare | {part: written}), row("b", **bare | {part: otherwise})))
    assert (groups["a"] == groups["b"]) == one


def test_competing_buildings_of_one_name_are_never_chosen_between() -> None:
    hostel = {"number": "", "building": "Castle Hostel", "street": ""}
    groups = join_addresses(
        stated(row("a", uprn="100", flat="1", **hostel), row("b", uprn="200", flat="1", **hostel), row("c", **hostel))
    )
    assert groups["c"] == "c"


@pytest.mark.parametrize(
    ("missing", "taken"),
    [
        ({}, True),
        ({"town": ""}, True),
        ({"street": ""}, True),
        ({"flat": ""}, False),
        ({"number": ""}, False),
        ({"postcode": "", "street": ""}, False),
    ],
)
def test_a_uprn_is_taken_on_postcode_number_and_flat_and_on_nothing_less(missing: dict[str, str], taken: bool) -> None:
    groups = join_addresses(stated(row("a", uprn="100", flat="2"), row("b", **{"flat": "2"} | missing)))
    assert groups["b"] == ("uprn:100" if taken else "b")


@pytest.mark.parametrize("flats", [("1", "2"), ("", "1"), ("1", "1"), ("", "")])
def test_of_two_known_addresses_none_is_guessed_for_a_text_without_a_flat(flats: tuple[str, str]) -> None:
    known = [row(f"k{flat}{place}", uprn=f"{place}00", flat=flat) for place, flat in enumerate(flats, 1)]
    group = join_addresses(stated(*known, row("b")))["b"]
    assert group == ("uprn:100" if flats == ("", "1") else "b")


@pytest.mark.parametrize(
    ("street", "other", "one"),
    [
        ("УЛИЦА ЛЕНИНА", "улица Ленина", True),
        ("УЛИЦА ЛЕНИНА", "УЛИЦА ЛЕНИНО", False),
        ("УЛИЦА ЛЕНИНА", "УЛИЦА ПУШКИНА", False),
        ("WALSALL УЛИЦА ЛЕНИНА", "WALSALL УЛИЦА ПУШКИНА", False),
    ],
)
@pytest.mark.parametrize("uprn", ["", "100"])
def test_streets_in_other_letters_are_one_only_where_they_are_the_same(
    uprn: str, street: str, other: str, one: bool
) -> None:
    groups = join_addresses(stated(row("a", uprn=uprn, street=street), row("b", street=other)))
    assert (groups["a"] == groups["b"]) == one


def test_competing_uprns_are_never_chosen_between() -> None:
    groups = join_addresses(stated(row("a", uprn="100"), row("b", uprn="200"), row("c")))
    assert groups == {"a": "uprn:100", "b": "uprn:200", "c": "c"}


def test_a_building_is_known_with_or_without_its_number() -> None:
    groups = join_addresses(
        stated(
            row("a", uprn="100", building="Castle Hostel", number=""),
            row("b", building="CASTLE HOSTEL", number="27"),
            row("c", building="Castle Hostel", number="", street=""),
        )
    )
    assert set(groups.values()) == {"uprn:100"}


def test_without_a_postcode_the_street_and_town_decide() -> None:
    elsewhere = row("c", uprn="300", postcode="WV6 1AA", town="Wolverhampton")
    groups = join_addresses(
        stated(row("a", uprn="100"), elsewhere, row("b", postcode=""), row("d", postcode="", town=""))
    )
    assert groups["b"] == "uprn:100"
    assert groups["d"] == "d"


def test_a_cut_postcode_is_no_postcode() -> None:
    assert join_addresses(stated(row("a", uprn="100"), row("b", postcode="WS4 3J")))["b"] == "uprn:100"


def test_texts_join_where_the_street_is_spelt_alike_or_left_out() -> None:
    groups = join_addresses(
        stated(row("a"), row("b", street="Darlastonn Avenue"), row("c", street=""), row("d", street="Pleck Street"))
    )
    assert groups["a"] == groups["b"] == "a"
    assert groups["c"] == "c"
    assert groups["d"] == "d"


def test_nothing_to_go_by_joins_nothing() -> None:
    assert join_addresses(stated({"key": "a"}, {"key": "b", "postcode": "WS4 3JH"})) == {"a": "a", "b": "b"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "100", "200"]),
            st.sampled_from(["", "WS4 3JH", "WS4 3JJ"]),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from(["", "35", "36"]),
            st.sampled_from(["", "Darlaston Avenue", "Darlastn Avenue"]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_order_changes_nothing_and_no_uprns_meet(rows: list[tuple[str, ...]], chance: random.Random) -> None:
    names = ("uprn", "postcode", "flat", "number", "street")
    entries = [{"key": f"k{place}"} | dict(zip(names, parts, strict=True)) for place, parts in enumerate(rows)]
    groups = join_addresses(stated(*entries))
    chance.shuffle(entries)
    assert join_addresses(stated(*entries)) == groups
    assert set(groups) == {entry["key"] for entry in entries}
    for entry in entries:
        if entry["uprn"]:
            assert groups[entry["key"]] == f"uprn:{entry['uprn']}"
