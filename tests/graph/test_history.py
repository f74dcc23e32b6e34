"""History moved aside: every generation reads as it did before, and a link is of one type at any time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import GraphDatabase

from mast.core.errors import GraphUnreachable, StaleWriter
from mast.core.facts import Case, Details
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph import history
from mast.graph.connection import Graph
from mast.graph.history import move_aside, undisturbed
from mast.graph.links import FOREVER, REFERS_TO, difference, read_links
from mast.graph.published import Generation, current_generation, generation_at
from mast.graph.publishing import DescribedAddress, Evidence, Member, Resolved, publish
from mast.graph.reader import GraphReader
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from tests.engines import MOSTLY_EMBEDDED, Engine
from tests.factory import ADULTS, DAY, POLICE, address, delivery, row, worker

WINDOW = Window.twelve_months_to(DAY)
PAST = Window.as_of(DAY - timedelta(days=60), DAY)
ALL = Visibility(("adults", "police"))
HOMES = (address(), address(number="3", postcode="WV1 1AA"), address(number="9", postcode="WV2 2BB"))
RECORDS = ("adults:1", "adults:2", "police:8", "police:9")
PERSONS, PLACES, HOUSEHOLDS = (tuple(f"{letter}{n:07d}" for n in range(1, 5)) for letter in "PAH")
FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)

Step = tuple[str, list[tuple[int, int, int, int]]]
SMALL = st.integers(0, 3)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["load", "resolve"]), st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), min_size=1, max_size=4)
    ),
    min_size=3,
    max_size=6,
)


def load(graph: Graph, rows: list[tuple[int, int, int, int]]) -> None:
    """Rows of both partners: (record, event, place, day and name)."""
    for partner, mine in ((ADULTS, RECORDS[:2]), (POLICE, RECORDS[2:])):
        said = [
            row(
                f"e{event}",
                RECORDS[record].partition(":")[2],
                DAY - timedelta(days=40 * day),
                partner=partner.code,
                details=Details(forenames=("Maria", "Mary", "Mia", "M")[day], surname="Thornfield"),
                at=HOMES[place % 3],
                by=worker(("Ann", "Bo", "Cy", "Di")[day], partner.code),
                case=Case(day % 2 == 0, date(2025, 1, 1 + event)) if partner is ADULTS else None,
            )
            for record, event, place, day in rows
            if RECORDS[record] in mine
        ]
        if said:
            stage_delivery(graph, delivery(*said, partner=partner), token=1)


def resolve(graph: Graph, choices: list[tuple[int, int, int, int]], expected: int) -> Generation:
    """Publish some partition of the records, an hour after the generation before."""
    seed = [choices[n % len(choices)] for n in range(4)]
    persons = {record: PERSONS[seed[n][0]] for n, record in enumerate(RECORDS) if _is_there(graph, record)}
    known = {said["address"] for said in graph.read("resolving/stated_addresses")}
    addresses = {home.key: PLACES[seed[n][2]] for n, home in enumerate(HOMES) if home.key in known}
    there = sorted(set(addresses.values()))
    homes = {HOUSEHOLDS[seed[0][3] % 2]: there[seed[1][1] % len(there)]}
    resolved = Resolved(
        model="m1",
        persons=persons,
        addresses=addresses,
        descriptions={id: DescribedAddress("", "WV1", "", str(seed[0][3]), f"{id}", "", False) for id in there},
        evidence=[Evidence("adults:1", "police:9", float(seed[0][0]), "link", "same name")] if seed[0][1] else [],
        members=[Member(id, HOUSEHOLDS[seed[0][3] % 2], "2026-01-01", "2026-10-01") for id in set(persons.values())],
        homes=homes,
    )
    if not {"adults:1", "police:9"} <= set(persons):
        resolved = replace(resolved, evidence=[])
    with Writer(graph, token=1, what="resolve") as writer:
        moment = FIRST + timedelta(hours=writer.number)
        publish(writer, resolved, expected=expected, coverage={"adults": DAY}, now=moment)
    found = current_generation(graph)
    assert found is not None
    return found


def _is_there(graph: Graph, record: str) -> bool:
    return bool(graph.read("staging/known_record", keys=[record]))


def told(graph: Graph, generation: Generation, *, with_history: bool = True) -> dict[str, Any]:
    """All that a generation says, by question; lists in no order."""
    own = GraphReader(graph, generation, ALL, history=with_history)
    cards = own.person_cards(PERSONS, WINDOW)
    found: dict[str, Any] = {
        "cards": {id: {name: getattr(card, name) for name in card.__dataclass_fields__} for id, card in cards.items()},
        "details": own.details(PERSONS),
        "contacts": own.person_contacts(PERSONS, WINDOW),
        "cases": own.person_cases(PERSONS, PAST),
        "residences": own.residences(PERSONS, WINDOW),
        "stays": own.residences(PERSONS, PAST),
        "households": own.households_of(PERSONS),
        "members": own.members(HOUSEHOLDS),
        "tallies": own.address_tallies(PLACES, WINDOW),
        "address cases": own.address_cases(PLACES, WINDOW),
        "addresses": own.addresses(PLACES),
        "residents": own.residents(PLACES, WINDOW),
        "past residents": own.residents(PLACES, PAST),
        "handlers": own.handlers([f"{p}:e{n}" for p in ("adults", "police") for n in range(4)]),
        "postcode": own.addresses_by_postcode("WV11 3PJ"),
        "found": own.persons_sharing(["thornfield"]),
    }
    return {question: _unordered(answer) for question, answer in found.items()}


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(one) for key, one in value.items()}
    return sorted(map(repr, value)) if isinstance(value, list) else value


def links_by_type(engine: Engine) -> Counter[str]:
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        rows = driver.execute_query(
            "MATCH ()-[l]->() WHERE l.since IS NOT NULL RETURN type(l) AS type, count(*) AS count", database_=database
        ).records
    return Counter({row["type"]: row["count"] for row in rows})


def both_types(found: Counter[str]) -> Counter[str]:
    together: Counter[str] = Counter()
    for name, count in found.items():
        together[name.removeprefix("WAS_")] += count
    return together


@contextmanager
def dies_after(batches: int) -> Iterator[None]:
    """Moving stops, as if the process had died, before the batch with this number."""
    whole, left = history._moved, [batches]

    def moved(*args: Any) -> int:
        if not left[0]:
            raise StaleWriter("died")
        left[0] -= 1
        return whole(*args)

    with patch.object(history, "_moved", moved):
        yield


@pytest.mark.parametrize("engine", MOSTLY_EMBEDDED, indirect=True)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, keep=st.integers(1, 3), batches=st.integers(0, 3))
def test_every_generation_reads_the_same_before_and_after_moving(
    graph: Graph, engine: Engine, steps: list[Step], keep: int, batches: int
) -> None:
    engine.wipe()
    ensure_schema(graph)
    take_over(graph, 1)
    generations: list[Generation] = []
    load(graph, [(record, record, record, 0) for record in range(4)])
    for verb, choices in [*steps, ("resolve", [(1, 2, 3, 0)]), ("resolve", [(0, 1, 2, 1)])]:
        if verb == "load":
            load(graph, choices)
        else:
            generations.append(resolve(graph, choices, generations[-1].number if generations else 0))
    before = [told(graph, generation) for generation in generations]
    plain = [told(graph, generation, with_history=False) for generation in generations]
    assert plain == before
    counted = links_by_type(engine)
    with dies_after(batches):
        try:
            move_aside(graph, 1, keep)
        except StaleWriter:
            assert both_types(links_by_type(engine)) == counted
            assert [told(graph, generation) for generation in generations] == before
    moved = move_aside(graph, 1, keep)
    assert move_aside(graph, 1, keep) == 0
    after = links_by_type(engine)
    assert both_types(after) == counted
    assert sum(count for name, count in after.items() if name.startswith("WAS_")) >= moved
    assert [told(graph, generation) for generation in generations] == before
    newest = generations[-keep:]
    assert [told(graph, generation, with_history=False) for generation in newest] == before[-keep:]


@pytest.fixture
def moved(graph: Graph) -> tuple[Graph, list[Generation]]:
    """Three generations: in each the records belong to other persons; the first is history."""
    ensure_schema(graph)
    take_over(graph, 1)
    load(graph, [(record, record, record, 0) for record in range(4)])
    generations: list[Generation] = []
    for shift in range(3):
        choices = [((shift + n) % 4, shift, n, shift) for n in range(4)]
        generations.append(resolve(graph, choices, generations[-1].number if generations else 0))
    assert move_aside(graph, 1, 2) > 0
    return graph, generations


def test_links_in_history_are_read_by_those_alone_who_ask_for_it(moved: tuple[Graph, list[Generation]]) -> None:
    graph, (first, second, third) = moved
    assert told(graph, first) != told(graph, first, with_history=False)
    for generation in (second, third):
        assert told(graph, generation) == told(graph, generation, with_history=False)


def test_a_moment_leads_to_the_generation_that_was_published_then(moved: tuple[Graph, list[Generation]]) -> None:
    graph, generations = moved
    for generation in generations:
        published = datetime.fromisoformat(generation.published_at)
        assert generation_at(graph, published) == generation
        assert generation_at(graph, published + timedelta(minutes=59)) == generation
    assert generation_at(graph, datetime.fromisoformat(generations[0].published_at) - timedelta(seconds=1)) is None


def test_what_fails_after_a_move_undoes_its_own_links_alone(moved: tuple[Graph, list[Generation]]) -> None:
    graph, generations = moved
    before = [told(graph, generation) for generation in generations]
    numbers: list[int] = []

    def close_all_and_fail() -> None:
        with Writer(graph, token=1, what="resolve") as writer:
            numbers.append(writer.number)
            held = read_links(REFERS_TO, graph.read("publishing/refers_to_all", forever=FOREVER))
            writer.apply("publishing", REFERS_TO, difference(REFERS_TO, held, {}))
            assert graph.read("history/closings", until=writer.number)[-1]["key"] == f"{writer.number}/1"
            raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        close_all_and_fail()
    noted = graph.read("history/closings", until=numbers[0])
    assert noted == graph.read("history/closings", until=numbers[0] - 1)
    assert [told(graph, generation) for generation in generations] == before


def test_a_read_during_a_move_is_read_again(moved: tuple[Graph, list[Generation]]) -> None:
    graph, generations = moved
    resolve(graph, [(3, 1, 0, 2)], generations[-1].number)
    answers = iter(["torn", "whole"])

    def read() -> str:
        answer = next(answers)
        if answer == "torn":
            assert move_aside(graph, 1, 2) > 0
        return answer

    assert undisturbed(graph, read) == "whole"


def test_a_read_that_is_disturbed_for_ever_gives_up() -> None:
    class Moving:
        moves = 0

        def read(self, name: str) -> list[dict[str, int]]:
            self.moves += 1
            return [{"moves": self.moves}]

    with pytest.raises(GraphUnreachable, match="moved aside"):
        undisturbed(Moving(), lambda: None)  # type: ignore[arg-type]
