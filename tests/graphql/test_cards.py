"""What a card says, asked as a front end asks: status, counts, lead, addresses, household, timeline, residents."""

from datetime import date, timedelta
from typing import Any

import pytest

from mast.core.card import Contact
from mast.core.facts import Case
from mast.graph.answers import Membership
from mast.graphql.schema import operations
from tests.graphql.town import PARTNERS, TODAY, Desk, Town, desk, home

PERSON, ADDRESS = "P0000001", "A0000001"
FIRST_DAY = date(2025, 11, 1)  # the first day that counts; the year before ends on 31 October
AGENCIES = """
agencies { agency { code name } status touchpoints12m byKind { kind count lastOn } lastOn openCase
           lead { name role team phone email hours confirmedOn } dataAsOf }
"""
OF = {"person": PERSON, "address": ADDRESS}


def town() -> Town:
    made = Town()
    made.person(PERSON)
    made.places[ADDRESS] = home()
    return made


def lines(asked: Desk, of: str = "person") -> dict[str, Any]:
    data = asked.ask(f"query Q($id: ID!) {{ {of}(id: $id) {{ {AGENCIES} }} }}", id=OF[of])
    return {line["agency"]["code"]: line for line in data[of]["agencies"]}


@pytest.mark.parametrize("of", ["person", "address"])
def test_every_partner_has_one_line_in_their_order(of: str) -> None:
    with desk(town()) as asked:
        assert list(lines(asked, of)) == [partner.code for partner in PARTNERS]


@pytest.mark.parametrize("of", ["person", "address"])
@pytest.mark.parametrize(
    ("on", "status", "count"),
    [
        (FIRST_DAY - timedelta(days=1), "NONE_RECORDED", 0),
        (FIRST_DAY, "KNOWN", 1),
        (TODAY, "KNOWN", 1),
        (TODAY + timedelta(days=1), "NONE_RECORDED", 0),
    ],
)
def test_only_touchpoints_of_the_last_twelve_months_count(of: str, on: date, status: str, count: int) -> None:
    made = town()
    made.touch(OF[of], "police", on, by="Sam Hill")
    with desk(made) as asked:
        line = lines(asked, of)["police"]
    assert (line["status"], line["touchpoints12m"]) == (status, count)
    assert line["lastOn"] == (on.isoformat() if count else None)
    assert line["lead"]["name"] == ("Sam Hill" if count else None)


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (TODAY - timedelta(days=35), "NONE_RECORDED"),
        (TODAY - timedelta(days=36), "NOT_AVAILABLE"),
        (None, "NOT_AVAILABLE"),
    ],
)
def test_data_past_the_partners_limit_or_never_loaded_are_not_available(as_of: date | None, status: str) -> None:
    made = town()
    if as_of is None:
        del made.coverage["police"]
    else:
        made.coverage["police"] = as_of
    with desk(made) as asked:
        line = lines(asked)["police"]
    assert line["status"] == status
    assert line["dataAsOf"] == (as_of.isoformat() if as_of else None)
    assert line["lead"] == {
        "name": None,
        "role": "Duty desk",
        "team": "Safeguarding hub",
        "phone": "01632 960003",
        "email": None,
        "hours": None,
        "confirmedOn": None,
    }


def test_what_old_data_show_is_still_known() -> None:
    made = town()
    made.coverage["police"] = TODAY - timedelta(days=200)
    made.touch(PERSON, "police", TODAY - timedelta(days=210))
    with desk(made) as asked:
        assert lines(asked)["police"]["status"] == "KNOWN"


def test_an_open_case_makes_an_agency_known_without_any_touchpoint() -> None:
    made = town()
    made.case(PERSON, "adults", "Kay Lead", Case(True, date(2020, 1, 1)), stated_on=date(2026, 9, 1))
    with desk(made) as asked:
        line = lines(asked)["adults"]
    assert (line["status"], line["touchpoints12m"], line["lastOn"], line["openCase"]) == ("KNOWN", 0, None, True)
    assert line["lead"]["name"] == "Kay Lead"
    assert line["lead"]["confirmedOn"] == "2026-09-01"


@pytest.mark.parametrize(
    ("case", "is_open"),
    [
        (Case(True), True),
        (Case(False), False),
        (Case(True, opened_on=TODAY), True),
        (Case(True, opened_on=TODAY + timedelta(days=1)), False),
        (Case(True, date(2025, 1, 1), TODAY), False),
        (Case(False, date(2025, 1, 1), TODAY + timedelta(days=1)), True),
    ],
)
def test_whether_a_case_is_open_today(case: Case, is_open: bool) -> None:
    made = town()
    made.case(PERSON, "adults", "Kay Lead", case)
    with desk(made) as asked:
        line = lines(asked)["adults"]
    assert line["openCase"] is is_open
    assert line["status"] == ("KNOWN" if is_open else "NONE_RECORDED")
    assert line["lead"]["name"] == ("Kay Lead" if is_open else None)


def test_open_case_is_null_for_partners_that_have_no_cases() -> None:
    with desk(town()) as asked:
        found = {code: line["openCase"] for code, line in lines(asked).items()}
    assert found == {"adults": False, "children": False, "police": None, "hospital": None, "fire": None}


def test_the_lead_is_the_worker_of_the_newest_open_case_then_of_the_newest_touchpoint() -> None:
    made = town()
    made.touch(PERSON, "adults", date(2026, 10, 1), by="Newest Touch")
    made.touch(PERSON, "adults", date(2026, 3, 1), by="Older Touch")
    with desk(made) as asked:
        assert lines(asked)["adults"]["lead"]["name"] == "Newest Touch"
        made.case(PERSON, "adults", "Older Case", Case(True, date(2025, 1, 1)))
        made.case(PERSON, "adults", "Newest Case", Case(True, date(2026, 1, 1)))
        assert lines(asked)["adults"]["lead"]["name"] == "Newest Case"


def test_a_touchpoint_without_a_worker_leads_to_the_duty_desk() -> None:
    made = town()
    made.touch(PERSON, "police", TODAY)
    with desk(made) as asked:
        assert lines(asked)["police"]["lead"]["role"] == "Duty desk"


def test_an_event_that_several_records_tell_of_counts_once() -> None:
    made = town()
    for day in (TODAY, TODAY - timedelta(days=1)):
        made.touch(PERSON, "police", day, event="N1", kind="call-out")
    made.touch(PERSON, "police", date(2026, 2, 1), event="N2", kind="visit")
    with desk(made) as asked:
        line = lines(asked)["police"]
        page = asked.ask(f'{{ person(id: "{PERSON}") {{ timeline {{ totalCount edges {{ node {{ on kind }} }} }} }} }}')
    assert line["touchpoints12m"] == page["person"]["timeline"]["totalCount"] == 2
    assert line["byKind"] == [
        {"kind": "call-out", "count": 1, "lastOn": "2026-10-31"},
        {"kind": "visit", "count": 1, "lastOn": "2026-02-01"},
    ]
    assert page["person"]["timeline"]["edges"][0]["node"] == {"on": "2026-10-31", "kind": "call-out"}


def test_the_timeline_is_paged_newest_first_and_holds_the_window_only() -> None:
    made = town()
    days = [FIRST_DAY - timedelta(days=1), FIRST_DAY, date(2026, 5, 5), date(2026, 5, 5), TODAY]
    for day in days:
        made.touch(PERSON, "hospital", day)
    query = f"""query T($after: String) {{ person(id: "{PERSON}") {{ timeline(first: 1, after: $after) {{
        edges {{ cursor node {{ agency {{ code }} on }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
    seen, after, more = [], None, True
    with desk(made) as asked:
        while more:
            page = asked.ask(query, after=after)["person"]["timeline"]
            seen += [edge["node"]["on"] for edge in page["edges"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        other = asked.refused(f'{{ address(id: "{ADDRESS}") {{ residents(after: "{after}") {{ totalCount }} }} }}')
    assert seen == [day.isoformat() for day in reversed(days[1:])]
    assert other["extensions"]["code"] == "BAD_USER_INPUT"
    assert "hospital" not in (after or "")


def test_addresses_of_the_window_only_and_no_day_before_it() -> None:
    made = town()
    before = FIRST_DAY - timedelta(days=1)
    made.lives(PERSON, home("A0000001"), date(2020, 1, 1), TODAY)
    made.lives(PERSON, home("A0000002"), FIRST_DAY, date(2026, 1, 1), current=False)
    made.lives(PERSON, home("A0000003"), date(2019, 1, 1), before, current=False)
    query = f'{{ person(id: "{PERSON}") {{ addresses {{ address {{ id }} firstSeen lastSeen current }} }} }}'
    with desk(made) as asked:
        found = asked.ask(query)["person"]["addresses"]
    assert found == [
        {"address": {"id": "A0000001"}, "firstSeen": None, "lastSeen": "2026-10-31", "current": True},
        {"address": {"id": "A0000002"}, "firstSeen": "2025-11-01", "lastSeen": "2026-01-01", "current": False},
    ]


def test_stays_that_several_records_tell_of_are_one() -> None:
    made = town()
    made.lives(PERSON, home(), date(2026, 3, 1), date(2026, 4, 1), current=False)
    made.lives(PERSON, home(), date(2026, 2, 1), date(2026, 3, 5))
    query = f'{{ person(id: "{PERSON}") {{ addresses {{ firstSeen lastSeen current }} }} }}'
    with desk(made) as asked:
        found = asked.ask(query)["person"]["addresses"]
    assert found == [{"firstSeen": "2026-02-01", "lastSeen": "2026-04-01", "current": True}]


def test_a_household_says_since_when_and_until_when_inside_the_window() -> None:
    made = town()
    made.places["A0000001"] = home()
    for number, since, until in [
        (1, date(2019, 1, 1), TODAY),
        (2, date(2026, 2, 3), TODAY),
        (3, date(2026, 1, 1), FIRST_DAY),
        (4, date(2018, 1, 1), FIRST_DAY - timedelta(days=1)),
    ]:
        made.person(f"P000000{number}")
        made.homes.append(Membership("H0000001", f"P000000{number}", "A0000001", since, until))
    query = """query H($id: ID!) { household(id: $id) { id address { id }
        members { person { id displayName } since until } } }"""
    with desk(made) as asked:
        found = asked.ask(query, id="H0000001")["household"]
        own = asked.ask(
            '{ a: person(id: "P0000001") { household { id } } b: person(id: "P0000004") { household { id } } }'
        )
    assert [(m["person"]["id"], m["since"], m["until"]) for m in found["members"]] == [
        ("P0000001", None, "2026-10-31"),
        ("P0000002", "2026-02-03", "2026-10-31"),
        ("P0000003", "2026-01-01", "2025-11-01"),
    ]
    assert own == {"a": {"household": {"id": "H0000001"}}, "b": {"household": None}}


RESIDENTS = """query R($id: ID!, $first: Int, $after: String) { address(id: $id) { institution
    residents(first: $first, after: $after) { totalCount withheld withheldReason
        edges { node { person { id } firstSeen lastSeen current } } pageInfo { hasNextPage endCursor } } } }"""


def test_residents_are_paged_those_who_live_there_first() -> None:
    made = town()
    for number in range(1, 6):
        made.person(f"P000000{number}")
        made.lives(f"P000000{number}", home(), date(2026, 1, number), date(2026, 9, number), current=number % 2 == 1)
    made.lives(made.person("P0000009"), home(), date(2020, 1, 1), FIRST_DAY - timedelta(days=1))
    seen: list[str] = []
    with desk(made) as asked:
        after, more = None, True
        while more:
            page = asked.ask(RESIDENTS, id=ADDRESS, first=2, after=after)["address"]["residents"]
            assert (page["totalCount"], page["withheld"]) == (5, False)
            seen += [edge["node"]["person"]["id"] for edge in page["edges"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == ["P0000005", "P0000003", "P0000001", "P0000004", "P0000002"]


@pytest.mark.parametrize(
    ("parts", "word"), [({"institution": "care home"}, "institution"), ({"crowded": True}, "many")]
)
def test_nobody_is_listed_at_an_institution_or_a_crowded_place(parts: dict[str, Any], word: str) -> None:
    made = town()
    made.lives(PERSON, home(**parts), date(2026, 1, 1), TODAY)
    made.touch(ADDRESS, "fire", TODAY)
    with desk(made) as asked:
        page = asked.ask(RESIDENTS, id=ADDRESS)["address"]["residents"]
        line = lines(asked, "address")["fire"]
    assert (page["edges"], page["totalCount"], page["withheld"]) == ([], 0, True)
    assert word in page["withheldReason"]
    assert line["touchpoints12m"] == 1
    assert made.calls["residents"] == 0


@pytest.mark.parametrize(("of", "id"), [("person", "P9999999"), ("address", "A9999999"), ("household", "H9999999")])
def test_what_is_not_there_is_null(of: str, id: str) -> None:
    with desk(town()) as asked:
        assert asked.ask(f"query Q($id: ID!) {{ {of}(id: $id) {{ id }} }}", id=id) == {of: None}
        assert asked.trail.rows[-1][1][1].ids == []


@pytest.mark.parametrize("of", ["person", "address", "household"])
@pytest.mark.parametrize("id", ["S9999999", "", "x", "P1", "P' OR 1=1", "٣" * 8, "P" + "9" * 40])
def test_what_is_no_id_is_said_and_looked_up_nowhere(of: str, id: str) -> None:
    made = town()
    with desk(made) as asked:
        error = asked.refused(f"query Q($id: ID!) {{ {of}(id: $id) {{ id }} }}", id=id)
        assert asked.trail.rows[-1][1][1].ids == []
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "id")
    assert made.calls == {"pin": 1}


@pytest.mark.parametrize(("of", "old", "new"), [("person", "P0000099", PERSON), ("address", "A0000099", ADDRESS)])
def test_a_retired_id_leads_to_the_one_that_took_it_in(of: str, old: str, new: str) -> None:
    made = town()
    made.redirects[old] = new
    with desk(made) as asked:
        assert asked.ask(f"query Q($id: ID!) {{ {of}(id: $id) {{ id }} }}", id=old) == {of: {"id": new}}


def test_a_card_is_read_at_once() -> None:
    made = town()
    made.lives(PERSON, home(), date(2026, 1, 1), TODAY)
    made.touch(PERSON, "police", TODAY)
    made.touch(PERSON, "fire", TODAY)
    for number in range(1, 6):
        made.person(f"P000000{number}")
        made.homes.append(Membership("H0000001", f"P000000{number}", ADDRESS, None, None))
    with desk(made) as asked:
        asked.ask(operations()["person_card"], id=PERSON)
    assert made.calls == {"pin": 1, "person_cards": 1}


def test_the_cards_of_a_level_are_read_in_one_round_trip_a_question() -> None:
    made = town()
    for number in range(1, 6):
        made.person(f"P000000{number}")
        made.touch(f"P000000{number}", "police", TODAY, event=str(number))
        made.homes.append(Membership("H0000001", f"P000000{number}", ADDRESS, None, None))
    with desk(made) as asked:
        found = asked.ask(
            "query Q($id: ID!) { person(id: $id) { household { members { person { "
            "displayName agencies { touchpoints12m } } } } } }",
            id=PERSON,
        )
    assert len(found["person"]["household"]["members"]) == 5
    once = ["pin", "person_cards", "person_contacts", "person_cases", "handlers"]
    assert made.calls == dict.fromkeys(once, 1)


def test_contacts_of_a_partner_that_is_not_configured_are_not_shown() -> None:
    made = town()
    made.contacts[PERSON] = [Contact("gone", "gone:1", "visit", TODAY)]
    with desk(made) as asked:
        page = asked.ask(f'{{ person(id: "{PERSON}") {{ timeline {{ totalCount }} }} }}')
    assert page == {"person": {"timeline": {"totalCount": 0}}}


def test_who_asks_and_how_fresh_the_data_are() -> None:
    made = town()
    made.coverage["police"] = TODAY - timedelta(days=36)
    query = """{ viewer { user role agency } dataFreshness { generation publishedAt countedFrom countedTo
        agencies { agency { code } dataAsOf available } } }"""
    with desk(made) as asked:
        data = asked.ask(query)
    assert data["viewer"] == {"user": "ann.practitioner", "role": "PRACTITIONER", "agency": "adults"}
    fresh = data["dataFreshness"]
    assert (fresh["generation"], fresh["publishedAt"]) == (7, "2026-10-31T06:00:00+00:00")
    assert (fresh["countedFrom"], fresh["countedTo"]) == ("2025-11-01", "2026-10-31")
    assert [one["available"] for one in fresh["agencies"]] == [True, True, False, True, True]
