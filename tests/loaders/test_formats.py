"""The other formats: fixed width, a JSON array, OpenDocument, Parquet; each reads what was written, or says why not."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet

from mast.core.errors import DeliveryRefused
from mast.loaders.formats import columnar
from mast.loaders.formats.columnar import ColumnarTable
from mast.loaders.formats.fixed_width import FixedWidthTable
from mast.loaders.formats.json_array import JsonArrayTable
from mast.loaders.formats.open_document import OpenDocumentTable
from mast.loaders.formats.table import RawRow
from tests.loaders.files import source_of
from tests.loaders.hostile import ods, ods_row

WIDTHS = {"ID": 3, "NAME": 6, "ON": 4}


def fixed(folder: Path, content: str, trimmed: bool = False) -> list[RawRow]:
    with source_of(folder, content) as source:
        return list(FixedWidthTable(source, "utf-8", WIDTHS, trimmed).rows())


def array(folder: Path, content: str) -> list[RawRow]:
    with source_of(folder, content) as source:
        return list(JsonArrayTable(source, "utf-8", ("id", "who.name"), ("skip",), ("id",), {"id": ("ref",)}).rows())


def sheet(folder: Path, content: bytes, name: str = "") -> list[RawRow]:
    with source_of(folder, content) as source:
        return list(OpenDocumentTable(source, name).rows())


def columns(folder: Path, table: arrow.Table | bytes, **options: Any) -> list[RawRow]:
    out = io.BytesIO()
    if isinstance(table, bytes):
        out.write(table)
    else:
        parquet.write_table(table, out, **options)
    with source_of(folder, out.getvalue()) as source:
        return list(ColumnarTable(source).rows())


def told(rows: list[RawRow]) -> list[tuple[int, list[Any], str]]:
    return [(row.number, list(row.cells), row.fault) for row in rows]


def test_fixed_width_cells_stand_at_their_places(tmp_path: Path) -> None:
    rows = fixed(tmp_path, "001Zoë   2026\r\n\r\n002Smith 2025\n003Lo\n004Brown 2024 x\n005Gr\0en 2024\n006Patel 2024")
    assert told(rows) == [
        (1, ["001", "Zoë", "2026"], ""),
        (3, ["002", "Smith", "2025"], ""),
        (4, [], "wrong_column_count"),
        (5, [], "wrong_column_count"),
        (6, [], "nul_byte"),
        (7, ["006", "Patel", "2024"], ""),
    ]


def test_a_short_last_line_of_fixed_width_is_a_truncation(tmp_path: Path) -> None:
    for content, trimmed in (("001Zoë   2026\n002Sm\n", False), ("001Zoë   2026\n002Sm", True)):
        with pytest.raises(DeliveryRefused, match="truncated"):
            fixed(tmp_path, content, trimmed)
    assert told(fixed(tmp_path, "001Zoë\n002Sm\n", trimmed=True)) == [
        (1, ["001", "Zoë", ""], ""),
        (2, ["002", "Sm", ""], ""),
    ]


def test_an_array_is_read_element_by_element(tmp_path: Path) -> None:
    elements = [{"id": number, "who": {"name": "x" * 300}, "skip": [1]} for number in range(1000)]
    for text in (json.dumps(elements), json.dumps(elements, indent=2), f" \n{json.dumps(elements)}\n\n"):
        rows = array(tmp_path, text)
        assert [(row.number, row.cells[0]) for row in rows] == [(n + 1, str(n)) for n in range(1000)]
    assert told(array(tmp_path, '[{"ref": "7"}]')) == [(1, ["7", ""], "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": 1}', "no JSON array"),
        ("", "no JSON array"),
        ('[{"id": 1}', "truncated"),
        ('[{"id": 1}, ', "truncated"),
        ('[{"id": 1}, {"id"', "truncated"),
        ("[", "truncated"),
        ("[]", "'id' is missing"),
        ('[{"id": 1} {"id": 2}]', "row 2 is not valid JSON"),
        ('[{"id": 1}] x', "something follows"),
        ('[{"id": 1}][]', "something follows"),
        ("[1]", "no JSON object"),
        ('[{"id": NaN}]', "row 1 is not valid JSON"),
        ('[{"id": 1, "notes": ""}]', "'notes' .row 1. is in no mapping"),
        ('[{"id": "1", "ref": "2"}]', "comes under two names"),
        ('[{"who": null}]', "'id' is missing"),
        ("[" * 3000, "not valid JSON|no JSON object|truncated"),
    ],
)
def test_what_is_no_array_of_objects_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with source_of(tmp_path, text or " ") as source, pytest.raises(DeliveryRefused, match=said):
        list(JsonArrayTable(source, "utf-8", ("id", "who.name"), ("skip",), ("id",), {"id": ("ref",)}).rows())


def cell(kind: str, value: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{value}{more}><text:p>shown</text:p></table:table-cell>'
    )


def test_open_document_cells_read_as_they_are_kept(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>a note about her</text:p></office:annotation>"
    row = (
        "<table:table-row>"
        + cell("float", 'value="12"')
        + cell("float", 'value="1.5"', ' table:formula="of:=1+0.5"')
        + cell("date", 'date-value="2026-03-01T14:05:00"')
        + cell("boolean", 'boolean-value="true"')
        + f'<table:table-cell office:value-type="string">{note}<text:p>two<text:s text:c="2"/>words</text:p>'
        + "<text:p>more</text:p></table:table-cell>"
        + '<table:table-cell table:number-columns-repeated="1019"/></table:table-row>'
    )
    assert told(sheet(tmp_path, ods(ods_row("a", "b", "c", "d", "e") + row))) == [
        (1, ["12", "1.5", datetime(2026, 3, 1, 14, 5), "TRUE", "two  words\nmore"], "")
    ]


def test_open_document_rows_repeat_and_gaps_count(tmp_path: Path) -> None:
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows = sheet(tmp_path, ods(gap + ods_row("a", "b") + ods_row("1", "2", repeated=2) + gap + ods_row("3", "", "x")))
    assert told(rows) == [(1, ["1", "2"], ""), (2, ["1", "2"], ""), (6, [], "wrong_column_count")]


@pytest.mark.parametrize(
    "bad",
    [
        '<table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>',
        '<table:table-row><table:table-cell office:value-type="string" calcext:value-type="error"/></table:table-row>',
    ],
)
def test_a_cell_that_is_an_error_rejects_its_row(tmp_path: Path, bad: str) -> None:
    assert told(sheet(tmp_path, ods(ods_row("a") + bad + ods_row("1")))) == [
        (1, [], "spreadsheet_error"),
        (2, ["1"], ""),
    ]


def test_other_open_documents_are_refused(tmp_path: Path) -> None:
    second = f'<table:table table:name="Notes">{ods_row("a story")}</table:table>'
    entities = ods(ods_row("a")).replace(b"<office:document-content", b"<office:document-content")
    with pytest.raises(DeliveryRefused, match="more than one"):
        sheet(tmp_path, ods(ods_row("a") + ods_row("1"), more=second))
    assert len(sheet(tmp_path, ods(ods_row("a") + ods_row("1"), more=second), "Sheet1")) == 1
    for content, said in (
        (ods(ods_row("a") + ods_row("1", repeated=2_000_000)), "damaged"),
        (ods(""), "empty"),
        (entities[:-40], "damaged"),
        (b"a,b\n", "damaged"),
    ):
        with pytest.raises(DeliveryRefused, match=said):
            sheet(tmp_path, content)
    with pytest.raises(DeliveryRefused, match="no sheet 'Other'"):
        sheet(tmp_path, ods(ods_row("a") + ods_row("1")), "Other")


def test_parquet_columns_read_as_cells(tmp_path: Path) -> None:
    table = arrow.table(
        {
            "id": arrow.array([1, 2, None], arrow.int64()),
            "name": arrow.array(["Zoë", "n\0l", None]).dictionary_encode(),
            "born": arrow.array([date(1985, 12, 10), None, None]),
            "at": arrow.array([datetime(2026, 3, 1, 14, 5, tzinfo=UTC), None, None], arrow.timestamp("us", "UTC")),
            "amount": arrow.array([1.0, 2.5, float("nan")]),
            "exact": arrow.array([Decimal("1.50"), None, None], arrow.decimal128(9, 2)),
            "open": arrow.array([True, None, None]),
        }
    )
    for options in ({}, {"compression": "zstd", "row_group_size": 1}):
        assert told(columns(tmp_path, table, **options)) == [
            (1, ["1", "Zoë", date(1985, 12, 10), datetime(2026, 3, 1, 14, 5, tzinfo=UTC), "1", "1.5", "TRUE"], ""),
            (2, [], "nul_byte"),
        ]


def test_other_parquet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    parquet.write_table(arrow.table({"a": ["x" * 100] * 5000}), out, use_dictionary=False)
    good = out.getvalue()
    for content, said in (
        (arrow.table({"a": [["x"]]}), "'a' is of the type list"),
        (arrow.table({"a": [b"x"]}), "'a' is of the type binary"),
        (good[:-9], "damaged"),
        (good[:200] + bytes(400) + good[600:], "damaged"),
        (b"PAR1", "damaged"),
    ):
        with pytest.raises(DeliveryRefused, match=said):
            columns(tmp_path, content)
    monkeypatch.setattr(columnar, "_LARGEST_GROUP", 1000)
    with pytest.raises(DeliveryRefused, match="row groups"):
        columns(tmp_path, good)
