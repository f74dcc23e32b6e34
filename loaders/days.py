"""The day that a cell states: text in the mapping's formats, or a spreadsheet's or Parquet's own date."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from mast.fields.dates import as_date, local_date
from mast.fields.reasons import FieldError
from mast.loaders.contract import Dates, Meaning
from mast.loaders.formats.table import Cell
from mast.loaders.stating import Remembered

_LONDON: Final = "Europe/London"
_DAY_AND_TIME: Final = re.compile(r"([^ %]*%[Ymdb][^ %]*%[Ymdb][^ %]*%[Ymdb][^ %]*) ((?:[^ %]*%[HMS])+[^ %]*)")
_MOST_WRITTEN: Final = 65_536


class DayReader:
    """Reads cells of one meaning as local days in London; None for an empty cell. Raises FieldError for no such day.

    Days repeat and are read once. Times hardly do: where a day and a time of day stand apart, each is read once.
    """

    def __init__(self, dates: Dates, meaning: Meaning) -> None:
        self._formats = dates.formats.get(meaning, ())
        self._zone = None if dates.timezone == _LONDON else dates.timezone
        self._written = Remembered(self._read, _MOST_WRITTEN)
        apart = _DAY_AND_TIME.fullmatch(self._formats[0]) if self._formats and self._zone is None else None
        self._day_format, self._time_format = apart.groups() if apart else ("", "")
        self._day_alone, self._time_alone = (
            Remembered(self._alone, _MOST_WRITTEN),
            Remembered(self._time, _MOST_WRITTEN),
        )

    def __call__(self, cell: Cell) -> date | None:
        if isinstance(cell, str):
            if self._time_format:
                day, _, time = cell.partition(" ")
                if time and (found := self._day_alone[day]) and self._time_alone[time]:
                    return found
                return self._read(cell)
            return self._written[cell]
        if isinstance(cell, datetime) and (cell.tzinfo is not None or self._zone is not None):
            zone = cell.tzinfo or ZoneInfo(self._zone or _LONDON)
            return cell.replace(tzinfo=zone).astimezone(ZoneInfo(_LONDON)).date()
        return as_date(cell)

    def _read(self, text: str) -> date | None:
        return local_date(text, self._formats, _LONDON, self._zone) if text.strip() else None

    def _alone(self, day: str) -> date | None:
        """None where it is not written as the day is; then the whole is read by any format."""
        try:
            return local_date(day, (self._day_format,))
        except FieldError:
            return None

    def _time(self, time: str) -> bool:
        try:
            return bool(local_date(f"2000-01-01 {time}", (f"%Y-%m-%d {self._time_format}",)))
        except FieldError:
            return False
