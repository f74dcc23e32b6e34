"""Days and times as partners write them."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields import dates
from mast.fields.dates import age_on, as_date, is_default_birthday, local_date, parse_date
from mast.fields.reasons import FieldError

ISO_TIME = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("03/03/1984", "%d/%m/%Y", date(1984, 3, 3)),
        ("3/3/1984", "%d/%m/%Y", date(1984, 3, 3)),
        (" 03-MAR-1984 ", "%d-%b-%Y", date(1984, 3, 3)),
        ("03-mar-1984", "%d-%b-%Y", date(1984, 3, 3)),
        ("3 March 1984", "%d %B %Y", date(1984, 3, 3)),
        ("3 Sept 1984", "%d %b %Y", date(1984, 9, 3)),
        ("Tuesday 3 March 2026", "%A %d %B %Y", date(2026, 3, 3)),
        ("19840303", "%Y%m%d", date(1984, 3, 3)),
        ("03/03/1984 14:05", "%d/%m/%Y %H:%M", date(1984, 3, 3)),
        ("03/03/1984 02:05 pm", "%d/%m/%Y %I:%M %p", date(1984, 3, 3)),
        ("2000-02-29", "%Y-%m-%d", date(2000, 2, 29)),
    ],
)
def test_a_date_is_read(text: str, wanted: str, expected: date) -> None:
    assert parse_date(text, [wanted]) == expected


def test_the_first_format_that_fits_is_taken() -> None:
    assert parse_date("04/03/1984", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"]) == date(1984, 3, 4)
    assert parse_date("03/14/1984", ["%d/%m/%Y", "%m/%d/%Y"]) == date(1984, 3, 14)


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("31/02/2026", "%d/%m/%Y", "impossible_date"),
        ("29/02/2025", "%d/%m/%Y", "impossible_date"),
        ("00/01/2026", "%d/%m/%Y", "impossible_date"),
        ("01/01/0000", "%d/%m/%Y", "impossible_date"),
        ("01/01/2026 25:00", "%d/%m/%Y %H:%M", "impossible_date"),
        ("01/01/2026 13:00 PM", "%d/%m/%Y %I:%M %p", "impossible_date"),
        ("2026-01-01T00:00:00+99:00", "%Y-%m-%dT%H:%M:%S%z", "impossible_date"),
        ("03/03/84", "%d/%m/%Y", "bad_date"),
        ("03/03/84", "%d/%m/%y", "bad_date"),
        ("03-MAX-1984", "%d-%b-%Y", "bad_date"),
        ("03-MARBLE-1984", "%d-%b-%Y", "bad_date"),
        ("03/03", "%d/%m", "bad_date"),
        ("03/03/1984", "%d/%d/%Y", "bad_date"),
        ("٠٣/٠٣/١٩٨٤", "%d/%m/%Y", "bad_date"),
        ("yesterday", "%d/%m/%Y", "bad_date"),
        ("", "%d/%m/%Y", "bad_date"),
    ],
)
def test_a_bad_date_is_refused_by_reason(text: str, wanted: str, reason: str) -> None:
    with pytest.raises(FieldError) as refused:
        parse_date(text, [wanted])
    assert refused.value.reason == reason
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-03T23:30:00Z", date(2026, 3, 3)),  # winter: London is UTC
        ("2026-07-03T23:30:00Z", date(2026, 7, 4)),  # summer: an hour ahead
        ("2026-07-03T23:30:00", date(2026, 7, 3)),  # naive is local already
        ("2026-07-03T23:30:00.123Z", date(2026, 7, 4)),
        ("2026-07-04T00:30:00+02:00", date(2026, 7, 3)),
        ("2026-07-04T00:30:00+0100", date(2026, 7, 4)),
        ("2026-10-25T00:30:00Z", date(2026, 10, 25)),  # the night the clocks go back
        ("2026-03-28T23:59:59Z", date(2026, 3, 28)),  # the night before they go forward
        ("2026-07-03", date(2026, 7, 3)),
    ],
)
def test_a_time_is_brought_to_london(text: str, expected: date) -> None:
    assert local_date(text, ISO_TIME) == expected


def test_a_stated_zone_holds_for_times_without_an_offset() -> None:
    assert local_date("2026-07-03T23:30:00", ISO_TIME, stated_zone="UTC") == date(2026, 7, 4)
    assert local_date("2026-07-03T23:30:00+01:00", ISO_TIME, stated_zone="UTC") == date(2026, 7, 3)
    assert local_date("2026-07-03", ISO_TIME, stated_zone="America/New_York") == date(2026, 7, 3)


def test_a_time_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(FieldError):
        local_date("9999-12-31T23:59:00-10:00", ["%Y-%m-%dT%H:%M:%S%z"])


def test_cells_of_a_spreadsheet() -> None:
    assert as_date(datetime(2026, 3, 3, 14, 5)) == date(2026, 3, 3)
    assert as_date(datetime(2026, 7, 3, 23, 30, tzinfo=UTC)) == date(2026, 7, 4)
    assert as_date(date(2026, 3, 3)) == date(2026, 3, 3)
    assert as_date("2026-03-03") is None
    assert as_date(46084) is None


def test_default_birthdays() -> None:
    assert is_default_birthday(date(1900, 1, 1))
    assert is_default_birthday(date(1901, 1, 1))
    assert is_default_birthday(date(9999, 12, 31))
    assert not is_default_birthday(date(1970, 1, 1))
    assert not is_default_birthday(date(2001, 1, 1))


def test_age() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert age_on(date(2008, 6, 15), date(2026, 6, 15)) == 18
    assert age_on(date(2026, 6, 15), date(2026, 6, 15)) == 0


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_the_same_moment_is_the_same_day_whatever_its_offset(moment: datetime, minutes: int) -> None:
    here = moment.replace(microsecond=0, tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(minutes=minutes)))
    assert local_date(here.isoformat(), ISO_TIME) == local_date(there.isoformat(), ISO_TIME)


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789/-: TZ+JANFEBpm", max_size=24))
def test_any_text_is_a_date_or_a_field_error(text: str) -> None:
    with contextlib.suppress(FieldError):
        assert isinstance(local_date(text, [*ISO_TIME, "%d/%m/%Y %H:%M", "%d-%b-%Y"]), date)


@settings(max_examples=300, deadline=None)
@given(st.from_regex(r"[0-3]?[0-9]/[01]?[0-9]/[0-9]{4}( [0-2]?[0-9]:[0-6][0-9](:[0-6][0-9](\.5)?)?)?", fullmatch=True))
def test_figures_alone_are_read_as_any_format(text: str) -> None:
    """Formats of nothing but figures have a way of their own; the way of all others is the oracle."""

    def read() -> object:
        try:
            return dates.parse_date(text, ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"))
        except FieldError as error:
            return error.reason

    quick = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_pattern", lambda wanted, found=dates._pattern: (found(wanted)[0], ()))
        assert quick == read()
