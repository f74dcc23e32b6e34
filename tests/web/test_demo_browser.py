"""The pages of ``mast demo``, by what it prints: from a clean machine to whom to ring, in a real browser."""

import re
import signal
from calendar import month_name
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.verbs import Started, answers, free_port, until
from tests.web.walking import say_why, violations

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.slow]


@pytest.fixture
def demo(home: Path) -> Iterator[tuple[str, str]]:
    """Its address, and what it printed."""
    port = free_port()
    started = Started({"MAST_HOME": str(home), "MAST_GRAPH_HEAP": "512m"}, "demo", "--people", 200, "--port", port)
    try:
        until(lambda: answers(port, "/health/ready") == 200, "the demo serves")
        until(lambda: "In a browser" in started.printed(), "it says what to try")
        yield f"http://127.0.0.1:{port}", started.printed()
    finally:
        started.process.send_signal(signal.SIGINT)
        started.ended()
        started.forget()


def test_whom_the_demo_names_is_found_and_told_of(demo: tuple[str, str], chromium: Browser) -> None:
    address, printed = demo
    told = re.search(r"Find (?P<name>.+), born (?P<day>\d+) (?P<month>\w+) (?P<year>\d+); or", printed)
    assert told is not None, printed
    months = list(month_name)
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()

    def clean() -> None:
        expect(page.get_by_text("everybody here is invented")).to_be_visible()
        assert violations(page) == []

    page.goto(address)
    clean()
    page.get_by_role("button", name="Sign in as the demonstration's duty worker").click()
    clean()
    say_why(page)
    clean()
    page.get_by_label("Name", exact=True).fill(told["name"])
    for label, typed in (("Day", told["day"]), ("Month", str(months.index(told["month"]))), ("Year", told["year"])):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="Find person").click()
    clean()
    page.locator("main a[href^='/person/']").first.click()
    clean()
    rows = page.locator(".mast-agencies tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Known").locator("a[href^='tel:']").first).to_be_visible()
    page.get_by_role("link", name="See this home as a picture to move").click()
    clean()
    page.get_by_role("link", name="Back to the card").click()
    page.locator("main a[href^='/address/']").first.click()
    clean()
    context.close()
