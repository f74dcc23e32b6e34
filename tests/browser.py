"""A real browser for the tests: Debian's Chromium, driven by Playwright, with a profile of its own each time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing() -> str:
    """Why no browser can be run on this machine, or an empty text."""
    if not find_spec("playwright"):
        return "the package playwright is not installed"
    return "" if any(map(shutil.which, _NAMES)) else "Chromium was not found"


def chromium() -> str:
    """The path of the browser; only where nothing is ``missing``."""
    return next(filter(None, map(shutil.which, _NAMES)))


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless browser that ends with the block."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(_OPTIONS))
        try:
            yield started
        finally:
            started.close()
