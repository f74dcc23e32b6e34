"""A home as a picture: its table holds all of it, and the one page with a script does without."""

import re
from datetime import timedelta

from mast.web.assets import assets
from tests.graphql.town import TODAY, home
from tests.web.conftest import BEN, MARIA, Browser

LINK = "See this home as a picture to move, with addresses"


def opened(browser: Browser) -> str:
    elsewhere = home("A0000002", lines="7 Mill Lane, WV1 1AA", number="7", postcode="WV1 1AA")
    browser.town.lives(MARIA, elsewhere, TODAY - timedelta(days=360), TODAY - timedelta(days=310), current=False)
    browser.begin()
    browser.submit("/search/person", name="Maria Thornfield", postcode="WV11 3PJ")
    browser.follow("Maria Thornfield")
    return browser.follow(LINK)


def rows(page: str) -> list[list[str]]:
    table = re.search(r'<table class="govuk-table" id="ties">.*?</table>', page, re.S)
    assert table
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in re.findall(r"<tr.*?</tr>", table[0], re.S)[1:]]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in cells]


def test_the_table_says_who_was_where_and_when(browser: Browser) -> None:
    assert rows(opened(browser)) == [
        ["Maria Thornfield", "12 Heath Way, WV11 3PJ", "4 January 2026", "Now"],
        ["Ben Thornfield", "12 Heath Way, WV11 3PJ", "a year ago or more", "28 October 2026"],
        ["Maria Thornfield", "7 Mill Lane, WV1 1AA", "5 November 2025", "25 December 2025"],
    ]


def test_its_links_lead_on_and_back(browser: Browser) -> None:
    page = opened(browser)
    assert "<svg" in page
    assert "7 Mill Lane, WV1 1AA" in browser.follow("7 Mill Lane, WV1 1AA")
    browser.client.cookies.clear()
    opened(browser)
    assert "Born 12 March 1984" in browser.follow("Back to the card")
    browser.follow(LINK)
    assert "Ben Thornfield" in browser.follow("Ben Thornfield")
    assert not re.search(r"(?i)thornfield|maria|wv11|[PAH]00000", "".join(browser.visited))
    entries = [row.operation for step, row in browser.trail.rows if step == "intent"]
    assert entries.count("home") == 3


def test_scripts_are_of_our_own_files_alone_and_on_this_page_alone(browser: Browser) -> None:
    page = opened(browser)
    policy = browser.page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert policy.endswith("; script-src 'self'")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page)
    assert scripts == [""] * len(scripts)
    assert not re.search(r"\son\w+=", page)
    assert " style=" not in page
    browser.follow("Back to the card")
    assert "<script" not in browser.page.text
    assert "script-src" not in browser.page.headers["content-security-policy"]


def test_without_the_library_there_is_no_script(browser: Browser, monkeypatch: object) -> None:
    there = assets()
    ours = {name: there[name] for name in ("mast.css", "home.js")}
    monkeypatch.setattr("mast.web.assets.assets", lambda: ours)  # type: ignore[attr-defined]
    page = opened(browser)
    assert "<script" not in page
    assert len(rows(page)) == 3


def test_who_is_not_there_has_no_home(browser: Browser) -> None:
    opened(browser)
    address = str(browser.page.url)
    browser.town.homes.clear()
    assert [row[1] for row in rows(browser.go(address))] == ["12 Heath Way, WV11 3PJ", "7 Mill Lane, WV1 1AA"]
    browser.town.people.clear()
    assert "Nothing to show" in browser.go(address)
    assert browser.go("/home/none")
    assert browser.page.status_code == 404
    assert BEN not in "".join(browser.visited)
