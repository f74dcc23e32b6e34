"""The pages over the small town in memory, and a browser of plain forms that follows what the pages say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from starlette.testclient import TestClient

from mast.core.facts import Case
from mast.core.settings import Settings
from mast.graph.answers import Membership
from mast.graphql.app import assemble
from mast.web.app import add_pages
from tests.browser import browser as started
from tests.graphql.town import NOON, TODAY, Town, Trail, home, services_of

MARIA, BEN = "P0000001", "P0000002"


def town() -> Town:
    found = Town()
    found.person(MARIA, "Maria", "Thornfield")
    found.person(BEN, "Ben", "Thornfield", record="children:8", born_on=datetime(2015, 5, 5).date())
    place = home()
    for person in (MARIA, BEN):
        found.lives(person, place, TODAY - timedelta(days=300), TODAY - timedelta(days=3))
    found.touch(MARIA, "police", TODAY - timedelta(days=10), kind="call-out", by="PC 12 HILL")
    found.touch(MARIA, "police", TODAY - timedelta(days=70), kind="call-out", event="e2")
    found.touch(place.id, "police", TODAY - timedelta(days=10), kind="call-out")
    found.case(MARIA, "adults", "Kay Lead", Case(True, TODAY - timedelta(days=90)))
    found.homes += [
        Membership("H0000001", MARIA, place.id, TODAY - timedelta(days=300), None),
        Membership("H0000001", BEN, place.id, None, TODAY - timedelta(days=3)),
    ]
    del found.coverage["hospital"]
    return found


class Form(HTMLParser):
    """The forms and links of a page: action to the values its fields begin with; text to href."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.links: dict[str, str] = {}
        self._action = self._href = self._text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = said["action"]
            self.forms.setdefault(self._action, {})
        elif tag == "input" and said.get("type") != "radio":
            self.forms[self._action][said["name"]] = said.get("value", "")
        elif tag == "a":
            self._href, self._text = said["href"], ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            self.links[self._text.strip()] = self._href
            self._href = ""


@dataclass
class Browser:
    """Goes from page to page as somebody without scripts does."""

    client: TestClient
    town: Town
    trail: Trail
    clock: list[datetime]
    page: Any = None
    visited: list[str] = field(default_factory=list)

    def go(self, path: str) -> str:
        self.page = self.client.get(path)
        return self._noted()

    def follow(self, link: str) -> str:
        return self.go(Form(self.page.text).links[link])

    def submit(self, action: str, **typed: str) -> str:
        fields = Form(self.page.text).forms[action] | typed
        self.page = self.client.post(action, data=fields)
        return self._noted()

    def sign_in(self, token: str = "practitioner") -> str:
        self.go("/")
        return self.submit("/sign-in", token=token)

    def begin(self, token: str = "practitioner", purpose: str = "duty-call", case: str = "EX-1") -> str:
        self.sign_in(token)
        return self.submit("/purpose", purpose=purpose, case=case)

    def _noted(self) -> str:
        self.visited += [str(one.url) for one in (*self.page.history, self.page)]
        text: str = self.page.text
        return text


@pytest.fixture
def browser(tmp_path: Any) -> Iterator[Browser]:
    own, trail, clock = town(), Trail(), [NOON]
    app = assemble(services_of(own, trail))
    add_pages(app, Settings(_env_file=None, home=tmp_path), lambda: clock[0])
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(client, own, trail, clock)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with started() as found:
        yield found
