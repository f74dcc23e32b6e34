"""Keeps pictures of the pages in the folder that ``MAST_TEST_SCREENSHOTS`` names (``make screenshots``)."""

import os
from pathlib import Path

from playwright.sync_api import Page


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("MAST_TEST_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
