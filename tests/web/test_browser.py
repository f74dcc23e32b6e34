"""The duty worker's way in a real browser: without scripts, on a narrow screen, and looked over by axe everywhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from mast.core.settings import Settings
from mast.graphql.app import assemble
from mast.web.app import add_pages
from tests.graphql.town import NOON, services_of
from tests.web.conftest import town
from tests.web.keeping import keep
from tests.web.live import serving
from tests.web.walking import violations

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]

WIDE, NARROW = ViewportSize(width=1100, height=900), ViewportSize(width=320, height=640)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages over the town in memory, as a demonstration."""
    app = assemble(services_of(town()))
    add_pages(app, Settings(_env_file=None, home=tmp_path_factory.mktemp("home")), lambda: NOON, lambda: "practitioner")
    with serving(app) as address:
        yield address


def walk(page: Page, address: str) -> Iterator[str]:
    """From signing in to the address card, by what the pages say; the name of each page once it is there."""
    page.goto(address)
    yield "sign-in"
    page.get_by_role("button", name="Sign in as the demonstration's duty worker").click()
    yield "purpose"
    page.get_by_role("button", name="Continue").click()
    yield "purpose-wrong"
    page.get_by_label("A call to the duty desk").check()
    page.get_by_label("Case reference").fill("EX-1")
    page.get_by_role("button", name="Continue").click()
    yield "search"
    page.get_by_label("Name", exact=True).fill("Mariah Thornfeild")
    page.get_by_role("button", name="Find person").click()
    yield "search-wrong"
    for label, typed in (("Day", "12"), ("Month", "3"), ("Year", "1984")):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="Find person").click()
    yield "people"
    page.get_by_role("link", name="Maria Thornfield").click()
    yield "person"
    page.get_by_role("link", name="See this home as a picture to move").click()
    yield "home"
    page.get_by_role("link", name="Back to the card").click()
    page.get_by_role("link", name="12 Heath Way, WV11 3PJ").click()
    yield "address"
    page.goto(f"{address}/person/none")
    yield "not-here"


@pytest.mark.parametrize("plain", [False, True], ids=["styled", "plain"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_way_needs_no_script_and_fits_the_screen(served: str, chromium: Browser, size: Any, plain: bool) -> None:
    """``plain``: where GOV.UK Frontend was not fetched."""
    context = chromium.new_context(viewport=size, java_script_enabled=False)
    if plain:
        context.route(re.compile("/assets/govuk"), lambda route: route.abort())
    page = context.new_page()
    for name in walk(page, served):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= size["width"], name
        if not plain:
            keep(page, name if size is WIDE else f"{name}-narrow")
    context.close()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page(served: str, chromium: Browser, size: Any) -> None:
    context = chromium.new_context(viewport=size, bypass_csp=True)
    page = context.new_page()
    for name in walk(page, served):
        assert violations(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{name} is scrolled sideways"
    context.close()


def test_the_way_is_walked_by_keyboard_alone(served: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(served)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign in as the demonstration's duty worker")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Why do you look?")
    context.close()


def test_the_first_visit_is_light(served: str, chromium: Browser) -> None:
    """At most 120 KB for search and card with all that they need, and 25 KB for a card after that."""
    context = chromium.new_context(viewport=WIDE)
    page, sizes = context.new_page(), []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    for name in walk(page, served):
        if name == "people":
            sizes_before_card = sum(sizes)
        if name == "person":
            break
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= 120_000
    assert sum(sizes) - sizes_before_card <= 25_000
    context.close()
