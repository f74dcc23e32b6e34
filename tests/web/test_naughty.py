"""The big list of naughty strings as names and addresses: shown exactly on every page, and not one of them is run."""

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.graphql.town import ALLOWED
from tests.web.conftest import Browser
from tests.web.naughty import NHS, batches, people_named

pytestmark = pytest.mark.npm

CARD = """query C($id: ID!) { person(id: $id) { residences { edges { node { address { id line } } } }
  household { memberships(first: 50) { edges { node { person { displayName } } } } } } }"""
LIVING = "query L($id: ID!) { address(id: $id) { residents { edges { node { person { displayName } } } } } }"


class Read(HTMLParser):
    """What a page shows in its heading, tables and links, where these lead, and of which elements it is made."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.links: list[str] = []
        self.made_of: set[str] = set()
        self._said: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made_of |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self._end()
        if tag in ("td", "a", "h1", "span"):
            self._said = []
        self.links += [value for name, value in attrs if (tag, name) == ("a", "href") and value]

    def handle_data(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._end()

    def _end(self) -> None:
        """What was shown up to the next element."""
        if self._said is not None:
            self.shown.append("".join(self._said))
        self._said = None

    def leading(self, to: str) -> list[str]:
        return list(dict.fromkeys(link for link in self.links if link.startswith(to)))


def told(browser: Browser, query: str, id: str) -> dict[str, Any]:
    """What the API says of one of them: the pages must say the same."""
    asked = browser.client.post("/graphql", json={"query": query, "variables": {"id": id}}, headers=ALLOWED)
    (one,) = asked.json()["data"].values()
    found: dict[str, Any] = one
    return found


def pages_of(browser: Browser, strings: list[str]) -> dict[str, Read]:
    """The pages that show somebody so named, by what they are; those of the addresses under the line of each."""
    people_named(browser.town, strings)
    browser.go("/search")
    found = Read(browser.submit("/search/person", nhs=NHS))
    card = Read(browser.go(found.leading("/person/")[0]))
    home = Read(browser.go(card.leading("/home/")[0]))
    addresses = {f"address {link}": Read(browser.go(link)) for link in card.leading("/address/")}
    browser.go("/search")
    places = Read(browser.submit("/search/address", uprn="100012345678"))
    return {"people": found, "person": card, "home": home, "places": places, **addresses}


def test_every_one_is_shown_exactly_and_none_is_made_part_of_a_page(browser: Browser) -> None:
    browser.begin()
    plain = pages_of(browser, ["Maria", "Ben"])
    made_of = {what.partition(" ")[0]: page.made_of for what, page in plain.items()}
    for strings in batches():
        shown = pages_of(browser, strings)
        assert {what for what, page in shown.items() if page.made_of != made_of[what.partition(" ")[0]]} == set()
        person = told(browser, CARD, "P0000001")
        names = [edge["node"]["person"]["displayName"] for edge in person["household"]["memberships"]["edges"]]
        places = [edge["node"]["address"] for edge in person["residences"]["edges"]]
        lines = [place["line"] for place in places]
        assert len(names) == len(lines) == len(strings)
        for what, texts in (("people", names), ("person", names + lines), ("home", names + lines), ("places", lines)):
            assert [text for text in texts if text not in shown[what].shown] == [], what
        pages = [page for what, page in shown.items() if what.startswith("address ")]
        for place, page in zip(places, pages, strict=True):
            residents = told(browser, LIVING, place["id"])["residents"]["edges"]
            living = [edge["node"]["person"]["displayName"] for edge in residents]
            assert [text for text in (place["line"], *living) if text not in page.shown] == []


def test_what_is_typed_is_shown_again_exactly(browser: Browser) -> None:
    class Typed(HTMLParser):
        def __init__(self, text: str) -> None:
            super().__init__()
            self.values: dict[str, str] = {}
            self.feed(text)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            said = dict(attrs)
            if tag == "input" and said.get("id"):
                self.values[str(said["id"])] = said.get("value") or ""

    browser.begin()
    for strings in batches():
        for text in strings:
            page = browser.submit("/search/person", name=text, day="x")
            assert Typed(page).values["name"] == text.strip()
