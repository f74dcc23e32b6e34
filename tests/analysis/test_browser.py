"""An analyst's morning: the real Neo4j Browser on a Neo4j of the copy's own, connected, with the scripts as they are
shipped. ``MAST_TEST_SCREENSHOTS`` names a folder to keep pictures of it in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mast.analysis.publishing import publish_copy
from mast.analysis.scripts import PARAMETERS, write_scripts
from mast.graph.opening import open_graph
from tests.analysis.planted import CALLED, HIDDEN, SEVERAL, planted
from tests.analysis.test_publishing import ABOUT, drawn
from tests.browser import browser
from tests.engines import Neo4jEngine

pytestmark = [pytest.mark.neo4j, pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Browser's page, connected to the copy of the planted town."""
    engine = Neo4jEngine(tmp_path_factory.mktemp("browser"), browser=True)
    try:
        with open_graph(engine.settings(tmp_path_factory.mktemp("home"))) as graph:
            publish_copy(graph, drawn(planted()), ABOUT)
        with browser() as started:
            page = started.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE)
            page.goto(engine.browser_url)
            uri, user, password, _ = engine.bolt()
            page.locator("select").first.select_option("bolt://")
            page.get_by_test_id("boltaddress").fill(uri.removeprefix("bolt://"))
            page.get_by_test_id("username").fill(user)
            page.get_by_test_id("password").fill(password)
            page.get_by_test_id("connect").click()
            expect(page.get_by_text("You are connected as user neo4j")).to_be_visible()
            yield page
    finally:
        engine.stop()


def run(page: Page, folder: Path, name: str) -> Locator:
    """Put a shipped script into the editor, as a favourite is, and run it. Returns the frame that it opens."""
    text = (folder / name).read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("// ")
    page.locator(".monaco-editor textarea").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    expect(page.get_by_test_id("activeEditor")).to_contain_text(title.split()[0])
    page.get_by_test_id("editor-Run").click()
    expect(page.get_by_test_id("frameCommand").first).to_contain_text(title)
    return page.get_by_test_id("frame").first


def set_parameters(page: Page, folder: Path) -> None:
    """Run the script of parameters, and wait until each is set: Browser would run the next script before that."""
    frame = run(page, folder, PARAMETERS)
    many = (folder / PARAMETERS).read_text(encoding="utf-8").count(":param ")
    expect(frame.get_by_role("listitem", name="Status: success")).to_have_count(many)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("MAST_TEST_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize(
    ("script", "cells"),
    [
        ("01-households-of-several-agencies", ["4", str(SEVERAL)]),
        ("04-hidden-overlaps", ['"Children"', '"Police"', str(HIDDEN)]),
        ("06-repeated-call-outs", ["4", str(CALLED)]),
    ],
)
def test_a_saved_script_runs_in_the_browser_and_shows_its_table(
    connected: Page, tmp_path: Path, script: str, cells: list[str]
) -> None:
    write_scripts(tmp_path)
    set_parameters(connected, tmp_path)
    frame = run(connected, tmp_path, f"{script}.cypher")
    keep(connected, script)
    for cell in cells:
        expect(frame.get_by_text(cell, exact=True).first).to_be_visible()
    keep(connected, script)


def test_a_household_is_shown_as_a_picture(connected: Page, tmp_path: Path) -> None:
    write_scripts(tmp_path)
    set_parameters(connected, tmp_path)
    run(connected, tmp_path, "14-one-household-as-a-picture.cypher")
    expect(connected.locator("svg .node").first).to_be_visible()
    keep(connected, "14-one-household-as-a-picture")
