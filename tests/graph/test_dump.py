"""Every sort of node and link that a graph may hold is dumped and put back, property by property, on either engine."""

from typing import Any

import pytest

from mast.core.errors import MastError
from mast.graph import dump
from mast.graph.connection import Graph
from mast.graph.dump import Line, Tally
from mast.graph.links import RESOLVED, STATED
from mast.graph.schema import ensure_schema
from mast.graph.statements import all_statements, statement

NAMED_BY = {
    "Address": "id",
    "Person": "id",
    "Household": "id",
    "Generation": "number",
    "Staging": "number",
    "Partner": "code",
}
VALUES = {"text": 'Ō\'Brien "x"\n', "whole": 7, "real": 0.1, "yes": True, "none": None, "many": ["a", "b"]}
LINKS = sorted(dump._known("link_"))
LABELS = sorted(dump._known("node_"))


def name_of(label: str) -> str:
    return NAMED_BY.get(label, "key")


def node(label: str) -> Line:
    name = name_of(label)
    return [label, {**VALUES, name: 1 if name == "number" else f"{label} 1"}]


def ends(kind: str) -> list[str]:
    """The labels of both ends, as the statement that puts the link back has them."""
    text = statement(f"restoring/link_{kind.lower()}").text
    return [text.partition(f"({end}:")[2].partition(" ")[0] for end in ("a", "b")]


def link(kind: str) -> Line:
    source, target = (node(label)[1][name_of(label)] for label in ends(kind))
    return [kind, source, target, {"since": 1, "until": 2, **VALUES}]


@pytest.fixture
def empty(graph: Graph) -> Graph:
    ensure_schema(graph)
    dump.clear(graph)
    return graph


def held(graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    return Tally.all_of(dump.nodes(graph)).facts(), Tally.all_of(dump.links(graph)).facts()


def test_what_is_dumped_comes_back(empty: Graph) -> None:
    dump.put_back(empty, map(node, LABELS), map(link, LINKS))
    nodes, links = list(dump.nodes(empty)), list(dump.links(empty))
    assert sorted(line[0] for line in nodes) == LABELS
    assert sorted(line[0] for line in links) == LINKS
    plain = {name: value for name, value in VALUES.items() if value is not None}
    assert all(plain.items() <= line[-1].items() for line in nodes + links)
    before = held(empty)
    dump.clear(empty)
    assert held(empty) == ({}, {})
    dump.put_back(empty, nodes, links)
    assert held(empty) == before


def test_more_than_one_batch_and_a_tally_that_no_order_changes(empty: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "_BATCH", 10)
    lines: list[Line] = [["Record", {"key": f"police:{n}", "partner": "police"}] for n in range(25)]
    dump.put_back(empty, lines, [])
    assert held(empty)[0] == Tally.all_of(reversed(lines)).facts()
    assert held(empty)[0]["Record"]["count"] == 25
    dump.clear(empty)
    assert held(empty) == ({}, {})


def test_a_sort_that_is_not_known_is_refused(empty: Graph) -> None:
    with pytest.raises(MastError, match="cannot put Stranger back"):
        dump.put_back(empty, [["Stranger", {"key": "1"}]], [])


def test_every_label_and_every_link_type_can_be_put_back() -> None:
    """When this fails: write ``cypher/restoring/node_….cypher`` or ``link_….cypher`` for the new one."""
    unique = [said.text for said in all_statements() if said.name.startswith("schema/unique_")]
    assert {text.partition("(n:")[2].partition(")")[0] for text in unique} == set(LABELS)
    kinds = {kind.name.upper() for kind in STATED + RESOLVED}
    assert kinds | {f"WAS_{kind}" for kind in kinds} | {"COVERS"} == set(LINKS)
