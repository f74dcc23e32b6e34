"""A small published generation on an engine: Maria Thornfield at home, an institution, and who has been in touch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mast.core.facts import Case, Details
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.publishing import DescribedAddress, Evidence, Member, Resolved, publish
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from mast.ledger.store import Ledger, open_ledger
from tests.engines import Engine
from tests.factory import ADULTS, DAY, POLICE, address, delivery, row, worker

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)
HOME, HOSTEL = address(), address(number="1", street="WILLOW ROW", postcode="WV1 1AA", uprn="100014013599")
MARIA = Details("Ms", "Maria", "Thornfield", "Maz", date(1984, 3, 12), "female")
SHORT = Details("", "M", "Thornfeild", "", date(1984, 3, 12), "female")

RESOLVED = Resolved(
    model="m1",
    persons={"adults:1": "P0000001", "police:9": "P0000001", "adults:2": "P0000003"},
    addresses={HOME.key: "A0000001", HOSTEL.key: "A0000002"},
    descriptions={
        "A0000001": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False),
        "A0000002": DescribedAddress("100014013599", "WV1 1AA", "", "1", "1 Willow Row, WV1 1AA", "hostel", False),
    },
    evidence=[Evidence("adults:1", "police:9", 9.5, "link", "same name and date of birth")],
    members=[Member("P0000001", "H0000001", "2024-01-01", "2026-10-31")],
    homes={"H0000001": "A0000001"},
)


@pytest.fixture
def settings(engine: Engine, home: Any) -> Settings:
    # A server that has just started plans each statement when it first sees it; that is not what is tested here.
    return engine.settings(home).model_copy(update={"request_seconds": 60.0})


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with open_ledger(settings) as opened:
        yield opened


@pytest.fixture
def staged(graph: Graph) -> Graph:
    ensure_schema(graph)
    take_over(graph, 1)
    case, sam = Case(True, date(2025, 1, 6)), worker("Sam Hill", "police")
    adults = (
        row("e1", on=date(2024, 1, 1), details=MARIA, nhs="9434765919", at=HOME),
        row("e2", on=date(2025, 11, 1), details=MARIA, at=HOME, by=worker("Kay Lead"), case=case),
        row("e3", on=date(2025, 10, 31), details=MARIA, at=HOME),
        row("e4", "2", on=DAY, details=Details(forenames="J", surname="Underhill"), at=HOSTEL),
    )
    police = (
        row(
            "n1",
            "9",
            partner="police",
            on=DAY,
            kind="call-out",
            details=SHORT,
            at=HOME,
            by=worker("Sam Hill", "police"),
        ),
        row("n2", "", partner="police", on=DAY, kind="call-out", at=HOME, by=sam),
    )
    stage_delivery(graph, delivery(*adults, partner=ADULTS), token=1)
    stage_delivery(graph, delivery(*police, partner=POLICE), token=1)
    return graph


@pytest.fixture
def published(staged: Graph) -> Graph:
    with Writer(staged, token=1, what="resolve") as writer:
        publish(writer, RESOLVED, expected=0, coverage={"adults": DAY, "police": date(2026, 9, 1)}, now=NOW)
    return staged
