"""The twelve months that a card shows, and those of an earlier day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local_day(moment: datetime) -> date:
    """The day in the United Kingdom at an aware moment."""
    return moment.astimezone(LONDON).date()


def a_year_before(day: date, years: int = 1) -> date:
    """The same day ``years`` years earlier; 29 February counts as 28 in a year without one."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class Window:
    """Days after ``after`` up to and including ``until``.

    ``past``: it ends before the newest day that is known, so that what goes on until then must be cut off at ``until``.
    """

    after: date
    until: date
    past: bool = False

    @classmethod
    def twelve_months_to(cls, day: date) -> "Window":
        return cls(after=a_year_before(day), until=day)

    @classmethod
    def as_of(cls, day: date, today: date) -> "Window":
        """The twelve months to ``day``, not after ``today``, without what lies twelve months or more before ``today``:
        for a ``day`` of that age, nothing.
        """
        return cls(after=a_year_before(today), until=day, past=day < today)

    @property
    def is_empty(self) -> bool:
        return self.until <= self.after

    def __contains__(self, day: date) -> bool:
        return self.after < day <= self.until
