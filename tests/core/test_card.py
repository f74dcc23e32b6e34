"""Status, counts and lead, rule by rule, on the days where they turn."""

from datetime import date, timedelta

import pytest

from mast.core.card import AgencySummary, Contact, KnownCase, Status, summarise, tally
from mast.core.facts import Case, Partner, Professional
from mast.core.window import Window

DAY = date(2026, 10, 31)
WINDOW = Window.twelve_months_to(DAY)
ADULTS = Partner("adults", "Adults", True, 35, "Duty team", "01632 960001", "duty@adults.example", "9 to 5", 1)
POLICE = Partner("police", "Police", False, 35, "Safeguarding hub", "01632 960002", order=2)
FRESH = {"adults": DAY, "police": DAY}


def worker(name: str, partner: str = "adults") -> Professional:
    return Professional(f"{partner}|{name}", partner, name, "Allocated worker", "North", "01632 960003")


def contact(event: str, on: date, partner: str = "adults", kind: str = "contact") -> Contact:
    return Contact(partner, f"{partner}:{event}", kind, on)


def known_case(case: Case, name: str = "Ann Other", stated_on: date = DAY) -> KnownCase:
    return KnownCase("adults", "adults:1", case, stated_on, worker(name))


def card(
    contacts: list[Contact] | None = None,
    cases: list[KnownCase] | None = None,
    handlers: dict[str, Professional] | None = None,
    coverage: dict[str, date] = FRESH,
) -> dict[str, AgencySummary]:
    found = summarise([ADULTS, POLICE], tally(contacts or [], WINDOW), cases or [], handlers or {}, coverage, WINDOW)
    return {summary.partner.code: summary for summary in found}


def test_every_partner_has_a_line_in_order() -> None:
    assert list(card()) == ["adults", "police"]


def test_no_touchpoint_and_fresh_data_is_none_recorded() -> None:
    line = card()["adults"]
    assert (line.status, line.touchpoints, line.last_on, line.open_case) == (Status.NONE_RECORDED, 0, None, False)


@pytest.mark.parametrize(("age", "status"), [(35, Status.NONE_RECORDED), (36, Status.NOT_AVAILABLE)])
def test_stale_data_are_not_available_and_never_none_recorded(age: int, status: Status) -> None:
    assert card(coverage={"adults": DAY - timedelta(days=age)})["adults"].status is status


def test_a_partner_never_loaded_is_not_available() -> None:
    assert card(coverage={"adults": DAY})["police"].status is Status.NOT_AVAILABLE


def test_a_partner_without_cases_has_no_open_case_rather_than_a_closed_one() -> None:
    assert card()["police"].open_case is None


@pytest.mark.parametrize(
    ("on", "count"), [(date(2025, 10, 31), 0), (date(2025, 11, 1), 1), (DAY, 1), (DAY + timedelta(days=1), 0)]
)
def test_the_window_counts_its_last_day_and_not_the_day_a_year_before(on: date, count: int) -> None:
    line = card([contact("a", on)])["adults"]
    assert line.touchpoints == count
    assert (line.last_on == on) is bool(count)


def test_an_event_of_two_records_counts_once() -> None:
    line = card([contact("a", DAY), contact("a", DAY), contact("b", DAY, kind="visit")])["adults"]
    assert line.touchpoints == 2
    assert [(kind.kind, kind.count) for kind in line.by_kind] == [("contact", 1), ("visit", 1)]


def test_an_open_case_makes_a_partner_known_without_any_touchpoint_in_the_window() -> None:
    line = card(cases=[known_case(Case(True, date(2024, 1, 1)))])["adults"]
    assert (line.status, line.open_case, line.touchpoints, line.lead.name) == (Status.KNOWN, True, 0, "Ann Other")


@pytest.mark.parametrize(
    ("case", "is_open"),
    [
        (Case(True, DAY), True),
        (Case(True, DAY + timedelta(days=1)), False),
        (Case(False, date(2026, 1, 1), DAY), False),
        (Case(False, date(2026, 1, 1), DAY + timedelta(days=1)), True),
        (Case(True), True),
        (Case(False), False),
    ],
)
def test_a_case_is_open_from_its_first_day_until_the_day_it_closes(case: Case, is_open: bool) -> None:
    assert card(cases=[known_case(case)])["adults"].open_case is is_open


def test_the_lead_is_the_worker_of_the_newest_open_case() -> None:
    cases = [known_case(Case(True, date(2026, 1, 1)), "Old"), known_case(Case(True, date(2026, 5, 1)), "New")]
    line = card([contact("a", DAY)], cases, {"adults:a": worker("Visitor")})["adults"]
    assert (line.lead.name, line.lead.confirmed_on) == ("New", DAY)


def test_else_the_worker_of_the_newest_touchpoint_in_the_window() -> None:
    contacts = [contact("a", date(2026, 3, 1)), contact("b", date(2026, 4, 1))]
    handlers = {"adults:a": worker("First"), "adults:b": worker("Second")}
    line = card(contacts, [known_case(Case(False, date(2025, 1, 1), date(2025, 2, 1)))], handlers)["adults"]
    assert (line.lead.name, line.lead.confirmed_on) == ("Second", date(2026, 4, 1))


def test_else_the_duty_desk() -> None:
    lead = card()["adults"].lead
    assert (lead.name, lead.team, lead.phone, lead.hours) == ("", "Duty team", "01632 960001", "9 to 5")


def test_a_case_without_an_allocated_worker_falls_back() -> None:
    line = card([contact("a", DAY)], [known_case(Case(True), "")], {"adults:a": worker("Visitor")})["adults"]
    assert (line.open_case, line.lead.name) == (True, "Visitor")
