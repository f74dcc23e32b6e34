"""What the pages are made of: served under names that change with the content, packed, and nothing else."""

import gzip
import json
import re
from pathlib import Path

import pytest

from mast.web.assets import FILES, assets
from tests.web.conftest import Browser

WEB = Path(__file__).parents[2] / "web"


def test_each_is_served_for_a_year_under_a_name_of_its_content(browser: Browser) -> None:
    names = re.findall(r'="/assets/([^"]+)"', browser.go("/"))
    assert [name for name in names if name.startswith("mast-")]
    for name in names:
        found = browser.client.get(f"/assets/{name}")
        assert found.status_code == 200
        assert found.headers["content-type"].partition(";")[0] in ("text/css", "image/svg+xml")
        assert found.headers["content-encoding"] == "gzip"
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_nothing_else_is_served(browser: Browser) -> None:
    for name in ("pages.py", "..%2fpages.py", "none", "mast.css", "mast-000000000000.css"):
        assert browser.client.get(f"/assets/{name}").status_code == 404


def test_what_is_served_names_no_font_and_no_other_machine() -> None:
    for one in assets().values():
        assert gzip.decompress(one.packed) == one.plain
        assert b"@font-face" not in one.plain
        assert one.media_type != "text/css" or not re.search(rb"url\(['\"]?(\w+:)?//|@import", one.plain)


def test_the_pages_do_without_what_is_not_installed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {name: one for name, one in assets().items() if FILES[name].startswith("static/")}
    monkeypatch.setattr("mast.web.assets.assets", lambda: ours)
    page = browser.go("/")
    assert 'href="/assets/mast-' in page
    assert "govuk-" not in "".join(re.findall(r'href="([^"]*)"', page))


@pytest.mark.parametrize(
    ("offered", "packed"), [("gzip", True), ("*", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("br", False)]
)
def test_a_page_is_packed_for_who_reads_that(browser: Browser, offered: str, packed: bool) -> None:
    for path in ("/", "/purpose", f"/assets/{assets()['mast.css'].name}"):
        answer = browser.client.get(path, headers={"accept-encoding": offered})
        assert (answer.headers.get("content-encoding") == "gzip") is packed
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.text


def test_a_form_carries_the_sessions_secret_written_differently_each_time(browser: Browser) -> None:
    browser.begin()
    found = [one for _ in range(20) for one in re.findall(r'name="csrf" value="([^"]+)"', browser.go("/search"))]
    assert len(set(found)) == len(found) == 60
    data = {"name": "Maria Thornfield", "postcode": "WV11 3PJ"}
    for csrf in found:
        assert browser.client.post("/search/person", data={**data, "csrf": csrf}).status_code == 200
    for csrf in (found[0][:-1], found[0] + "AAAA", found[0][:22], "é", "", "A" * 43):
        assert browser.client.post("/search/person", data={**data, "csrf": csrf}).status_code == 403


def test_the_notices_name_all_that_others_made(browser: Browser) -> None:
    told = browser.client.get("/licences")
    assert told.headers["content-type"].startswith("text/plain")
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["license"] == "MIT"
        spelt = {"cytoscape": "Cytoscape.js", "govuk-frontend": "GOV.UK Frontend"}[name]
        assert f"{spelt} {version}" in told.text
    assert "Permission is hereby granted, free of charge" in told.text
    assert 'href="/licences"' in browser.go("/")
