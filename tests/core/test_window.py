"""The twelve months: after the same day of the year before, up to and including the day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mast.core.window import Window, a_year_before, local_day


def test_the_same_day_of_the_year_before_is_outside_and_the_day_itself_inside() -> None:
    window = Window.twelve_months_to(date(2026, 10, 31))
    assert date(2025, 10, 31) not in window
    assert date(2025, 11, 1) in window
    assert date(2026, 10, 31) in window
    assert date(2026, 11, 1) not in window


def test_29_february_counts_as_28() -> None:
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert a_year_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert date(2023, 3, 1) in Window.twelve_months_to(date(2024, 2, 29))
    assert date(2023, 2, 28) not in Window.twelve_months_to(date(2024, 2, 29))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_window_holds_365_or_366_days(day: date) -> None:
    window = Window.twelve_months_to(day)
    inside = sum(window.after + timedelta(days=n) in window for n in range(0, 400))
    assert inside in (365, 366)
    assert window.until - window.after == timedelta(days=inside)


@given(st.dates(date(1, 1, 1), date(2100, 1, 1)), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_window_as_of_a_day_is_part_of_the_window_of_today(day: date, today: date) -> None:
    day = min(day, today)
    window, whole = Window.as_of(day, today), Window.twelve_months_to(today)
    assert (window.after, window.until, window.past) == (whole.after, day, day < today)
    assert window.is_empty == (day not in whole)
    assert window.is_empty or day in window


def test_as_of_today_is_the_window_of_today() -> None:
    today = date(2026, 10, 31)
    assert Window.as_of(today, today) == Window.twelve_months_to(today)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 31, 23, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_a_day_is_the_day_in_the_united_kingdom(moment: datetime, day: date) -> None:
    assert local_day(moment) == day
