"""The two readers of a sheet's XML, by pattern and by expat, find the same rows or none."""

import io
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.markup import stream
from mast.loaders.formats.sheet import CORRUPT, SheetRow
from mast.loaders.formats.workbook_sheet import CellReader, NotPlain, PlainRows, SheetHandler

TEXTS = ["Ada", "", "O'Brien & Sons", "x" * 40_000]
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def reader() -> CellReader:
    return CellReader(TEXTS, frozenset("1"), CALENDAR_WINDOWS_1900)


def by_pattern(xml: bytes) -> list[SheetRow] | None:
    """None where the pattern reader gives up."""
    try:
        return [SheetRow(row.number, list(row.cells), row.fault) for row in PlainRows(io.BytesIO(xml), reader())]
    except NotPlain:
        return None


def by_expat(xml: bytes) -> list[SheetRow] | None:
    """None where it is no XML, or contradicts itself."""
    try:
        found = list(stream(io.BytesIO(xml), SheetHandler(reader()), lambda a, b: DeliveryRefused("x", a, b)))
    except CORRUPT:
        return None
    return [SheetRow(row.number, list(row.cells), row.fault) for row in found]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=9)
SPOILT = ["<", ">", "&", '"', "&#65;", "<!-- -->", "<![CDATA[x]]>", "\r", "\x01", "<v>", "9"]
NUMBERS = st.one_of(st.integers(-9, 10**12).map(str), st.floats(-1e9, 1e9).map(repr), st.just("45232.38055"))
DAYS = st.integers(1, 60_000).map(str)


@st.composite
def cells(draw: st.DrawFn, row: int) -> str:
    made: list[str] = []
    for column in sorted(draw(st.sets(st.integers(0, 30), max_size=5))):
        letters = chr(65 + column) if column < 26 else "A" + chr(39 + column)
        place = f' r="{letters}{row}"' if draw(st.booleans()) else ""
        if not place and made:
            place = f' r="{letters}{row}"'
        kind = draw(st.sampled_from(["n", "day", "s", "inlineStr", "str", "b", "e", "empty", "formula", "unsaved"]))
        match kind:
            case "n":
                made.append(f"<c{place}><v>{draw(NUMBERS)}</v></c>")
            case "day":
                made.append(f'<c{place} s="1"><v>{draw(DAYS)}</v></c>')
            case "s":
                made.append(f'<c{place} t="s"><v>{draw(st.integers(0, 3))}</v></c>')
            case "inlineStr":
                made.append(f'<c{place} t="inlineStr"><is><t>{escape(draw(TEXT))}</t></is></c>')
            case "str":
                made.append(f'<c{place} t="str"><f>A1&amp;"x"</f><v>{escape(draw(TEXT))}</v></c>')
            case "b":
                made.append(f'<c{place} t="b"><v>{draw(st.sampled_from("01"))}</v></c>')
            case "e":
                made.append(f'<c{place} t="e"><v>#REF!</v></c>')
            case "empty":
                made.append(f'<c{place} s="1"/>')
            case "formula":
                made.append(f"<c{place}><f>1+1</f><v>2</v></c>")
            case _:
                made.append(f"<c{place}><f>1+1</f></c>")
    return "".join(made)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows, number = [], 0
    for _ in range(draw(st.integers(0, 4))):
        number += draw(st.integers(1, 3))
        rows.append(f'<row r="{number}"{draw(st.sampled_from(["", " spans={}".format(quoteattr("1:3"))]))}>')
        rows.append(draw(cells(number)) + "</row>")
    return HEAD + "".join(rows) + TAIL


@settings(max_examples=200, deadline=None)
@given(sheets())
def test_what_programs_write_reads_alike(sheet: str) -> None:
    found = by_pattern(sheet.encode())
    assert found is not None
    assert found == by_expat(sheet.encode())


@settings(max_examples=300, deadline=None)
@given(sheets(), st.data())
def test_what_is_spoilt_is_left_to_expat_or_reads_alike(sheet: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(len(HEAD), len(sheet) - len(TAIL)))
    added = data.draw(st.sampled_from(SPOILT))
    gone = data.draw(st.integers(0, 3))
    spoilt = (sheet[:place] + added + sheet[place + gone :]).encode()
    try:
        found = by_pattern(spoilt)
    except CORRUPT:  # the file is refused, as it is by the other reader
        assert by_expat(spoilt) is None
        return
    if found is not None:
        expected = by_expat(spoilt)
        assert expected is None or found == expected


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0" encoding="UTF-16"?>' + HEAD + TAIL,
        "<!DOCTYPE x>" + HEAD + TAIL,
        HEAD.replace("<sheetData>", "<x:sheetData>") + TAIL,
        HEAD + "<row><c><v>1</v></c>",
        HEAD + '<row><c t="inlineStr"><is><r><t>rich</t></r></is></c></row>' + TAIL,
    ],
)
def test_other_xml_is_left_to_expat(xml: str) -> None:
    assert by_pattern(xml.encode()) is None
