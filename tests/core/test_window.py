"""The twelve months: after the same day of the year before, up to and including the day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mast.core.window import Window, a_year_before


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
