"""``mast mapping``: what is proposed from a sample, and what trying a mapping shows, and to whom."""

import csv
import json
import re
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from mast.core.settings import Settings
from mast.ledger.store import open_ledger
from mast.ledger.tables import audit
from mast.loaders.mapping import BUILT_IN
from tests.cli.verbs import SAMPLES, done, mast, sentence

HOUSING = Path(__file__).parents[1] / "data" / "housing" / "housing_20261031.csv"
ADULTS = SAMPLES / "adults_social_care_20261031.csv"


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    return {"MAST_HOME": str(home)}


@pytest.mark.parametrize("code", ["adults", "children", "hospital", "police", "fire"])
def test_a_proposal_agrees_with_the_built_in_mapping(env: dict[str, str], code: str) -> None:
    built_in = tomllib.loads((BUILT_IN / f"{code}.toml").read_text(encoding="utf-8"))
    (sample,) = SAMPLES.glob(built_in["file"]["name"])
    proposed = tomllib.loads(done(env, "mapping", "new", sample, "--partner", code))
    for key in ("format", "delimiter", "name"):
        expected = built_in["file"].get(key)
        assert proposed["file"].get(key) == (f"{sample.stem[:-8]}*{sample.suffix}" if key == "name" else expected)
    wrong = {
        column
        for column, meaning in proposed["columns"].items()
        if meaning not in (built_in["columns"][column], "ignored")
    }
    assert not wrong
    told = sum(meaning != "ignored" for meaning in proposed["columns"].values())
    assert proposed["records"].get("nhs_live", "left out") == (
        True if "nhs" in proposed["columns"].values() else "left out"
    )
    assert told >= {"fire": 4, "police": 12}.get(code, len(built_in["columns"]))


def test_a_proposal_quotes_nobody(env: dict[str, str]) -> None:
    text = done(env, "mapping", "new", ADULTS)
    with ADULTS.open(encoding="utf-8-sig", newline="") as handle:
        people = {value for row in csv.DictReader(handle) for value in (row["LAST_NAME"], row["DOB"], row["POSTCODE"])}
    assert not [value for value in people if len(value) > 3 and value in text]


def test_case_detail_is_proposed_as_ignored_with_the_reason(env: dict[str, str], tmp_path: Path) -> None:
    story = "She said that he was seen at the house and told her not to call"
    sample = tmp_path / "extract.csv"
    sample.write_text(f"ID,OFFENCE,REMARK_1,XTRA\n1,x,y,{story}\n2,x,y,{story}\n", encoding="utf-8")
    text = done(env, "mapping", "new", sample)
    assert '"OFFENCE" = "ignored"  # its name says that it holds an offence, which never comes in' in text
    assert '"XTRA" = "ignored"  # it holds free text, which never comes in' in text
    assert story not in text


def test_a_proposal_is_written_once_and_checks(env: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "housing.toml"
    assert "lines are marked DECIDE" in done(env, "mapping", "new", HOUSING, "--out", out)
    assert "is there already" in sentence(mast(env, "mapping", "new", HOUSING, "--out", out), 2)
    assert "in order; partner housing" in done(env, "mapping", "check", out)
    shown = done(env, "mapping", "check", out, HOUSING)
    assert "accepted: 48" in shown
    assert "Cheadle" not in shown.title()
    assert not (Path(env["MAST_HOME"]) / "mast.sqlite").exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", 3),
        ("one.csv", b"words\nand words\n", 3),
        ("ab.csv", b"ID,NAME\n", 3),
        ("1.csv", b"a,b\n1,2\n", 2),
    ],
)
def test_what_no_mapping_can_be_made_of(
    env: dict[str, str], tmp_path: Path, name: str, content: bytes, code: int
) -> None:
    (tmp_path / name).write_bytes(content)
    sentence(mast(env, "mapping", "new", tmp_path / name), code)
    sentence(mast(env, "mapping", "new", tmp_path / "none.csv", "--partner", "x1"), 3)


def test_a_bad_mapping_has_every_fault_listed(env: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "adults.toml"
    text = (BUILT_IN / "adults.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("order = 10", "odrer = 10").replace('"sex"', '"sexe"'), encoding="utf-8")
    ran = mast(env, "mapping", "check", path)
    assert "2 of its keys must be corrected" in sentence(ran, 3)
    assert [line.split(":")[1] for line in ran.out.splitlines()] == [" line 7", " line 31"]
    path.write_text(text, encoding="utf-8")
    assert "empty.csv" in sentence(mast(env, "mapping", "check", path, SAMPLES / "refused" / "empty.csv"), 3)
    assert "no date" in sentence(mast(env, "mapping", "check", path, ADULTS, "--as-of", "x"), 2)


def test_values_are_shown_to_those_who_say_why(env: dict[str, str], tmp_path: Path) -> None:
    path = BUILT_IN / "adults.toml"
    masked = json.loads(done(env, "mapping", "check", path, ADULTS, "--json", "--rows", "2"))
    assert all(re.fullmatch(r"[^A-Zb-z]*", row["surname"] + row["record"]) for row in masked["rows_read"])
    assert len(masked["rows_read"]) == 2
    refused = mast(env, "mapping", "check", path, ADULTS, "--show-values", "--purpose", "curiosity")
    assert refused.code in (1, 2)
    assert not refused.out
    shown = json.loads(done(env, "mapping", "check", path, ADULTS, "--json", "--show-values", "--case", "C-1"))
    assert shown["rows_read"][0]["surname"] == "Davies"
    with open_ledger(Settings(home=Path(env["MAST_HOME"]))) as ledger, ledger.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.case_reference == "C-1")).mappings().all()
    assert [row["operation"] for row in rows if row["operation"]][:1] == ["mapping check"]
