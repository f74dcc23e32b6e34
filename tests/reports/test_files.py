"""What a pack is written as: sheets that run nothing, a folder of its own, packs kept for the next."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from mast.core.errors import InputRefused, MastError, UsageError
from mast.reports.aggregates import read_deprivation
from mast.reports.board import Pack, count_all, make_pack, provenance
from mast.reports.comparison import compare, trend
from mast.reports.files import require_empty, write
from mast.reports.kept import Kept, keep, kept_packs, read_pack
from mast.reports.recovery import Edition
from mast.reports.sheets import as_csv
from mast.reports.tables import Printed
from tests.network.town import DAY
from tests.reports.city import planted_city, sources_of

HOSTILE = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\0=1", " =1", "＝1", '"=1', "'=1", ";=1", "\n=1")


def made(earlier: list[Kept]) -> tuple[Pack, Edition]:
    sources = sources_of(planted_city())
    facts = provenance(sources.population.generation, sources.population, "1.0")
    return make_pack(count_all(sources), DAY, facts, earlier, earlier[-1].pack if earlier else None)


def test_no_cell_of_a_sheet_is_a_formula_and_numbers_stay_numbers() -> None:
    rows = tuple((text, 10, "-15", "+5", "45%", "*") for text in HOSTILE)
    sheet = as_csv(Printed("t", "T", "", ("what", "n", "down", "up", "share", "hidden"), rows))
    told = list(csv.reader(io.StringIO(sheet)))[1:]
    assert len(told) == len(HOSTILE)
    for cells in told:
        assert cells[0].startswith("'")
        assert not any(character in cells[0] for character in "\t\r\n\0")
        assert cells[1:] == ["10", "-15", "+5", "45%", "*"]


def test_a_folder_must_be_empty_and_writable(tmp_path: Path) -> None:
    require_empty(tmp_path / "new" / "inner")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="not empty"):
        require_empty(tmp_path)
    with pytest.raises(MastError, match="cannot be used"):
        require_empty(tmp_path / "file")


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("in the way")
    with pytest.raises(MastError, match="cannot be written"):
        write({"a.csv": b"1", "b.csv": b"2"}, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["b.csv"]


def test_a_pack_is_kept_as_it_was_for_the_next_one(tmp_path: Path) -> None:
    pack, edition = made([])
    keep(tmp_path / "reports", 1, pack.as_json(), edition)
    (kept,) = kept_packs(tmp_path / "reports")
    assert kept.pack == json.loads(json.dumps(pack.as_json()))
    assert (kept.edition.counts, kept.edition.shown) == (edition.counts, edition.shown)
    assert sorted(kept.edition.relations) == sorted(edition.relations)
    assert os.stat(tmp_path / "reports" / "board-000001.json").st_mode & 0o777 == 0o600
    again, _ = made([kept])
    compared = again.table("compared")
    assert compared is not None
    assert {row[3] for row in compared.rows} <= {"0", "–"}
    (tmp_path / "reports" / "board-000001.json").write_text("{}")
    with pytest.raises(MastError, match="cannot be read"):
        kept_packs(tmp_path / "reports")


def test_what_was_printed_is_compared_and_what_is_hidden_is_not() -> None:
    def people(two: int | str) -> Printed:
        rows = (("one agency", 100), ("two agencies", two), ("three or more", 10))
        return Printed("people", "People", "", ("known to", "people"), rows)

    before = [["one agency", 85], ["two agencies", "*"]]
    table = {"name": "people", "columns": ["known to", "people"], "rows": before}
    rows = compare([people(20)], {"as_of": "2026-10-24", "tables": [table]}).rows
    assert [row[1:] for row in rows] == [(85, 100, "+15"), ("*", 20, "–"), ("–", 10, "–")]


def test_a_file_that_somebody_gave_brings_nothing_but_figures_in() -> None:
    rows: list[list[Any]] = [["one agency", "Maria Thornfield"], ["two agencies", 1.5], ["three or more", None]]
    past = {"as_of": "2026-10-24", "tables": [{"name": "people", "columns": ["known to", "people"], "rows": rows}]}
    now = Printed("people", "People", "", ("known to", "people"), tuple((str(row[0]), 10) for row in rows))
    assert {row[1] for row in compare([now], past).rows} == {"–"}


def test_the_trend_is_of_what_each_pack_showed() -> None:
    pack, _ = made([])
    told = trend(pack.tables, "2026-10-31", [{"as_of": "2026-10-24", "tables": []}])
    assert told.columns == ("partner", "2026-10-24", "2026-10-31")
    assert {row[1] for row in told.rows} == {"–"}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "no",
        '{"as_of": "2026-10-31", "tables": []}',
        '{"tables": [{}]}',
        '{"as_of": "Maria", "tables": [{"name": "people", "columns": [], "rows": []}]}',
    ],
)
def test_what_is_no_earlier_pack_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "board.json").write_text(text)
    with pytest.raises(InputRefused):
        read_pack(tmp_path / "board.json")


@pytest.mark.parametrize("line", ["11,5,1", "1,5", "1,-5,1", "1,5,6", "Smith,5,1", "1,5,1\n1,5,1", "1,٣,1"])
def test_a_line_that_is_no_count_is_refused_without_being_repeated(tmp_path: Path, line: str) -> None:
    file = tmp_path / "deciles.csv"
    file.write_text(f"decile,records,matched\n{line}\n")
    with pytest.raises(InputRefused) as refused:
        read_deprivation(file)
    assert "Smith" not in str(refused.value)
