"""docs/partners.md: its walk-through runs as printed, and it leaves out no key."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mast.loaders.contract import Meaning
from mast.loaders.schema import published_schema
from tests.cli.verbs import done
from tests.engines import Engine

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "partners.md").read_text(encoding="utf-8")


@pytest.fixture
def env(engine_of: Callable[[str], Engine], home: Path) -> dict[str, str]:
    """A deployment with nothing in it."""
    return engine_of("embedded").environment(home)


def test_every_key_and_meaning_is_documented() -> None:
    schema = json.loads(published_schema())
    told = set(re.findall(r"`(?:[a-z]+\.)?([a-z_0-9]+)`", PAGE)) | set(re.findall(r"`\[([a-z]+)\]`", PAGE))
    keys = {key for table in schema["$defs"].values() for key in table.get("properties", {})} | set(
        schema["properties"]
    )
    meanings = set(Meaning) - {"address_2", "address_3", "address_4"}
    assert not (keys | meanings) - told


def test_every_value_that_a_key_may_have_is_documented() -> None:
    part = json.loads(published_schema())["$defs"]["FilePart"]["properties"]
    for key in ("format", "encoding"):
        assert not [value for value in part[key]["enum"] if f"`{value}`" not in PAGE]


def test_the_walk_through_runs_as_printed(env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "tests" / "data" / "housing", tmp_path / "tests" / "data" / "housing")
    monkeypatch.chdir(tmp_path)
    steps = re.findall(r"```(console|toml)\n(.*?)```", PAGE, re.S)
    assert [kind for kind, _ in steps] == ["console", "toml", "console", "console"]
    ran: list[str] = []
    for kind, text in steps:
        if kind == "toml":
            (tmp_path / "housing.toml").write_text(text, encoding="utf-8")
            continue
        for command, printed in re.findall(r"^\$ mast (.*)\n((?:[^$\n].*\n)*)", text, re.M):
            out = done(env, *shlex.split(command))
            assert out.startswith(printed), command
            ran.append(command.split()[0])
    assert ran == ["mapping", "mapping", "load", "train", "resolve", "load"]
    status = json.loads(done(env, "status", "--json"))
    assert list(status["deliveries"]) == ["housing"]
    sample = tmp_path / "tests" / "data" / "housing" / "housing_20261031.csv"
    read = json.loads(done(env, "mapping", "check", "housing.toml", sample, "--show-values", "--json"))["rows_read"][2]
    assert [read[name] for name in ("forenames", "surname", "born_on", "on", "kind", "worker")] == [
        *("Zoë Anne", "Cheadle", "1964-03-05", "2026-01-23", "home safety visit", "Moira Stead"),
    ]
