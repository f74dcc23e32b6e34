"""What every reader of a format yields: rows of cells in the order of the columns, and the faults of their form."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

Cell = str | date
"""A cell as text; only the date cells of spreadsheets and Parquet come as ``date`` or ``datetime``."""


class RawRow(NamedTuple):
    """``number``: 1 is the first row after the header. A row with a ``fault`` (a reason code) has no cells."""

    number: int
    cells: Sequence[Cell]
    fault: str = ""


class Table(Protocol):
    """A delivered file opened as rows. Readers raise DeliveryRefused for what makes the whole file unfit."""

    @property
    def header(self) -> tuple[str, ...]:
        """The column names that the file shows."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names in the order of each row's cells."""

    def rows(self) -> Iterator[RawRow]:
        """Rows in file order. A row with no value in any column is no row: it is passed over, though counted."""
