"""A workbook's sheet as a table: its first row that holds anything is the header."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.parsers.expat import ExpatError

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.packing import LARGEST_RATIO, LARGEST_UNPACKED, SMALL, open_archive
from mast.loaders.formats.source import Source
from mast.loaders.formats.table import Cell, RawRow

MOST_COLUMNS: Final = 1_000
LONGEST_CELL: Final = 32_767
"""Characters, as in Excel."""
WRONG_COUNT: Final = "wrong_column_count"
TOO_LONG: Final = "too_long"
ERROR_CELL: Final = "spreadsheet_error"
"""A cell holds an error, or a formula whose value was not saved."""

CORRUPT = (zipfile.BadZipFile, zlib.error, ExpatError, ValueError, KeyError, TypeError, IndexError, EOFError,
           OverflowError, NotImplementedError, RuntimeError)  # fmt: skip
"""What the libraries raise for a damaged workbook."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class SheetRow(NamedTuple):
    """``number`` counts from 1 as a spreadsheet shows it. ``cells``: from column A on, ``""`` where there is none."""

    number: int
    cells: Sequence[Cell]
    fault: str = ""


class SheetTable:
    """``found``: the rows of the sheet that hold anything, in order. Raises DeliveryRefused for a sheet without any."""

    def __init__(self, source: Source, found: Iterator[SheetRow]) -> None:
        self._source, self._found = source, found
        first = next((row for row in found if row.fault or any(row.cells)), SheetRow(0, ()))
        names = [str(cell).strip() for cell in first.cells]
        while names and not names[-1]:
            names.pop()
        if first.fault:
            raise source.refuse(f"its header cannot be read ({first.fault})", "Check that it is the right file.")
        if not names:
            raise source.refuse("its sheet is empty", "Ask the partner to send it again.", "empty")
        self._header_row = first.number
        self.header = self.columns = tuple(names)

    def rows(self) -> Iterator[RawRow]:
        width = len(self.columns)
        for number, cells, fault in self._found:
            row = number - self._header_row
            if fault:
                yield RawRow(row, (), fault)
                continue
            short = width - len(cells)
            if short < 0 and any(cells[width:]):
                yield RawRow(row, (), WRONG_COUNT)
                continue
            whole = cells if short == 0 else [*cells[:width], *[""] * short]
            if not any(whole):
                continue
            if "\0" in "".join([cell for cell in whole if isinstance(cell, str)]):
                yield RawRow(row, (), "nul_byte")
                continue
            yield RawRow(row, whole)


def number_text(written: str) -> str:
    """A number as a spreadsheet keeps it, without the ``.0`` and the exponent that nobody typed."""
    if written.isdigit():
        return written
    value = float(written)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def workbook_archive(source: Source, what: str, ending: str) -> zipfile.ZipFile:
    """The zip archive that a workbook is. Raises DeliveryRefused for one that is damaged, locked or a bomb."""
    if source.rewind().read(len(_OLE)) == _OLE:
        raise source.refuse(
            "it is protected by a password, or an Excel file of before 2007",
            f"Ask for a file of the kind {ending} without a password.",
        )
    try:
        archive = open_archive(source.handle, source.refuse)
    except DeliveryRefused as refused:
        raise corrupt(source, what, ending) if "damaged" in refused.reason else refused from refused.__cause__
    members = archive.infolist()
    unpacked_size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked_size > LARGEST_UNPACKED or (unpacked_size > SMALL and unpacked_size / packed > LARGEST_RATIO):
        raise source.refuse("it unpacks to far more than a workbook does", "Do not open it; ask who sent it.")
    if any(member.flag_bits & 1 for member in members):
        raise source.refuse("it has a password", f"Ask for a file of the kind {ending} without a password.")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise corrupt(source, what, ending)
    return archive


def corrupt(source: Source, what: str, ending: str) -> DeliveryRefused:
    return source.refuse(f"it is no {what}, or a damaged one", f"Ask the partner to send it as {ending}.")


def only_sheet(source: Source, sheets: Sequence[tuple[str, Iterator[SheetRow]]], name: str) -> Iterator[SheetRow]:
    """The rows of the sheet of that name, or of the only sheet that holds anything. Raises DeliveryRefused."""
    named = [rows for title, rows in sheets if not name or title == name]
    if name and not named:
        raise source.refuse(f"it has no sheet '{name}'", "Correct file.sheet in the mapping.")
    holding: list[tuple[SheetRow, Iterator[SheetRow]]] = []
    for rows in named:
        first = next(rows, None)
        if first is not None:
            holding.append((first, rows))
    if len(holding) > 1:
        raise source.refuse(
            "more than one of its sheets holds data", "Ask for one sheet, or name it in the mapping (file.sheet)."
        )
    for first, rows in holding:
        yield first
        yield from rows
