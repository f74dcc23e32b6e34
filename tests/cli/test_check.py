"""Each kind of damage is planted past our own code, found by ``mast check``, and mended where nothing is lost by it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from neo4j import GraphDatabase
from sqlalchemy import update

from mast.cli.context import now
from mast.core.settings import Settings
from mast.graph.data_folder import DATABASE, DataFolder
from mast.graph.links import FOREVER
from mast.ledger import runs, tables
from mast.ledger.lease import writer_lease
from mast.ledger.process import this_process
from mast.ledger.store import Ledger, open_ledger
from mast.synth import extracts
from tests.cli.verbs import AS_OF, DAY, done, mast, sentence, until
from tests.engines import MOSTLY_EMBEDDED, Engine

LOSE_AN_ENTRY = """
import sys
import jpype
from arcadedb_embedded import open_database
database = open_database(sys.argv[1])
java = database.get_java_database()
index = java.getSchema().getIndexByName(sys.argv[2])
before = index.countEntries()
java.begin()
index.remove(jpype.JArray(jpype.JObject)([jpype.JString(sys.argv[3])]))
java.commit()
assert index.countEntries() == before - 1
database.close()
"""


class Town(NamedTuple):
    """A deployment with a published generation, one taken back, and a load that waits."""

    env: dict[str, str]
    home: Path
    run: Callable[..., list[dict[str, Any]]]

    def ledger(self) -> Ledger:
        return open_ledger(Settings(_env_file=None, home=self.home))


@pytest.fixture(scope="module", params=MOSTLY_EMBEDDED)
def town(
    request: pytest.FixtureRequest,
    engine_of: Callable[[str], Engine],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    engine, folder = engine_of(request.param), tmp_path_factory.mktemp("check")
    env = engine.environment(folder / "home")
    for day, people, seed in (("first", 50, 3), ("others", 50, 4), ("more", 50, 5)):
        extracts.write(folder / day, people=people, seed=seed, as_of=DAY, dirt=0)
    done(env, "load", folder / "first", *AS_OF)
    done(env, "train")
    done(env, "resolve")
    done(env, "load", folder / "others", *AS_OF)
    done(env, "resolve")
    done(env, "rollback")
    done(env, "resolve")
    done(env, "load", folder / "more", *AS_OF)
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:

        def rows(text: str, **params: Any) -> list[dict[str, Any]]:
            with driver.session(database=database) as session:
                return session.run(text, params).data()

        yield Town(env, folder / "home", rows)


def found(town: Town, *options: str) -> set[str]:
    """The rules that do not hold; the exit code says the same."""
    ran = mast(town.env, "check", "--json", *options)
    told = {finding["check"] for finding in json.loads(ran.out)["findings"]}
    assert ran.code == (1 if told else 0), ran.err
    return told


def test_what_was_only_ever_written_by_us_is_clean(town: Town) -> None:
    assert found(town) == set()
    assert "hold together" in done(town.env, "check")
    with town.ledger() as ledger:
        (run,) = runs.recent(ledger, 1)
    assert (run.verb, run.outcome, run.counts) == ("check", "done", {"findings": 0, "left": 0})


@pytest.mark.parametrize(
    ("harm", "heal", "rules"),
    [
        (
            "MATCH (r:Record)-[l:HAD]->(t:Touchpoint) WHERE l.until = $forever AND l.since < $number "
            "WITH r, l, t ORDER BY r.key, t.key LIMIT 1 "
            "CREATE (r)-[:ASIDE {since: l.since, until: l.until, happened_on: l.happened_on, kind: l.kind}]->(t) "
            "DELETE l",
            "MATCH (r:Record)-[h:ASIDE]->(t:Touchpoint) "
            "CREATE (r)-[:HAD {since: h.since, until: h.until, happened_on: h.happened_on, kind: h.kind}]->(t) "
            "DELETE h",
            {"digest", "rows"},
        ),
        (
            "MATCH (r:Record)-[l:REFERS_TO]->(p:Person) WHERE l.until = $forever WITH r, l, p ORDER BY r.key LIMIT 1 "
            "CREATE (r)-[:ASIDE {since: l.since}]->(p) DELETE l",
            "MATCH (r:Record)-[h:ASIDE]->(p:Person) "
            "CREATE (r)-[:REFERS_TO {since: h.since, until: $forever}]->(p) DELETE h",
            {"digest", "register"},
        ),
        (
            "MATCH (r:Record)-[l:SAYS]->(:Details) WHERE l.until = $forever WITH l ORDER BY r.key LIMIT 1 "
            "SET l.was = l.stated_on, l.stated_on = '1999-01-01'",
            "MATCH (:Record)-[l:SAYS]->(:Details) WHERE l.was IS NOT NULL SET l.stated_on = l.was REMOVE l.was",
            {"digest"},
        ),
        (
            "MATCH (r:Record)-[l:REFERS_TO]->(p:Person) WHERE l.until = $forever WITH r, l, p ORDER BY r.key LIMIT 1 "
            "CREATE (r)-[:REFERS_TO {since: l.since, until: l.until, twice: true}]->(p)",
            "MATCH (:Record)-[l:REFERS_TO]->(:Person) WHERE l.twice = true DELETE l",
            {"digest", "links"},
        ),
        (
            "MATCH (r:Record)-[l:SAYS]->(d:Details) WITH r, d ORDER BY r.key LIMIT 1 "
            "CREATE (r)-[:SAYS {since: 3, until: 2, upside: true}]->(d)",
            "MATCH (:Record)-[l:SAYS]->(:Details) WHERE l.upside = true DELETE l",
            {"until"},
        ),
        (
            "MATCH (p:Pointer) MATCH (g:Generation) WHERE g.number < p.number WITH p, max(g.number) AS before "
            "SET p.stood = p.number, p.number = before",
            "MATCH (p:Pointer) SET p.number = p.stood REMOVE p.stood",
            {"pointer"},
        ),
    ],
    ids=["a fact is gone", "a person is gone", "a value changed", "a link twice", "upside down", "pointer back"],
)
def test_damage_that_no_repair_may_touch(town: Town, harm: str, heal: str, rules: set[str]) -> None:
    number = json.loads(done(town.env, "status", "--json"))["generation"]
    town.run(harm, **{name: value for name, value in (("forever", FOREVER), ("number", number)) if f"${name}" in harm})
    try:
        assert found(town) >= rules
        assert found(town, "--repair") >= rules
    finally:
        town.run(heal, **({"forever": FOREVER} if "$forever" in heal else {}))
    assert found(town) == set()


def test_links_of_a_number_that_nobody_finished_are_undone(town: Town) -> None:
    town.run(
        "MATCH (r:Record)-[l:REFERS_TO]->(p:Person) WHERE l.until = $forever WITH r, l, p ORDER BY r.key LIMIT 1 "
        "SET l.until = 900000 CREATE (r)-[:REFERS_TO {since: 900000, until: $forever}]->(p)",
        forever=FOREVER,
    )
    assert found(town) == {"unfinished"}
    assert found(town, "--repair") == set()
    assert (
        town.run("MATCH ()-[l:REFERS_TO]->() WHERE l.since = 900000 OR l.until = 900000 RETURN l.since AS since") == []
    )
    with town.ledger() as ledger:
        (run,) = runs.recent(ledger, 1)
    assert run.counts == {"findings": 1, "left": 0}
    assert "undid number 900000" in str(run.facts["mended"])


def test_a_number_that_a_dead_writer_left_is_undone(town: Town) -> None:
    town.run(
        "MATCH (p:Pointer) SET p.highest = p.highest + 1 "
        "CREATE (:Staging {number: p.highest, what: 'load x', complete: false})"
    )
    assert found(town) == {"unfinished"}
    assert found(town, "--repair") == set()


def test_two_nodes_of_one_key_are_told_and_left_alone(town: Town) -> None:
    town.run("DROP CONSTRAINT unique_person")
    (one,) = town.run("MATCH (p:Person) RETURN p.id AS id ORDER BY id LIMIT 1")
    town.run("CREATE (:Person {id: $id, twice: true})", **one)
    try:
        assert found(town) == {"index"}
        assert found(town, "--repair") == {"index"}
    finally:
        town.run("MATCH (p:Person) WHERE p.twice = true DELETE p")
        town.run("CREATE CONSTRAINT unique_person IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE")
    assert found(town) == set()


def test_the_ledger_is_held_against_the_graph(town: Town) -> None:
    table = tables.register
    with town.ledger() as ledger:
        with ledger.begin() as connection:
            moved = connection.execute(
                update(table)
                .where(table.c.kind == "person", table.c.id == "P0000001", table.c.until.is_(None))
                .values(id="P9999999")
            ).rowcount
        assert moved >= 1
        ran = mast(town.env, "check")
        assert ran.code == 1
        assert f"register: {moved} members have other person ids in the graph: " in ran.out
        with ledger.begin() as connection:
            connection.execute(update(table).where(table.c.id == "P9999999").values(id="P0000001"))
            connection.execute(
                tables.runs.insert().values(
                    verb="load",
                    outcome="running",
                    pid=2**22 + 1,
                    host=this_process().host,
                    birth="",
                    started_at=runs.recent(ledger, 1)[0].started_at,
                    facts={},
                    counts={},
                )
            )
    assert found(town) == {"runs"}
    assert found(town, "--repair") == set()


def test_a_second_job_is_told_who_checks(town: Town) -> None:
    with town.ledger() as ledger, writer_lease(ledger, "resolve", now):
        assert "resolve (process" in sentence(mast(town.env, "check"), 4)
        assert "resolve (process" in sentence(mast(town.env, "rollback"), 4)


@pytest.mark.slow
def test_an_entry_that_an_index_has_lost_is_found_and_made_anew(tmp_path: Path) -> None:
    """On a server of its own, stopped in between: what ArcadeDB did after a compaction is done to it by hand."""
    home = tmp_path / "home"
    env = {"MAST_HOME": str(home), "MAST_GRAPH_HEAP": "1g", "MAST_GRAPH_LINGER_SECONDS": "0"}
    extracts.write(tmp_path / "inbox", people=50, seed=3, as_of=DAY, dirt=0)
    done(env, "load", tmp_path / "inbox", *AS_OF)
    done(env, "train")
    done(env, "resolve")
    done(env, "export", "links", "--out", tmp_path / "links.csv")
    partner, record = (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[:2]
    folder = DataFolder(home)
    until(lambda: not folder.server_json.exists(), "the server has stopped")
    store = folder.store / "databases" / DATABASE
    lose = [sys.executable, "-c", LOSE_AN_ENTRY, str(store), "Record[key]", f"{partner}:{record}"]
    subprocess.run(lose, check=True, capture_output=True)
    ran = mast(env, "check")
    assert ran.code == 1
    assert "index: 1 Record nodes that are there are not found by their key; mast check --repair" in ran.out
    before = json.loads(done(env, "status", "--json"))
    repaired = done(env, "check", "--repair")
    assert "repaired: made the index of Record keys anew" in repaired
    assert "Both stores hold together" in repaired
    assert json.loads(done(env, "status", "--json"))["digest"] == before["digest"]
