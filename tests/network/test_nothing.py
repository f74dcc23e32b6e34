"""A generation in which nothing happened in the window reads as empty tables."""

from typing import Any, cast

from mast.core.visibility import Visibility
from mast.graph.connection import Graph
from mast.graph.published import Generation
from mast.network.evidence import read_evidence
from mast.network.homes import describe_homes
from mast.network.population import read_population
from mast.network.ties import find_ties
from tests.network.town import WINDOW


class Empty:
    """A graph without a row."""

    def read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        return []


def test_of_nothing_all_tables_are_there_and_empty() -> None:
    graph, seen = cast(Graph, Empty()), Visibility(("adults",))
    found = read_population(graph, Generation(1, "", "m1", "d1", {}), WINDOW, seen)
    for table in (found.records, found.people, found.known, found.contacts, found.at, found.homes, found.stays):
        assert table.empty
    assert find_ties(found).empty
    assert describe_homes(found).empty
    evidence = read_evidence(graph, 1, seen)
    assert evidence.bands.empty
    assert not evidence.unsure
