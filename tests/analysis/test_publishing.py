"""The copy in a graph, on either engine: whole, by differences, and noted as incomplete until it is."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from mast.analysis.picture import LINKS, NODES, Picture, draw
from mast.analysis.pseudonyms import Pseudonyms
from mast.analysis.publishing import Provenance, publish_copy, read_provenance
from mast.core.errors import GraphUnreachable
from mast.graph.connection import Graph
from mast.graph.statements import all_statements
from mast.graph.transaction import Row, Transaction
from tests.analysis.planted import PARTNERS, planted
from tests.network.town import Town

ABOUT = Provenance(7, "d1", "2026-10-31", "2026-Q4", 5, "2026-11-01T06:00:00+00:00", 0.0)


def drawn(town: Town) -> Picture:
    return draw(town.population(), PARTNERS, Pseudonyms(b"k" * 32, "2026-Q4"), 5)


def held(graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    nodes = {kind: {row.pop("id"): row for row in graph.read(f"analysis/held_{kind}")} for kind in NODES}
    links = {
        kind: {(row.pop("source"), row.pop("target")): row for row in graph.read(f"analysis/held_{kind}")}
        for kind in LINKS
    }
    return nodes, links


@pytest.fixture
def runs() -> Iterator[Counter[str]]:
    """How often each statement was run."""
    counted, run = Counter[str](), Transaction.run

    def noted(self: Transaction, name: str, /, **params: Any) -> list[Row]:
        counted[name] += 1
        return run(self, name, **params)

    with patch.object(Transaction, "run", noted):
        yield counted


def test_the_copy_shows_the_picture_and_then_only_differences_are_written(graph: Graph, runs: Counter[str]) -> None:
    town = planted()
    first = drawn(town)
    assert all(first.links.values()), "the town plants every kind of link"
    written = publish_copy(graph, first, ABOUT)
    size = sum(map(len, first.nodes.values())) + sum(map(len, first.links.values()))
    assert (written.put, written.removed, written.unchanged) == (size, 0, 0)
    assert held(graph) == (first.nodes, first.links)
    assert read_provenance(graph) == ABOUT

    runs.clear()
    again = publish_copy(graph, drawn(planted()), ABOUT)
    assert (again.put, again.removed, again.unchanged) == (0, 0, size)
    assert not [name for name in runs if "/put_" in name or "/open_" in name or "/close_" in name or "/drop_" in name]

    for home in [home for home in town.homes if home.startswith(("M", "R"))]:  # they moved away, and were forgotten
        del town.homes[home]
        for person in [person for person in town.people if person.startswith(f"{home}-")]:
            del town.people[person]
    town.contacts = [said for said in town.contacts if said["person"] in town.people]
    second = drawn(town)
    third = publish_copy(graph, second, ABOUT)
    assert 0 < third.put < size / 2
    assert third.removed > 0
    assert held(graph) == (second.nodes, second.links)


def test_a_publication_that_dies_is_seen_and_the_next_puts_it_right(graph: Graph) -> None:
    picture, write = drawn(planted()), Graph.write

    def dies(self: Graph, name: str, /, **params: Any) -> list[Row]:
        if name == "analysis/open_known_to":
            raise GraphUnreachable("the graph does not answer")
        return write(self, name, **params)

    with patch.object(Graph, "write", dies), pytest.raises(GraphUnreachable):
        publish_copy(graph, picture, ABOUT)
    assert read_provenance(graph) is None
    publish_copy(graph, picture, ABOUT)
    assert read_provenance(graph) == ABOUT
    assert held(graph) == (picture.nodes, picture.links)


def test_every_statement_of_the_copy_is_run(graph: Graph, runs: Counter[str]) -> None:
    """On both engines; what they leave behind is compared with the picture, which knows neither."""
    picture = drawn(planted())
    publish_copy(graph, picture, ABOUT)
    publish_copy(graph, Picture(), ABOUT)
    read_provenance(graph)
    assert held(graph) == (Picture().nodes, Picture().links)
    assert [said.name for said in all_statements() if said.name.startswith("analysis/") and said.name not in runs] == []
