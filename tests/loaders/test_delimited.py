"""Delimited text: which rows are read, which are at fault, and what makes the whole file unfit."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.errors import DeliveryRefused
from mast.loaders.formats import source as sources
from mast.loaders.formats.delimited import DelimitedTable
from mast.loaders.formats.table import RawRow
from tests.loaders.files import csv_text, source_of


def read(folder: Path, content: bytes | str, encoding: str = "utf-8", delimiter: str = ",") -> list[RawRow]:
    with source_of(folder, content) as source:
        return list(DelimitedTable(source, encoding, delimiter).rows())


def refusal(folder: Path, content: bytes | str) -> str:
    with pytest.raises(DeliveryRefused) as caught:
        read(folder, content)
    return caught.value.reason


def good(*rows: RawRow) -> list[tuple[int, list[str]]]:
    return [(row.number, [str(cell) for cell in row.cells]) for row in rows if not row.fault]


def test_rows_are_numbered_after_the_header(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n1,2\n3,4")
    assert good(*rows) == [(1, ["1", "2"]), (2, ["3", "4"])]


def test_a_missing_final_newline_is_no_truncation(tmp_path: Path) -> None:
    assert len(read(tmp_path, 'a,b\n1,2\n3,"4"')) == 2


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(tmp_path: Path, ending: str) -> None:
    assert good(*read(tmp_path, ending.join(["a,b", "1,2", "3,4", ""]))) == [(1, ["1", "2"]), (2, ["3", "4"])]


@pytest.mark.parametrize("content", ["a,b\n1,2\n3\n", "a,b\n1,2\n3", "a,b\n1,2\n3\n\n,\n", "a,b,c\n1,2,3\n\x00,2"])
def test_a_short_last_row_is_a_truncation(tmp_path: Path, content: str) -> None:
    assert "truncated" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        'a,b\n1,2\n3,"4',
        'a,b\n1,2\n3,"4\n5,6\n7,8\n',
        'a,b\n1,"2\n3,"4"\n5,6\n',
        'a,b\n1,"2\n3,4\n5,6"7\n8,9\n',
        'a,b\n1,"2\n3,4",5\n6,7\n',
    ],
)
def test_a_quote_left_open_is_a_truncation_wherever_it_opens(tmp_path: Path, content: str) -> None:
    assert "quote is left open in row" in refusal(tmp_path, content)


def test_a_quote_left_open_in_a_long_file_is_found_before_the_field_limit_of_csv(tmp_path: Path) -> None:
    content = 'a,b\n1,"2\n' + "3,4\n" * 60_000
    assert "quote is left open in row 1" in refusal(tmp_path, content)


def test_wrong_column_counts_reject_their_row_only(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n1\n1,2,3\n5,6\n1,2,3\n")
    assert [(row.number, row.fault) for row in rows] == [
        (1, "wrong_column_count"),
        (2, "wrong_column_count"),
        (3, ""),
        (4, "wrong_column_count"),
    ]


def test_bad_quoting_within_a_line_rejects_that_row_only(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1,"The "Old" Barn"\n3,4\n"x"y,2\n')
    assert [(row.number, row.fault) for row in rows] == [(1, "wrong_column_count"), (2, ""), (3, "wrong_column_count")]


def test_quotes_within_an_unquoted_cell_are_text(tmp_path: Path) -> None:
    assert good(*read(tmp_path, 'a,b\n5" pipe,O"Neil\n3,4\n')) == [(1, ['5" pipe', 'O"Neil']), (2, ["3", "4"])]


def test_nul_bytes_reject_their_row_only(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1,2\n\0,4\n5,"6\0"\n7,8\n')
    assert [(row.number, row.fault) for row in rows] == [(1, ""), (2, "nul_byte"), (3, "nul_byte"), (4, "")]


def test_a_stray_carriage_return_breaks_no_row(tmp_path: Path) -> None:
    rows = read(tmp_path, b'a,b\r\n1\rx,2\r\n"3\rx",4\r\n5,6\r\n')
    assert good(*rows) == [(1, ["1 x", "2"]), (2, ["3\rx", "4"]), (3, ["5", "6"])]


def test_empty_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n\n1,2\n,\n   \n3,4\n,\n\n\n")
    assert good(*rows) == [(2, ["1", "2"]), (5, ["3", "4"])]
    assert len(rows) == 2


def test_a_quoted_cell_may_hold_line_ends(tmp_path: Path) -> None:
    assert good(*read(tmp_path, 'a,b\n"1\n\n2",x\n3,4\n')) == [(1, ["1\n\n2", "x"]), (2, ["3", "4"])]


def test_trailing_delimiters_of_every_row_are_no_column(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b,,\n1,2,,\n3,4,x,\n5,6,,\n")
    assert [row.fault for row in rows] == ["", "wrong_column_count", ""]


def test_a_header_of_blanks_is_empty(tmp_path: Path) -> None:
    assert "empty" in refusal(tmp_path, "\n  \n\n")


def test_a_huge_cell_is_too_long_and_no_more(tmp_path: Path) -> None:
    rows = read(tmp_path, f'a,b\n1,"{"x" * 200_000}"\n3,{"y" * 200_000}\n5,6\n')
    assert [row.fault for row in rows] == ["too_long", "too_long", ""]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(",|;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_in_every_dialect(
    rows: list[list[str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    content = csv_text([["a", "b", "c"], *rows], delimiter, end, quoting).encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content, encoding.removesuffix("-sig"), delimiter)
    assert good(*found) == [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    assert not [row for row in found if row.fault]


def outcome(folder: Path, content: str, delimiter: str, quote: str, escape: str) -> object:
    with source_of(folder, content) as source:
        try:
            return list(DelimitedTable(source, "utf-8", delimiter, quote, escape).rows())
        except DeliveryRefused as refused:
            return refused.reason


PIECES = st.sampled_from(
    ["a", "b1", ",", ",", "|", '"', '""', '","', "\n", "\r\n", "\r", "\0", "\\", "\u2028", " ", "é"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES, max_size=40).map("".join),
    st.sampled_from([1, 3, 20, 64 * 1024]),
    st.sampled_from([",", "|"]),
    st.sampled_from([('"', ""), ("", ""), ('"', "\\")]),
    st.sampled_from(["a,b\n", "a|b\r\n", "a,b,c\n", "a\n", 'a,"b\n"\n', "a,b,,\n"]),
)
def test_many_lines_at_once_are_read_as_one_by_one(
    content: str, piece: int, delimiter: str, quoting: tuple[str, str], header: str
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "_LINES", piece)
        at_once = outcome(Path(name), header + content, delimiter, *quoting)
        patch.setattr(DelimitedTable, "_at_once", lambda self, block: ())
        assert at_once == outcome(Path(name), header + content, delimiter, *quoting)
