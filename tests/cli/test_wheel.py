"""The wheel holds all that the program reads, none of the tests, and runs where no repository is."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mast.web.assets import FILES
from tests import npm
from tests.cli.verbs import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.npm]

READS_ALL = """
from importlib.resources import files
import mast
from mast.fields import nicknames
from mast.graph.statements import statement
from mast.loaders.mapping import built_in_mappings
print(mast.__file__)
names = [f"{folder.name}/{file.name.removesuffix('.cypher')}"
         for folder in files("mast.cypher").iterdir() if folder.is_dir()
         for file in folder.iterdir() if file.name.endswith(".cypher")]
print(len([statement(name).text for name in names]))
print(len(built_in_mappings()))
print(sorted(file.name for file in files("mast.fields").joinpath("data").iterdir()))
print(len(files("mast.graphql").joinpath("schema.graphql").read_text(encoding="utf-8")) > 1000)
from mast.graphql import app
from mast.web.assets import assets
print(sorted(assets()))
"""
WEB = ROOT / "web"
FETCHED = {
    "cytoscape/LICENSE",
    "cytoscape/dist/cytoscape.min.js",
    "govuk-frontend/dist/govuk/govuk-frontend.min.css",
}
"""All that the wheel takes in of what others made."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what is under version control, so that nothing is left in the working tree, and of what
    ``make pages`` fetches."""
    assert not npm.fetched(WEB)
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_symlink():
                (source / name).symlink_to(os.readlink(ROOT / name))
            else:
                (source / name).write_bytes((ROOT / name).read_bytes())
    shutil.copytree(WEB / "node_modules", source / "web" / "node_modules")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, *options, "-w", str(out), str(source)], check=True, capture_output=True)
    (built,) = out.glob("mast-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "MAST_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_program_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"mast"}
    rooms = {name.split("/")[1] for name in names if name.count("/") > 1 and ".dist-info" not in name}
    assert rooms == {path.name for path in (ROOT / "mast").iterdir() if path.is_symlink()}
    assert not [name for name in names if re.search(r"(^|/)tests?[/_]", name) or name.endswith((".pyc", ".jar"))]
    kept = {".py", ".cypher", ".toml", ".graphql", ".csv", ".html", ".css"}
    tracked = subprocess.run(["git", "ls-files", *sorted(rooms)], cwd=ROOT, check=True, capture_output=True, text=True)
    wanted = [name for name in tracked.stdout.splitlines() if Path(name).suffix in kept or "/static/" in name]
    missing = {f"mast/{name}" for name in (*wanted, "web/notices.txt")} - set(names)
    assert not missing
    fetched = {name.partition("node_modules/")[2] for name in names if "node_modules/" in name}
    assert fetched == FETCHED


def test_it_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert "synth" in run(installed, tmp_path, "-m", "mast", "--help")
    run(installed, tmp_path, "-m", "mast", "synth", "inbox", "--people", "60")
    token = run(installed, tmp_path, "-m", "mast", "token", "--user", "u", "--role", "practitioner")
    assert token.count(".") == 2


def test_it_reads_every_file_it_brings(installed: Path, tmp_path: Path) -> None:
    where, statements, mappings, data, schema, made_of = run(installed, tmp_path, "-c", READS_ALL).splitlines()
    assert where.startswith(str(installed))
    assert int(statements) == len(list((ROOT / "cypher").rglob("*.cypher")))
    assert (mappings, schema) == ("5", "True")
    assert "nicknames.csv" in data
    assert made_of == str(sorted(FILES))
