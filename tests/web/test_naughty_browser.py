"""Naughty strings in a real browser, with scripts on: pages show them as text, and nothing of them runs or loads."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page

from mast.core.settings import Settings
from mast.graphql.app import assemble
from mast.web.app import add_pages
from tests.graphql.town import NOON, Town, services_of
from tests.web.live import serving
from tests.web.naughty import NHS, batches, people_named
from tests.web.walking import begin

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]

OWN_SCRIPTS = {"cytoscape", "home"}


@pytest.fixture
def own() -> Town:
    return Town()


@pytest.fixture
def served(own: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    services = services_of(own)
    app = assemble(services)
    home = tmp_path_factory.mktemp("home")
    add_pages(app, Settings(_env_file=None, home=home), lambda: NOON, lambda: "practitioner")
    with serving(app) as address:
        yield address


def names_on(page: Page) -> list[str]:
    texts: list[str] = page.locator("main a[href^='/person/']").evaluate_all("found => found.map(a => a.textContent)")
    return texts


def test_nothing_of_them_is_run_or_loaded(own: Town, served: str, chromium: Browser) -> None:
    context = chromium.new_context()
    happened: list[str] = []
    loaded: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    context.on("dialog", dismissed)
    context.on("console", lambda message: happened.append(message.text))
    context.on("weberror", lambda error: happened.append(str(error.error)))
    context.on("request", lambda request: loaded.append(request.url))
    page = context.new_page()
    begin(page, served)
    for strings in batches():
        people_named(own, strings)
        page.goto(f"{served}/search")
        page.get_by_label("NHS number").fill(NHS)
        page.get_by_role("button", name="Find person").click()
        page.get_by_role("heading", name="People found").wait_for()
        found = names_on(page)
        assert len(found) == len(strings)
        page.locator("main a[href^='/person/']").first.click()
        own_name = page.get_by_role("heading", level=1).evaluate("one => one.textContent")
        assert sorted([own_name, *names_on(page)]) == sorted(found)
        page.locator("main a[href^='/home/']").click()
        page.locator("#moving canvas").first.wait_for()
        assert sorted([own_name, *names_on(page)]) == sorted([*found, "Back to the card"])
    assert happened == []
    files = {url.removeprefix(served).split("/")[1] for url in loaded if url.startswith(served)}
    assert [url for url in loaded if not url.startswith(served)] == []
    assert files <= {"", "sign-in", "purpose", "search", "results", "person", "home", "assets"}
    scripts = {url.rpartition("/")[2].partition("-")[0] for url in loaded if url.endswith(".js")}
    assert scripts == OWN_SCRIPTS
    context.close()
