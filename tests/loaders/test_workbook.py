"""Excel workbooks: cells as Excel keeps them, and files that are damaged, locked or hostile."""

import io
import warnings
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from mast.core.errors import DeliveryRefused
from mast.loaders.formats import sheet as module
from mast.loaders.formats.source import opened
from mast.loaders.formats.table import RawRow
from mast.loaders.formats.workbook import WorkbookTable
from tests.loaders.files import SAMPLES, source_of


def xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(folder: Path, content: bytes, sheet: str = "") -> list[RawRow]:
    with source_of(folder, content, "file.xlsx") as source:
        return list(WorkbookTable(source, sheet).rows())


def refusal(folder: Path, content: bytes, sheet: str = "") -> str:
    with pytest.raises(DeliveryRefused) as caught:
        read(folder, content, sheet)
    return caught.value.reason


def repacked(content: bytes, member: str, text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item.filename, text if item.filename == member else old.read(item))
    return made.getvalue()


def test_cells_read_as_text_and_dates_as_dates(tmp_path: Path) -> None:
    row = ["RX1", 123.0, "123.0", 4_857_773_456, 1.5, True, None, date(2026, 3, 1), datetime(2026, 3, 1, 14, 5), "007"]
    cells = read(tmp_path, xlsx([list("abcdefghij"), row]))[0].cells
    assert list(cells) == [
        *("RX1", "123", "123.0", "4857773456", "1.5", "TRUE", ""),
        *(datetime(2026, 3, 1), datetime(2026, 3, 1, 14, 5), "007"),
    ]


def test_rows_are_numbered_after_the_header_and_empty_ones_passed_over(tmp_path: Path) -> None:
    rows = read(tmp_path, xlsx([[], ["a", "b", None], ["1"], [], ["", None], [None, "2"], [], []]))
    assert [(row.number, list(row.cells)) for row in rows] == [(1, ["1", ""]), (4, ["", "2"])]


def test_a_cell_beyond_the_header_rejects_its_row(tmp_path: Path) -> None:
    rows = read(tmp_path, xlsx([["a", "b"], [1, 2, "a note"], [3, 4, None, ""]]))
    assert [row.fault for row in rows] == ["wrong_column_count", ""]


def test_a_sheet_that_understates_its_size_is_read_whole(tmp_path: Path) -> None:
    content = xlsx([["a", "b"], [1, 2], [3, 4]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:B3"' in sheet
    lying = repacked(content, "xl/worksheets/sheet1.xml", sheet.replace(b'ref="A1:B3"', b'ref="A1:A2"'))
    assert [list(row.cells) for row in read(tmp_path, lying)] == [["1", "2"], ["3", "4"]]


def test_a_second_sheet_with_data_refuses_the_file_unless_one_is_named(tmp_path: Path) -> None:
    content = xlsx([["a"], [1]], [["notes"], ["a story"]])
    assert "more than one" in refusal(tmp_path, content)
    assert len(read(tmp_path, content, "Sheet 1")) == 1
    assert "no sheet 'Sheet 9'" in refusal(tmp_path, content, "Sheet 9")
    assert len(read(tmp_path, xlsx([], [["a"], [1]], []))) == 1


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    assert "empty" in refusal(tmp_path, xlsx([]))
    assert "empty" in refusal(tmp_path, xlsx([[None, ""], []]))


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    content = xlsx([["a"], *([["some text"]] * 300)])
    no_sheet = io.BytesIO()
    with zipfile.ZipFile(no_sheet, "w") as archive:
        archive.writestr("hello.txt", "hello")
    for bad in (
        b"a,b\n1,2\n",
        content[:-50],
        content[: len(content) // 2],
        no_sheet.getvalue(),
        repacked(content, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        repacked(content, "xl/workbook.xml", b"not xml at all"),
    ):
        assert "damaged" in refusal(tmp_path, bad)


def test_a_flipped_byte_never_passes_as_another_value(tmp_path: Path) -> None:
    content = xlsx([["a"], *([[f"text {number}"] for number in range(300)])])
    good = [row.cells for row in read(tmp_path, content)]
    for place in range(60, len(content) - 60, 211):
        damaged = bytearray(content)
        damaged[place] ^= 0x41
        try:
            assert [row.cells for row in read(tmp_path, bytes(damaged))] == good
        except DeliveryRefused:
            continue


def test_a_password_is_named_as_the_trouble(tmp_path: Path) -> None:
    assert "password" in refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)


def test_what_unpacks_to_far_too_much_is_refused_unopened(tmp_path: Path) -> None:
    bomb = repacked(xlsx([["a"], [1]]), "xl/styles.xml", b" " * 40_000_000)
    assert "unpacks" in refusal(tmp_path, bomb)


def test_total_size_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_UNPACKED", 1000)
    assert "unpacks" in refusal(tmp_path, xlsx([["a"], [1]]))


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert "entities" in refusal(tmp_path, repacked(xlsx([["a"], [1]]), "xl/worksheets/sheet1.xml", bomb))


def with_sheet(rows: str) -> bytes:
    sheet = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    )
    return repacked(xlsx([["a"], [1]]), "xl/worksheets/sheet1.xml", f"{sheet}</worksheet>".encode())


def inline(*texts: str, number: int = 0) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>' if number else f"<row>{cells}</row>"


def test_a_formula_reads_as_its_saved_value_or_rejects_its_row(tmp_path: Path) -> None:
    saved = '<row><c><f>1+1</f><v>2</v></c><c t="str"><f>"x"&amp;"y"</f><v>xy</v></c></row>'
    unsaved = '<row><c><f>HYPERLINK("http://bad.example")</f></c></row><row><c t="e"><v>#REF!</v></c></row>'
    rows = read(tmp_path, with_sheet(inline("a", "b") + saved + unsaved + inline("3", "=1+1")))
    assert [(row.number, list(row.cells), row.fault) for row in rows] == [
        (1, ["2", "xy"], ""),
        (2, [], "spreadsheet_error"),
        (3, [], "spreadsheet_error"),
        (4, ["3", "=1+1"], ""),
    ]


def test_a_cell_at_the_far_corner_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    corner = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>q</t></is></c></row>'
    rows = read(tmp_path, with_sheet(inline("a", number=1) + corner))
    assert [(row.number, row.fault) for row in rows] == [(1_048_575, "wrong_column_count")]


def test_huge_cells_reject_their_row_and_huge_tags_the_file(tmp_path: Path) -> None:
    rows = read(tmp_path, with_sheet(inline("a") + inline("x" * 200_000) + inline("3")))
    assert [row.fault for row in rows] == ["too_long", ""]
    assert "tag of over" in refusal(tmp_path, with_sheet(inline("a") + f'<row r="2" note="{"1" * 6_000_000}"/>'))


@pytest.mark.parametrize(
    "rows",
    [
        inline("a", number=2) + inline("1", number=1),
        inline("a", number=1) + inline("1", number=1),
        inline("a") + '<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        inline("a") + '<row><c t="s"><v>99</v></c></row>',
        inline("a") + "<row><c><v>one</v></c></row>",
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(tmp_path: Path, rows: str) -> None:
    assert "damaged" in refusal(tmp_path, with_sheet(rows))


def test_our_reader_and_openpyxl_see_the_same(tmp_path: Path) -> None:
    """The oracle reads by other code; the sample was written by yet another program."""
    path = SAMPLES / "hospital_ae_20261031.xlsx"
    with (
        warnings.catch_warnings(action="ignore"),
        closing(load_workbook(path, read_only=True, data_only=True)) as book,
    ):
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        header, *others = [list(row) for row in sheet.iter_rows(values_only=True)]
    with opened(path) as source:
        table = WorkbookTable(source)
        assert list(table.header) == header
        seen = {row.number: [cell or None for cell in row.cells] for row in table.rows()}
    expected = {number: [*row, *[None] * (len(header) - len(row))] for number, row in enumerate(others, 1) if any(row)}
    assert len(seen) > 500
    assert {number: [cell if isinstance(cell, date) or cell is None else str(cell) for cell in row] for number, row in
            expected.items()} == seen  # fmt: skip
