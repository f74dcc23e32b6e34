"""docs/api.md: what it says to run is run against a live server, and answers as printed."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from mast.access.tokens import mint
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graphql.app import make_app
from mast.graphql.errors import Code
from mast.graphql.limits import LIMITS, MAX_TOKENS
from mast.ledger.store import Ledger
from tests import npm
from tests.engines import Engine
from tests.graphql.conftest import NOW
from tests.graphql.live import served
from tests.graphql.town import PARTNERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
STRICT = ("--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "client.ts")


class Block(NamedTuple):
    kind: str
    name: str
    text: str


BLOCKS = [Block(*found) for found in re.findall(r"^```(\w+) ?([\w.]*)\n(.*?)^```", PAGE, re.M | re.S)]


def named(name: str) -> str:
    return next(block.text for block in BLOCKS if block.name == name)


@pytest.fixture
def engine(engine_of: Callable[[str], Engine]) -> Engine:
    return engine_of("embedded")


@pytest.fixture
def live(settings: Settings, published: Graph, ledger: Ledger) -> Iterator[dict[str, str]]:
    """The variables that the page asks for, and what a shell needs."""
    token = mint(settings, "ann.other", "practitioner", "adults", NOW, timedelta(hours=1))
    with served(make_app(settings, published, ledger, PARTNERS, clock=lambda: NOW)) as url:
        yield {"MAST": url, "TOKEN": token, "PATH": os.environ["PATH"]}


def test_every_curl_answers_as_printed(live: dict[str, str]) -> None:
    ran = 0
    for block, printed in zip(BLOCKS, BLOCKS[1:], strict=False):
        if block.kind != "sh":
            continue
        assert printed.kind == "json"
        command = ["bash", "-euo", "pipefail", "-c", block.text]
        done = subprocess.run(command, cwd=ROOT, env=live, capture_output=True, text=True, timeout=60, check=True)
        assert json.loads(done.stdout) == json.loads(printed.text), f"{block.text}\n{done.stdout}"
        ran += 1
    assert ran == PAGE.count("```sh\n") == 6


@pytest.mark.npm
def test_the_typescript_client_is_typed_by_the_schema_and_prints_what_is_printed(
    live: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "node_modules").symlink_to(npm.CLIENT / "node_modules", target_is_directory=True)
    shutil.copy(npm.CLIENT / "package.json", tmp_path)
    shutil.copy(ROOT / "graphql" / "schema.graphql", tmp_path)
    shutil.copytree(ROOT / "graphql" / "operations", tmp_path / "operations")
    for name in ("codegen.json", "client.ts"):
        (tmp_path / name).write_text(named(name), encoding="utf-8")

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=live, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("node_modules/.bin/graphql-codegen", "--config", "codegen.json")
    run("node_modules/.bin/tsc", *STRICT)
    printed = next(block.text for block in BLOCKS if block.kind == "text")
    assert run("node", "client.js") == printed
    (tmp_path / "client.ts").write_text(named("client.ts").replace("displayName", "nickname"), encoding="utf-8")
    wrong = subprocess.run(["node_modules/.bin/tsc", *STRICT], cwd=tmp_path, env=live, capture_output=True, text=True)
    assert "nickname" in wrong.stdout, "the types are those of the schema"


def test_every_code_and_limit_is_told() -> None:
    assert not [code for code in Code if f"`{code}`" not in PAGE]
    told = re.search(r"\*\*Limits\*\*.*?\n\n", PAGE, re.S)
    assert told
    for number in (MAX_TOKENS, LIMITS.depth, LIMITS.fields, LIMITS.aliases, LIMITS.fragments, f"{LIMITS.cost:,}"):
        assert f" {number} " in told[0].replace(",\n", ", \n").replace(", ", " , ")
