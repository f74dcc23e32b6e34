"""Rows of fixed-width text: each column at its place in the line, no header."""

from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source, lines
from mast.loaders.formats.table import RawRow

_WRONG_COUNT = "wrong_column_count"


class FixedWidthTable:
    """``widths``: column names and their widths in characters. ``trimmed``: blanks at the end of a line are left out.

    A line of another length rejects its row; raises DeliveryRefused where the last line is short, since then the file
    was cut off. Of a trimmed file that can only be told by the missing line end.
    """

    header: tuple[str, ...] = ()

    def __init__(self, source: Source, encoding: str, widths: Mapping[str, int], trimmed: bool = False) -> None:
        self._source, self._encoding, self._trimmed = source, encoding, trimmed
        self.columns = tuple(widths)
        self._edges = tuple(pairwise(accumulate(widths.values(), initial=0)))
        self._width = sum(widths.values())

    def rows(self) -> Iterator[RawRow]:
        # A short row is kept back until another follows: as the last one it means that the file was cut off.
        short: RawRow | None = None
        for number, line in enumerate(lines(self._source, self._encoding), 1):
            text = line.rstrip("\r\n")
            if not text.strip():
                continue
            if short is not None:
                yield short
                short = None
            if "\0" in text:
                yield RawRow(number, (), "nul_byte")
            elif len(text) < self._width and (not self._trimmed or line == text):
                short = RawRow(number, (), _WRONG_COUNT)
            elif text[self._width :].strip():
                yield RawRow(number, (), _WRONG_COUNT)
            else:
                yield RawRow(number, [text[start:end].strip() for start, end in self._edges])
        if short is not None:
            raise self._truncated(short.number)

    def _truncated(self, number: int) -> DeliveryRefused:
        return self._source.refuse(
            f"it is truncated: its last row, {number}, is short",
            "Ask the partner to send the whole file again.",
            "truncated",
        )
