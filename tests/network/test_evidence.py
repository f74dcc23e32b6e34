"""Evidence is counted by partners and band on either engine; what touches a sealed person is not there."""

from datetime import UTC, date, datetime

import pytest

from mast.core.visibility import Sealed, Visibility
from mast.graph.connection import Graph
from mast.graph.publishing import DescribedAddress, Evidence, Resolved, publish
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from mast.network.evidence import read_evidence
from tests.factory import POLICE, address, delivery, row

AGENCIES = ("adults", "police")
HOME = address()


@pytest.fixture
def town(graph: Graph) -> tuple[Graph, int]:
    """adults:1 is police:1 and adults:2 for sure; whether adults:3 is police:2 is for review."""
    ensure_schema(graph)
    take_over(graph, 1)
    stage_delivery(graph, delivery(*(row(f"e{n}", str(n), at=HOME) for n in (1, 2, 3))), token=1)
    calls = (row(f"n{n}", str(n), partner="police", kind="call-out", at=HOME) for n in (1, 2))
    stage_delivery(graph, delivery(*calls, partner=POLICE), token=1)
    resolved = Resolved(
        model="m1",
        persons={"adults:1": "P1", "adults:2": "P1", "police:1": "P1", "adults:3": "P2", "police:2": "P3"},
        addresses={HOME.key: "A1"},
        descriptions={"A1": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False)},
        evidence=[
            Evidence("adults:1", "police:1", 9.0, "link", "names"),
            Evidence("adults:1", "adults:2", 8.0, "link", "names"),
            Evidence("adults:3", "police:2", 2.0, "review", "names"),
        ],
        members=[],
        homes={},
    )
    with Writer(graph, token=1, what="resolve") as writer:
        publish(
            writer, resolved, expected=0, coverage={"adults": date(2026, 10, 31)}, now=datetime(2026, 11, 1, tzinfo=UTC)
        )
    found = graph.read("generations/published")
    return graph, found[0]["number"]


def test_pairs_are_counted_by_partners_and_band(town: tuple[Graph, int]) -> None:
    told = read_evidence(*town, Visibility(AGENCIES))
    assert sorted(told.bands.itertuples(index=False, name=None)) == [
        ("adults", "adults", "link", 1),
        ("adults", "police", "link", 1),
        ("adults", "police", "review", 1),
    ]
    assert told.unsure == {"adults:3", "police:2"}


def test_what_touches_a_sealed_person_is_not_there(town: tuple[Graph, int]) -> None:
    told = read_evidence(*town, Visibility(AGENCIES, Sealed(records=frozenset({"adults:2", "police:2"}))))
    assert told.bands.empty
    assert told.unsure == frozenset()
