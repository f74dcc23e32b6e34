"""Kept readings: replaced by source, read by day, and only of deliveries that are loaded still."""

from datetime import UTC, date, datetime

from mast.core.quality import Measure
from mast.ledger import deliveries, intake, quality, runs
from mast.ledger.deliveries import Arrived
from mast.ledger.store import Ledger

pytest_plugins = ["tests.postgres"]

MOMENT = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
DAY = date(2026, 10, 31)
FILLED = Measure("filled", "postcode", 9, 10)


def now() -> datetime:
    return MOMENT


def test_readings_of_loaded_deliveries_and_of_publications(ledger: Ledger) -> None:
    run = runs.start(ledger, "load", now)
    number = intake.begin(run, Arrived("police", "police.txt", "ab" * 32, DAY))
    quality.remember(ledger, "police", number, DAY, [FILLED])
    assert quality.readings(ledger, DAY) == []
    intake.complete(ledger, number, now, 1)
    quality.remember(ledger, "police", number, DAY, [FILLED, Measure("unlinkable", "", 1, 5)])
    quality.remember(ledger, "fire", "generation-2", DAY, [Measure("matched", "police", 2, 8)])
    found = [(one.partner, one.measure) for one in quality.readings(ledger, DAY)]
    assert found == [
        ("fire", Measure("matched", "police", 2, 8)),
        ("police", FILLED),
        ("police", Measure("unlinkable", "", 1, 5)),
    ]
    assert [one.partner for one in quality.readings(ledger, DAY, "fire")] == ["fire"]
    assert quality.readings(ledger, date(2026, 11, 1)) == []
    found_row = deliveries.one(ledger, number)
    assert found_row is not None
    intake.begin_withdrawal(ledger, found_row, [])
    assert [one.partner for one in quality.readings(ledger, DAY)] == ["fire"]
