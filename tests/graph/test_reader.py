"""A card read at once says what its parts say when they are read one by one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mast.core.card import summarise, tally
from mast.core.facts import Case
from mast.core.visibility import Sealed, Visibility
from mast.core.window import Window
from mast.graph.answers import PersonCard
from mast.graph.connection import Graph
from mast.graph.published import Pin, current_generation
from mast.graph.publishing import DescribedAddress, Evidence, Member, Resolved, publish
from mast.graph.reader import GraphReader
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from tests.factory import ADULTS, DAY, POLICE, address, delivery, row, worker

WINDOW = Window.twelve_months_to(DAY)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ALL = Visibility(("adults", "police"))
HOME, FLAT = address(), address(number="3", flat="2", postcode="WV1 1AA")
PEOPLE = ("P0000001", "P0000002", "P0000003", "P0000009")


@pytest.fixture
def town(graph: Graph) -> Graph:
    """Two people who share a home, of three records between them, and one who lives alone."""
    ensure_schema(graph)
    take_over(graph, 1)
    adults = (
        row("e1", "1", by=worker("Kay Lead"), case=Case(True, date(2025, 1, 6)), at=HOME),
        row("e2", "1", DAY - timedelta(days=30), kind="visit", at=FLAT),
        row("e2", "2", DAY - timedelta(days=30), kind="visit", by=worker("Al Lott"), at=HOME),
        row("e3", "1", WINDOW.after, at=HOME),
        row("e4", "3", at=FLAT),
    )
    police = (
        row("n1", "9", partner="police", kind="call-out", at=HOME, by=worker("Sam Hill", "police")),
        row("n2", "9", DAY - timedelta(days=1), partner="police", kind="call-out", at=HOME),
        row("n1", "", partner="police", kind="call-out", at=HOME, by=worker("Bo Dray", "police")),
    )
    stage_delivery(graph, delivery(*adults), token=1)
    stage_delivery(graph, delivery(*police, partner=POLICE), token=1)
    resolved = Resolved(
        model="m1",
        persons={"adults:1": PEOPLE[0], "police:9": PEOPLE[0], "adults:2": PEOPLE[1], "adults:3": PEOPLE[2]},
        addresses={HOME.key: "A0000001", FLAT.key: "A0000002"},
        descriptions={
            "A0000001": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False),
            "A0000002": DescribedAddress("", "WV1 1AA", "2", "3", "Flat 2, 3 Heath Way, WV1 1AA", "", False),
        },
        evidence=[
            Evidence("adults:1", "police:9", 9.5, "link", "same name"),
            Evidence("adults:1", "adults:2", 0.5, "review", "same surname"),
            Evidence("adults:3", "police:9", 1.5, "review", "same name"),
        ],
        members=[
            Member(PEOPLE[0], "H0000001", "2024-01-01", "2026-10-31"),
            Member(PEOPLE[1], "H0000001", "", "2026-10-01"),
            Member(PEOPLE[0], "H0000002", "2024-01-01", "2024-10-31"),
        ],
        homes={"H0000001": "A0000001", "H0000002": "A0000002"},
    )
    with Writer(graph, token=1, what="resolve") as writer:
        publish(writer, resolved, expected=0, coverage={"adults": DAY}, now=NOON)
    return graph


def reader(graph: Graph, visibility: Visibility) -> GraphReader:
    generation = current_generation(graph)
    assert generation is not None
    return GraphReader(graph, generation, visibility)


def one_by_one(own: GraphReader, person: str) -> PersonCard:
    """The same card by the statements that read one question each."""
    contacts = own.person_contacts([person], WINDOW).get(person, [])
    households = own.households_of([person]).get(person, [])
    members = own.members([one.household for one in households])
    others = {one.person for found in members.values() for one in found} - {person}
    return PersonCard(
        published=own.generation.number,
        details=own.details([person])[person],
        contacts=contacts,
        handlers=own.handlers([contact.event for contact in contacts]),
        cases=own.person_cases([person], WINDOW).get(person, []),
        residences=own.residences([person], WINDOW).get(person, []),
        households=households,
        members=members,
        housemates=own.details(sorted(others)),
    )


def in_order(card: PersonCard) -> dict[str, Any]:
    by_text: Callable[[Any], str] = repr
    found: dict[str, Any] = {}
    for name in PersonCard.__dataclass_fields__:
        value = getattr(card, name)
        if isinstance(value, int):
            found[name] = value
        elif isinstance(value, list):
            found[name] = sorted(value, key=by_text)
        else:
            found[name] = {key: sorted(v, key=by_text) if isinstance(v, list) else v for key, v in value.items()}
    return found


@pytest.mark.parametrize(
    "visibility",
    [
        ALL,
        Visibility(("adults",)),
        Visibility(("adults", "police"), Sealed(frozenset({"adults:2"}))),
        Visibility(("police",)),
    ],
)
def test_a_card_read_at_once_is_the_card_read_question_by_question(town: Graph, visibility: Visibility) -> None:
    own = reader(town, visibility)
    cards = own.person_cards(PEOPLE, WINDOW)
    assert sorted(cards) == sorted(own.details(PEOPLE))
    for person, card in cards.items():
        assert in_order(card) == in_order(one_by_one(own, person))


def test_touchpoints_at_an_address_are_counted_by_the_graph_as_a_card_counts_them(town: Graph) -> None:
    found = reader(town, ALL).address_tallies(["A0000001"], WINDOW)["A0000001"]
    assert [(one.partner, one.kind, one.count, one.last.event, one.last.on) for one in found] == [
        ("adults", "contact", 1, "adults:e1", DAY),
        ("adults", "visit", 1, "adults:e2", DAY - timedelta(days=30)),
        ("police", "call-out", 2, "police:n1", DAY),
    ]


@pytest.mark.parametrize(
    "visibility", [ALL, Visibility(("adults",)), Visibility(("adults", "police"), Sealed(frozenset({"adults:1"})))]
)
def test_the_newest_open_case_at_an_address_is_the_one_that_a_card_would_choose(
    town: Graph, visibility: Visibility
) -> None:
    cases = (
        row("c1", "5", DAY, by=worker("Newest"), case=Case(True, date(2026, 5, 1)), at=HOME),
        row("c2", "6", DAY, by=worker("Oldest"), case=Case(True, date(2025, 5, 1)), at=HOME),
        row("c3", "7", DAY, by=worker("Not Yet"), case=Case(True, date(2026, 12, 1)), at=HOME),
        row("c4", "8", DAY, by=worker("Closed"), case=Case(False, date(2026, 6, 1), date(2026, 7, 1)), at=HOME),
        row("c5", "10", DAY - timedelta(days=9), by=worker("Undated"), case=Case(True), at=FLAT),
    )
    stage_delivery(town, delivery(*cases), token=1)
    generation = current_generation(town)
    assert generation is not None
    own = GraphReader(town, replace(generation, number=generation.number + 1), visibility)
    every = GraphReader.address_cases(own, ["A0000001", "A0000002"], replace(WINDOW, past=True))
    newest = own.address_cases(["A0000001", "A0000002"], WINDOW)
    for address_id in ("A0000001", "A0000002"):
        (line, *_), (wanted, *_) = (
            summarise([ADULTS], [], found.get(address_id, []), {}, {}, WINDOW) for found in (newest, every)
        )
        assert (line.open_case, line.status, line.lead) == (wanted.open_case, wanted.status, wanted.lead)
    assert {case.worker.name for case in newest["A0000001"]} == {"Newest"}
    assert len(every["A0000001"]) >= 4


def test_a_pin_follows_the_pointer(town: Graph) -> None:
    pin = Pin(town)
    assert pin.known is None
    first = pin()
    assert first == current_generation(town)
    assert pin() is first
    before = reader(town, ALL)
    with Writer(town, token=1, what="resolve") as writer:
        nobody = Resolved("m2", {}, {}, {}, [], [], {})
        publish(writer, nobody, expected=first.number if first else 0, coverage={}, now=NOON)
    assert pin.known is first
    told = {card.published for card in before.person_cards(PEOPLE, WINDOW).values()}
    assert pin() == current_generation(town) != first
    assert pin.known is not None
    assert told == {pin.known.number}, "a card of an earlier generation says which one is published now"


def test_each_person_of_many_has_their_own_card(town: Graph) -> None:
    cards = reader(town, ALL).person_cards(PEOPLE, WINDOW)
    counts = {id: sum(one.count for one in tally(card.contacts, WINDOW)) for id, card in cards.items()}
    assert counts == {PEOPLE[0]: 4, PEOPLE[1]: 1, PEOPLE[2]: 1}


def test_what_waits_to_be_confirmed_is_told_from_both_sides_and_never_of_what_is_not_seen(town: Graph) -> None:
    def unsure(visibility: Visibility) -> dict[str, list[tuple[str, str]]]:
        found = reader(town, visibility).unsure(PEOPLE)
        return {id: sorted((one.partner, one.other) for one in own) for id, own in found.items()}

    assert unsure(ALL) == {
        PEOPLE[0]: [("adults", PEOPLE[1]), ("adults", PEOPLE[2])],
        PEOPLE[1]: [("adults", PEOPLE[0])],
        PEOPLE[2]: [("police", PEOPLE[0])],
    }
    assert unsure(Visibility(("adults",))) == {
        PEOPLE[0]: [("adults", PEOPLE[1])],
        PEOPLE[1]: [("adults", PEOPLE[0])],
    }
    sealed = Sealed(records=frozenset({"adults:2"}), persons=frozenset({PEOPLE[1]}))
    assert unsure(replace(ALL, sealed=sealed)) == {
        PEOPLE[0]: [("adults", PEOPLE[2])],
        PEOPLE[2]: [("police", PEOPLE[0])],
    }
