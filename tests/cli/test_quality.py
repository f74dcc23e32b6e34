"""``mast quality``: a card a partner as sentences, JSON and a page that stands alone."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mast.core.quality import Measure
from mast.core.settings import Settings
from mast.ledger import intake, quality, runs
from mast.ledger.deliveries import Arrived
from mast.ledger.store import open_ledger
from tests.cli.verbs import done, mast

LAST = date(2026, 10, 31)
SENTENCE = "police postcodes fell 18 points (from 93% to 75%)"


def now() -> datetime:
    return datetime(2026, 10, 31, 9, 0, tzinfo=UTC)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Ten days of the police's data, of which the last has fewer postcodes, and two publications."""
    home = tmp_path / "home"
    with open_ledger(Settings(home=home)) as ledger:
        run = runs.start(ledger, "load", now)
        for ago in range(9, -1, -1):
            day = LAST - timedelta(days=ago)
            number = intake.begin(run, Arrived("police", f"police_{day:%Y%m%d}.txt", f"{ago:064x}", day))
            intake.complete(ledger, number, now, 10 - ago)
            filled = Measure("filled", "postcode", 93 if ago else 75, 100)
            quality.remember(
                ledger,
                "police",
                number,
                day,
                [filled, Measure("fault", "bad_postcode", 1, 100), Measure("unlinkable", "", 0, 60)],
            )
        for number, share in (("generation-10", 40), ("generation-11", 41)):
            quality.remember(ledger, "police", number, LAST, [Measure("matched", "adults", share, 60)])
    return {"MAST_HOME": str(home)}


def test_it_says_what_fell(env: dict[str, str]) -> None:
    out = done(env, "quality", "--as-of", LAST)
    assert SENTENCE in out
    assert "records that match adults" in out
    cards = json.loads(done(env, "quality", "police", "--as-of", LAST, "--json"))
    assert cards["police"]["sentences"] == [SENTENCE]
    by_subject = {(one["kind"], one["subject"]): one for one in cards["police"]["measures"]}
    assert by_subject["filled", "postcode"]["share"] == 0.75
    assert by_subject["filled", "postcode"]["usual"] == [0.9, 0.93, 0.96]
    assert len(by_subject["filled", "postcode"]["days"]) == 10
    assert by_subject["matched", "adults"]["count"] == 41
    assert by_subject["matched", "adults"]["usual"] is None


def test_the_page_stands_alone_and_is_the_same_each_time(env: dict[str, str], tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two"):
        done(env, "quality", "--as-of", LAST, "--out", tmp_path / name)
        pages.append((tmp_path / name / "quality-police.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert SENTENCE[1:] in pages[0]
    assert pages[0].count("<svg") == 4
    assert "http" not in pages[0].replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in pages[0]
    kept = json.loads((tmp_path / "one" / "quality-police.json").read_text(encoding="utf-8"))
    assert kept["sentences"] == [SENTENCE]


def test_days_long_past_and_partners_never_measured(env: dict[str, str]) -> None:
    assert "Nothing was measured" in done(env, "quality", "--as-of", "2025-01-01")
    unknown = mast(env, "quality", "fire", "--as-of", LAST)
    assert unknown.code == 2
    assert "Nothing was measured of 'fire'" in unknown.err
