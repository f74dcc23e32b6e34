"""The saved scripts find what was planted, nothing else, on both engines, from an index; and bad ones are refused."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from neo4j import GraphDatabase

from mast.analysis.publishing import publish_copy
from mast.analysis.scripts import PARAMETERS, Script, all_scripts, read_script, write_scripts
from mast.core.errors import MastError, StatementError
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
from tests.analysis.planted import BRIDGES, BROKERS, CALLED, HIDDEN, HOSTELS, MOVES, SEVERAL, planted
from tests.analysis.test_publishing import ABOUT, drawn
from tests.engines import Engine

SCRIPTS = {script.name.partition("-")[0]: script for script in all_scripts()}
SCANS = {"AllNodesScan", "NodeByLabelScan", "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan"}
"""All moves are found by Neo4j's index of relationship types, which it calls a scan too, and which is all there is to
read of them."""

Ask = Callable[[Script], list[dict[str, Any]]]


@pytest.fixture
def ask(graph: Graph, engine: Engine) -> Iterator[Ask]:
    """Run a script past our own code, as Neo4j Browser would."""
    publish_copy(graph, drawn(planted()), ABOUT)
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        yield lambda script: [
            row.data() for row in driver.execute_query(script.statement, script.params, database_=database).records
        ]


def test_the_scripts_find_what_was_planted_and_invent_nothing(ask: Ask) -> None:
    def found(number: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in ask(SCRIPTS[number])]

    assert found("01") == [(4, SEVERAL)]
    assert found("02") == [("WV11 3", "1", SEVERAL)]
    several = ("Adults", "Fire", "Hospital", "Police")
    pairs = {(one, other): SEVERAL for one in several for other in several if one < other}
    assert {row[:2]: row[2] for row in found("03")} == pairs | {("Children", "Police"): HIDDEN}
    assert found("04") == [("Children", "Police", HIDDEN)]
    assert found("05") == [("2", 2, HIDDEN)]
    assert found("06") == [(4, CALLED)]
    assert found("07") == [("Police", CALLED)]
    assert found("08") == [("WV11 3", "WV11 3", MOVES)]
    assert found("09") == [(0, 0, MOVES)]
    assert found("10") == [("hostel", "Fire", "1", HOSTELS)]
    assert found("11") == [(1, 2 * BRIDGES)]
    assert found("12") == [(1, 0, BROKERS)]
    assert found("13") == [(2, 0, MOVES), (3, 2, BROKERS), (4, 1, BRIDGES)]
    assert len(found("14")) == 4 + 1 + 1  # four agencies, who lives there, and where
    assert found("15") == []


@pytest.mark.neo4j
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_the_plan_begins_at_an_index(neo4j_plan: Callable[[Script], set[str]], script: Script) -> None:
    assert not neo4j_plan(script) & SCANS


@pytest.fixture(scope="module")
def neo4j_plan(engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    engine = engine_of("neo4j")

    with open_graph(engine.settings(tmp_path_factory.mktemp("plans"))) as graph:
        publish_copy(graph, drawn(planted()), ABOUT)
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:

        def operators(script: Script) -> set[str]:
            told = driver.execute_query("EXPLAIN " + script.statement, script.params, database_=database)
            return set(_operators(told.summary.plan))

        yield operators


def _operators(plan: Any) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


GOOD = "// Title\n// :param n => 3\nMATCH (h:Household) WHERE h.agencies >= $n\nRETURN h"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("MATCH (h:Household) RETURN h", "its first line"),
        ("// Title\n// :param n = 3\nMATCH (h) WHERE h.n = $n RETURN h", "'// :param name => value'"),
        ("// Title\nMATCH (h:Household {id: $id}) RETURN h", "must name the parameters"),
        ("// Title\nMATCH (h:Household) RETURN h; MATCH (n) RETURN n", "one statement"),
        ("// Title\nMATCH (h:Household) SET h.seen = true", "only read"),
        ("// Title\nMATCH (h:Household) DETACH DELETE h", "only read"),
        ("// Title\nMATCH (h:Household) RETURN h.place, count(*) AS n", "count in a WITH"),
        ("// Title\nMATCH (h:Household) WITH h.place AS p, count(*) AS n RETURN p, n", "WHERE n >= 5"),
        ("// Title\nMATCH (h:Household) WITH h.place AS p, count(*) AS n WHERE n >= 2 RETURN p, n", "WHERE n >= 5"),
        ("// Title\nMATCH (p:Person) RETURN p ORDER BY p.birth", "sort or filter people"),
        ("// Title\nMATCH (p:Person)-[:LIVES_IN]->(h) WHERE p.degree > 3 RETURN h", "sort or filter people"),
        (
            "// Title\nMATCH (p:Person)-[t:IN_TOUCH_WITH]->(a) WITH p, count(a) AS n WHERE n >= 5 RETURN p, n",
            "count anything for each person",
        ),
        ("// Title\nMATCH (p:Person)-[t:IN_TOUCH_WITH]->(a) RETURN p, size(collect(a))", "for each person"),
    ],
)
def test_a_script_that_breaks_a_rule_is_refused_by_name(text: str, rule: str) -> None:
    assert read_script("x.cypher", GOOD).params == {"n": 3}
    with pytest.raises(StatementError) as refused:
        read_script("x.cypher", text)
    assert str(refused.value).startswith("analysis/browser/x.cypher: ")
    assert rule in str(refused.value)


def test_the_scripts_and_the_style_are_written_out(tmp_path: Path) -> None:
    names = write_scripts(tmp_path / "browser")
    assert sorted(names) == sorted(file.name for file in (tmp_path / "browser").iterdir())
    assert len(names) == len(SCRIPTS) + 3
    assert {"style.grass", "household.ipynb", PARAMETERS} <= set(names)
    lines = (tmp_path / "browser" / PARAMETERS).read_text(encoding="utf-8").splitlines()
    assert ":param agencies => 3;" in lines
    assert len(lines) == 1 + len({name for script in SCRIPTS.values() for name in script.params})
    (tmp_path / "file").write_text("")
    with pytest.raises(MastError, match="cannot be written to"):
        write_scripts(tmp_path / "file")


def test_the_notebook_opens_a_household_with_its_context(
    graph: Graph, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = drawn(planted())
    publish_copy(graph, picture, ABOUT)
    uri, user, password, database = engine.bolt()
    tied = next(source for source, target in picture.links["shared_a_touchpoint_with"])
    said = {"URI": uri, "USER": user, "PASSWORD": password, "DATABASE": database}
    for name, value in {f"MAST_ANALYSIS_{name}": value for name, value in said.items()}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOUSEHOLD", tied)
    monkeypatch.setenv("OUT", str(tmp_path))
    write_scripts(tmp_path / "browser")
    cells = json.loads((tmp_path / "browser" / "household.ipynb").read_text(encoding="utf-8"))["cells"]
    known: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)  # as the notebook would, from top to bottom
    found = nx.read_graphml(tmp_path / "household.graphml")
    nodes = pd.read_csv(tmp_path / "nodes.csv", index_col="id")
    links = pd.read_csv(tmp_path / "links.csv")
    around = {end for pair in picture.links["shared_a_touchpoint_with"] if tied in pair for end in pair}
    wanted = {
        (source, target, kind.upper())
        for kind, pairs in picture.links.items()
        for source, target in pairs
        if {source, target} & around
    }
    assert set(zip(links["source"], links["target"], links["link"], strict=True)) == wanted
    assert set(found.nodes) == set(nodes.index) == {end for source, target, _ in wanted for end in (source, target)}
