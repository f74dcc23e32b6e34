"""What is read of a generation is what its cards say, on either engine, and sealed people are in none of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from mast.core.card import summarise, tally
from mast.core.facts import Case, Details
from mast.core.visibility import Sealed, Visibility
from mast.graph.connection import Graph
from mast.graph.published import current_generation
from mast.graph.publishing import DescribedAddress, Member, Resolved, publish
from mast.graph.reader import GraphReader
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from mast.network.population import Population, read_population
from tests.factory import ADULTS, DAY, POLICE, address, delivery, row
from tests.network.town import WINDOW

ALL = Visibility(("adults", "police"))
HOME, FLAT = address(), address(number="3", flat="2", postcode="WV1 1AA")
PEOPLE = ("P1", "P2", "P3")


@pytest.fixture
def town(graph: Graph) -> Graph:
    """P1 (two records) and P2 share a home, P3 lives alone, and one call-out names nobody."""
    ensure_schema(graph)
    take_over(graph, 1)
    young = Details("", "Al", "Young", "", date(2015, 5, 5), "male")
    adults = (
        row("e1", "1", case=Case(True, date(2025, 1, 6)), at=HOME),
        row("e2", "1", DAY - timedelta(days=30), kind="visit", at=FLAT),
        row("e2", "2", DAY - timedelta(days=30), kind="visit", at=HOME, details=young),
        row("e3", "1", WINDOW.after, at=HOME),
        row("e4", "3", at=FLAT, case=Case(False, date(2025, 1, 6), date(2026, 1, 6))),
    )
    police = (
        row("n1", "9", partner="police", kind="call-out", at=HOME),
        row("n1", "", partner="police", kind="call-out", at=HOME),
        row("n2", "", partner="police", kind="call-out", at=FLAT),
    )
    stage_delivery(graph, delivery(*adults), token=1)
    stage_delivery(graph, delivery(*police, partner=POLICE), token=1)
    resolved = Resolved(
        model="m1",
        persons={"adults:1": "P1", "police:9": "P1", "adults:2": "P2", "adults:3": "P3"},
        addresses={HOME.key: "A1", FLAT.key: "A2"},
        descriptions={
            "A1": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False),
            "A2": DescribedAddress("", "WV1 1AA", "2", "3", "Flat 2, 3 Heath Way, WV1 1AA", "hostel", False),
        },
        evidence=[],
        members=[Member("P1", "H1", "2024-01-01", "2026-10-31"), Member("P2", "H1", "", "2026-10-01")],
        homes={"H1": "A1"},
    )
    with Writer(graph, token=1, what="resolve") as writer:
        publish(writer, resolved, expected=0, coverage={"adults": DAY}, now=datetime(2026, 11, 1, tzinfo=UTC))
    return graph


def population(graph: Graph, visibility: Visibility = ALL) -> Population:
    generation = current_generation(graph)
    assert generation is not None
    return read_population(graph, generation, WINDOW, visibility)


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(table.reset_index()[list(columns)].itertuples(index=False, name=None))


def test_people_agencies_homes_and_places_are_told(town: Graph) -> None:
    found = population(town)
    assert rows(found.people, "person", "born_on", "sex", "household") == [
        ("P1", "1984-03-12", "female", "H1"),
        ("P2", "2015-05-05", "male", "H1"),
        ("P3", "1984-03-12", "female", ""),
    ]
    assert rows(found.records, "record", "partner", "person") == [
        ("adults:1", "adults", "P1"),
        ("adults:2", "adults", "P2"),
        ("adults:3", "adults", "P3"),
        ("police:9", "police", "P1"),
    ]
    assert rows(found.homes, "household", "address") == [("H1", "A1")]
    assert rows(found.addresses, "address", "postcode", "institution") == [
        ("A1", "WV11 3PJ", ""),
        ("A2", "WV1 1AA", "hostel"),
    ]
    assert rows(found.at, "address", "event", "person") == [
        ("A1", "adults:e1", "P1"),
        ("A1", "adults:e2", "P2"),
        ("A1", "police:n1", "P1"),
        ("A2", "adults:e2", "P1"),
        ("A2", "adults:e4", "P3"),
        ("A2", "police:n2", ""),
    ]
    assert ("P1", "A2", "2026-10-01", "2026-10-01") in rows(found.stays, "person", "address", "first_seen", "last_seen")


def test_an_agency_knows_whom_the_card_says_it_knows(town: Graph) -> None:
    found = population(town)
    cards = GraphReader(town, found.generation, ALL).person_cards(PEOPLE, WINDOW)
    partners = (ADULTS, POLICE)
    said = [
        (
            id,
            line.partner.code,
            line.touchpoints,
            line.last_on.isoformat() if line.last_on else "",
            bool(line.open_case),
        )
        for id, card in cards.items()
        for line in summarise(partners, tally(card.contacts, WINDOW), card.cases, {}, {}, WINDOW)
        if line.status == "KNOWN"
    ]
    assert rows(found.known, "person", "agency", "contacts", "last_on", "open_case") == sorted(said)


def test_a_seal_on_one_record_takes_the_person_and_the_home_out(town: Graph) -> None:
    found = population(town, Visibility(("adults", "police"), Sealed(frozenset({"adults:1"}))))
    assert list(found.people.index) == ["P2", "P3"]
    assert found.homes.empty
    assert rows(found.people, "person", "household") == [("P2", ""), ("P3", "")]
    assert rows(found.at, "address", "event", "person") == [
        ("A1", "adults:e2", "P2"),
        ("A2", "adults:e4", "P3"),
        ("A2", "police:n2", ""),
    ]
    for table in (found.records, found.known.reset_index(), found.contacts, found.stays):
        assert not table.isin(["P1"]).any().any()
