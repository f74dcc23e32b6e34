"""The lead's way through the glass: blind, with a reason, for one search and its cards, and on record each time."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mast.core.settings import Settings
from mast.graphql.app import assemble
from mast.web.app import add_pages
from mast.web.glass import LASTS
from tests.graphql.town import NOON, Town, Trail, services_of
from tests.web.conftest import BEN, MARIA, Browser, Form, town

LINK = "Look at what is sealed"
MISSING = "Select why you must see what is sealed"


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Browser]:
    """A town in which Maria is sealed."""
    whole, open_to_all, trail, clock = town(), town(), Trail(), [NOON]
    del open_to_all.people[MARIA]

    def pin(visibility: object, known_at: object, glass_broken: bool) -> object:
        seen: Town = whole if glass_broken else open_to_all
        return seen.reader(visibility, known_at, glass_broken)  # type: ignore[arg-type]

    app = assemble(services_of(whole, trail, pin=pin))
    add_pages(app, Settings(_env_file=None, home=tmp_path), lambda: clock[0])
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(client, whole, trail, clock)


def looked_for(browser: Browser, name: str = "Maria Thornfield", born: str = "1984") -> str:
    browser.go("/search")
    return browser.submit("/search/person", name=name, day="12", month="3", year=born)


def broken(browser: Browser, **typed: str) -> str:
    browser.follow(LINK)
    (form,) = [action for action in Form(browser.page.text).forms if action.startswith("/glass/")]
    return browser.submit(form, **typed)


def operations(browser: Browser) -> list[str]:
    return [row.operation for step, row in browser.trail.rows if step == "intent"]


def test_a_lead_sees_for_one_search_and_its_cards(sealed: Browser) -> None:
    sealed.begin("lead")
    assert "Nothing to show" in looked_for(sealed)
    found = broken(sealed, reason="child-at-risk")
    assert "The glass is broken." in found
    card = sealed.follow("Maria Thornfield")
    assert "The glass is broken." in card
    assert "Kay Lead" in card
    through = [name for name in operations(sealed) if name.endswith("glass broken: child-at-risk")]
    assert len(through) == 4  # the search, the card, what waits to be confirmed, and the touchpoints
    assert "Nothing to show" in looked_for(sealed)
    assert "The glass is broken." not in sealed.page.text


def test_it_is_broken_blind(sealed: Browser) -> None:
    """Whether somebody is sealed, absent or found, the way to the glass and its page are the same."""

    def plain(text: str) -> str:
        return re.sub(r'(/glass/|csrf" value=")[\w-]+', r"\1", text)

    sealed.begin("lead")
    nothing = [plain(looked_for(sealed, name)) for name in ("Maria Thornfield", "Nobody Atall")]
    assert nothing[0] == nothing[1]
    pages = []
    for name in ("Maria Thornfield", "Nobody Atall"):
        looked_for(sealed, name)
        pages.append(plain(sealed.follow(LINK)))
    sealed.go("/search")
    sealed.submit("/search/person", name="Ben Thornfield", day="5", month="5", year="2015")
    assert "People found" in sealed.page.text
    pages.append(plain(sealed.follow(LINK)))
    assert len(set(pages)) == 1


def test_without_a_reason_it_stays_whole(sealed: Browser) -> None:
    sealed.begin("lead")
    for reason in ("", "curiosity"):
        looked_for(sealed)
        assert MISSING in broken(sealed, reason=reason)
        assert sealed.page.status_code == 400
    assert not [name for name in operations(sealed) if "glass" in name]


def test_whoever_stands_by_is_somebody_else(sealed: Browser) -> None:
    sealed.begin("lead")
    looked_for(sealed)
    page = broken(sealed, reason="court-order", second="nonsense")
    assert "Enter a token that is still good" in page
    assert "Maria" not in page


def test_it_heals_in_five_minutes(sealed: Browser) -> None:
    sealed.begin("lead")
    looked_for(sealed)
    broken(sealed, reason="missing-person")
    results, card = str(sealed.page.url), Form(sealed.page.text).links["Maria Thornfield"]
    sealed.clock[0] += LASTS + timedelta(seconds=1)
    for path in (results, card):
        assert "Maria" not in sealed.go(path)
        assert sealed.page.status_code == 404


def test_nobody_else_has_a_way_through(sealed: Browser) -> None:
    sealed.begin("practitioner")
    looked_for(sealed)
    assert LINK not in sealed.page.text
    results = str(sealed.page.url).rpartition("/")[2]
    assert sealed.client.get(f"/glass/{results}").status_code == 404
    csrf = Form(sealed.go("/search")).forms["/search/person"]["csrf"]
    posted = sealed.client.post(f"/glass/{results}", data={"csrf": csrf, "reason": "court-order"})
    assert posted.status_code == 404
    sealed.client.cookies.clear()
    sealed.begin("lead", purpose="open-case")
    looked_for(sealed)
    assert LINK not in sealed.page.text, "the glass is not broken for an open case"
    assert BEN not in "".join(sealed.visited)
