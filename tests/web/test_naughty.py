"""The big list of naughty strings (blns on npm) as names and addresses: shown exactly, and not one of them is run."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from mast.graph.answers import Membership
from tests.graphql.town import ALLOWED, TODAY, home
from tests.npm import package
from tests.web.conftest import Browser

pytestmark = pytest.mark.npm

AT_ONCE = 20
"""People in one home, and addresses of one person: a page of each."""
NHS = "9434765919"
CARD = """query C($id: ID!) { person(id: $id) {
  residences { edges { node { address { line } } } }
  household { memberships(first: 50) { edges { node { person { displayName } } } } } } }"""


class Read(HTMLParser):
    """What a page shows in its tables, and of which elements and attributes it is made."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.made_of: set[str] = set()
        self._cell: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made_of |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self._end()
        if tag in ("td", "a"):
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._end()

    def _end(self) -> None:
        """What was shown up to the next element."""
        if self._cell is not None:
            self.cells.append("".join(self._cell))
        self._cell = None


def told(browser: Browser) -> dict[str, Any]:
    """What the API says of them: the pages must say the same."""
    asked = browser.client.post("/graphql", json={"query": CARD, "variables": {"id": "P0000001"}}, headers=ALLOWED)
    person: dict[str, Any] = asked.json()["data"]["person"]
    return person


def card_of(browser: Browser, strings: list[str]) -> Read:
    """The card of somebody at whose home all bear such a name, and who lived wherever an address is written so."""
    town = browser.town
    for facts in (town.people, town.stays, town.places, town.homes):
        facts.clear()
    for number, text in enumerate(strings, 1):
        id = town.person(f"P{number:07}", text, "Thornfield")
        town.homes.append(Membership("H0000001", id, "A0000001", TODAY - timedelta(days=9), None))
        place = home(f"A{number:07}", lines=text, number="", postcode="")
        town.lives("P0000001", place, TODAY - timedelta(days=9), TODAY)
    town.numbers[f"nhs:{NHS}"] = ["P0000001"]
    browser.submit("/search/person", nhs=NHS)
    (link,) = [href for href in links_of(browser.page.text) if href.startswith("/person/")]
    browser.go(link)
    shown = Read(browser.page.text)
    browser.go("/search")
    return shown


def links_of(text: str) -> list[str]:
    class Links(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [value for name, value in attrs if (tag, name) == ("a", "href") and value]

    made = Links()
    made.feed(text)
    return made.found


def test_every_one_is_shown_exactly_and_none_is_run(browser: Browser) -> None:
    strings: list[str] = json.loads((package("blns") / "resources" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) >= 485
    browser.begin()
    plain = card_of(browser, ["Maria", "Ben"]).made_of
    for at in range(0, len(strings), AT_ONCE):
        shown = card_of(browser, strings[at : at + AT_ONCE])
        assert shown.made_of == plain
        person = told(browser)
        names = [edge["node"]["person"]["displayName"] for edge in person["household"]["memberships"]["edges"]]
        lines = [edge["node"]["address"]["line"] for edge in person["residences"]["edges"]]
        assert len(names) == len(lines) == len(strings[at : at + AT_ONCE])
        assert [text for text in (*names, *lines) if text not in shown.cells] == []
