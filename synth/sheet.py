"""A workbook of one sheet, written straight as XML: fast, and the same rows give the same bytes."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from mast.synth.dirt import Cell, Line

SHEET_ROWS = 1_048_576
_FLUSH = 2000
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _format(number: int) -> str:
    """A cell format by its number format: 0 general, 164 and 165 our two."""
    return f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'


_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_LINKS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Attendances" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_LINKS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
        '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2">'
        '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="3">{_format(0)}{_format(164)}{_format(165)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def _serial(day: int) -> int:
    """Excel's number of a day since 1970; Excel believes in a 29 February 1900, so days before it count one less."""
    serial = day + 25569
    return serial if serial > 60 else serial - 1


class SheetFile:
    """One-sheet workbooks, a further one whenever a sheet is full. Written straight as XML, for speed and equal bytes.

    A text cell is str, a number float, a day int (since 1970), a moment (day, minute of the day), an empty cell None.
    """

    def __init__(self, path: Path, header: Sequence[str], rows: int, sheet_rows: int = SHEET_ROWS) -> None:
        self._path, self._header, self._left, self._most = path, list(header), rows, sheet_rows - 1
        self._columns = [chr(ord("A") + place) for place in range(len(header))]
        self._book: zipfile.ZipFile
        self._sheet: IO[bytes]
        self._pending: list[str] = []
        self._parts = 0
        self._open()

    @staticmethod
    def _entry(name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
        return entry

    def _open(self) -> None:
        self._parts += 1
        suffix = "" if self._parts == 1 else f"_{self._parts}"
        path = self._path.with_name(f"{self._path.stem}{suffix}{self._path.suffix}")
        self._name, self._row = path.name, 0
        self._book = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        for name, text in _PARTS.items():
            self._book.writestr(self._entry(name), _DECLARATION + text)
        self._sheet = self._book.open(self._entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        here = min(self._left, self._most)
        self._pending = [
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{self._columns[-1]}{here + 1}"/><sheetData>'
        ]
        self._put(list(self._header))

    def _put(self, line: Line) -> None:
        self._row += 1
        row = str(self._row)
        cells = [self._cell(cell, column + row) for column, cell in zip(self._columns, line, strict=True)]
        self._pending.append(f'<row r="{row}">{"".join(cells)}</row>')
        if len(self._pending) >= _FLUSH:
            self._flush()

    @staticmethod
    def _cell(cell: Cell, reference: str) -> str:
        if cell is None:
            return ""
        if isinstance(cell, str):
            return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        if isinstance(cell, tuple):
            return f'<c r="{reference}" s="2"><v>{_serial(cell[0]) + cell[1] / 1440:.10f}</v></c>'
        if isinstance(cell, int):
            return f'<c r="{reference}" s="1"><v>{_serial(cell)}</v></c>'
        return f'<c r="{reference}"><v>{cell:g}</v></c>'

    def _flush(self) -> None:
        self._sheet.write("".join(self._pending).encode())
        self._pending.clear()

    def write(self, line: Line) -> tuple[str, int]:
        if self._row > self._most:
            self.close()
            self._open()
        self._put(line)
        self._left -= 1
        return self._name, self._row - 1

    def close(self) -> None:
        self._pending.append("</sheetData></worksheet>")
        self._flush()
        self._sheet.close()
        self._book.close()
