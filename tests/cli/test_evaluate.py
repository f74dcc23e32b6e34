"""``mast evaluate`` on files alone: what each file adds, and what is refused."""

import json
from pathlib import Path

import pytest

from mast.resolution.model import save_model
from tests.cli.verbs import done, mast, sentence
from tests.resolution.town import town


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"MAST_HOME": str(tmp_path / "home")}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    here = town()
    here.links.to_csv(tmp_path / "links.csv", index=False)
    here.truth.to_csv(tmp_path / "truth.csv", index=False)
    here.found.links.assign(model="m-1").to_csv(tmp_path / "pairs.csv", index=False)
    people = here.truth[["partner", "source_record_id"]].assign(birth_year="1980", sex="female")
    people.to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "run.json").write_text(json.dumps(here.found.report.as_dict()), encoding="utf-8")
    save_model(here.model, tmp_path / "model.json")
    return tmp_path


def test_files_add_up(env: dict[str, str], files: Path) -> None:
    judged = ("evaluate", "--links", files / "links.csv", "--truth", files / "truth.csv", "--json")
    bare = json.loads(done(env, *judged))
    assert {"pairwise", "bcubed_f1", "partners", "households", "sizes"} <= bare.keys()
    assert not {"curve", "blocking", "probes", "unlinkable"} & bare.keys()
    more = ("--pairs", files / "pairs.csv", "--people", files / "people.csv", "--as-of", "2026-10-31")
    whole = json.loads(done(env, *judged, *more, "--report", files / "run.json"))
    assert whole["pairwise"] == bare["pairwise"]
    assert set(whole["ages"]) == {"45 to 64"}
    assert whole["curve"]
    assert whole["blocking"]["recall"] is None
    table = done(env, *judged[:-1], *more)
    assert "B-cubed" in table
    assert "45 to 64" in table


def test_pairs_alone_make_a_page(env: dict[str, str], files: Path) -> None:
    page = files / "report.html"
    done(env, "evaluate", "--pairs", files / "pairs.csv", "--html", page)
    assert 'id="weights-chart-title"' in page.read_text(encoding="utf-8")


def test_probes_need_a_model_alone(env: dict[str, str], files: Path) -> None:
    told = json.loads(done(env, "evaluate", "--probes", "--model", files / "model.json", "--json"))
    assert told.keys() == {"probes"}
    assert told["probes"]["origins"]["Welsh"]["one_person"] == 28
    assert "no model yet" in sentence(mast(env, "evaluate", "--probes"), 3)


@pytest.mark.parametrize(
    ("name", "text", "option", "said"),
    [
        ("pairs.csv", "record_a,record_b\n", "--pairs", "lacks the columns weight, band"),
        ("pairs.csv", "record_a,record_b,weight,band\na,b,heavy,link\n", "--pairs", "1 rows have a weight"),
        ("people.csv", "partner,source_record_id,birth_year,sex\na,1,80,\n", "--people", "1 rows have a birth_year"),
        ("run.json", "[]", "--report", "says nothing of blocking"),
        ("run.json", "{", "--report", "cannot be read as JSON"),
        ("truth.csv", "", "--truth", "cannot be read as CSV"),
    ],
)
def test_what_cannot_be_read_is_refused(
    env: dict[str, str], files: Path, name: str, text: str, option: str, said: str
) -> None:
    (files / name).write_text(text, encoding="utf-8")
    assert said in sentence(mast(env, "evaluate", "--links", files / "links.csv", option, files / name), 3)


def test_nothing_to_evaluate_is_wrong_usage(env: dict[str, str]) -> None:
    assert "nothing to evaluate" in sentence(mast(env, "evaluate"), 2)


def test_a_page_that_cannot_be_written(env: dict[str, str], files: Path) -> None:
    nowhere = files / "no" / "report.html"
    assert "cannot be written" in sentence(mast(env, "evaluate", "--links", files / "links.csv", "--html", nowhere), 1)
