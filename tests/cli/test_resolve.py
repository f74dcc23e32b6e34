"""``mast resolve`` with a plan, with decisions, and with an account of the run."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import done, mast, sentence
from tests.engines import Engine


@pytest.fixture(scope="module")
def env(engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small town, loaded and trained on the embedded engine."""
    folder = tmp_path_factory.mktemp("resolve")
    env = engine_of("embedded").environment(folder / "home")
    done(env, "synth", folder / "town", "--people", 120, "--seed", 3, "--as-of", "2026-10-31")
    done(env, "load", folder / "town")
    done(env, "train")
    return env


def account(env: dict[str, str], folder: Path, *options: object) -> dict[str, Any]:
    report = folder / "report.json"
    done(env, "resolve", "--dry-run", "--report", report, *options)
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return told


def test_the_account_names_the_largest_person_blocking_and_refused_joins(env: dict[str, str], tmp_path: Path) -> None:
    told = account(env, tmp_path)
    assert told["largest_person"]["size"] == len(told["largest_person"]["records"]) >= 2
    assert sum(rule["made_pairs"] for rule in told["blocking"]["rules"]) >= told["blocking"]["pairs"] > 0
    assert all({"record_a", "record_b", "weight", "reason"} == set(join) for join in told["refused_joins"])
    summary = json.loads(done(env, "resolve", "--dry-run", "--json"))
    assert summary["refused_joins"] == len(told["refused_joins"])
    assert summary["largest_person"] == told["largest_person"]["size"]


def test_a_decision_parts_the_largest_person(env: dict[str, str], tmp_path: Path) -> None:
    usual = account(env, tmp_path)
    one, other, *_ = usual["largest_person"]["records"]
    decided = tmp_path / "decided.csv"
    decided.write_text(f"record_a,record_b,decision\n{one},{other},different\n", encoding="utf-8")
    told = account(env, tmp_path, "--decisions", decided)
    assert told["persons"] > usual["persons"]
    assert not {one, other} <= set(told["largest_person"]["records"])
    refused_joins = {(join["record_a"], join["record_b"]): join["reason"] for join in told["refused_joins"]}
    assert refused_joins[one, other] == "decided by a person to be two people"
    decided.write_text("record_a,record_b,decision\nnobody:1,police:1,same\n", encoding="utf-8")
    refused = mast(env, "resolve", "--decisions", decided)
    assert refused.code == 3
    assert "decided.csv: row 1: 'nobody:1' is no record" in refused.err


def test_what_was_decided_stays_decided_until_something_else_is(env: dict[str, str], tmp_path: Path) -> None:
    usual = account(env, tmp_path)
    one, other, *_ = usual["largest_person"]["records"]
    decided = tmp_path / "decided.csv"
    decided.write_text(f"record_a,record_b,decision\n{other},{one},different\n", encoding="utf-8")
    first = json.loads(done(env, "resolve", "--decisions", decided, "--json"))
    kept = Path(env["MAST_HOME"]) / "decisions" / f"{first['decisions']}.csv"
    assert kept.read_text(encoding="utf-8") == f"record_a,record_b,decision\n{one},{other},different\n"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, kept)] == [0o700, 0o600]
    for _ in range(3):
        again = json.loads(done(env, "resolve", "--json"))
        for same in ("digest", "decisions", "plan", "model"):
            assert again[same] == first[same]
        assert (again["links_opened"], again["links_closed"], again["decided_pairs"]) == (0, 0, 1)
    assert account(env, tmp_path)["persons"] == first["persons"] > usual["persons"]
    refused = mast(env, "resolve", "--decisions", tmp_path / "none.csv")
    assert refused.code == 3
    decided.write_text("record_a,record_b,decision\n", encoding="utf-8")
    ended = json.loads(done(env, "resolve", "--decisions", decided, "--json"))
    assert (ended["decisions"], ended["decided_pairs"], ended["persons"]) == ("", 0, usual["persons"])


def test_decisions_that_are_gone_are_missed_and_not_forgotten(env: dict[str, str], tmp_path: Path) -> None:
    one, other, *_ = account(env, tmp_path)["largest_person"]["records"]
    decided = tmp_path / "decided.csv"
    decided.write_text(f"record_a,record_b,decision\n{one},{other},different\n", encoding="utf-8")
    first = json.loads(done(env, "resolve", "--decisions", decided, "--json"))
    kept = Path(env["MAST_HOME"]) / "decisions" / f"{first['decisions']}.csv"
    kept.write_text(kept.read_text(encoding="utf-8").replace("different", "same"), encoding="utf-8")
    assert "was changed after it was written" in sentence(mast(env, "resolve"), 3)
    kept.unlink()
    assert first["decisions"] in sentence(mast(env, "resolve"), 3)
    decided.write_text("record_a,record_b,decision\n", encoding="utf-8")
    done(env, "resolve", "--decisions", decided)


def test_a_plan_holds_for_the_run_that_it_is_given_to(env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("[thresholds]\nlink = 6\n", encoding="utf-8")
    frozen = json.loads(done(env, "resolve", "--plan", plan, "--json"))
    kept = Path(env["MAST_HOME"]) / "plans" / f"{frozen['plan']}.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["thresholds"] == {"link": 6.0, "review": "model"}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, kept)] == [0o700, 0o600]
    usual = json.loads(done(env, "resolve", "--json"))
    assert usual["plan"] != frozen["plan"]
    assert usual["persons"] < frozen["persons"]


def test_a_plan_changes_the_answer_or_is_refused(env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[blocking]\nrules = ["same NHS number"]\n', encoding="utf-8")
    told = account(env, tmp_path, "--plan", plan)
    assert [rule["rule"] for rule in told["blocking"]["rules"]] == ["same NHS number"]
    plan.write_text('[comparisons]\nfields = ["forenames", "surname", "born"]\n', encoding="utf-8")
    refused = mast(env, "resolve", "--plan", plan)
    assert refused.code == 3
    assert "trained for other columns: also for nhs, upn, sex, phone, email, home" in refused.err
    model = tmp_path / "model.json"
    done(env, "train", "--plan", plan, "--out", model)
    assert "trained for other columns: not for nhs, upn" in sentence(mast(env, "resolve", "--model", model), 3)
    done(env, "train")
    fewer = account(env, tmp_path, "--plan", plan, "--model", model)
    assert {rule["made_pairs"] for rule in fewer["blocking"]["rules"] if rule["rule"] == "same NHS number"} == {0}


@pytest.mark.parametrize("verb", [("train",), ("resolve",), ("resolve", "--dry-run")], ids=" ".join)
@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('[comparisons]\nfields = ["forename"]', "'forename' is no comparison. Did you mean 'forenames'?"),
        ('[blocking]\nrules = ["same nhs number"]', "is no blocking rule. Did you mean 'same NHS number'?"),
        ('[sources]\nclean = ["polise"]', "'polise' is no source of these records. Did you mean 'police'?"),
        ("[limit]\nneighbours = 3", "limit: no such key. Did you mean 'limits'?"),
        ('[columns]\nid = "record"\nname = "surnam"', "'surnam' is no field. Did you mean 'surname'?"),
        ('[columns]\nid = "record"\nname = "surname"', "only tables, for mast link, have columns to name"),
    ],
)
def test_a_plan_amiss_is_refused_with_the_right_name(
    env: dict[str, str], tmp_path: Path, verb: tuple[str, ...], text: str, advice: str
) -> None:
    plan, models = tmp_path / "plan.toml", Path(env["MAST_HOME"]) / "models"
    plan.write_text(f"{text}\n", encoding="utf-8")
    before = (models / "latest").read_text(encoding="utf-8")
    assert advice in sentence(mast(env, *verb, "--plan", plan), 3)
    assert (models / "latest").read_text(encoding="utf-8") == before
