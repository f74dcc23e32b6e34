"""A generation that the gate keeps back leaves nothing behind, and one that is published anyway says why."""

import json
from pathlib import Path
from typing import Any

from mast.core.settings import Settings
from mast.ledger import register, runs
from mast.ledger.store import open_ledger
from mast.synth import extracts
from tests.cli.held import count_links, digest
from tests.cli.verbs import AS_OF, DAY, done, mast, sentence
from tests.engines import Engine


def begun(env: dict[str, str], folder: Path) -> dict[str, str]:
    """A small town with a published generation."""
    extracts.write(folder / "inbox", people=60, seed=3, as_of=DAY, dirt=0)
    done(env, "load", folder / "inbox", *AS_OF)
    done(env, "train")
    done(env, "resolve")
    return env


def facts(env: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done(env, "status", "--json"))
    return told


def strict(folder: Path) -> Path:
    """A plan by which hardly anybody is one person with anybody."""
    plan = folder / "plan.toml"
    plan.write_text("[thresholds]\nlink = 60\n", encoding="utf-8")
    return plan


def test_what_splits_a_town_for_no_reason_is_kept_back_whole(
    engine_env: dict[str, str], engine: Engine, home: Path, tmp_path: Path
) -> None:
    town = begun(engine_env, tmp_path)
    before, links, held = facts(town), count_links(engine), digest(engine, numbered=True)
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        ids = register.current(ledger, "person")
    dry = json.loads(done(town, "resolve", "--dry-run", "--json", "--plan", strict(tmp_path)))
    assert dry["persons_split"] >= dry["persons_unexplained"] > 5
    told = sentence(mast(town, "resolve", "--plan", strict(tmp_path)), 1)
    assert f"{dry['persons_unexplained']} of" in told
    assert "--publish-anyway" in told
    assert dry["held"][0] in told
    after = facts(town)
    assert (after["generation"], after["digest"]) == (before["generation"], before["digest"])
    assert after["held_back"]["reasons"] == dry["held"]
    assert "kept back by run" in done(town, "status")
    assert (count_links(engine), digest(engine, numbered=True)) == (links, held)
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        assert register.current(ledger, "person") == ids
        assert [run.outcome for run in runs.recent(ledger, 2, ("resolve",))] == ["refused", "done"]
    again = json.loads(done(town, "resolve", "--json"))
    assert (again["links_opened"], again["links_closed"], again["digest"]) == (0, 0, before["digest"])
    assert facts(town)["held_back"] is None


def test_what_is_published_anyway_says_why(env: dict[str, str], home: Path, tmp_path: Path) -> None:
    town = begun(env, tmp_path)
    reason = "a stricter threshold, as the board asked"
    forced = json.loads(done(town, "resolve", "--json", "--plan", strict(tmp_path), "--publish-anyway", reason))
    assert forced["held"]
    told = facts(town)
    assert (told["generation"], told["digest"]) == (forced["generation"], forced["digest"])
    assert told["published_anyway"] == reason
    assert reason in done(town, "status")
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        (run,) = runs.recent(ledger, 1)
    assert run.facts["published_anyway"] == reason
    assert run.facts["overridden"] == forced["held"]
    assert run.facts["digest"] == forced["digest"]
    assert [(step.name, step.state) for step in run.steps][:4] == [
        ("resolve", "done"),
        ("gate", "done"),
        ("publish", "started"),
        ("publish", "done"),
    ]
