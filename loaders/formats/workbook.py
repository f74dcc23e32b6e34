"""Rows of an Excel workbook (.xlsx), as a stream: one sheet with a header row, its dates as dates.

The sheet is not read by openpyxl, which takes ten times as long (``docs/decisions/0015``); what openpyxl knows of date
formats and of Excel's calendar is used.
"""

import posixpath
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from mast.loaders.formats.markup import Handler, T, stream
from mast.loaders.formats.sheet import CORRUPT, SheetRow, SheetTable, corrupt, only_sheet, workbook_archive
from mast.loaders.formats.source import Source
from mast.loaders.formats.workbook_parts import About, Relations, Styles, Texts
from mast.loaders.formats.workbook_sheet import CellReader, NotPlain, PlainRows, SheetHandler

_MOST_SHARED: Final = 300 * 1024**2
"""Bytes of memory that a workbook's table of texts may take."""


class WorkbookTable(SheetTable):
    """Reads the sheet named ``sheet``, or the only one that holds anything.

    A whole number reads without ``.0``, a formula as the value it had when the file was saved. Raises DeliveryRefused
    for a file that is no workbook, is protected by a password, unpacks to far more than it should, declares XML
    entities, or has a second sheet with cells in it.
    """

    def __init__(self, source: Source, sheet: str = "") -> None:
        archive = workbook_archive(source, "Excel workbook", ".xlsx")
        try:
            super().__init__(source, _Book(source, archive).rows(sheet))
        except CORRUPT as error:
            raise corrupt(source, "Excel workbook", ".xlsx") from error


class _Book:
    """The parts of a workbook that say how its sheets are read."""

    def __init__(self, source: Source, archive: zipfile.ZipFile) -> None:
        self._source, self._archive = source, archive
        self._targets = dict(self._read("xl/_rels/workbook.xml.rels", Relations()))
        about = About()
        self._sheets = list(self._read("xl/workbook.xml", about))
        self._epoch = CALENDAR_MAC_1904 if about.mac_calendar else CALENDAR_WINDOWS_1900
        names = set(archive.namelist())
        self._dates = frozenset(self._read("xl/styles.xml", Styles())) if "xl/styles.xml" in names else frozenset()
        self._texts: list[str] = []
        if "xl/sharedStrings.xml" in names:
            size = 0
            for text in self._read("xl/sharedStrings.xml", Texts()):
                size += sys.getsizeof(text) + 8
                if size > _MOST_SHARED:
                    raise source.refuse("its table of texts is too large", "Ask the partner to send it as CSV.")
                self._texts.append(text)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """Raises DeliveryRefused, for a damaged sheet where it is damaged."""
        sheets = [(title, self._sheet_rows(target)) for title, target in self._worksheets()]
        if not sheets:
            raise self._source.refuse("it has no sheet", "Ask the partner to send it again.")
        try:
            yield from only_sheet(self._source, sheets, sheet)
        except CORRUPT as error:
            raise corrupt(self._source, "Excel workbook", ".xlsx") from error

    def _worksheets(self) -> Iterator[tuple[str, str]]:
        for title, relation in self._sheets:
            target = self._targets[relation]
            if "worksheet" in target:
                yield title, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def _sheet_rows(self, member: str) -> Iterator[SheetRow]:
        read, done = CellReader(self._texts, self._dates, self._epoch), 0
        with suppress(NotPlain), self._archive.open(member) as part:
            for row in PlainRows(part, read):
                done = row.number
                yield row
            return
        yield from (row for row in self._read(member, SheetHandler(read)) if row.number > done)

    def _read(self, member: str, handler: Handler[T]) -> Iterator[T]:
        with self._archive.open(member) as part:
            yield from stream(part, handler, self._source.refuse)
