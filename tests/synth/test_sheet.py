"""Workbooks written as XML open like any other, and go on in a further file when a sheet is full."""

from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook

from mast.synth.population import day_number
from mast.synth.sheet import SheetFile

HEADER = ["id", "on", "at", "sex", "note"]


def _rows(path: Path) -> list[tuple[object, ...]]:
    book = load_workbook(path, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def test_every_kind_of_cell_reads_back(tmp_path: Path) -> None:
    file = SheetFile(tmp_path / "a.xlsx", HEADER, rows=2)
    on = day_number(datetime(2026, 3, 29).date())
    assert file.write(["<A&B>", on, (on, 1439), 9.0, None]) == ("a.xlsx", 1)
    assert file.write(["Ł", day_number(datetime(1900, 1, 1).date()), (on, 0), 1.0, "x"]) == ("a.xlsx", 2)
    file.close()
    head, first, second = _rows(tmp_path / "a.xlsx")
    assert list(head) == HEADER
    assert first[:4] == ("<A&B>", datetime(2026, 3, 29), datetime(2026, 3, 29, 23, 59), 9)
    assert first[4] is None
    assert second[1] == datetime(1900, 1, 1)


def test_a_full_sheet_goes_on_in_a_further_file(tmp_path: Path) -> None:
    file = SheetFile(tmp_path / "a.xlsx", HEADER, rows=7, sheet_rows=4)
    placed = [file.write([str(number), None, None, None, None]) for number in range(7)]
    file.close()
    assert placed[2:5] == [("a.xlsx", 3), ("a_2.xlsx", 1), ("a_2.xlsx", 2)]
    assert placed[-1] == ("a_3.xlsx", 1)
    assert [row[0] for row in _rows(tmp_path / "a_2.xlsx")] == ["id", "3", "4", "5"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        file = SheetFile(tmp_path / name / "x.xlsx", HEADER, rows=1)
        file.write(["1", 2, (3, 4), 5.0, None])
        file.close()
    assert (tmp_path / "a" / "x.xlsx").read_bytes() == (tmp_path / "b" / "x.xlsx").read_bytes()
