"""The extracts: the samples' formats, the same bytes for one seed, and malformed rows where the truth says."""

import csv
import json
import re
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mast.synth.dirt import FLAGGED, REJECTED
from mast.synth.extracts import Summary, write

AS_OF = date(2026, 10, 31)
SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ADULTS, CHILDREN, POLICE, HOSPITAL, FIRE = (
    "adults_social_care_20261031.csv",
    "childrens_social_care_20261031.csv",
    "police_20261031.txt",
    "hospital_ae_20261031.xlsx",
    "fire_20261031.jsonl",
)
# Delimiter, width, and the columns of surname and event id.
DELIMITED = ((ADULTS, ",", 23, 4, 17), (CHILDREN, ",", 16, 4, 10), (POLICE, "|", 13, 1, 8))
TRUTH = ("truth", "expected_touchpoints", "expected_addresses", "traps", "sealed", "institutions", "bad_rows")
ENCODINGS = {
    ADULTS: ("utf-8-sig", "\r\n"),
    CHILDREN: ("utf-8", "\n"),
    POLICE: ("cp1252", "\r\n"),
    FIRE: ("utf-8", "\n"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("extracts")
    write(made, 3000, 3, AS_OF)
    return made


def lines(path: Path) -> list[str]:
    """The data rows of a text file, its header (if any) first."""
    encoding, end = ENCODINGS[path.name]
    found = path.read_bytes().decode(encoding).split(end)
    assert found.pop() == ""
    return found


def sheet(path: Path, most: int | None = None) -> list[tuple[object, ...]]:
    book = load_workbook(path, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True, max_row=most))
    finally:
        book.close()


def bad_rows(folder: Path) -> list[tuple[str, int, str]]:
    with (folder / "bad_rows.csv").open(newline="") as file:
        return [(row["file"], int(row["row_number"]), row["reason"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", [ADULTS, CHILDREN, POLICE])
def test_text_files_have_the_samples_headers_and_marks(folder: Path, name: str) -> None:
    assert lines(folder / name)[0] == lines(SAMPLES / name)[0]
    assert (folder / name).read_bytes()[:3] == (SAMPLES / name).read_bytes()[:3] or name == POLICE


def test_the_workbook_has_the_samples_sheet_and_header(folder: Path) -> None:
    ours, theirs = sheet(folder / HOSPITAL, 800), sheet(SAMPLES / HOSPITAL, 800)
    assert ours[0] == theirs[0]
    with closing(load_workbook(folder / HOSPITAL, read_only=True)) as book:
        assert book.sheetnames == ["Attendances"]
    for column in range(len(ours[0])):
        kinds = {type(row[column]) for row in ours[1:]}
        assert kinds <= {type(row[column]) for row in theirs[1:]} | {type(None)}


def test_incidents_have_the_samples_keys(folder: Path) -> None:
    ours, theirs = ([json.loads(line) for line in lines(where / FIRE)] for where in (folder, SAMPLES))
    for document in ours:
        assert document.keys() == theirs[0].keys()
        assert document["property"].keys() == theirs[0]["property"].keys()
        assert document["contact"].keys() == theirs[0]["contact"].keys()
    assert {document["kind"] for document in ours} == {document["kind"] for document in theirs}


@pytest.mark.parametrize("name", TRUTH)
def test_truth_files_have_the_samples_headers(folder: Path, name: str) -> None:
    first = [(where / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0] for where in (folder, SAMPLES)]
    assert first[0] == first[1]


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 4), ("same", 4), ("other", 5)):
        write(tmp_path / name, 400, seed, AS_OF, months=12)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) == 15
    for file in files:
        one, same, other = ((tmp_path / name / file).read_bytes() for name in ("one", "same", "other"))
        assert one == same
        assert one != other or file.name == "empty.csv"


def test_each_format_has_every_kind_of_malformed_row_that_it_can(folder: Path) -> None:
    kinds: dict[str, set[str]] = {}
    for file, _, reason in bad_rows(folder):
        kinds.setdefault(file, set()).add(reason)
    assert kinds == {
        ADULTS: {*REJECTED, *FLAGGED},
        CHILDREN: {*REJECTED, *FLAGGED},
        POLICE: {*REJECTED, "bad_postcode"},
        HOSPITAL: {*REJECTED, *FLAGGED} - {"wrong_column_count", "nul_byte"},
        FIRE: {*REJECTED, "bad_postcode"} - {"missing_surname", "future_dob", "wrong_column_count", "nul_byte"},
    }


@pytest.mark.parametrize(("name", "delimiter", "width", "surname", "event"), DELIMITED)
def test_planted_rows_stand_where_the_truth_says(
    folder: Path, name: str, delimiter: str, width: int, surname: int, event: int
) -> None:
    rows = lines(folder / name)
    for number, reason in [(number, reason) for file, number, reason in bad_rows(folder) if file == name]:
        fields = next(csv.reader([rows[number]], delimiter=delimiter))
        assert (len(fields) != width) == (reason == "wrong_column_count")
        assert ("\0" in rows[number]) == (reason == "nul_byte")
        if reason == "missing_surname":
            assert fields[surname] == ""
        if reason == "impossible_date":
            assert "30/02/2026" in rows[number] or "2026-02-30" in rows[number]
        if reason == "duplicate_event_id":
            earlier = [next(csv.reader([row], delimiter=delimiter)) for row in rows[1:number]]
            assert any(row[event] == fields[event] and row[0] == fields[0] for row in earlier)


def test_rows_that_are_not_listed_have_nothing_wrong(folder: Path) -> None:
    listed = {(file, number) for file, number, _ in bad_rows(folder)}
    for name, delimiter, width, _, _ in DELIMITED:
        for number, row in enumerate(lines(folder / name)[1:], start=1):
            if (name, number) not in listed:
                assert len(next(csv.reader([row], delimiter=delimiter))) == width
                assert "\0" not in row
                assert "30/02/" not in row


def test_no_dirt_gives_no_malformed_rows_and_more_gives_more(tmp_path: Path) -> None:
    counts = []
    for dirt in (0.0, 1.0, 30.0):
        write(tmp_path / str(dirt), 900, 4, AS_OF, months=12, dirt=dirt)
        counts.append(len(bad_rows(tmp_path / str(dirt))))
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]
    with pytest.raises(ValueError):
        write(tmp_path, 400, 4, AS_OF, dirt=-1.0)


def test_telephones_mailboxes_and_nobodys_names_are_reserved(folder: Path) -> None:
    for name in (ADULTS, CHILDREN, POLICE, FIRE):
        text = "\n".join(lines(folder / name))
        assert {number[:9] for number in re.findall(r"\b0\d{4} \d{6}\b", text)} <= {"01632 960", "07700 900"}
        assert all(box.lower().endswith(".example") for box in re.findall(r"\S+@[\w.]+", text.replace('"', " ")))


def test_the_refused_files_are_refusable(folder: Path) -> None:
    notes = (folder / "refused" / f"{Path(ADULTS).stem}_with_notes.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert notes[0].endswith(",CASE_NOTES")
    cut = (folder / "refused" / f"{Path(POLICE).stem}_truncated.txt").read_bytes().decode("cp1252")
    assert not cut.endswith("\r\n")
    assert cut.split("\r\n")[-1].count("|") < 12
    assert (folder / "refused" / "empty.csv").read_bytes() == b""


def test_the_summary_counts_what_was_written(tmp_path: Path) -> None:
    summary = write(tmp_path, 1200, 8, AS_OF, months=12)
    assert isinstance(summary, Summary)
    assert summary.people == 1200
    assert summary.rows[ADULTS] == len(lines(tmp_path / ADULTS)) - 1
    assert summary.rows[HOSPITAL] == len(sheet(tmp_path / HOSPITAL)) - 1
    assert summary.rows[FIRE] == len(lines(tmp_path / FIRE))
    assert summary.records == len((tmp_path / "truth.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert 0.8 * 1200 < sum(summary.rows.values()) < 2.2 * 1200


def test_police_calls_name_nobody_somebody_or_several(folder: Path) -> None:
    rows = [row.split("|") for row in lines(folder / POLICE)[1:]]
    named = [row for row in rows if row[0]]
    assert 0.15 < 1 - len(named) / len(rows) < 0.25
    people: dict[str, set[str]] = {}
    for row in named:
        people.setdefault(row[8], set()).add(row[0])
    several = sum(len(found) > 1 for found in people.values()) / len(people)
    assert 0.02 < several < 0.10
    by_call = Counter((row[8], row[6], row[9], row[11]) for row in named)
    assert len(by_call) >= len(people)
