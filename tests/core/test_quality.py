"""Measures against their own last days: what is usual, what is not, and the sentence that says so."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mast.core.quality import ENOUGH_DAYS, Departure, Kind, Measure, Reading, band, departures, shares_of

DAY = date(2026, 10, 31)


def readings(shares: Sequence[float], kind: Kind = "filled", subject: str = "postcode") -> list[Reading]:
    return [
        Reading("police", f"police-{place}", DAY - timedelta(days=len(shares) - place),
                Measure(kind, subject, round(share * 1000), 1000))
        for place, share in enumerate(shares)
    ]  # fmt: skip


def now(share: float, kind: Kind = "filled", subject: str = "postcode") -> Measure:
    return Measure(kind, subject, round(share * 1000), 1000)


def unusual(measure: Measure, earlier: Sequence[Reading]) -> list[Departure]:
    return departures("police", [measure], earlier)


def test_the_sentence_says_what_fell_and_not_that_quality_did() -> None:
    (found,) = unusual(now(0.75), readings([0.93] * 10))
    assert found.sentence == "police postcodes fell 18 points (from 93% to 75%)"
    (found,) = unusual(now(0.06, "fault", "bad_postcode"), readings([0.01] * 10, "fault", "bad_postcode"))
    assert found.sentence == "police rows with bad_postcode rose 5 points (from 1% to 6%)"
    (found,) = unusual(now(0.2, "matched", "adults"), readings([0.4] * 10, "matched", "adults"))
    assert found.sentence == "police records that match adults fell 20 points (from 40% to 20%)"


def test_too_few_days_are_not_usual() -> None:
    assert unusual(now(0.1), readings([0.9] * (ENOUGH_DAYS - 1))) == []
    assert unusual(now(0.1), readings([0.9] * ENOUGH_DAYS)) != []


def test_one_odd_day_moves_nothing() -> None:
    assert band([0.9] * 9 + [0.1]) == band([0.9] * 9)


def test_a_wide_spread_is_a_wide_band() -> None:
    assert unusual(now(0.6), readings([0.5, 0.6, 0.7, 0.8, 0.9])) == []
    assert unusual(now(0.6), readings([0.7, 0.7, 0.7, 0.7, 0.7])) != []


def test_a_fault_that_was_not_there_before_is_seen() -> None:
    earlier = readings([0.9] * 6)
    (found,) = unusual(now(0.2, "fault", "bad_postcode"), earlier)
    assert found.band.middle == 0
    assert shares_of(now(0.2, "fault", "bad_postcode"), "police", earlier) == [0.0] * 6


def test_another_partners_days_do_not_count() -> None:
    assert departures("fire", [now(0.1)], readings([0.9] * 10)) == []


def test_nothing_of_nothing_is_no_departure() -> None:
    assert unusual(Measure("filled", "postcode", 0, 0), readings([0.9] * 10)) == []


@given(st.lists(st.floats(0, 1), min_size=ENOUGH_DAYS, max_size=28))
def test_the_middle_lies_in_the_band_and_the_band_in_shares(shares: list[float]) -> None:
    found = band(shares)
    assert found is not None
    assert 0 <= found.low <= found.middle <= found.high <= 1
    assert found.middle == pytest.approx(sorted(shares)[len(shares) // 2], abs=1)
