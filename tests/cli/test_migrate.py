"""``mast migrate`` brings a deployment of the first version up to this one; until then every verb refuses it."""

import json
import sqlite3
import time
from pathlib import Path

import pytest

from mast.graph import migration as graph_migration
from mast.graph.opening import open_graph
from mast.ledger import migration
from tests.cli.verbs import done, mast, sentence
from tests.engines import Engine

FIRST = Path(__file__).resolve().parents[1] / "data" / "schema" / "v1-sqlite.sql"


@pytest.fixture
def old(env: dict[str, str], embedded: Engine, home: Path) -> dict[str, str]:
    """A deployment as the first version left it: SQL tables of then, a graph with a pointer and no mark."""
    store = sqlite3.connect(home / "mast.sqlite")
    store.executescript(FIRST.read_text(encoding="utf-8"))
    store.close()
    with open_graph(embedded.settings(home), "0123456789abcdef0123456789abcdef") as graph:
        graph.write("generations/init_pointer")
    return env


def test_an_older_deployment_is_refused_until_it_is_migrated(old: dict[str, str], home: Path) -> None:
    told = sentence(mast(old, "status"), 1)
    assert told.endswith("Stop mast serve, then run: mast migrate")
    facts = json.loads(done(old, "migrate", "--json"))
    assert facts["before"]["sql"] == 1
    assert facts["after"] == {"sql": migration.newest(), "graph": graph_migration.newest()}
    assert len(facts["migrations"]) == migration.newest() + graph_migration.newest() - 2
    (run,) = (run for run in json.loads(done(old, "status", "--json"))["runs"] if run["verb"] == "migrate")
    assert run["outcome"] == "done"
    assert json.loads(done(old, "migrate", "--json"))["migrations"] == []
    assert "already" in done(old, "migrate")


def test_nobody_migrates_while_another_writes(old: dict[str, str], home: Path) -> None:
    store = sqlite3.connect(home / "mast.sqlite")
    held = "UPDATE lease SET held = 1, host = 'elsewhere', since = '2026-10-31T06:00:00.000000+00:00', beat = ?"
    store.execute(held, (time.monotonic(),))
    store.commit()
    store.close()
    assert "load" in sentence(mast(old, "migrate"), 4)
    assert "mast migrate" in sentence(mast(old, "status"), 1)
