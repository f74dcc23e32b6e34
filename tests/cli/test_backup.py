"""A backup brings both stores back as they were, on either engine; what is amiss with it is found before it is used."""

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from mast.core.errors import GraphUnreachable
from mast.synth import extracts
from tests.cli.held import digest
from tests.cli.verbs import AS_OF, DAY, done, mast, sentence
from tests.engines import Engine

KEYS = ("keep.key", "audit.key", "token.key")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=60, seed=3, as_of=DAY, dirt=0)
    return folder


@pytest.fixture
def taken(loaded: dict[str, str], tmp_path: Path) -> Path:
    done(loaded, "backup", tmp_path / "backup")
    return tmp_path / "backup"


def elsewhere(engine: Engine, home: Path, folder: Path) -> dict[str, str]:
    """A new deployment on an emptied engine, to which the keys of the old one were brought."""
    engine.wipe()
    env = engine.environment(folder / "elsewhere")
    (folder / "elsewhere").mkdir(mode=0o700, exist_ok=True)
    for name in KEYS:
        if (home / name).exists():
            shutil.copy(home / name, folder / "elsewhere" / name)
    return env


def links(env: dict[str, str], folder: Path) -> bytes:
    done(env, "export", "links", "--out", folder / "links.csv")
    return (folder / "links.csv").read_bytes()


def test_everything_comes_back(
    taken: Path, loaded: dict[str, str], embedded: Engine, inbox: Path, home: Path, tmp_path: Path
) -> None:
    exported, held = links(loaded, tmp_path), digest(embedded, numbered=True)
    before = json.loads(done(loaded, "status", "--json"))
    env = elsewhere(embedded, home, tmp_path)
    told = json.loads(done(env, "restore", taken, "--json"))
    after = json.loads(done(env, "status", "--json"))
    assert (told["generation"], told["digest"]) == (before["generation"], before["digest"])
    assert {name: after[name] for name in after if name != "runs"} == {n: before[n] for n in before if n != "runs"}
    assert digest(embedded, numbered=True) == held
    assert links(env, tmp_path) == exported
    for folder in ("models", "deliveries"):
        assert sorted(file.name for file in (home / folder).iterdir()) == sorted(
            file.name for file in (tmp_path / "elsewhere" / folder).iterdir()
        )
    done(env, "check")
    again = json.loads(done(env, "load", inbox, *AS_OF, "--json"))
    assert {file["outcome"] for file in again if file["partner"]} == {"already loaded"}
    changes = json.loads(done(env, "resolve", "--dry-run", "--json"))
    assert (changes["links_opened"], changes["links_closed"]) == (0, 0)


def test_it_is_closed_to_others_and_nothing_is_in_the_clear(taken: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (taken, *taken.rglob("*")) if path.is_dir()}
    assert modes == {0o700}
    files = [path for path in taken.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not [path for path in files if path.name.endswith(".key")]
    plain = {path.name for path in files if not path.read_bytes().startswith(b"MAST-VAULT-1\n")}
    assert plain == {"manifest.json"}
    told = json.loads((taken / "manifest.json").read_text())
    assert told["counts"]["nodes"]["Record"]["count"] > 60
    assert told["counts"]["rows"]["deliveries"]["count"] == 5


def test_a_folder_with_something_in_it_is_left_alone(taken: Path, loaded: dict[str, str]) -> None:
    assert "not empty" in sentence(mast(loaded, "backup", taken), 2)


def test_stores_that_hold_something_are_left_alone_unless_told(
    taken: Path, loaded: dict[str, str], embedded: Engine
) -> None:
    held = digest(embedded, numbered=True)
    assert "--replace" in sentence(mast(loaded, "restore", taken), 2)
    assert digest(embedded, numbered=True) == held
    done(loaded, "restore", taken, "--replace")
    assert digest(embedded, numbered=True) == held


def test_a_damaged_backup_changes_nothing(taken: Path, loaded: dict[str, str], embedded: Engine) -> None:
    held, links_file = digest(embedded, numbered=True), taken / "graph" / "links"
    whole = links_file.read_bytes()
    links_file.write_bytes(whole[:-20])
    assert "graph/links is not as it was written" in sentence(mast(loaded, "restore", taken, "--replace"), 1)
    links_file.unlink()
    assert "graph/links is not as it was written" in sentence(mast(loaded, "restore", taken, "--replace"), 1)
    links_file.write_bytes(whole)
    (taken / "manifest").unlink()
    assert "no manifest" in sentence(mast(loaded, "restore", taken, "--replace"), 1)
    assert digest(embedded, numbered=True) == held
    done(loaded, "status")


def test_without_the_key_nothing_is_touched(taken: Path, embedded: Engine, home: Path, tmp_path: Path) -> None:
    env = embedded.environment(tmp_path / "elsewhere")
    assert "keep.key is missing" in sentence(mast(env, "restore", taken), 1)
    assert not (tmp_path / "elsewhere" / "keep.key").exists()


def test_one_that_was_broken_off_keeps_all_away_until_it_is_run_again(
    taken: Path, embedded: Engine, home: Path, tmp_path: Path
) -> None:
    held = digest(embedded, numbered=True)
    env = elsewhere(embedded, home, tmp_path)
    with patch("mast.cli.backup.sql_dump.put_back", side_effect=GraphUnreachable("gone")):
        assert mast(env, "restore", taken).code == 5
    assert "broken off" in sentence(mast(env, "status"), 1)
    done(env, "restore", taken)
    assert digest(embedded, numbered=True) == held
    done(env, "status")


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.parametrize(("source", "target"), [("embedded", "neo4j"), ("neo4j", "embedded"), ("neo4j", "neo4j")])
def test_the_drill_on_either_engine(
    engine_of: Callable[[str], Engine], inbox: Path, tmp_path: Path, source: str, target: str
) -> None:
    """Taken on one engine, brought back on another: same exports, same links, and the work goes on."""
    old = engine_of(source)
    env = old.environment(tmp_path / "home")
    done(env, "load", inbox, *AS_OF)
    done(env, "train")
    done(env, "resolve")
    exported, held = links(env, tmp_path), digest(old, numbered=True)
    done(env, "backup", tmp_path / "backup")
    new = engine_of(target)
    env = elsewhere(new, tmp_path / "home", tmp_path)
    done(env, "restore", tmp_path / "backup")
    assert links(env, tmp_path) == exported
    assert digest(new, numbered=True) == held
    changes = json.loads(done(env, "resolve", "--json"))
    assert (changes["links_opened"], changes["links_closed"]) == (0, 0)
