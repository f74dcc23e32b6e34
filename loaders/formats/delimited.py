"""Rows of delimited text: comma, pipe, tab or any other one character, quoted as RFC 4180 has it or as the mapping."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source, ending_of, whole_lines
from mast.loaders.formats.table import RawRow

_WRONG_COUNT = "wrong_column_count"


class DelimitedTable:
    """Raises DeliveryRefused where rows cannot be told apart: a short last row, a quote left open, no header.

    A quote left open swallows rows until the next quote, so a quoted cell that runs over a line's end must close in
    order, and its row must have the right number of cells; else every row after it would be guesswork.
    """

    def __init__(self, source: Source, encoding: str, delimiter: str, quote: str = '"', escape: str = "") -> None:
        self._source, self._delimiter, self._quote, self._escape = source, delimiter, quote, escape
        self._lines = _Lines(whole_lines(source, encoding), ending_of(source), quote)
        self._reader = self._rows_of(self._lines)
        self._written = self._header_row()
        self.header = tuple(self._written[: _without_trailing_blanks(self._written)])
        self.columns = self.header

    def _rows_of(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self._delimiter,
            quotechar=self._quote or None,
            quoting=csv.QUOTE_MINIMAL if self._quote else csv.QUOTE_NONE,
            escapechar=self._escape or None,
            doublequote=not self._escape,
            strict=True,
        )

    def _header_row(self) -> list[str]:
        try:
            for row in self._reader:
                if any(cell.strip() for cell in row):
                    return [cell.removeprefix("\ufeff").strip() for cell in row]
        except csv.Error as error:
            raise self._source.refuse("its header cannot be read", "Check that it is the right file.") from error
        raise self._source.refuse("it is empty", "Ask the partner to send it again.", "empty")

    def rows(self) -> Iterator[RawRow]:
        # A short row is kept back until another follows: as the last one it means that the file was cut off.
        short: RawRow | None = None
        for row in self._every_row():
            if not any(row.cells) and not row.fault:
                continue
            if short is not None:
                yield short
                short = None
            if row.fault == _WRONG_COUNT and len(row.cells) < len(self._written):
                short = RawRow(row.number, (), row.fault)
            else:
                yield row
        if short is not None:
            raise self._truncated(f"its last row, {short.number}, is short")

    def _every_row(self) -> Iterator[RawRow]:
        """Also those that hold nothing: many at once where each line is a row, else one by one."""
        number, width = 0, len(self._written)
        as_wide = width == len(self.columns)
        while True:
            for cells in self._at_once(self._lines.block()):
                number += 1
                yield RawRow(number, cells) if as_wide and len(cells) == width else self._row(number, cells)
            row = self._next_row(number + 1)
            if row is None:
                return
            number += 1
            yield row

    def _at_once(self, block: str) -> Sequence[list[str]]:
        """The rows of a block of lines, each of them a row; none where that is not certain, which leaves the block."""
        if not block or "\0" in block or self._escape and self._escape in block:
            return ()
        block = block.replace("\r\n", "\n")
        if "\r" in block:
            return ()
        lines = block.split("\n")
        if not lines[-1]:
            lines.pop()
        if max(map(len, lines)) > csv.field_size_limit():
            return ()
        if not self._quote or self._quote not in block:
            found = [line.split(self._delimiter) for line in lines]
        else:
            try:
                found = list(self._rows_of(lines))
            except csv.Error:
                return ()
            if len(found) < len(lines):
                return ()
        self._lines.take_block()
        return found

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
        if len(cells) == len(self._written) and self._lines.nul:
            return RawRow(number, (), "nul_byte")
        if len(cells) != len(self._written) and self._lines.count - before > 1:
            raise self._truncated(f"a quote is left open in row {number}")
        return self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> RawRow:
        if len(cells) == len(self._written):
            return RawRow(number, cells, _WRONG_COUNT if any(cells[len(self.columns) :]) else "")
        if len(cells) < 2 and not "".join(cells).strip():
            return RawRow(number, ())
        return RawRow(number, cells, _WRONG_COUNT)

    def _truncated(self, reason: str) -> DeliveryRefused:
        return self._source.refuse(
            f"it is truncated: {reason}", "Ask the partner to send the whole file again.", "truncated"
        )


class _Lines:
    """The lines for the csv module, which does not say how many it took for a row, or whether one held a NUL byte.

    ``block`` looks ahead at many of them, once: those that are not taken then come as lines.
    """

    def __init__(self, blocks: Iterator[str], ending: str, quote: str) -> None:
        self._blocks, self._ending, self._quote = blocks, ending, quote
        self._block = ""
        self._waiting: deque[str] = deque()
        self._shown = False
        self.count = 0
        self.nul = False
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._waiting:
            self._part(self._block or next(self._blocks, ""))
        line = self._waiting.popleft()
        self.count += 1
        if "\0" in line:
            self.nul = True
        if "\r" in line and line.find("\r") < len(line) - 2 and not (self._quote and self._quote in line):
            # A stray carriage return in an unquoted cell ends the row for the csv module; it is white space in a cell.
            return line.rstrip("\r\n").replace("\r", " ") + "\n"
        return line

    def _part(self, block: str) -> None:
        if not block:
            self.ended = True
            raise StopIteration
        *lines, last = block.split(self._ending)
        self._waiting.extend(line + self._ending for line in lines)
        if last:
            self._waiting.append(last)
        self._block = ""

    def block(self) -> str:
        """The lines that come next in one text; ``""`` where there is none, or these were shown already."""
        if self._shown and (self._waiting or self._block):
            return ""
        self._shown = True
        if not self._block:
            self._block = "".join(self._waiting) or next(self._blocks, "")
            self._waiting.clear()
        return self._block

    def take_block(self) -> None:
        self._block, self._shown = "", False


def _without_trailing_blanks(names: list[str]) -> int:
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    return width
