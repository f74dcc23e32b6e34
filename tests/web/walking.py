"""What browser tests of the pages do again and again: sign in and say why, and have axe look a page over."""

from playwright.sync_api import Page

from tests import npm


def begin(page: Page, address: str) -> None:
    """From the front page to the search, as the demonstration's duty worker."""
    page.goto(address)
    page.get_by_role("button", name="Sign in as the demonstration's duty worker").click()
    say_why(page)


def say_why(page: Page) -> None:
    page.get_by_label("A call to the duty desk").check()
    page.get_by_label("Case reference").fill("EX-1")
    page.get_by_role("button", name="Continue").click()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds amiss, with the elements. It needs scripts, and a context that bypasses the pages' policy."""
    page.add_script_tag(content=(npm.package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
