"""``asOf`` and ``knownAt``: what they show, who may ask, and that nothing older than a year ago shows by them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mast.access.tokens import Role
from mast.core.facts import Case
from mast.graph.answers import Membership
from mast.graphql.schema import operations
from tests.graphql.town import NOON, TODAY, Desk, Town, desk, home

PERSON, ADDRESS = "P0000001", "A0000001"
YEAR_AGO = date(2025, 10, 31)
SUMMER = date(2026, 6, 30)
STEWARD = {"authorization": "Bearer steward", "mast-purpose": "audit"}
THEN = "2026-10-30T09:00:00+00:00"
CARD = """query Q($asOf: Date, $knownAt: DateTime) { person(id: "P0000001", asOf: $asOf, knownAt: $knownAt) {
  displayName addresses { lastSeen firstSeen current } household { members { since until person { id } } }
  timeline { totalCount edges { node { on } } }
  agencies { agency { code } status touchpoints12m byKind { lastOn } lastOn openCase lead { name confirmedOn } } } }"""
DAYS = re.compile(r"\d{4}-\d{2}-\d{2}")


def town() -> Town:
    """Somebody with a contact and a case before, and a contact and a case in, the last twelve months."""
    made = Town()
    made.person(PERSON)
    made.touch(PERSON, "police", YEAR_AGO, event="old", by="Old Hand")
    made.touch(PERSON, "police", SUMMER, event="summer", by="Sam Hill")
    made.touch(PERSON, "police", TODAY, event="new", by="New Hand")
    made.touch(PERSON, "hospital", YEAR_AGO - timedelta(days=1), event="older")
    made.case(PERSON, "adults", "Kay Lead", Case(True, date(2026, 7, 1)), date(2026, 7, 1))
    made.case(PERSON, "children", "Long Ago", Case(False, date(2024, 1, 1), date(2025, 3, 1)), date(2025, 3, 1))
    made.lives(PERSON, home(), date(2024, 5, 5), TODAY)
    made.homes.append(Membership("H0000001", PERSON, ADDRESS, date(2024, 5, 5), TODAY))
    return made


def card(asked: Desk, headers: dict[str, str] | None = None, **moment: str) -> Any:
    response = asked.post(CARD, moment, headers)
    assert response.status_code == 200, response.text
    assert "errors" not in response.json(), response.text
    return response.json()["data"]["person"]


def lines(found: Any) -> dict[str, Any]:
    return {line["agency"]["code"]: line for line in found["agencies"]}


def test_as_of_ends_the_window_at_that_day() -> None:
    with desk(town()) as asked:
        police = lines(card(asked, asOf="2026-06-30"))["police"]
        day_before = lines(card(asked, asOf="2026-06-29"))["police"]
    assert (police["status"], police["touchpoints12m"], police["lastOn"]) == ("KNOWN", 1, "2026-06-30")
    assert police["lead"]["name"] == "Sam Hill"
    assert (day_before["status"], day_before["touchpoints12m"], day_before["lastOn"]) == ("NONE_RECORDED", 0, None)


@pytest.mark.parametrize(("day", "is_open"), [("2026-06-30", False), ("2026-07-01", True), ("2026-10-31", True)])
def test_a_case_is_open_as_of_the_day_that_was_asked_for(day: str, is_open: bool) -> None:
    with desk(town()) as asked:
        adults = lines(card(asked, asOf=day))["adults"]
    assert adults["openCase"] is is_open
    assert adults["status"] == ("KNOWN" if is_open else "NONE_RECORDED")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2024, 6, 1), YEAR_AGO, date(2025, 11, 1), SUMMER, TODAY])
@pytest.mark.parametrize("headers", [{}, STEWARD])
def test_nothing_older_than_a_year_ago_shows_whatever_the_day(day: date, headers: dict[str, str]) -> None:
    with desk(town()) as asked:
        found = card(asked, headers, asOf=day.isoformat())
    shown = [date.fromisoformat(text) for text in DAYS.findall(str(found))]
    assert all(YEAR_AGO < one <= day for one in shown), shown


def test_of_days_over_a_year_ago_nothing_is_said_and_no_agency_is_said_to_know_nothing() -> None:
    with desk(town()) as asked:
        found = card(asked, asOf=YEAR_AGO.isoformat())
    assert {line["status"] for line in found["agencies"]} == {"NOT_AVAILABLE"}
    assert {line["openCase"] for line in found["agencies"]} == {None}
    assert {line["lead"]["name"] for line in found["agencies"]} == {None}
    assert (found["addresses"], found["household"], found["timeline"]["totalCount"]) == ([], None, 0)


def test_a_housemate_of_that_day_shows_without_the_day_of_leaving() -> None:
    made = town()
    made.person("P0000002", "Jo")
    made.homes.append(Membership("H0000001", "P0000002", ADDRESS, date(2026, 8, 1), TODAY))
    with desk(made) as asked:
        june, today = card(asked, asOf="2026-06-30"), card(asked)
    assert june["household"]["members"] == [{"since": None, "until": None, "person": {"id": PERSON}}]
    assert [one["person"]["id"] for one in today["household"]["members"]] == [PERSON, "P0000002"]
    assert today["household"]["members"][0]["until"] == "2026-10-31"


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        ({"asOf": "2026-11-01"}, "asOf"),
        ({"asOf": "2026-10-31", "knownAt": THEN}, "asOf"),
        ({"knownAt": "2026-10-31T12:00:01+00:00"}, "knownAt"),
        ({"knownAt": "2026-10-30T09:00:00"}, "knownAt"),
        ({"knownAt": "0001-01-01T00:00:00+14:00"}, "knownAt"),
    ],
)
def test_a_moment_that_has_not_come_or_has_no_zone_is_refused(moment: dict[str, str], field: str) -> None:
    made = town()
    with desk(made) as asked:
        response = asked.post(CARD, moment, STEWARD)
        rows = asked.trail.rows
    (error,) = response.json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", field)
    assert "data" not in response.json()
    assert (made.calls, rows) == ({}, [])


def test_one_request_looks_from_one_moment() -> None:
    query = """{ a: person(id: "P0000001", asOf: "2026-06-30") { id } b: person(id: "P0000001") { id } }"""
    with desk(town()) as asked:
        error = asked.refused(query)
        both = asked.ask(query.replace('b: person(id: "P0000001")', 'b: person(id: "P0000001", asOf: "2026-06-30")'))
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "asOf")
    assert both == {"a": {"id": PERSON}, "b": {"id": PERSON}}


def test_a_moment_within_a_fragment_counts_too() -> None:
    query = """query Q($day: Date) { ...Cards } fragment Cards on Query {
      person(id: "P0000001", asOf: $day) { agencies { touchpoints12m } } dataFreshness(asOf: $day) { countedTo } }"""
    with desk(town()) as asked:
        found = asked.ask(query, day="2026-06-30")
    assert found["dataFreshness"] == {"countedTo": "2026-06-30"}
    assert sum(line["touchpoints12m"] for line in found["person"]["agencies"]) == 1


@pytest.mark.parametrize("role", list(Role))
def test_stewards_and_auditors_alone_ask_what_was_known(role: Role) -> None:
    made = town()
    with desk(made) as asked:
        response = asked.post(CARD, {"knownAt": THEN}, {**STEWARD, "authorization": f"Bearer {role.value}"})
        outcomes, rows = asked.trail.outcomes(), asked.trail.rows
    if role in (Role.STEWARD, Role.AUDITOR):
        assert response.status_code == 200
        assert "errors" not in response.json()
        assert made.moments == [datetime(2026, 10, 30, 9, tzinfo=UTC)]
        assert (outcomes, rows[0][1].generation) == (["ok"], 7)
    else:
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert (outcomes, made.calls) == (["refused"], {})
    assert rows[0][1].actor == f"ann.{role.value}"


def test_the_year_of_what_was_known_ends_on_that_day() -> None:
    with desk(town()) as asked:
        police = lines(card(asked, STEWARD, knownAt=THEN))["police"]
        hospital = lines(card(asked, STEWARD, knownAt="2026-10-29T09:00:00+00:00"))["hospital"]
    assert (police["touchpoints12m"], police["lastOn"]) == (2, "2026-06-30")
    assert (hospital["touchpoints12m"], hospital["lastOn"]) == (1, "2025-10-30")


def test_before_anything_was_published_there_is_nothing_to_know() -> None:
    made = town()
    made.published = False
    with desk(made) as asked:
        error = asked.post(CARD, {"knownAt": THEN}, STEWARD).json()["errors"][0]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "knownAt")


@pytest.mark.parametrize("name", sorted(operations()))
def test_without_a_moment_today_counts(name: str) -> None:
    assert "asOf" not in operations()[name]
    with desk(town()) as asked:
        found = asked.ask("{ dataFreshness { countedFrom countedTo } }")
    assert found["dataFreshness"] == {"countedFrom": "2025-11-01", "countedTo": NOON.date().isoformat()}
