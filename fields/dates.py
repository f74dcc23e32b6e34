"""Days and times as partners write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from mast.fields.reasons import FieldError
from mast.fields.text import clean

_LONDON: Final = "Europe/London"
_MONTH_NAMES: Final = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE"),
    *("JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
_MONTHS: Final = {
    **{name: number for number, name in enumerate(_MONTH_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)},
    "SEPT": 9,
}
# Own patterns, since strptime's month names follow the machine's locale and its %y guesses the century.
_SHAPES: Final = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%d": r"(?P<d>[0-9]{1,2})",
    "%b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "%B": r"(?P<b>[A-Za-z]{3,9})\.?",
    "%a": r"[A-Za-z]{3,9}",
    "%A": r"[A-Za-z]{3,9}",
    "%H": r"(?P<H>[0-9]{1,2})",
    "%I": r"(?P<I>[0-9]{1,2})",
    "%p": r"(?P<p>[AaPp][Mm])",
    "%M": r"(?P<M>[0-9]{2})",
    "%S": r"(?P<S>[0-9]{2})(?:\.[0-9]+)?",
    "%f": r"[0-9]{1,9}",
    "%z": r"(?P<z>[Zz]|[+-][0-9]{2}:?[0-9]{2})",
    "%%": "%",
}
_FIGURES: Final = ("Y", "m", "d", "H", "M", "S")
_DEFAULT_BIRTHDAYS: Final = frozenset(
    (
        *(date(1900, 1, 1), date(1901, 1, 1), date(1800, 1, 1)),  # the earliest day that many forms accept
        *(date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1)),  # day nought of Excel and of its Mac calendar
        *(date(1753, 1, 1), date(1, 1, 1)),  # the earliest day of SQL Server's datetime, and of .NET
        *(date(1111, 11, 11), date(1011, 11, 11), date(1911, 11, 11)),  # one key held down
        *(date(9999, 12, 31), date(9999, 9, 9), date(2999, 12, 31)),  # "never"
    )
)


def parse_date(text: str, formats: Sequence[str]) -> date:
    """The day, read by the first of the strptime formats that fits; month names are English, in any case.

    A year has four digits: ``%y`` fits nothing. Raises FieldError: ``impossible_date`` where a format fits and there is
    no such day (or time of day), else ``bad_date``.
    """
    return _moment(text, tuple(formats)).date()


def local_date(text: str, formats: Sequence[str], zone: str = _LONDON, stated_zone: str | None = None) -> date:
    """The day in ``zone`` of a date or a time. A time with an offset, or of ``stated_zone``, is brought there first.

    A date without a time of day stays as it is, whatever its zone. Zones are those of the IANA time zone database.
    Raises FieldError as ``parse_date`` does.
    """
    return _local(text, tuple(formats), zone, stated_zone)


def as_date(value: object) -> date | None:
    """The day, in London, of a spreadsheet's date cell; None for any other value."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(ZoneInfo(_LONDON))).date()
    return value if isinstance(value, date) else None


def is_default_birthday(day: date) -> bool:
    """Whether a date of birth only says that nobody knew it: a system's first or last day, or one key held down.

    1 January of a likely year (1970 among them) is left alone: it is the real birthday of many, and the stated one of
    many more who come from where births are not registered.
    """
    return day in _DEFAULT_BIRTHDAYS


def age_on(born: date, day: date) -> int:
    """Whole years. Someone born on 29 February grows older on 1 March of a common year, as English law counts."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _local(text: str, formats: tuple[str, ...], zone: str, stated_zone: str | None) -> date:
    moment = _moment(text, formats)
    if moment.tzinfo is None:
        if stated_zone is None or not _has_clock(text):
            return moment.date()
        moment = moment.replace(tzinfo=ZoneInfo(stated_zone))
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        raise FieldError("impossible_date") from None


def _has_clock(text: str) -> bool:
    return ":" in text or re.search(r"[0-9][Tt ][0-9]{2}", text) is not None


def _moment(text: str, formats: tuple[str, ...]) -> datetime:
    written = clean(text)
    fits = False
    for wanted in formats:
        pattern, figures = _pattern(wanted)
        found = pattern.fullmatch(written)
        if found is None:
            continue
        if figures:
            fits = True
            try:
                return datetime(*map(int, found.group(*figures)))  # type: ignore[arg-type]
            except ValueError:
                continue
        parts = found.groupdict()
        month = _MONTHS.get(parts["b"].upper()) if parts.get("b") else int(parts.get("m") or 1)
        if month is None:
            continue
        fits = True
        try:
            return datetime(int(parts["Y"]), month, int(parts.get("d") or 1), *_clock(parts), tzinfo=_offset(parts))
        except ValueError:
            continue
    raise FieldError("impossible_date" if fits else "bad_date")


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(parts.get("H") or 0)
    if twelfth := parts.get("I"):
        if not 1 <= int(twelfth) <= 12:
            raise ValueError
        hour = int(twelfth) % 12 + (12 if (parts.get("p") or "").upper() == "PM" else 0)
    return hour, int(parts.get("M") or 0), int(parts.get("S") or 0)


def _offset(parts: dict[str, str | None]) -> timezone | None:
    written = parts.get("z")
    if not written:
        return None
    if written in "Zz":
        return timezone(timedelta(0))
    ahead = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(-ahead if written[0] == "-" else ahead)


@lru_cache(maxsize=256)
def _pattern(wanted: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The format as a pattern, and its groups from the year down where they are figures that make up a moment.

    A format that lacks a year, or has a two-digit one, fits nothing.
    """
    parts = re.split(r"(%.)", wanted)
    if (
        parts.count("%Y") != 1
        or any(parts.count(part) > 1 for part in parts[1::2])
        or any(part.startswith("%") and part not in _SHAPES for part in parts)
    ):
        return re.compile(r"(?!)"), ()
    pattern = re.compile("".join(_SHAPES.get(part, re.escape(part)) for part in parts))
    groups = len(pattern.groupindex)
    figures = _FIGURES[:groups] if groups > 2 else ()
    return pattern, figures if set(figures) == set(pattern.groupindex) else ()
