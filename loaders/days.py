"""The day that a cell states: text in the mapping's formats, or a spreadsheet's own date."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from mast.fields.dates import as_date, local_date
from mast.loaders.contract import Dates, Meaning
from mast.loaders.formats.table import Cell

_LONDON: Final = "Europe/London"


class DayReader:
    """Reads cells of one meaning as local days in London; None for an empty cell. Raises FieldError for no such day."""

    def __init__(self, dates: Dates, meaning: Meaning) -> None:
        self._formats = dates.formats.get(meaning, ())
        self._zone = None if dates.timezone == _LONDON else dates.timezone

    def __call__(self, cell: Cell) -> date | None:
        if isinstance(cell, str):
            return local_date(cell, self._formats, _LONDON, self._zone) if cell.strip() else None
        if self._zone is not None and isinstance(cell, datetime):
            return cell.replace(tzinfo=ZoneInfo(self._zone)).astimezone(ZoneInfo(_LONDON)).date()
        return as_date(cell)
