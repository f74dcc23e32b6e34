"""A home's picture in a real browser: drawn by our own files, walked by keyboard, and not missed without a script."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mast.core.settings import Settings
from mast.graphql.app import assemble
from mast.web.app import add_pages
from tests.graphql.town import NOON, TODAY, home, services_of
from tests.web.conftest import MARIA, town
from tests.web.live import serving
from tests.web.walking import begin

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]

PICTURE = "People and addresses, with the days between them"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = town()
    elsewhere = home("A0000002", lines="7 Mill Lane, WV1 1AA", number="7", postcode="WV1 1AA")
    own.lives(MARIA, elsewhere, TODAY - timedelta(days=360), TODAY - timedelta(days=310), current=False)
    app = assemble(services_of(own))
    add_pages(app, Settings(_env_file=None, home=tmp_path_factory.mktemp("home")), lambda: NOON, lambda: "practitioner")
    with serving(app) as address:
        yield address


def card_of(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    begin(page, address)
    page.get_by_label("Name", exact=True).fill("Maria Thornfield")
    page.get_by_label("Postcode").first.fill("WV11 3PJ")
    page.get_by_role("button", name="Find person").click()
    page.get_by_role("link", name="Maria Thornfield").click()
    return page


def to_home(page: Page) -> None:
    page.get_by_role("link", name="See this home as a picture to move").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Same home as Maria Thornfield")


def test_it_is_loaded_on_request_and_breaks_no_rule_of_the_page(served: str, chromium: Browser) -> None:
    context = chromium.new_context()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = card_of(context, served)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith(".js")]
    to_home(page)
    expect(page.locator("#moving canvas").first).to_be_visible()
    assert [url.split("/")[-1].split("-")[0] for url in asked if url.endswith(".js")] == ["cytoscape", "home"]
    assert [url for url in asked if not url.startswith(served)] == []
    assert said == []
    expect(page.locator("svg.mast-home")).to_be_hidden()
    context.close()


def test_it_is_walked_by_keyboard(served: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = card_of(context, served)
    to_home(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "moving":
            break
    expect(page.get_by_role("application", name=PICTURE)).to_be_focused()
    told = page.get_by_role("status")
    seen = []
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        seen.append(told.inner_text())
    assert (
        sum("Ben Thornfield: 12 Heath Way, WV11 3PJ, a year ago or more – 28 October 2026." in one for one in seen) == 1
    )
    assert len(set(seen)) == 4
    for key in ("+", "-", "0"):
        page.keyboard.press(key)
    while "Ben Thornfield: " not in told.inner_text():
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Thornfield")
    assert not re.search(r"(?i)thornfield|P000", page.url)
    context.close()


def test_without_a_script_the_drawing_and_the_table_stay(served: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = card_of(context, served)
    to_home(page)
    expect(page.locator("svg.mast-home")).to_be_visible()
    expect(page.get_by_role("table", name="Who was where, and when")).to_be_visible()
    expect(page.get_by_text("Larger")).to_be_hidden()
    context.close()
