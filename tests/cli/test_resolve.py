"""``mast resolve`` with a plan, with decisions, and with an account of the run."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import done, mast
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


def test_a_decision_parts_the_largest_person(env: dict[str, str], tmp_path: Path) -> None:
    usual = account(env, tmp_path)
    one, other, *_ = usual["largest_person"]["records"]
    decided = tmp_path / "decided.csv"
    decided.write_text(f"record_a,record_b,decision\n{one},{other},different\n", encoding="utf-8")
    told = account(env, tmp_path, "--decisions", decided)
    assert told["persons"] > usual["persons"]
    assert not {one, other} <= set(told["largest_person"]["records"])
    decided.write_text("record_a,record_b,decision\nnobody:1,police:1,same\n", encoding="utf-8")
    refused = mast(env, "resolve", "--decisions", decided)
    assert refused.code == 3
    assert "decided.csv: row 1: 'nobody:1' is no record" in refused.err


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
    fewer = account(env, tmp_path, "--plan", plan, "--model", model)
    assert {rule["made_pairs"] for rule in fewer["blocking"]["rules"] if rule["rule"] == "same NHS number"} == {0}
