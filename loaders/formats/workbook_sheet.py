"""The rows of an Excel sheet out of its XML, as it comes in.

``PlainRows`` reads the XML that programs write, by pattern, three times as fast as an XML parser; at the first row that
is not of that form it gives up, and ``SheetHandler``, which reads any XML, takes over from there.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import IO, Final
from xml.sax.saxutils import unescape

from openpyxl.utils.datetime import from_excel

from mast.loaders.formats.sheet import (
    ERROR_CELL,
    LONGEST_CELL,
    MOST_COLUMNS,
    TOO_LONG,
    WRONG_COUNT,
    SheetRow,
    number_text,
)
from mast.loaders.formats.table import Cell

_CHUNK: Final = 256 * 1024
_LONGEST_ROW: Final = 4 * 1024**2
_DECLARATION: Final = re.compile(rb'<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")?\?>')
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n")
_OTHER_ENTITY: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_ROW: Final = re.compile(r"\s*(?:<row\b[^<>]*/>\s*)*<row\b(?P<attributes>[^<>]*)(?<!/)>")
_NUMBER: Final = re.compile(r' r="(\d{1,7})"')
_CELL: Final = re.compile(
    r'(<c(?: r="([A-Z]{1,3})(\d{1,7})")?(?: s="(\d+)")?(?: t="([a-zA-Z]+)")?(?: ?/>|>'
    r"(<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:<v>([^<]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>|<v/>)?</c>))"
)
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


class NotPlain(Exception):
    """The XML is of another form than PlainRows reads."""


class CellReader:
    """Reads what a cell holds by its type ``kind`` and its style; ``dates``: the styles that show a date."""

    def __init__(self, texts: list[str], dates: frozenset[str], epoch: datetime) -> None:
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._days: dict[str, Cell] = {}

    def __call__(self, kind: str, style: str, written: str) -> tuple[Cell, str]:
        """The cell and ``""``, or ``""`` and a fault."""
        match kind:
            case "s":
                written = self._texts[int(written)]
            case "inlineStr" | "str":
                pass
            case "" | "n":
                return (self._day(written) if style in self._dates else number_text(written)), ""
            case "b":
                return ("TRUE" if written == "1" else "FALSE"), ""
            case "d":
                return datetime.fromisoformat(written), ""
            case _:
                return "", ERROR_CELL
        return ("", TOO_LONG) if len(written) > LONGEST_CELL else (written, "")

    def _day(self, written: str) -> Cell:
        """A day, with its time where it has one. Days repeat and are kept; times hardly do."""
        day = self._days.get(written)
        if day is None:
            found = from_excel(float(written), self._epoch)
            day = found if isinstance(found, datetime) else str(found)
            if written.isdigit():
                self._days[written] = day
        return day


class PlainRows:
    """The rows of a sheet whose XML is as programs write it; raises NotPlain where it is not, before that row."""

    def __init__(self, part: IO[bytes], read: CellReader) -> None:
        self._part, self._read = part, read
        self._columns: dict[str, int] = {}

    def __iter__(self) -> Iterator[SheetRow]:
        rest, last = self._after_head(), 0
        while b"</sheetData>" not in rest:
            *rows, rest = rest.split(b"</row>")
            for row in rows:
                found = self._row(row, last)
                last = found.number
                if found.fault or found.cells:
                    yield found
            chunk = self._part.read(_CHUNK)
            if not chunk or len(rest) > _LONGEST_ROW:
                raise NotPlain
            rest += chunk
        *rows, rest = rest.split(b"</row>")
        for row in rows:
            found = self._row(row, last)
            last = found.number
            if found.fault or found.cells:
                yield found
        if not rest.lstrip().startswith((b"</sheetData>", b"<row")):
            raise NotPlain
        while self._part.read(_CHUNK):
            pass  # to the end, where the archive's check sum is compared

    def _after_head(self) -> bytes:
        head = self._part.read(_CHUNK)
        declared = _DECLARATION.match(head)
        before, started, rest = head.partition(b"<sheetData>")
        if not declared and head.startswith((b"<?xml", b"\xff", b"\xfe", b"\xef", b"\0")):
            raise NotPlain
        if not started or b"<!" in before or b" xmlns:" not in before and b' xmlns="' not in before:
            raise NotPlain
        return rest

    def _row(self, written: bytes, last: int) -> SheetRow:
        if b"<!" in written or len(written.translate(None, _CONTROLS)) != len(written):
            raise NotPlain
        escaped = b"&" in written
        if escaped and _OTHER_ENTITY.search(written):
            raise NotPlain
        try:
            text = written.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotPlain from error
        head = _ROW.match(text)
        if head is None:
            raise NotPlain
        numbered = _NUMBER.search(head["attributes"])
        number = int(numbered[1]) if numbered else last + 1
        if number <= last:
            raise NotPlain
        found = _CELL.findall(text, head.end())
        if sum(map(len, map(itemgetter(0), found))) != len(text) - head.end():
            raise NotPlain
        return self._cells(number, found, escaped)

    def _cells(self, number: int, found: list[tuple[str, ...]], escaped: bool) -> SheetRow:
        cells: list[Cell] = []
        column, columns, read, row = -1, self._columns, self._read, str(number)
        for _, letters, digits, style, kind, formula, value, inline in found:
            if letters:
                place = columns[letters] if letters in columns else columns.setdefault(letters, column_of(letters))
                if place <= column or digits != row:
                    raise NotPlain
                column = place
            else:
                column += 1
            written = value or inline
            if not written:
                if formula and kind not in ("str", "inlineStr"):
                    return SheetRow(number, (), ERROR_CELL)
                continue
            if escaped and "&" in written:
                written = unescape(written, _QUOTES)
            cell, fault = (written, "") if kind == "inlineStr" and len(written) < 999 else read(kind, style, written)
            if fault:
                return SheetRow(number, (), fault)
            if cell == "":
                continue
            if column >= MOST_COLUMNS:
                return SheetRow(number, (), WRONG_COUNT)
            if missing := column - len(cells):
                cells.extend([""] * missing)
            cells.append(cell)
        return SheetRow(number, cells)


def column_of(letters: str) -> int:
    """From 0: A is 0, Z is 25, AA is 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


class SheetHandler:
    """Finds the rows of a sheet, whatever form its XML has. No program writes its elements with a prefix."""

    def __init__(self, read: CellReader) -> None:
        self.found: list[SheetRow] = []
        self._read = read
        self._number = 0
        self._cells: list[Cell] = []
        self._fault = ""
        self._column, self._kind, self._style = -1, "", ""
        self._value: str | None = None
        self._formula = self._listening = self._spoken = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "c":
                place = attributes.get("r")
                self._column = self._next_column(place) if place else self._column + 1
                self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
                self._value, self._formula = None, False
            case "v" | "t":
                self._listening = not self._spoken
            case "f":
                self._formula = True
            case "row":
                number = attributes.get("r")
                row = int(number) if number else self._number + 1
                if row <= self._number:
                    raise ValueError("the rows are not in order")
                self._number, self._cells, self._fault, self._column = row, [], "", -1
            case "rPh":
                self._spoken = True

    def text(self, data: str) -> None:
        if self._listening:
            if self._value is None:
                self._value = data
            elif len(self._value) <= LONGEST_CELL:
                self._value += data

    def end(self, name: str) -> None:
        match name:
            case "v" | "t":
                self._listening = False
            case "c":
                self._end_cell()
            case "row":
                if self._fault or self._cells:
                    self.found.append(SheetRow(self._number, () if self._fault else self._cells, self._fault))
            case "rPh":
                self._spoken = False

    def _next_column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        column = column_of(letters)
        if column <= self._column or int(place[len(letters) :]) != self._number:
            raise ValueError("the cells are not in order")
        return column

    def _end_cell(self) -> None:
        if self._fault:
            return
        if not self._value:
            if self._formula and self._kind not in ("str", "inlineStr"):
                self._fault = ERROR_CELL  # a formula that was never calculated
            return
        cell, self._fault = self._read(self._kind, self._style, self._value)
        if cell == "" or self._fault:
            return
        if self._column >= MOST_COLUMNS:
            self._fault = WRONG_COUNT
            return
        self._cells.extend([""] * (self._column - len(self._cells)))
        self._cells.append(cell)
