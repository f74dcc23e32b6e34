"""Rows of delimited text: comma, pipe, tab or any other one character, quoted as RFC 4180 has it."""

import csv
from collections.abc import Iterator

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source, lines
from mast.loaders.formats.table import RawRow

_WRONG_COUNT = "wrong_column_count"


class DelimitedTable:
    """Raises DeliveryRefused where rows cannot be told apart: a short last row, a quote left open, no header.

    A quote left open swallows rows until the next quote, so a quoted cell that runs over a line's end must close in
    order, and its row must have the right number of cells; else every row after it would be guesswork.
    """

    def __init__(self, source: Source, encoding: str, delimiter: str) -> None:
        self._source = source
        self._lines = _CountedLines(lines(source, encoding))
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self._written = self._header_row()
        self.header = tuple(self._written[: _without_trailing_blanks(self._written)])
        self.columns = self.header

    def _header_row(self) -> list[str]:
        try:
            for row in self._reader:
                if any(cell.strip() for cell in row):
                    return [cell.removeprefix("\ufeff").strip() for cell in row]
        except csv.Error as error:
            raise self._source.refuse("its header cannot be read", "Check that it is the right file.") from error
        raise self._source.refuse("it is empty", "Ask the partner to send it again.")

    def rows(self) -> Iterator[RawRow]:
        # A short row is kept back until another follows: as the last one it means that the file was cut off.
        short: RawRow | None = None
        number = 0
        while (row := self._next_row(number + 1)) is not None:
            number += 1
            if not any(row.cells) and not row.fault:
                continue
            if short is not None:
                yield short
                short = None
            if row.fault == _WRONG_COUNT and len(row.cells) < len(self._written):
                short = RawRow(number, (), row.fault)
            else:
                yield row
        if short is not None:
            raise self._truncated(f"its last row, {short.number}, is short")

    def _next_row(self, number: int) -> RawRow | None:
        before = self._lines.count
        self._lines.nul = False
        try:
            cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error as error:
            if self._lines.count - before > 1 or self._lines.ended:
                raise self._truncated(f"a quote is left open in row {number}") from error
            too_long = str(error).startswith("field larger")
            # More cells than columns, so that a last row that is only badly quoted does not read as a short one.
            return RawRow(number, ("",) * (len(self._written) + 1), "too_long" if too_long else _WRONG_COUNT)
        if len(cells) == len(self._written):
            if self._lines.nul:
                return RawRow(number, (), "nul_byte")
            width = len(self.columns)
            if width < len(cells) and any(cells[width:]):
                return RawRow(number, cells, _WRONG_COUNT)
            return RawRow(number, cells)
        if self._lines.count - before > 1:
            raise self._truncated(f"a quote is left open in row {number}")
        if len(cells) < 2 and not "".join(cells).strip():
            return RawRow(number, ())
        return RawRow(number, cells, _WRONG_COUNT)

    def _truncated(self, reason: str) -> DeliveryRefused:
        return self._source.refuse(f"it is truncated: {reason}", "Ask the partner to send the whole file again.")


class _CountedLines:
    """The lines for the csv module, which does not say how many it took for a row, or whether one held a NUL byte."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self.count = 0
        self.nul = False
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._text)
        except StopIteration:
            self.ended = True
            raise
        self.count += 1
        if "\0" in line:
            self.nul = True
        if "\r" in line and line.find("\r") < len(line) - 2 and '"' not in line:
            # A stray carriage return in an unquoted cell ends the row for the csv module; it is white space in a cell.
            return line.rstrip("\r\n").replace("\r", " ") + "\n"
        return line


def _without_trailing_blanks(names: list[str]) -> int:
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    return width
