"""A lead signs in at a real OpenID Connect provider in a real browser, looks through the glass, and is signed out."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mast.access.revoking import Ended
from mast.core.settings import Settings
from mast.graphql.app import assemble, verifier
from mast.ledger.store import open_ledger
from mast.web.app import add_pages
from mast.web.sessions import IDLE
from tests.access.issuing import key
from tests.access.providing import provider
from tests.graphql.town import Town, Trail, services_of
from tests.web.conftest import MARIA, town
from tests.web.keeping import keep
from tests.web.live import free_port, serving
from tests.web.walking import say_why, violations

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]


@dataclass
class Service:
    """The pages behind an issuer. ``rested``, ``aged``: what the pages' clock, and that of tokens, are put on by."""

    address: str = ""
    trail: Trail = field(default_factory=Trail)
    rested: timedelta = timedelta()
    aged: timedelta = timedelta()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A town in which Maria is sealed."""
    whole, open_to_all, issuer, found = town(), town(), free_port(), Service()
    del open_to_all.people[MARIA]
    open_to_all.homes = [one for one in open_to_all.homes if one.person != MARIA]

    def pin(visibility: object, known_at: object, glass_broken: bool) -> object:
        seen: Town = whole if glass_broken else open_to_all
        return seen.reader(visibility, known_at, glass_broken)  # type: ignore[arg-type]

    settings = Settings(_env_file=None, home=tmp_path / "home", oidc_issuer=f"http://127.0.0.1:{issuer}")
    with provider(issuer, tmp_path, key("first")), open_ledger(Settings(home=tmp_path / "ledger")) as ledger:
        verify = verifier(settings, lambda: datetime.now(UTC) + found.aged, Ended(ledger, time.monotonic))
        app = assemble(services_of(whole, found.trail, pin=pin, verify=verify))
        add_pages(app, settings, lambda: datetime.now(UTC) + found.rested)
        with serving(app) as found.address:
            yield found


BROWSERS: dict[str, dict[str, Any]] = {
    "wide": {},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "without scripts": {"java_script_enabled": False},
}


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "wide"))


@pytest.fixture
def context(chromium: Browser, kind: str) -> Iterator[BrowserContext]:
    """Bypasses the policy of the pages for axe alone: test_home_browser.py has a browser that keeps to it."""
    made = chromium.new_context(bypass_csp=True, **BROWSERS[kind])
    yield made
    made.close()


@pytest.fixture
def clean(kind: str) -> Callable[[Page], None]:
    """Fails where a page sticks out of the screen, or where axe, if scripts are run at all, finds anything."""

    def look(page: Page) -> None:
        box, size = page.locator("main").bounding_box(), page.viewport_size
        assert box is not None
        assert size is not None
        assert box["x"] + box["width"] <= size["width"]
        if kind != "without scripts":
            assert violations(page) == []

    return look


def signed_in(page: Page, service: Service, user: str) -> None:
    page.goto(service.address)
    expect(page.get_by_label("Access token")).to_have_count(0)
    page.get_by_role("button", name="Sign in with your work account").click()
    page.get_by_label("User").fill(user)
    page.get_by_role("button", name="Sign in here").click()


def looked_for(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Maria Thornfield")
    page.get_by_label("Postcode").first.fill("WV11 3PJ")
    page.get_by_role("button", name="Find person").click()


@pytest.mark.parametrize("kind", BROWSERS, indirect=True)
def test_a_lead_s_whole_way_from_the_issuer_to_what_is_sealed(
    service: Service, context: BrowserContext, clean: Callable[[Page], None], kind: str
) -> None:
    def look(page: Page, name: str) -> None:
        clean(page)
        if kind == "wide":
            keep(page, name)

    page = context.new_page()
    signed_in(page, service, "ann")
    expect(page.get_by_text("Signed in as ann")).to_be_visible()
    say_why(page)
    looked_for(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to show")
    look(page, "nothing")
    page.get_by_role("link", name="Look at what is sealed").click()
    look(page, "glass")
    page.get_by_role("button", name="Break the glass").click()
    look(page, "glass-wrong")
    page.get_by_role("link", name="Select why you must see what is sealed").click()
    page.get_by_label("A child is at risk").check()
    page.get_by_role("button", name="Break the glass").click()
    expect(page.get_by_text("The glass is broken.")).to_be_visible()
    clean(page)
    page.get_by_role("link", name="Maria Thornfield").click()
    expect(page.get_by_text("The glass is broken.")).to_be_visible()
    expect(page.get_by_text("Kay Lead")).to_be_visible()
    clean(page)
    asked = {row.actor for step, row in service.trail.rows if step == "intent"}
    assert asked == {"ann"}


def test_what_comes_back_from_the_issuer_is_good_once_and_stays_in_no_history(
    service: Service, context: BrowserContext
) -> None:
    page = context.new_page()
    answered: list[str] = []
    page.on("request", lambda request: answered.append(request.url))
    page.goto(service.address)
    before = {one["name"]: one["value"] for one in context.cookies()}
    signed_in(page, service, "ann")
    expect(page.get_by_role("heading", level=1)).to_have_text("Why do you look?")
    after = {one["name"]: one["value"] for one in context.cookies(service.address)}
    assert after["mast-session"] != before.get("mast-session")
    (back,) = [url for url in answered if urlsplit(url).path == "/signed-in"]
    assert re.search(r"[?&]code=", back)
    assert urlsplit(page.url).query == ""
    page.goto(back)
    expect(page.get_by_text("Your sign-in was not accepted")).to_be_visible()


def test_somebody_without_a_role_here_is_not_let_in(
    service: Service, context: BrowserContext, clean: Callable[[Page], None]
) -> None:
    page = context.new_page()
    signed_in(page, service, "no-one")
    expect(page.get_by_text("Your sign-in was not accepted")).to_be_visible()
    clean(page)


@pytest.mark.parametrize("ends", ["by rest", "with the token"])
def test_the_session_ends_itself_and_going_back_shows_nothing(
    service: Service, context: BrowserContext, clean: Callable[[Page], None], ends: str
) -> None:
    page = context.new_page()
    signed_in(page, service, "ann")
    say_why(page)
    page.get_by_label("Name", exact=True).fill("Ben Thornfield")
    page.get_by_label("Postcode").first.fill("WV11 3PJ")
    page.get_by_role("button", name="Find person").click()
    page.get_by_role("link", name="Ben Thornfield").click()
    card = page.url
    page.get_by_role("link", name="Search again").click()
    if ends == "by rest":
        service.rested = IDLE + timedelta(seconds=1)
    else:
        service.aged = timedelta(minutes=11)
    answer = page.goto(card)
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_text("You were signed out")).to_be_visible()
    clean(page)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Multi-Agency Safeguarding Tracker")
    assert "Ben" not in page.content()
