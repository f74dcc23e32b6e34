"""Rows of an OpenDocument spreadsheet (.ods), as a stream: one sheet with a header row, its dates as dates."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from mast.loaders.formats.markup import stream
from mast.loaders.formats.sheet import (
    CORRUPT,
    ERROR_CELL,
    LONGEST_CELL,
    MOST_COLUMNS,
    TOO_LONG,
    WRONG_COUNT,
    SheetRow,
    SheetTable,
    corrupt,
    number_text,
    workbook_archive,
)
from mast.loaders.formats.source import Source
from mast.loaders.formats.table import Cell

_MOST_ROWS: Final = 1_048_576
_NUMBERS: Final = ("float", "percentage", "currency")


class OpenDocumentTable(SheetTable):
    """Reads the sheet named ``sheet``, or the only one that holds anything.

    Raises DeliveryRefused as WorkbookTable does. Notes that someone put beside a cell are not read.
    """

    def __init__(self, source: Source, sheet: str = "") -> None:
        archive = workbook_archive(source, "OpenDocument spreadsheet", ".ods")

        def found() -> Iterator[SheetRow]:
            reader = _Content(sheet)
            try:
                with archive.open("content.xml") as content:
                    yield from stream(content, reader, source.refuse)
            except _SecondSheet as second:
                raise source.refuse(
                    "more than one of its sheets holds data",
                    "Ask for one sheet, or name it in the mapping (file.sheet).",
                ) from second
            except CORRUPT as error:
                raise corrupt(source, "OpenDocument spreadsheet", ".ods") from error
            if sheet and not reader.met:
                raise source.refuse(f"it has no sheet '{sheet}'", "Correct file.sheet in the mapping.")

        super().__init__(source, found())


class _SecondSheet(Exception):
    """Rows of a second sheet, where none was named."""


class _Content:
    """Finds the rows of the sheet that is read, repeated ones as often as they are."""

    def __init__(self, sheet: str) -> None:
        self.found: list[SheetRow] = []
        self.met = False
        self._sheet, self._reading, self._holding = sheet, False, ""
        self._title = ""
        self._number, self._repeated = 0, 1
        self._cells: list[Cell] = []
        self._fault = ""
        self._kind: dict[str, str] = {}
        self._depth_of_note, self._in_cell, self._listening = 0, False, 0
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._title = attributes.get("table:name", "")
                self._reading = not self._sheet or self._title == self._sheet
                self.met = self.met or self._reading
                self._number = 0
            case "table:table-row":
                self._repeated = int(attributes.get("table:number-rows-repeated", "1"))
                self._cells, self._fault = [], ""
            case "table:table-cell" | "table:covered-table-cell":
                self._kind, self._in_cell = attributes, True
                self._pieces, self._length = [], 0
            case "office:annotation":
                self._depth_of_note += 1
            case "text:p":
                self._listening += 1
                if self._pieces:
                    self.text("\n")
            case "text:s":
                self.text(" " * min(int(attributes.get("text:c", "1")), LONGEST_CELL))
            case "text:tab":
                self.text("\t")
            case "text:line-break":
                self.text("\n")

    def text(self, data: str) -> None:
        if self._in_cell and self._listening and not self._depth_of_note and self._length <= LONGEST_CELL:
            self._pieces.append(data)
            self._length += len(data)

    def end(self, name: str) -> None:
        match name:
            case "text:p":
                self._listening -= 1
            case "office:annotation":
                self._depth_of_note -= 1
            case "table:table-cell" | "table:covered-table-cell":
                self._in_cell = False
                if self._reading:
                    self._end_cell(int(self._kind.get("table:number-columns-repeated", "1")))
            case "table:table-row":
                self._end_row()

    def _end_cell(self, repeated: int) -> None:
        cell = self._cell()
        if cell != "" and len(self._cells) + repeated > MOST_COLUMNS:
            self._fault = self._fault or WRONG_COUNT
        self._cells.extend([cell] * min(repeated, MOST_COLUMNS - len(self._cells)))

    def _end_row(self) -> None:
        if self._reading and (self._fault or any(self._cells)):
            if self._holding and self._holding != self._title and not self._sheet:
                raise _SecondSheet(self._title)
            self._holding = self._title
            if self._number + self._repeated > _MOST_ROWS:
                raise ValueError("more rows than a sheet has")
            for number in range(self._number + 1, self._number + self._repeated + 1):
                self.found.append(SheetRow(number, self._cells, self._fault))
        self._number += self._repeated

    def _cell(self) -> Cell:
        kind = self._kind.get("office:value-type", "")
        if self._kind.get("calcext:value-type") == "error" or ("table:formula" in self._kind and not kind):
            self._fault = ERROR_CELL
            return ""
        if kind in _NUMBERS:
            return number_text(self._kind["office:value"])
        if kind == "date":
            return datetime.fromisoformat(self._kind["office:date-value"])
        if kind == "boolean":
            return self._kind["office:boolean-value"].upper()
        if self._length > LONGEST_CELL:
            self._fault = TOO_LONG
            return ""
        return "".join(self._pieces)
