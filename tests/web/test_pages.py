"""A duty worker's way through the pages, and every door on it."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from mast.core.settings import Settings
from mast.graph.answers import Unsure
from mast.graphql.app import assemble
from mast.web.app import add_pages
from mast.web.sessions import IDLE, LONGEST
from tests.graphql.town import NOON, services_of
from tests.web.conftest import BEN, MARIA, Browser, town


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert found
    return found[1]


def test_from_a_misspelt_name_to_whom_to_ring_in_three_steps(browser: Browser) -> None:
    assert heading(browser.sign_in()) == "Why do you look?"
    assert heading(browser.submit("/purpose", purpose="duty-call", case="EX-1")) == "Find a person or an address"
    found = browser.submit("/search/person", name="Mariah Thornfeild", day="12", month="3", year="1984")  # one
    assert heading(found) == "People found"
    card = browser.follow("Maria Thornfield")  # two
    assert heading(card) == "Maria Thornfield"
    assert "Born 12 March 1984" in card
    assert "Kay Lead" in card
    assert 'href="tel:01632960020"' in card
    assert "PC 12 HILL" in card


def test_a_card_says_how_each_agency_stands(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    card = browser.follow("Maria Thornfield")
    rows = {name: row for name, row in re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', card, re.S)}
    assert list(rows) == ["Adult social care", "Children&#39;s social care", "Police", "Hospital", "Fire and rescue"]
    assert "Known" in rows["Police"]
    assert "21 October 2026" in rows["Police"]
    assert "10 days ago" in rows["Police"]
    assert "August 2026 1, October 2026 1" in rows["Police"]
    assert "None recorded" in rows["Fire and rescue"]
    assert "Not available" in rows["Hospital"]
    assert "Not loaded" in rows["Hospital"]
    assert "Not available means that MAST cannot say" in card
    assert "<strong>Yes</strong>" in rows["Adult social care"]


def test_links_to_be_confirmed_stand_apart_and_are_never_summed(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    before = browser.follow("Maria Thornfield")
    assert "Links to be confirmed" not in before
    browser.town.unsure.append(Unsure(MARIA, "fire", BEN))
    card = browser.go(str(browser.page.url))
    apart = re.search(r"<h2[^>]*>Links to be confirmed</h2>.*?</ul>", card, re.S)
    assert apart
    assert re.findall(r"<li>(.*?)</li>", apart[0]) == ["Fire and rescue"]
    assert told(card.replace(apart[0], "")) == told(before)


def told(page: str) -> str:
    """A page but for its blanks and the mask that the secret of its forms wears each time."""
    return "".join(re.sub(r'name="csrf" value="[^"]+"', "", page).split())


@pytest.mark.parametrize("after", [1, 2])
def test_who_is_sealed_between_two_questions_is_not_there(browser: Browser, after: int) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    read = [0]

    def sealed() -> None:
        read[0] += 1
        if read[0] > after:
            browser.town.people.pop(MARIA, None)

    browser.town.meanwhile = sealed
    assert "Nothing to show" in browser.follow("Maria Thornfield")
    assert browser.page.status_code == 200


def test_a_home_is_a_picture_and_the_same_as_a_table(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    card = browser.follow("Maria Thornfield")
    picture = re.search(r'<svg class="mast-home".*?</svg>', card, re.S)
    assert picture
    assert "<title>Ben Thornfield, … – 28 October 2026</title>" in picture[0]
    assert 'class="mast-home__here"><title>Maria Thornfield, 4 January 2026 – now</title>' in picture[0]
    assert heading(browser.follow("Ben Thornfield")) == "Ben Thornfield"
    assert heading(browser.follow("Maria Thornfield")) == "Maria Thornfield"


def test_an_address_leads_to_its_people_and_they_to_it(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/address", at_postcode="wv113pj", number="12")
    page = browser.follow("12 Heath Way, WV11 3PJ")
    assert heading(page) == "12 Heath Way, WV11 3PJ"
    assert heading(browser.follow("Ben Thornfield")) == "Ben Thornfield"
    assert heading(browser.follow("12 Heath Way, WV11 3PJ")) == "12 Heath Way, WV11 3PJ"


def test_what_is_not_there_and_what_may_not_be_seen_read_alike(browser: Browser) -> None:
    browser.begin()
    nothing = browser.submit("/search/person", name="Nobody Atall", postcode="WV11 3PJ")
    assert heading(nothing) == "Nothing to show"
    assert "does not mean that no agency is involved" in nothing
    assert "01632 960001" in nothing
    browser.go("/search")
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    link = re.findall(r'href="(/person/[^"]+)"', browser.page.text)[0]
    browser.town.people.clear()  # sealed meanwhile
    assert heading(browser.go(link)) == "Nothing to show"


def test_nothing_that_was_looked_up_stands_in_an_address_or_a_title(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    browser.follow("Maria Thornfield")
    browser.follow("12 Heath Way, WV11 3PJ")
    for url in browser.visited:
        assert not re.search(r"(?i)thornfield|maria|wv11|P0000001|A0000001|EX-1", url)
    browser.go("/search")
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    card = browser.follow("Maria Thornfield")
    title = re.search("<title>(.*?)</title>", card)
    assert title
    assert title[1] == "A person&#39;s card – MAST"


def test_each_page_leaves_its_rows_with_purpose_and_case(browser: Browser) -> None:
    browser.begin(purpose="open-case", case="AB/12")
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    browser.follow("Maria Thornfield")
    entries = [row for step, row in browser.trail.rows if step == "intent"]
    assert [entry.operation for entry in entries] == ["search_people", "person_card", "links_to_confirm", "timeline"]
    assert {(entry.purpose, entry.case_reference, entry.actor) for entry in entries} == {
        ("open-case", "AB/12", "ann.practitioner")
    }
    assert browser.trail.outcomes() == ["ok"] * 4


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"name": "Maria"}, "name", "Enter an NHS number, or a name with a date of birth or a postcode"),
        ({"name": "Maria Thornfield", "day": "31", "month": "2", "year": "1984"}, "born", "must be a real date"),
        ({"name": "Maria Thornfield", "day": "3"}, "born", "must be a real date"),
        ({"nhs": "123"}, "nhs", ""),
        ({"name": "Maria Thornfield", "postcode": "nowhere"}, "postcode", ""),
    ],
)
def test_what_cannot_be_searched_for_is_said_at_its_field(
    browser: Browser, typed: dict[str, str], field: str, message: str
) -> None:
    browser.begin()
    page = browser.submit("/search/person", **typed)
    assert browser.page.status_code == 400
    assert f'<a href="#{field}">' in page
    assert f'id="{field}-error"' in page
    assert message in page
    assert "<title>Error: " in page
    for text in typed.values():
        assert f'value="{text}"' in page  # nothing has to be typed again


def test_a_purpose_and_a_case_are_asked_first(browser: Browser) -> None:
    browser.sign_in()
    assert heading(browser.go("/search")) == "Why do you look?"
    page = browser.submit("/purpose", purpose="audit", case=" ")
    assert browser.page.status_code == 400
    assert "Select why you look" in page
    assert "Enter a case reference" in page
    browser.submit("/purpose", purpose="duty-call", case="EX-2")
    assert "A call to the duty desk, EX-2" in browser.go("/search")


def test_another_purpose_begins_with_nothing_in_hand(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    link = re.findall(r'href="(/person/[^"]+)"', browser.page.text)[0]
    browser.go("/purpose")
    browser.submit("/purpose", purpose="open-case", case="EX-9")
    browser.go(link)
    assert browser.page.status_code == 404


@pytest.mark.parametrize("path", ["/purpose", "/search", "/results/x", "/person/x", "/address/x"])
def test_nobody_reads_a_page_without_signing_in(browser: Browser, path: str) -> None:
    assert heading(browser.go(path)) == "Multi-Agency Safeguarding Tracker"
    assert 'name="token"' in browser.page.text
    assert not browser.trail.rows


def test_a_session_ends_by_rest_and_by_the_day(browser: Browser) -> None:
    browser.begin()
    browser.clock[0] += IDLE + timedelta(seconds=1)
    assert "You were signed out" in browser.go("/search")
    assert browser.page.status_code == 401
    browser.begin()
    for _ in range(LONGEST // (IDLE / 2)):
        browser.clock[0] += IDLE / 2
        browser.go("/search")
    browser.clock[0] += IDLE / 2
    browser.go("/search")
    assert browser.page.status_code == 401


def test_signing_out_ends_the_session_for_good(browser: Browser) -> None:
    browser.begin()
    cookie = browser.client.cookies["mast-session"]
    browser.submit("/sign-out")
    browser.client.cookies.set("mast-session", cookie)
    assert "You were signed out" in browser.go("/search")


@pytest.mark.parametrize("token", ["", "nonsense", "practitioner2"])
def test_a_token_that_is_not_good_lets_nobody_in(browser: Browser, token: str) -> None:
    page = browser.sign_in(token)
    assert browser.page.status_code == 400
    assert "Enter an access token that is still good" in page
    assert "mast-session" not in browser.client.cookies
    assert not token or token not in page


def test_a_role_that_looks_nobody_up_is_told_so(browser: Browser) -> None:
    browser.begin("board")
    page = browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    assert browser.page.status_code == 403
    assert heading(page) == "This is not open to you"


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"csrf": "x"}, {}),
        ({}, {}),
        ({"csrf": None}, {"sec-fetch-site": "cross-site"}),
        ({"csrf": None}, {"sec-fetch-site": "same-site"}),
    ],
)
def test_a_form_that_another_site_posts_does_nothing(
    browser: Browser, fields: dict[str, str | None], headers: dict[str, str]
) -> None:
    page = browser.begin()
    own = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    data = {"name": "Maria Thornfield", "postcode": "WV11 3PJ"} | {name: said or own for name, said in fields.items()}
    answer = browser.client.post("/search/person", data=data, headers=headers)
    assert answer.status_code == 403
    assert not browser.trail.rows


def test_a_handle_of_another_session_opens_nothing(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    link = re.findall(r'href="(/person/[^"]+)"', browser.page.text)[0]
    browser.client.cookies.clear()
    browser.begin("lead")
    browser.go(link)
    assert browser.page.status_code == 404


def test_no_page_is_kept_framed_or_scripted(browser: Browser) -> None:
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    for page in (browser.page, browser.client.get("/search"), browser.client.get("/person/none")):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-frame-options"] == "DENY"
        assert "script-src" not in page.headers["content-security-policy"]
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "<script" not in page.text
        assert " style=" not in page.text
    cookie = browser.client.post("/sign-in", data={"token": "lead"}, follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'O\'Brien & "Söhne"', "Ⱥ‮abc", "{{ 7 * 7 }}"])
def test_any_name_is_shown_and_none_is_run(browser: Browser, name: str) -> None:
    browser.town.people.clear()
    browser.town.person("P0000001", name, "Thornfield")
    browser.begin()
    browser.submit("/search/person", name=f"{name} Thornfield", postcode="WV11 3PJ")
    assert "<script" not in browser.page.text
    assert "49" not in re.sub(r'(value|href)="[^"]*"', "", browser.page.text)


@pytest.mark.parametrize(("broken", "status"), [("intent", 503), ("outcome", 503)])
def test_what_cannot_be_put_on_record_is_not_shown(browser: Browser, broken: str, status: int) -> None:
    browser.begin()
    browser.trail.broken = broken
    page = browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    assert browser.page.status_code == status
    assert heading(page) == "Sorry, MAST cannot answer now"
    assert "Maria" not in page


def test_a_demonstration_says_so_and_needs_no_token(browser: Browser, tmp_path: object) -> None:
    assert "Demonstration" not in browser.begin()
    app = assemble(services_of(town()))
    add_pages(app, Settings(_env_file=None, home=tmp_path), lambda: NOON, lambda: "practitioner")
    with TestClient(app, base_url="http://localhost") as client:
        assert "Demonstration: everybody here is invented." in client.get("/").text
        page = client.post("/sign-in", data={"way": "demo"}).text
        assert heading(page) == "Why do you look?"
        assert "Demonstration: everybody here is invented." in page
