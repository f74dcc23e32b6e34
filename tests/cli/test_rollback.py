"""A rollback shows an earlier generation again, as a new one, and loses nothing that was loaded since."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from mast.core.settings import Settings
from mast.graph.links import STATED
from mast.graph.writer import Writer
from mast.ledger import register, runs
from mast.ledger.store import open_ledger
from mast.ledger.succession import Kind
from mast.synth import extracts
from tests.cli.held import count_links, digest, open_links
from tests.cli.verbs import AS_OF, DAY, done, mast, sentence
from tests.engines import MOSTLY_EMBEDDED, Engine

KINDS: tuple[Kind, ...] = ("person", "address", "household")


def status(env: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done(env, "status", "--json"))
    return told


def shown(env: dict[str, str], folder: Path) -> dict[str, bytes]:
    """All that the exports tell of the published generation."""
    folder.mkdir()
    for verb in ("links", "pairs", "counts", "address-counts"):
        day = AS_OF if "counts" in verb else ()
        done(env, "export", verb, *day, "--out", folder / verb)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def ids(home: Path) -> dict[Kind, dict[str, str]]:
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        return {kind: register.current(ledger, kind) for kind in KINDS}


def facts(engine: Engine) -> dict[str, list[str]]:
    """The facts as they are staged, published or not."""
    return {kind.name: open_links(engine)[kind.name] for kind in STATED}


def begin(town: dict[str, str], folder: Path) -> None:
    """A published generation; ``others`` and ``more`` are further extracts, of other people under the same keys."""
    for name, people, seed in (("first", 50, 3), ("others", 50, 4), ("more", 60, 5)):
        extracts.write(folder / name, people=people, seed=seed, as_of=DAY, dirt=0)
    done(town, "load", folder / "first", *AS_OF)
    done(town, "train")
    done(town, "resolve")


@pytest.mark.parametrize("engine", MOSTLY_EMBEDDED, indirect=True)
def test_all_is_as_it_was_and_nothing_is_lost(
    engine_env: dict[str, str], engine: Engine, home: Path, tmp_path: Path
) -> None:
    town = engine_env
    begin(town, tmp_path)
    first, seen, known = status(town), shown(town, tmp_path / "before"), ids(home)
    done(town, "load", tmp_path / "others", *AS_OF)
    done(town, "resolve")
    second, seen_then, known_then = status(town), shown(town, tmp_path / "between"), ids(home)
    assert seen_then != seen
    done(town, "load", tmp_path / "more", *AS_OF)
    loaded = facts(engine)

    done_ = json.loads(done(town, "rollback", "--json"))
    back = status(town)
    assert back["generation"] == done_["generation"] > second["generation"]
    assert (back["digest"], back["restores"]) == (first["digest"], first["generation"])
    assert (back["model"], back["data_as_of"]) == (first["model"], first["data_as_of"])
    assert shown(town, tmp_path / "after") == seen
    assert ids(home) == known
    assert facts(engine) == loaded
    assert len(back["loaded_not_published"]) == 1
    assert "it equals generation" in done(town, "status")
    with open_ledger(Settings(_env_file=None, home=home)) as ledger:
        (run,) = runs.recent(ledger, 1)
    assert (run.verb, run.outcome, run.facts["digest"]) == ("rollback", "done", first["digest"])

    # A second one takes the first back, and --to goes further.
    done(town, "rollback")
    assert status(town)["digest"] == second["digest"]
    assert shown(town, tmp_path / "again") == seen_then
    assert ids(home) == known_then
    done(town, "rollback", "--to", first["generation"])
    assert status(town)["digest"] == first["digest"]
    assert facts(engine) == loaded

    # The next resolve takes in what was loaded since, and what is loaded now is laid over it.
    again = json.loads(done(town, "load", tmp_path / "others", *AS_OF, "--json"))
    assert {file["outcome"] for file in again if file["partner"]} == {"already loaded"}
    resolved = json.loads(done(town, "resolve", "--json"))
    assert resolved["held"] == []
    assert facts(engine) == loaded
    assert status(town)["loaded_not_published"] == []
    assert set(ids(home)["person"]) > set(known["person"])


def test_a_rollback_that_fails_leaves_nothing(
    env: dict[str, str], embedded: Engine, home: Path, tmp_path: Path
) -> None:
    town, engine = env, embedded
    begin(town, tmp_path)
    done(town, "load", tmp_path / "others", *AS_OF)
    done(town, "resolve")
    done(town, "load", tmp_path / "more", *AS_OF)
    before, links, held, known = status(town), count_links(engine), digest(engine, numbered=True), ids(home)
    fails = patch("mast.graph.rollback.commit", side_effect=OSError("no more"))
    with fails:
        assert mast(town, "rollback").code == 1
    assert (count_links(engine), digest(engine, numbered=True), ids(home)) == (links, held, known)
    # Nobody to undo it at once: the next writer does.
    with fails, patch.object(Writer, "__exit__", return_value=None):
        assert mast(town, "rollback").code == 1
    assert digest(engine, numbered=True) != held
    assert status(town)["digest"] == before["digest"]
    done(town, "load", tmp_path / "more", *AS_OF)
    assert (count_links(engine), digest(engine, numbered=True), ids(home)) == (links, held, known)


def test_there_must_be_something_to_go_back_to(env: dict[str, str], inbox: Path) -> None:
    assert "Nothing is published yet" in sentence(mast(env, "rollback"), 1)
    done(env, "load", inbox, *AS_OF)
    done(env, "train")
    done(env, "resolve")
    assert "is the first one" in sentence(mast(env, "rollback"), 1)
    number = status(env)["generation"]
    done(env, "resolve")
    assert f"but {number}." in sentence(mast(env, "rollback", "--to", 10_000), 2)
    assert status(env)["generation"] == number + 1
