"""``mast link`` on the command line: files of mode 600, whole or not at all, and a sentence for every slip."""

import csv
import json
import stat
from pathlib import Path

import pytest

from tests.cli.verbs import done, mast

PLAN = """[columns]
id = "record"
name = "full_name"
born = "born_on"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    rows = ["id,name,born"]
    for n in range(40):
        name = f"{('Ann', 'Ben', 'Cleo', 'Dan')[n % 4]} {('Archer', 'Bright', 'Cole', 'Dunn', 'Ewing')[n % 5]}"
        rows += [f"{n}a,{name},{1950 + n}-04-1{n % 10}", f"{n}b,{name.upper()},1{n % 10}/04/{1950 + n}"]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return file


def test_every_file_that_was_asked_for_is_written_for_its_owner_only(table: Path) -> None:
    home = table.parent
    names = ("out.csv", "pairs.csv", "report.json", "model.json")
    out, pairs, report, model = (home / name for name in names)
    files = ("--out", out, "--pairs", pairs, "--report", report, "--save-model", model)
    told = json.loads(done({}, "link", table, "--columns", home / "plan.toml", *files, "--json"))
    with out.open(encoding="utf-8", newline="") as lines:
        clusters = list(csv.DictReader(lines))
    assert list(clusters[0]) == ["record_id", "cluster_id"]
    assert len(clusters) == told["records"] == 80
    assert told["persons"] == 40
    assert pairs.read_text(encoding="utf-8").startswith("record_a,record_b,weight,band,model,reason\n")
    account = json.loads(report.read_text(encoding="utf-8"))
    assert account["model"] == told["model"]
    assert account["largest_person"]["size"] == told["largest_person"] == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in (out, pairs, report))
    again = home / "again.csv"
    done({}, "link", table, "--columns", home / "plan.toml", "--out", again, "--model", model)
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("count", "cells"),
    [
        (0, ""),
        (1, "Ann Archer,1950-04-11"),
        (400, "Ann Archer,1950-04-11"),
        (400, ","),
        (50_000, "Ann Archer,1950-04-11"),
    ],
    ids=["empty", "one row", "all equal", "all missing", "one block of 50,000"],
)
def test_degenerate_tables_end_with_clusters_and_a_report(table: Path, count: int, cells: str) -> None:
    home = table.parent
    table.write_text("\n".join(["id,name,born", *(f"{n},{cells}" for n in range(count))]) + "\n", encoding="utf-8")
    files = ("--out", home / "out.csv", "--pairs", home / "pairs.csv", "--report", home / "report.json")
    told = json.loads(done({}, "link", table, "--columns", home / "plan.toml", *files, "--json"))
    account = json.loads((home / "report.json").read_text(encoding="utf-8"))
    assert told["records"] == account["records"] == count
    assert len((home / "out.csv").read_text(encoding="utf-8").splitlines()) == count + 1
    assert account["largest_person"]["size"] == told["largest_person"] == len(account["largest_person"]["records"])
    # Nobody's records are compared with all others of a block that says nothing: it is thinned, and that is told.
    thinned = sum(rule["thinned_records"] for rule in account["blocking"]["rules"])
    assert (thinned > 0) == (count > 300 and cells != ",")
    assert account["blocking"]["pairs"] <= 60 * count


def test_decisions_are_obeyed(table: Path) -> None:
    home = table.parent
    (home / "decided.csv").write_text("record_a,record_b,decision\n0a,0b,different\n0a,1a,same\n", encoding="utf-8")
    out = home / "out.csv"
    done({}, "link", table, "--columns", home / "plan.toml", "--out", out, "--decisions", home / "decided.csv")
    with out.open(encoding="utf-8", newline="") as lines:
        cluster = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(lines)}
    assert cluster["0a"] == cluster["1a"] == cluster["1b"] != cluster["0b"]


@pytest.mark.parametrize(
    ("plan", "extra", "code", "reason"),
    [
        (PLAN.replace("born =", "dob ="), (), 3, "there is no column 'dob'"),
        (PLAN + "[blocking]\nrules = ['same NHS no']\n", (), 3, "Did you mean 'same NHS number'?"),
        (PLAN, ("--model", "none.json"), 3, "none.json cannot be read"),
        (PLAN, ("--decisions", "none.csv"), 3, "none.csv"),
        (PLAN, ("--pairs", "people.csv"), 2, "is named twice"),
        (PLAN, ("--pairs", "no/such/folder.csv"), 1, "cannot be written"),
    ],
)
def test_a_slip_leaves_nothing_behind(table: Path, plan: str, extra: tuple[str, ...], code: int, reason: str) -> None:
    home = table.parent
    (home / "plan.toml").write_text(plan, encoding="utf-8")
    before = table.read_bytes()
    options = [option if option.startswith("--") else home / option for option in extra]
    ran = mast({}, "link", table, "--columns", home / "plan.toml", "--out", home / "out.csv", *options)
    assert (ran.code, ran.out) == (code, "")
    assert reason in ran.err
    assert not (home / "out.csv").exists()
    assert table.read_bytes() == before
    assert not list(home.rglob("*.part"))


def test_a_missing_file_is_refused(table: Path) -> None:
    home = table.parent
    ran = mast({}, "link", home / "none.csv", "--columns", home / "plan.toml", "--out", home / "out.csv")
    assert ran.code == 3
    assert "none.csv: cannot be read" in ran.err
