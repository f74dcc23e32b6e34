"""The twelve months that a card shows."""

from dataclasses import dataclass
from datetime import date


def a_year_before(day: date, years: int = 1) -> date:
    """The same day ``years`` years earlier; 29 February counts as 28 in a year without one."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class Window:
    """Days after ``after`` up to and including ``until``."""

    after: date
    until: date

    @classmethod
    def twelve_months_to(cls, day: date) -> "Window":
        return cls(after=a_year_before(day), until=day)

    def __contains__(self, day: date) -> bool:
        return self.after < day <= self.until
