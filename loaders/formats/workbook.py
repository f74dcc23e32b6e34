"""Rows of an Excel workbook (.xlsx): one sheet with a header row, its dates as dates."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source
from mast.loaders.formats.table import Cell, RawRow

LARGEST_UNPACKED = 2 * 1024**3
LARGEST_RATIO = 200
_SMALL = 10 * 1024**2
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CORRUPT = (zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, ValueError, KeyError, TypeError,
            IndexError, AttributeError, EOFError, OverflowError, NotImplementedError)  # fmt: skip


class WorkbookTable:
    """Reads the sheet named ``sheet``, or the only one that holds anything.

    A whole number reads without ``.0``, a formula as the value it had when the file was saved. Raises DeliveryRefused
    for a file that is no workbook, is protected by a password, unpacks to far more than it should, declares XML
    entities, or has a second sheet with cells in it.
    """

    def __init__(self, source: Source, sheet: str = "") -> None:
        self._source = source
        _check_archive(source)
        self._workbook = _open(source)
        self._rows = self._sheet_rows(sheet)
        first: Sequence[Any] = next((row for row in self._rows if not _empty(row)), ())
        names = [_text(cell).strip() if cell is not None else "" for cell in first]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise source.refuse("its sheet is empty", "Ask the partner to send it again.")
        self.header = self.columns = tuple(names)

    def rows(self) -> Iterator[RawRow]:
        width = len(self.columns)
        for number, row in enumerate(self._rows, 1):
            if _empty(row):
                continue
            if len(row) > width and not _empty(row[width:]):
                yield RawRow(number, (), "wrong_column_count")
                continue
            cells = [cell if type(cell) is str else _cell(cell) for cell in row[:width]]
            cells.extend([""] * (width - len(cells)))
            if any(type(cell) is str and "\0" in cell for cell in cells):
                yield RawRow(number, (), "nul_byte")
                continue
            yield RawRow(number, cells)
        self._workbook.close()

    def _sheet_rows(self, name: str) -> Iterator[Sequence[Any]]:
        sheets = self._workbook.worksheets
        if name:
            sheets = [sheet for sheet in sheets if sheet.title == name]
            if not sheets:
                raise self._source.refuse(f"it has no sheet '{name}'", "Correct file.sheet in the mapping.")
        elif len(sheets) > 1:
            sheets = [sheet for sheet in sheets if any(not _empty(row) for row in self._values(sheet))] or sheets[:1]
            if len(sheets) > 1:
                raise self._source.refuse(
                    "more than one of its sheets holds data",
                    "Ask for one sheet, or name it in the mapping (file.sheet).",
                )
        if not sheets:
            raise self._source.refuse("it has no sheet", "Ask the partner to send it again.")
        return self._values(sheets[0])

    def _values(self, sheet: Any) -> Iterator[Sequence[Any]]:
        # The sheet's own statement of its size is often wrong, and openpyxl would cut rows off by it.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        while True:
            try:
                with warnings.catch_warnings(action="ignore"):
                    row = next(rows, None)
            except _CORRUPT as error:
                raise _corrupt(self._source) from error
            if row is None:
                return
            yield row


def _open(source: Source) -> Workbook:
    try:
        # openpyxl warns of features of Excel that carry no data: validation lists, print areas, styles.
        with warnings.catch_warnings(action="ignore"):
            return load_workbook(source.rewind(), read_only=True, data_only=True, keep_links=False)
    except _CORRUPT as error:
        raise _corrupt(source) from error


def _check_archive(source: Source) -> None:
    handle: BinaryIO = source.rewind()
    if handle.read(len(_OLE)) == _OLE:
        raise source.refuse(
            "it is protected by a password, or an Excel file of before 2007",
            "Ask for an .xlsx file without a password.",
        )
    try:
        with zipfile.ZipFile(source.rewind()) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            packed = max(1, sum(member.compress_size for member in members))
            if unpacked > LARGEST_UNPACKED or (unpacked > _SMALL and unpacked / packed > LARGEST_RATIO):
                raise source.refuse("it unpacks to far more than a workbook does", "Do not open it; ask who sent it.")
            if any(member.flag_bits & 1 for member in members):
                raise source.refuse("it has a password", "Ask for an .xlsx file without a password.")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise source.refuse("it declares XML entities", "Do not open it; ask who sent it.")
    except _CORRUPT as error:
        raise _corrupt(source) from error


def _corrupt(source: Source) -> DeliveryRefused:
    return source.refuse("it is no Excel workbook, or a damaged one", "Ask the partner to send it again as .xlsx.")


def _empty(row: Sequence[Any]) -> bool:
    return not any(cell is not None and cell != "" for cell in row)


def _cell(cell: Any) -> Cell:
    if cell is None:
        return ""
    return cell if isinstance(cell, date) else _text(cell)


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
