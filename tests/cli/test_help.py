"""What the command line says of itself: each documented verb and option is there, and each one there is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mast.cli import main
from mast.core.settings import Settings
from tests.cli.verbs import ROOT, mast

VERBS = {
    "demo": (),
    "synth": ("DIR", "--people", "--seed", "--as-of"),
    "load": ("PATH", "--partner", "--mapping", "--as-of", "--anyway", "--withdraw", "--reason", "--json"),
    "daily": ("INBOX", "--watch", "--every", "--json"),
    "quality": ("PARTNER", "--as-of", "--out", "--json"),
    "institutions load": ("FILE", "--json"),
    "train": ("--out",),
    "resolve": ("--dry-run", "--json"),
    "export links": ("--out", "--purpose", "--case"),
    "export counts": ("--as-of", "--out", "--purpose", "--case"),
    "export address-counts": ("--as-of", "--out", "--purpose", "--case"),
    "report board": ("--as-of", "--out", "--purpose", "--case", "--json"),
    "evaluate": ("--links", "--truth", "--json"),
    "serve": ("--host", "--port"),
    "audit verify": ("--checkpoints", "--public-key", "--without-secret"),
    "audit checkpoint": (),
    "audit who-saw": ("PERSON_ID", "--json", "--purpose", "--case"),
    "audit subject": ("--out", "--searched", "--purpose", "--case"),
    "audit flags": ("--staff", "--days", "--json", "--purpose", "--case"),
    "audit bases": (),
    "seal add": ("KEY", "--reason", "--owner", "--purpose", "--case"),
    "seal lift": ("KEY", "--seal", "--purpose", "--case"),
    "seal list": ("--all", "--json", "--purpose", "--case"),
    "seal review": ("RECORD_KEY", "--release", "--keep", "--json"),
    "seal broken": ("--owner", "--all", "--reviewed", "--json"),
    "revoke": ("USER", "--purpose", "--case"),
    "token": ("--user", "--role", "--agency"),
    "status": ("--json",),
}


def commands() -> dict[str, str]:
    """Every verb with its one line of help, groups opened: ``export links`` and not ``export``."""
    command = typer.main.get_command(main.app(*main.VERBS))
    found: dict[str, str] = {}
    for name, verb in command.commands.items():  # type: ignore[attr-defined]
        within = getattr(verb, "commands", None)
        if within is None:
            found[name] = verb.help or ""
        else:
            found.update({f"{name} {inner}": own.help or "" for inner, own in within.items()})
    return found


def test_the_verbs(tmp_path: Path) -> None:
    ran = mast({"MAST_HOME": str(tmp_path / "home")}, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert all(verb.split()[0] in ran.out for verb in VERBS)
    assert set(VERBS) <= set(commands())
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_the_options_of_a_verb(verb: str, tmp_path: Path) -> None:
    ran = mast({"MAST_HOME": str(tmp_path / "home")}, *verb.split(), "--help")
    assert ran.code == 0
    said = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    for option in VERBS[verb]:
        assert option in said
    assert not (tmp_path / "home").exists()


def test_every_verb_says_what_it_does() -> None:
    assert not [verb for verb, help in commands().items() if not help.strip().endswith((".", "mode 600."))]


def test_a_verb_starts_without_what_the_others_need() -> None:
    loaded = "import sys; from mast.cli.main import app; app('load'); print(*sys.modules, sep='\\n')"
    said = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert "mast.cli.load" in said.split()
    assert not {"scipy.optimize", "networkx", "graphene", "mast.cli.serve", "mast.cli.resolve"} & set(said.split())


def test_a_verb_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    ran = mast({"MAST_HOME": str(tmp_path / "home")}, "laod")
    assert ran.code == 2
    assert "'load'" in ran.err


def test_no_command_alone_shows_the_help(tmp_path: Path) -> None:
    ran = mast({"MAST_HOME": str(tmp_path / "home")})
    assert ran.code == 2
    assert "synth" in ran.out + ran.err


def test_every_setting_is_in_the_example_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0].lstrip("# ") for line in lines if "=" in line}
    settings = {f"MAST_{name.upper()}" for name in Settings.model_fields}
    assert settings <= named
    assert named - settings <= {"MAST_SQL_PASSWORD"}  # the compose file's own


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in commands():
        group, _, inner = verb.partition(" ")
        assert f"mast {group}" in readme
        assert inner in readme


def test_the_documents_name_no_verb_that_is_not_there() -> None:
    known = {verb.split()[0] for verb in commands()}
    for document in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "Makefile"):
        text = (ROOT / document).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|/)mast ([a-z]+)", text)) <= known, document
