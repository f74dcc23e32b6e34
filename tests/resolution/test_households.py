"""Households: who counts as living together, and which addresses never make one."""

import numpy as np
import pytest

from mast.resolution.columns import Records, Residences
from mast.resolution.encoding import encode
from mast.resolution.homes import settle
from mast.resolution.households import Household, form_households, institutional

Row = dict[str, object]


def formed(
    rows: list[Row], stays: list[Row], buildings: dict[str, str] | None = None, given: dict[str, str] | None = None
) -> tuple[list[Household], dict[str, str]]:
    """One person a record; records are held in content order: that of the surnames and forenames given here."""
    records = Records.from_rows(rows)
    groups = {str(stay["address"]): f"uprn:{stay['uprn']}" for stay in stays if stay.get("uprn")}
    homes = settle(records, Residences.from_rows(stays), groups)
    encoded = encode(records, homes.last_seen())
    partners = np.arange(len(records), dtype=np.int64)
    named = institutional(homes, buildings or {}, given or {})
    return form_households(encoded, homes, np.arange(len(records), dtype=np.int64), partners, named)


def people(*surnames: str) -> list[Row]:
    return [
        {"key": f"p:{place:02d}", "surname": name, "forenames": f"N{place:02d}"} for place, name in enumerate(surnames)
    ]


def stay(record: int, address: str, first: str = "2025-01-01", last: str = "2026-01-01", uprn: str = "") -> Row:
    return {
        "record": f"p:{record:02d}",
        "address": address,
        "uprn": uprn,
        "first_seen": first,
        "last_seen": last,
        "current": True,
    }


def members(households: list[Household]) -> list[tuple[int, ...]]:
    return [tuple(member.person for member in household.members) for household in households]


def test_those_at_one_known_address_are_a_household_with_dates() -> None:
    households, _ = formed(
        people("Ash", "Ash", "Birch"), [stay(0, "h", uprn="1"), stay(1, "h", uprn="1"), stay(2, "k", uprn="2")]
    )
    assert members(households) == [(0, 1), (2,)]
    assert households[0].address == "uprn:1"
    assert (households[0].members[0].first_seen, households[0].members[0].last_seen) == ("2025-01-01", "2026-01-01")


def test_one_mention_of_an_unknown_address_is_not_enough() -> None:
    once = stay(0, "h", first="2026-01-01")
    assert members(formed(people("Ash"), [once])[0]) == []
    assert members(formed(people("Ash", "Ash"), [once, stay(1, "h", first="2026-01-01")])[0]) == [(0, 1)]
    assert members(formed(people("Ash"), [stay(0, "h")])[0]) == [(0,)]


def test_who_moved_is_counted_where_seen_last() -> None:
    stays = [stay(0, "h", uprn="1"), stay(1, "h", uprn="1"), stay(1, "k", last="2026-05-01", uprn="2")]
    assert members(formed(people("Ash", "Ash"), stays)[0]) == [(0,), (1,)]


@pytest.mark.parametrize(
    "building", ["Willow Care Home", "St Jude's Hostel", "HAVEN REFUGE", "Castle House Foyer", "Manor Vale Hospital"]
)
def test_named_institutions_make_no_household(building: str) -> None:
    stays = [stay(0, "h", uprn="1"), stay(1, "h", uprn="1")]
    assert formed(people("Ash", "Birch"), stays, {"uprn:1": building})[0] == []


def test_listed_institutions_make_none_and_an_earlier_home_counts() -> None:
    stays = [stay(0, "h", uprn="1"), stay(0, "k", last="2026-06-01", uprn="2")]
    assert members(formed(people("Ash"), stays, given={"2": "hostel"})[0]) == [(0,)]
    assert formed(people("Ash"), stays[1:], given={"2": "hostel"})[0] == []


def test_many_unrelated_surnames_are_found_to_be_an_institution() -> None:
    surnames = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
    households, learned = formed(people(*surnames), [stay(place, "h", uprn="1") for place in range(6)])
    assert households == []
    assert learned == {"uprn:1": "many unrelated surnames"}


def test_a_big_family_is_a_household() -> None:
    households, learned = formed(people(*["Ash"] * 8, "Birch"), [stay(place, "h", uprn="1") for place in range(9)])
    assert [len(household.members) for household in households] == [9]
    assert learned == {}


def test_a_crowd_of_one_name_is_not() -> None:
    assert formed(people(*["Ash"] * 16), [stay(place, "h", uprn="1") for place in range(16)])[0] == []


def test_nobody() -> None:
    assert formed([], []) == ([], {})
