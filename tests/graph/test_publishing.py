"""Publishing is one step for readers: the generation before it reads as it did, the one after it reads whole."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mast.core.errors import GraphDamaged, PublicationHeld, StaleWriter
from mast.core.facts import Details
from mast.core.visibility import Sealed, Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.consistency import examine
from mast.graph.published import current_generation
from mast.graph.publishing import DescribedAddress, Evidence, Member, Published, Resolved, changes, publish, standing
from mast.graph.reader import GraphReader, VisibilityBreach
from mast.graph.records import restated
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
    assert {residence.address.id for residence in own.residences(["P0000001"], WINDOW)["P0000001"]} == {"A0000001"}
    (membership,) = own.households_of(["P0000001"])["P0000001"]
    assert (membership.household, membership.address, membership.last_day) == ("H0000001", "A0000001", DAY)
    assert own.members(["H0000001"])["H0000001"] == [membership]
    assert {resident.person for resident in own.residents(["A0000001"], WINDOW)["A0000001"]} == {"P0000001"}
    assert len(own.address_tallies(["A0000001"], WINDOW)["A0000001"]) == 2
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
    assert all(not change.opened and not change.closed for change in changes(standing(graph), TOGETHER).values())


def test_a_publication_that_somebody_overtook_leaves_nothing(graph: Graph) -> None:
    first = published(graph, TOGETHER, 0)
    with pytest.raises(StaleWriter):
        published(graph, APART, 0)
    assert reader(graph).generation.number == first.number
    assert len(reader(graph).details(["P0000001"])["P0000001"]) == 2
    assert all(not change.opened and not change.closed for change in changes(standing(graph), TOGETHER).values())


def test_the_digest_tells_results_apart_and_not_their_order(graph: Graph) -> None:
    shuffled = replace(TOGETHER, persons=dict(reversed(list(TOGETHER.persons.items()))))
    first = published(graph, TOGETHER, 0)
    apart = published(graph, APART, first.number)
    again = published(graph, shuffled, apart.number)
    assert first.digest == again.digest != apart.digest


def test_an_agency_that_may_not_be_seen_is_not_there(graph: Graph) -> None:
    published(graph, TOGETHER, 0)
    own = reader(graph, Visibility(("adults",)))
    assert [said.record for said in own.details(["P0000001"])["P0000001"]] == ["adults:1"]
    assert {found.partner for found in own.address_tallies(["A0000001"], WINDOW)["A0000001"]} == {"adults"}
    assert [said.record for said in own.person_cards(["P0000001"], WINDOW)["P0000001"].details] == ["adults:1"]


def test_a_sealed_record_is_as_absent_in_every_path(graph: Graph) -> None:
    published(graph, APART, 0)
    own = reader(graph, Visibility(("adults", "police"), Sealed(frozenset({"police:9"}))))
    assert own.details(["P0000002"]) == {}
    assert own.person_cards(["P0000002"], WINDOW) == {}
    assert own.person_contacts(["P0000002"], WINDOW) == {}
    (tally,) = own.address_tallies(["A0000001"], WINDOW)["A0000001"]
    assert (tally.count, tally.last.event) == (1, "adults:e1")
    assert {resident.person for resident in own.residents(["A0000001"], WINDOW)["A0000001"]} == {"P0000001"}
    assert own.handlers(["police:e2"]) == {}


def test_a_row_that_slips_through_is_stopped_by_the_second_check(graph: Graph) -> None:
    published(graph, TOGETHER, 0)

    class Blind(Visibility):
        """Hides nothing from the graph, and everything of the police in the second check."""

        def admits(self, record_key: str) -> bool:
            return not record_key.startswith("police:")

    own = reader(graph, Blind(("adults", "police")))
    with pytest.raises(VisibilityBreach):
        own.details(["P0000001"])
    with pytest.raises(VisibilityBreach):
        own.person_cards(["P0000001"], WINDOW)


def test_a_key_that_is_not_found_keeps_the_generation_back(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    first = published(graph, TOGETHER, 0)
    read = Graph.read

    def without(key: str) -> Any:
        def lost(self: Graph, name: str, /, **params: Any) -> list[dict[str, Any]]:
            rows = read(self, name, **params)
            return [row for row in rows if row["key"] != key] if name.startswith("staging/known_") else rows

        return lost

    for key, label in (("police:9", "Record"), ("police:e2", "Touchpoint")):
        monkeypatch.setattr(Graph, "read", without(key))
        with pytest.raises(PublicationHeld, match=f"1 {label} nodes that are there are not found by their key"):
            published(graph, APART, first.number)
        assert reader(graph).generation == replace(reader(graph).generation, number=first.number, digest=first.digest)
    with Writer(graph, token=1, what="resolve") as writer:
        anyway = publish(writer, APART, expected=first.number, coverage={}, now=NOW, override="it is being mended")
    assert len(anyway.overridden) == 1
    assert reader(graph).generation.override == "it is being mended"


def test_a_link_that_the_graph_does_not_write_is_an_error(graph: Graph) -> None:
    with pytest.raises(GraphDamaged, match="Of 3 links \\(publishing/create_refers_to\\) the graph opened 2"):
        published(graph, replace(TOGETHER, persons={**TOGETHER.persons, "fire:none": "P0000001"}), 0)
    assert current_generation(graph) is None
    assert published(graph, TOGETHER, 0).opened["refers_to"] == 2


def test_the_digest_is_that_of_what_is_shown_however_it_came_to_be(graph: Graph) -> None:
    first = published(graph, TOGETHER, 0)
    stage_delivery(graph, delivery(row("e3", on=date(2026, 10, 30))), token=1)
    second = published(graph, APART, first.number)
    held = examine(graph, current_generation(graph))
    assert held.findings == []
    assert second.digest != first.digest
    stage_delivery(graph, delivery(row("e4", on=date(2026, 10, 29))), token=1)
    held = examine(graph, current_generation(graph))
    assert held.findings == []
    assert held.rows == {"adults": 3, "police": 1}
    assert held.person_of == APART.persons


def test_who_states_something_else_than_was_published(graph: Graph) -> None:
    stage_delivery(graph, delivery(row("e5", "2"), row("e6", "3"), row("e7", "4")), token=1)
    first = published(graph, TOGETHER, 0)
    keys = ["adults:1", "adults:2", "adults:3", "adults:4", "police:9", "adults:none"]
    assert restated(graph, keys, first.number) == set()
    renamed = Details("Ms", "Maria", "Oakfield", "", date(1984, 3, 12), "female")
    later = [row("e8", "1", details=renamed), row("e9", "2", nhs="9434765919"), row("e10", "3", at=address("14"))]
    stage_delivery(graph, delivery(*later, row("e7", "4", kind="visit")), token=1)
    assert restated(graph, keys, first.number) == {"adults:1", "adults:2", "adults:3"}
    assert restated(graph, keys[1:2], first.number) == {"adults:2"}
    second = published(graph, TOGETHER, first.number)
    assert restated(graph, keys, second.number) == set()
