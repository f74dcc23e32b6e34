"""``mast daily``: a day in one command on both engines, again without a change, and watching for what comes."""

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.held import digest
from tests.cli.verbs import Started, done, mast, until
from tests.conftest import EngineOf
from tests.engines import Engine

PEOPLE = 120
CODES = ("adults", "children", "fire", "hospital", "police")


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    arguments = ("synth", folder, "--people", PEOPLE, "--seed", 7, "--as-of", "2026-10-31")
    done({"MAST_HOME": str(folder / "home")}, *arguments)
    return folder


@pytest.fixture
def inbox(tmp_path: Path, extracts: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for path in extracts.iterdir():
        if "20261031" in path.name:
            shutil.copy(path, folder / path.name)
    return folder


def day(env: dict[str, str], inbox: Path, code: int = 0) -> dict[str, Any]:
    ran = mast(env, "daily", inbox, "--json")
    assert ran.code == code, ran.err
    facts: dict[str, Any] = json.loads(ran.out)
    assert facts["exit_code"] == code
    return facts


def statuses(env: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(done(env, "status", "--json"))
    return facts


def test_a_day_its_repetition_and_a_day_with_a_held_partner(
    engine: Engine, engine_env: dict[str, str], inbox: Path
) -> None:
    first = day(engine_env, inbox)
    assert [file["outcome"] for file in first["files"]] == ["loaded"] * 5
    assert first["learnt"]
    assert first["resolved"]["persons"] > 0
    assert first["data_as_of"] == dict.fromkeys(CODES, "2026-10-31")
    before = digest(engine, numbered=True)

    again = day(engine_env, inbox)
    assert [file["outcome"] for file in again["files"]] == ["already loaded"] * 5
    assert (again["learnt"], again["resolved"], again["generation"]) == (None, None, first["generation"])
    assert digest(engine, numbered=True) == before

    (fire,) = inbox.glob("fire*")
    (police,) = inbox.glob("police*")
    lines = police.read_text(encoding="windows-1252").splitlines(keepends=True)
    police.with_name("police_20261101.txt").write_text("".join(lines[: len(lines) // 3]), encoding="windows-1252")
    later = fire.read_bytes() + fire.read_bytes().splitlines(keepends=True)[-1]
    fire.with_name(fire.name.replace("20261031", "20261101")).write_bytes(later)
    ran = mast(engine_env, "daily", inbox)
    assert ran.code == 0, ran.err
    assert "mast: police_20261101.txt: held, " in ran.err
    assert "police is held back (shrunken)" in ran.out
    facts = statuses(engine_env)
    assert facts["generation"] > first["generation"]
    assert facts["data_as_of"] == {
        code: "2026-11-01" if code == "fire" else "2026-10-31" for code in CODES if code != "police"
    }
    (held,) = facts["held"]
    assert (held["partner"], held["reasons"], held["as_new_loaded"]) == ("police", ["shrunken"], False)
    assert "held: police_20261101.txt of police, shrunken" in done(engine_env, "status")
    assert day(engine_env, inbox)["resolved"] is None


def test_nothing_to_take_in_is_told_by_the_exit_code(engine_env: dict[str, str], tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert day(engine_env, empty, code=3)["generation"] is None
    missing = mast(engine_env, "daily", tmp_path / "nowhere")
    assert missing.code == 2
    assert "is no folder" in missing.err


def test_the_watch_takes_what_comes_and_ends_when_told(engine_of: EngineOf, tmp_path: Path, inbox: Path) -> None:
    env = engine_of("embedded").environment(tmp_path / "home")
    later = tmp_path / "later"
    later.mkdir()
    (fire,) = inbox.glob("fire*")
    fire.rename(later / fire.name)
    watching = Started(env, "daily", inbox, "--watch", "--every", "0.2", "--json")
    try:
        until(lambda: watching.printed().count("\n") == 1, "the first day is told")
        shutil.copy(later / fire.name, inbox / fire.name)
        until(lambda: watching.printed().count("\n") == 2, "the late file is told")
        watching.process.send_signal(signal.SIGTERM)
        ran = watching.ended()
    finally:
        watching.forget()
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert (ran.code, ran.err) == (0, "")
    assert len(first["files"]) == 4
    assert [(file["partner"], file["outcome"]) for file in second["files"]] == [("fire", "loaded")]
    assert set(second["data_as_of"]) == set(CODES)
    assert second["generation"] > first["generation"]
