"""Publishing is one step for readers: the generation before it reads as it did, the one after it reads whole."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mast.core.errors import StaleWriter
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.publishing import DescribedAddress, Evidence, Member, Published, Resolved, changes, publish
from mast.graph.reader import GraphReader, VisibilityBreach, current_generation
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from tests.factory import DAY, POLICE, address, delivery, row

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
WINDOW = Window.twelve_months_to(DAY)
ALL = Visibility(("adults", "police"))

TOGETHER = Resolved(
    model="m1",
    persons={"adults:1": "P0000001", "police:9": "P0000001"},
    addresses={address().key: "A0000001"},
    descriptions={"A0000001": DescribedAddress("", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False)},
    evidence=[Evidence("adults:1", "police:9", 9.5, "link", "same name and date of birth")],
    members=[Member("P0000001", "H0000001", "2026-01-01", "2026-10-31")],
    homes={"H0000001": "A0000001"},
)
APART = replace(TOGETHER, persons={"adults:1": "P0000001", "police:9": "P0000002"}, evidence=[])


@pytest.fixture(autouse=True)
def _loaded(graph: Graph) -> None:
    ensure_schema(graph)
    take_over(graph, 1)
    stage_delivery(graph, delivery(row("e1")), token=1)
    stage_delivery(graph, delivery(row("e2", "9", partner="police"), partner=POLICE), token=1)


def published(graph: Graph, resolved: Resolved, expected: int) -> Published:
    with Writer(graph, token=1, what="resolve") as writer:
        return publish(writer, resolved, expected=expected, coverage={"adults": DAY, "police": DAY}, now=NOW)


def reader(graph: Graph, visibility: Visibility = ALL) -> GraphReader:
    generation = current_generation(graph)
    assert generation is not None
    return GraphReader(graph, generation, visibility)


def test_nothing_is_there_before_the_first_publication(graph: Graph) -> None:
    assert current_generation(graph) is None


def test_a_card_reads_both_records(graph: Graph) -> None:
    done = published(graph, TOGETHER, 0)
    own = reader(graph)
    assert (own.generation.number, own.generation.coverage) == (done.number, {"adults": DAY, "police": DAY})
    assert [said.record for said in own.details(["P0000001"])["P0000001"]] == ["adults:1", "police:9"]
    contacts = own.person_contacts(["P0000001"], WINDOW)["P0000001"]
    assert sorted(contact.event for contact in contacts) == ["adults:e1", "police:e2"]
    assert own.handlers(["adults:e1"])["adults:e1"].name == "Ann Other"
    assert {residence.address.id for residence in own.residences(["P0000001"])["P0000001"]} == {"A0000001"}
    (membership,) = own.households_of(["P0000001"])["P0000001"]
    assert (membership.household, membership.address, membership.last_day) == ("H0000001", "A0000001", DAY)
    assert own.members(["H0000001"])["H0000001"] == [membership]
    assert {resident.person for resident in own.residents(["A0000001"], WINDOW.after)["A0000001"]} == {"P0000001"}
    assert len(own.address_contacts(["A0000001"], WINDOW)["A0000001"]) == 2
    assert [found.id for found in own.addresses_by_postcode("WV11 3PJ")] == ["A0000001"]
    assert own.addresses(["A0000001"])["A0000001"].lines == "12 Heath Way, WV11 3PJ"


def test_a_pinned_reader_goes_on_reading_its_generation(graph: Graph) -> None:
    published(graph, TOGETHER, 0)
    pinned = reader(graph)
    stage_delivery(graph, delivery(row("e3", on=date(2026, 10, 30))), token=1)
    later = published(graph, APART, pinned.generation.number)
    assert later.closed["refers_to"] == 1
    assert len(pinned.details(["P0000001"])["P0000001"]) == 2
    assert len(pinned.person_contacts(["P0000001"], WINDOW)["P0000001"]) == 2
    fresh = reader(graph)
    assert [said.record for said in fresh.details(["P0000001"])["P0000001"]] == ["adults:1"]
    assert {contact.event for contact in fresh.person_contacts(["P0000001"], WINDOW)["P0000001"]} == {
        "adults:e1",
        "adults:e3",
    }


def test_the_same_result_again_opens_and_closes_nothing(graph: Graph) -> None:
    first = published(graph, TOGETHER, 0)
    again = published(graph, TOGETHER, first.number)
    assert sum(again.opened.values()) + sum(again.closed.values()) == 0
    assert again.digest == first.digest
    assert all(not change.opened and not change.closed for change in changes(graph, TOGETHER).values())


def test_a_publication_that_somebody_overtook_leaves_nothing(graph: Graph) -> None:
    first = published(graph, TOGETHER, 0)
    with pytest.raises(StaleWriter):
        published(graph, APART, 0)
    assert reader(graph).generation.number == first.number
    assert len(reader(graph).details(["P0000001"])["P0000001"]) == 2
    assert all(not change.opened and not change.closed for change in changes(graph, TOGETHER).values())


def test_the_digest_tells_results_apart_and_not_their_order() -> None:
    shuffled = replace(TOGETHER, persons=dict(reversed(list(TOGETHER.persons.items()))))
    assert shuffled.digest() == TOGETHER.digest()
    assert APART.digest() != TOGETHER.digest()


def test_an_agency_that_may_not_be_seen_is_not_there(graph: Graph) -> None:
    published(graph, TOGETHER, 0)
    own = reader(graph, Visibility(("adults",)))
    assert [said.record for said in own.details(["P0000001"])["P0000001"]] == ["adults:1"]
    assert {contact.partner for contact in own.address_contacts(["A0000001"], WINDOW)["A0000001"]} == {"adults"}


def test_a_sealed_record_is_as_absent_in_every_path(graph: Graph) -> None:
    published(graph, APART, 0)
    own = reader(graph, Visibility(("adults", "police"), sealed=("police:9",)))
    assert own.details(["P0000002"]) == {}
    assert own.person_contacts(["P0000002"], WINDOW) == {}
    assert {contact.event for contact in own.address_contacts(["A0000001"], WINDOW)["A0000001"]} == {"adults:e1"}
    assert {resident.person for resident in own.residents(["A0000001"], WINDOW.after)["A0000001"]} == {"P0000001"}
    assert own.handlers(["police:e2"]) == {}


def test_a_row_that_slips_through_is_stopped_by_the_second_check(graph: Graph) -> None:
    published(graph, TOGETHER, 0)

    class Blind(Visibility):
        """Hides nothing from the graph, and everything of the police in the second check."""

        def admits(self, record_key: str) -> bool:
            return not record_key.startswith("police:")

    with pytest.raises(VisibilityBreach):
        reader(graph, Blind(("adults", "police"))).details(["P0000001"])
