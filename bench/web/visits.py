"""Visits to the pages by a real browser: how long a page takes until it is there, and how many bytes it takes."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from bench.area import Known

LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
"""Milliseconds since the page was asked for; 0 until all of it is there."""


@dataclass
class Visit:
    """One browser without a cache from earlier. ``bytes``: headers and bodies of all answers; none for what it has."""

    context: BrowserContext
    page: Page
    bytes: int = 0


def begin(browser: Browser, cookies: list[dict[str, str]] | None = None) -> Visit:
    context = browser.new_context()
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]
    visit = Visit(context, context.new_page())
    wire = context.new_cdp_session(visit.page)
    wire.send("Network.enable")

    def came(event: dict[str, float]) -> None:
        visit.bytes += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", came)
    return visit


def sign_in(visit: Visit, url: str) -> None:
    page = visit.page
    page.goto(url)
    page.get_by_role("button", name="Sign in as the demonstration's duty worker").click()
    page.get_by_label("A call to the duty desk").check()
    page.get_by_label("Case reference").fill("BENCH-1")
    page.get_by_role("button", name="Continue").click()


def find(visit: Visit, url: str, who: Known) -> str:
    """The address of the best hit's card; "" where nobody is found."""
    page = visit.page
    page.goto(f"{url}/search")
    page.get_by_label("Name", exact=True).fill(f"{who.forename} {who.surname}")
    assert who.born_on is not None
    for label, part in (("Day", who.born_on.day), ("Month", who.born_on.month), ("Year", who.born_on.year)):
        page.get_by_label(label, exact=True).fill(str(part))
    page.get_by_role("button", name="Find person").click()
    page.get_by_role("link", name="Search again").wait_for()
    first = page.locator("main a[href^='/person/']").first
    return str(first.get_attribute("href")) if first.count() else ""


def milliseconds(browser: Browser, visit: Visit, address: str) -> float:
    """From asking until all of the page is there, in a browser that has been nowhere, with this one's session."""
    cold = begin(browser, visit.context.cookies())  # type: ignore[arg-type]
    answer = cold.page.goto(address, wait_until="load")
    if answer is None or answer.status != 200:
        raise SystemExit(f"A page was not answered: {answer.status if answer else None}.")
    cold.page.wait_for_function(LOADED)
    took = float(cold.page.evaluate(LOADED))
    cold.context.close()
    return took
