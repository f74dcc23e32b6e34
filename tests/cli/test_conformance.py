"""Every statement in ``cypher/``, on the same data: both engines return the same rows, and Neo4j's plan uses an index.
The statements of the analysts' copy are held to both in ``tests/analysis``.

One deployment an engine goes through all that writes and reads; what was asked and answered is kept and compared.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from neo4j import GraphDatabase

from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.fields.names import person_name
from mast.fields.search_keys import query_search_keys
from mast.graph.connection import Graph
from mast.graph.history import move_aside
from mast.graph.links import DENOTES, FOREVER, HAS_IDENTIFIER, RESOLVED, STATED
from mast.graph.opening import open_graph
from mast.graph.published import Generation, Pin, generation_at
from mast.graph.reader import GraphReader
from mast.graph.schema import rebuild_index
from mast.graph.statements import HISTORY, Statement, all_statements, statement
from mast.graph.transaction import Row, Transaction
from mast.graph.writer import Writer, take_over
from mast.network.evidence import read_evidence
from mast.network.population import read_population
from mast.synth import extracts
from tests.cli.verbs import AS_OF, DAY, done, mast
from tests.engines import Engine

PURGED = "2026-11-20"
AGENCIES = ("adults", "children", "fire", "hospital", "police")
OWN = (
    "engine/",
    "generations/take_token",
    "generations/fence",
    "generations/published",
    "generations/generation",
    "generations/number_at",
    "generations/record_generation",
    "purging/old_generation",
    "restoring/",
)
"""What says an instance's id, a lease's token or a moment: another one in each deployment."""
OURS = [said for said in all_statements() if not said.name.startswith("analysis/")]
EVERY = [*OURS, *(statement(said.name + HISTORY) for said in OURS if "reading/" in said.name)]
ANY_RECORD = "reading/addresses"
"""How an address is described needs one record that may be seen; each engine takes the first that it comes to."""
WHOLE = (
    "history/closings",
    "history/forget_closings",
    "resolving/",
    "exporting/",
    "network/",
    "purging/",
    "restoring/all_",
    "restoring/clear",
    "generations/",
    "checking/all_",
    "checking/keys_",
    "repairing/",
    "schema/",
    "engine/",
)
"""What reads all there is of a sort, or a handful of nodes of our own keeping; beside ``publishing/…_all``."""
SCANS = {"AllNodesScan", "NodeByLabelScan", "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan"}
SCANS |= {"DirectedRelationshipTypeScan", "UndirectedRelationshipTypeScan"}


@dataclass(slots=True)
class Told:
    """By statement: what it was asked and what it answered, in order, as one text each."""

    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    params: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, name: str, params: dict[str, Any], rows: list[Row]) -> None:
        left_out = {"record"} if name.startswith(ANY_RECORD) else set()
        told = sorted(
            repr({column: _ordered(value) for column, value in row.items() if column not in left_out}) for row in rows
        )
        self.asked[name].append(json.dumps([params, told], default=str, sort_keys=True))
        if name not in self.params or len(repr(params)) > len(repr(self.params[name])):
            self.params[name] = params


def _ordered(value: Any) -> Any:
    """A list within a row has no order of its own: each engine walks the links of a node in its own way.

    A list in a list is what was collected of one link, and keeps its order.
    """
    if not isinstance(value, list):
        return value
    return sorted(
        (
            [_ordered(inner) if isinstance(inner, list) else inner for inner in one] if isinstance(one, list) else one
            for one in value
        ),
        key=repr,
    )


@pytest.fixture(scope="module")
def told_by(engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    known: dict[str, Told] = {}
    inbox = tmp_path_factory.mktemp("inbox")
    for folder, seed in (("first", 5), ("second", 6)):
        extracts.write(inbox / folder, people=50, seed=seed, as_of=DAY)
    for name in ("fire_20261031.jsonl", "hospital_ae_20261031.xlsx"):  # full: what the first had is retired
        (inbox / "second" / f"{name}.manifest.json").write_text('{"kind": "full"}', encoding="utf-8")

    def told(name: str) -> Told:
        if name not in known:
            known[name] = _goes_through_all(engine_of(name), tmp_path_factory.mktemp(name), inbox)
        return known[name]

    return told


def _goes_through_all(engine: Engine, folder: Path, inbox: Path) -> Told:
    told, run = Told(), Transaction.run

    def noted(self: Transaction, name: str, /, **params: Any) -> list[Row]:
        rows = run(self, name, **params)
        told.note(name, params, rows)
        return rows

    env = engine.environment(folder / "home")
    with patch.object(Transaction, "run", noted):
        done(env, "load", inbox / "first", *AS_OF)
        done(env, "train")
        done(env, "resolve")
        done(env, "load", inbox / "second", *AS_OF)  # other people under the same keys: much is closed and reopened
        done(env, "resolve", "--dry-run")
        _fails_half_way(env, inbox / "first")
        done(env, "resolve")
        for verb in ("links", "counts", "address-counts", "pairs"):
            done(env, "export", verb, "--out", folder / f"{verb}.csv")
        lines = (folder / "links.csv").read_text(encoding="utf-8").splitlines()
        one, other = (":".join(line.split(",")[:2]) for line in lines[1:3])
        done(env, "explain", one, other)
        done(env, "status")
        done(env, "rollback")
        done(env, "resolve")
        done(env, "check")
        done(env, "purge", "--as-of", PURGED)
        done(env, "backup", folder / "backup")
        done(env, "restore", folder / "backup", "--replace")
        with open_graph(engine.settings(folder / "home")) as graph:
            newest = generation_at(graph, datetime.now(UTC))
            assert newest is not None
            assert Pin(graph)() == newest
            _reads(graph, newest, history=False)
            read_population(graph, newest, Window.twelve_months_to(DAY), Visibility(AGENCIES))
            read_evidence(graph, newest.number, Visibility(AGENCIES))
            _moves_history(graph)
            _reads(graph, newest, history=True)
            _makes_indexes_anew(graph)
            _puts_back_and_leaves_out(graph)
            _closes_what_nothing_closes_yet(graph)
    return told


def _fails_half_way(env: dict[str, str], inbox: Path) -> None:
    with patch.object(Writer, "complete", side_effect=OSError("no more")):
        again = inbox / f"adults_social_care_{DAY:%Y%m%d}.csv"
        assert mast(env, "load", again, *AS_OF).code == 0  # known: nothing of it is written
        changed = again.with_name("adults_social_care_20261101.csv")
        changed.write_bytes(again.read_bytes().replace(b"a", b"e"))
        assert mast(env, "load", changed, *AS_OF).code != 0
        changed.unlink()


def _puts_back_and_leaves_out(graph: Graph) -> None:
    """What a restore had nothing of, and what it reads as it comes; all of it is held to in ``graph/test_dump.py``."""
    for said in all_statements():
        if said.name.startswith(("restoring/node_", "restoring/link_")):
            graph.write(said.name, rows=[])
    graph.read("restoring/all_nodes")
    graph.read("restoring/all_links")
    graph.write("purging/renote", key="none", sources=[])
    graph.write("generations/count_from", number=1)


def _moves_history(graph: Graph) -> None:
    """All that the second publication closed; and of the kinds of which it closed nothing, nothing."""
    take_over(graph, 900_000)
    assert move_aside(graph, 900_000, 1) > 0
    with Writer(graph, token=900_000, what="nothing") as writer:
        for kind in STATED + RESOLVED:
            writer.run(f"history/move_{kind.name}", keys=["adults:1"], until=0)


def _reads(graph: Graph, generation: Generation, *, history: bool) -> None:
    """Every question of a card and of a search, about everybody."""
    reader = GraphReader(graph, generation, Visibility(agencies=AGENCIES), history=history)
    window, past = Window.twelve_months_to(DAY), Window.as_of(date(2026, 6, 30), DAY)
    persons = sorted({row["person"] for row in graph.read("exporting/links", number=generation.number)})
    addresses = sorted({row["address"] for row in graph.read("exporting/addresses", number=generation.number)})
    stated = [said for details in reader.details(persons).values() for said in details]
    events = [contact.event for contacts in reader.person_contacts(persons, window).values() for contact in contacts]
    reader.address_tallies(addresses, window)
    reader.unsure(persons)
    reader.person_cards(persons, window)
    reader.person_cases(persons, window)
    reader.address_cases(addresses, window)
    reader.address_cases(addresses, past)
    reader.handlers(events)
    reader.residences(persons, window)
    reader.residences(persons, past)
    reader.residents(addresses, past)
    records = sorted({said.record for said in stated})
    days = "reading/record_days" + (HISTORY if history else "")
    graph.read(days, records=records, number=generation.number, agencies=sorted(AGENCIES), sealed=[])
    homes = {home.household for found in reader.households_of(persons).values() for home in found}
    reader.members(sorted(homes))
    described = reader.addresses(addresses)
    reader.residents(addresses, window)
    for found in list(described.values())[:20]:
        reader.addresses_by_uprn(found.uprn)
        reader.addresses_by_postcode(found.postcode)
    numbers = sorted(f"{row['kind']}:{row['value']}" for row in graph.read("resolving/identifiers", forever=FOREVER))
    for number in numbers[:20]:
        reader.persons_with_identifier(number)
    for said in stated[:20]:
        name = said.details
        reader.persons_sharing(
            query_search_keys(person_name(forenames=name.forenames, surname=name.surname), name.born_on, None)
        )


def _makes_indexes_anew(graph: Graph) -> None:
    """Once for all of them: to make one makes each that is missing."""
    names = sorted(said.name for said in all_statements() if said.name.startswith("repairing/"))
    for name in names[1:]:
        graph.write(name)
    rebuild_index(graph, names[0].removeprefix("repairing/drop_unique_"))


def _closes_what_nothing_closes_yet(graph: Graph) -> None:
    """No delivery takes an identifier back, and no address of these splits."""
    take_over(graph, 1_000_000)
    with Writer(graph, token=1_000_000, what="nothing") as writer:
        for folder, kind in (("staging", HAS_IDENTIFIER), ("publishing", DENOTES)):
            held = graph.read("publishing/denotes_all", forever=FOREVER) if kind is DENOTES else []
            closed = sorted(({"source": row["source"], "target": row["target"]} for row in held), key=str)[:5]
            closed = closed or [{"source": "adults:1", "target": "nhs:9434765919"}]
            writer.run(f"{folder}/close_{kind.name}", rows=closed, number=writer.number, forever=FOREVER)


@pytest.mark.parametrize("engine", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)], scope="module")
def test_every_statement_was_run(told_by: Callable[[str], Told], engine: str) -> None:
    assert sorted(said.name for said in EVERY if said.name not in told_by(engine).asked) == []


@pytest.mark.neo4j
@pytest.mark.parametrize("statement", [said.name for said in EVERY])
def test_both_engines_were_asked_and_answered_the_same(told_by: Callable[[str], Told], statement: str) -> None:
    embedded, neo4j = (told_by(engine).asked[statement] for engine in ("embedded", "neo4j"))
    assert embedded
    if not statement.startswith(OWN):
        assert sorted(embedded) == sorted(neo4j)  # which of several notes is taken up first is each engine's own


@pytest.fixture(scope="module")
def planned(told_by: Callable[[str], Told], engine_of: Callable[[str], Engine]) -> Callable[[Statement], set[str]]:
    """The operators of Neo4j's plan of a statement, with the indexes that were made for it."""
    told = told_by("neo4j")
    uri, user, password, database = engine_of("neo4j").bolt()

    def operators(statement: Statement) -> set[str]:
        with GraphDatabase.driver(uri, auth=(user, password)) as driver:
            found = driver.execute_query(
                "EXPLAIN " + statement.text,
                told.params[statement.name],
                database_=database,
            )
        return set(_operators(found.summary.plan))

    return operators


def _operators(plan: Any) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "statement",
    [said for said in EVERY if not said.name.startswith(WHOLE) and not said.name.endswith("_all")],
    ids=lambda said: said.name,
)
def test_the_plan_begins_at_an_index(planned: Callable[[Statement], set[str]], statement: Statement) -> None:
    assert not planned(statement) & SCANS
