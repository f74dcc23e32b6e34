"""A graph that was lost is made anew from the kept deliveries and the register: same ids, same links, same digest."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from mast.core.errors import GraphUnreachable
from mast.graph.staging import stage_delivery
from mast.ledger import register
from mast.ledger.store import Ledger, open_ledger
from mast.loaders import replaying
from mast.synth import extracts
from tests.cli.held import digest
from tests.cli.verbs import AS_OF, DAY, done, mast, sentence
from tests.engines import Engine

LATER = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two days' extracts of the same people; on the second day one partner sends nothing."""
    folders = tuple(tmp_path_factory.mktemp(name) for name in ("first", "second"))
    for folder, day in zip(folders, (DAY, LATER), strict=True):
        extracts.write(folder, people=50, seed=3, as_of=day, dirt=0)
    next(folders[1].glob("fire_*")).unlink()
    return folders[0], folders[1]


@pytest.fixture
def two_days(engine_env: dict[str, str], days: tuple[Path, Path], tmp_path: Path) -> dict[str, str]:
    """Loaded twice and resolved twice; between, people decided that two persons are one."""
    done(engine_env, "load", days[0], *AS_OF)
    done(engine_env, "train")
    done(engine_env, "resolve")
    first, second = two_persons(links(engine_env, tmp_path))
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"record_a,record_b,decision\n{first},{second},same\n")
    done(engine_env, "load", days[1], "--as-of", LATER)
    done(engine_env, "resolve", "--decisions", decisions)
    return engine_env


def links(env: dict[str, str], folder: Path) -> bytes:
    done(env, "export", "links", "--out", folder / "links.csv")
    return (folder / "links.csv").read_bytes()


def two_persons(exported: bytes) -> tuple[str, str]:
    """Records of two persons, of one partner each and not the same."""
    rows = list(csv.DictReader(exported.decode().splitlines()))
    first = rows[0]
    other = next(row for row in rows if row["partner"] != first["partner"] and row["person_id"] > first["person_id"])
    return tuple(f"{row['partner']}:{row['source_record_id']}" for row in (first, other))  # type: ignore[return-value]


def facts(env: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done(env, "status", "--json"))
    return told


def redirects(engine: Engine, home: Path) -> dict[str, str]:
    def led(ledger: Ledger) -> dict[str, str]:
        persons = sorted(set(register.current(ledger, "person", 10).values()))
        return {person: register.follow(ledger, "person", person) for person in persons}

    with open_ledger(engine.settings(home)) as ledger:
        return led(ledger)


def test_it_comes_back_with_the_same_ids_and_digest(
    engine: Engine, two_days: dict[str, str], home: Path, tmp_path: Path
) -> None:
    before, exported, held, led = facts(two_days), links(two_days, tmp_path), digest(engine), redirects(engine, home)
    assert any(person != onward for person, onward in led.items())
    engine.wipe()
    told = json.loads(done(two_days, "rebuild", "--json"))
    after = facts(two_days)
    assert told["missing"] == []
    assert told["digest"] == told["digest_before"] == after["digest"] == before["digest"]
    assert links(two_days, tmp_path) == exported
    assert digest(engine) == held
    assert redirects(engine, home) == led
    assert after["generation"] > before["generation"]
    assert after["data_as_of"] == before["data_as_of"]
    done(two_days, "check")
    changes = json.loads(done(two_days, "resolve", "--dry-run", "--json"))
    assert (changes["links_opened"], changes["links_closed"], changes["decided_pairs"]) == (0, 0, 1)
    assert "nothing to rebuild" in done(two_days, "rebuild")


def test_nothing_is_written_to_a_lost_graph_but_by_a_rebuild(
    engine: Engine, two_days: dict[str, str], days: tuple[Path, Path], home: Path
) -> None:
    with open_ledger(engine.settings(home)) as ledger:
        ids = register.current(ledger, "person")
    engine.wipe()
    for verb in (("resolve",), ("load", days[0], *AS_OF)):
        assert "mast rebuild" in sentence(mast(two_days, *verb), 1)
    with open_ledger(engine.settings(home)) as ledger:
        assert register.current(ledger, "person") == ids


@pytest.fixture
def env(engine_of: Callable[[str], Engine], home: Path) -> dict[str, str]:
    return engine_of("embedded").environment(home)


def test_one_that_was_broken_off_is_run_again(
    engine_of: Callable[[str], Engine], env: dict[str, str], days: tuple[Path, Path], tmp_path: Path
) -> None:
    """Broken off among the published deliveries, while it resolves, and among those loaded after the last resolve."""
    embedded = engine_of("embedded")
    env = embedded.environment(tmp_path / "home")
    done(env, "load", days[0], *AS_OF)
    done(env, "train")
    done(env, "resolve")
    done(env, "load", days[1], "--as-of", LATER)
    before, held = facts(env), digest(embedded)
    embedded.wipe()
    gone = GraphUnreachable("The graph does not answer.")
    for faulty in (
        patch.object(replaying, "stage_delivery", _fails_at(3)),
        patch("mast.cli.rebuild.resolve_and_publish", side_effect=gone),
        patch.object(replaying, "stage_delivery", _fails_at(2)),
    ):
        with faulty:
            assert mast(env, "rebuild").code == 5
        assert "broken off" in sentence(mast(env, "resolve"), 1)
    told = json.loads(done(env, "rebuild", "--json"))
    assert told["digest"] == before["digest"]
    assert digest(embedded) == held
    assert facts(env)["data_as_of"] == before["data_as_of"] == dict.fromkeys(before["data_as_of"], DAY.isoformat())
    assert len(facts(env)["loaded_not_published"]) == len(before["loaded_not_published"])
    done(env, "resolve")


def _fails_at(number: int) -> Callable[..., Any]:
    calls: list[int] = []

    def stage(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == number:
            raise GraphUnreachable("The graph does not answer.")
        return stage_delivery(*arguments, **options)

    return stage


@pytest.fixture
def inbox(days: tuple[Path, Path]) -> Path:
    return days[0]


def test_deliveries_that_are_not_kept_are_named(
    engine_of: Callable[[str], Engine], env: dict[str, str], loaded: dict[str, str], inbox: Path, home: Path
) -> None:
    kept = sorted((home / "deliveries").iterdir())
    assert len(kept) == 5
    kept[0].unlink()
    engine_of("embedded").wipe()
    told = sentence(mast(loaded, "rebuild"), 1)
    assert told.startswith(f"mast: 1 deliveries are not kept: {kept[0].stem}.")
    assert json.loads(done(loaded, "rebuild", "--without-missing", "--json"))["missing"] == [kept[0].stem]
    again = json.loads(done(loaded, "load", inbox, *AS_OF, "--json"))
    assert sorted(file["outcome"] for file in again if file["partner"]) == ["already loaded"] * 4 + ["loaded"]
