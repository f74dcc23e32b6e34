"""What is sealed reads exactly like what is not there: the same bytes by every way in, and in what neighbours show."""

import time
from collections.abc import Callable, Mapping
from itertools import cycle

import numpy as np
import pytest
from starlette.testclient import TestClient

from mast.access import seals
from mast.access.sealing import sealed_at
from mast.access.seals import Reason
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.published import current_generation
from mast.graph.reader import GraphReader, VisibilityBreach
from tests.factory import DAY
from tests.graphql import sealed_town
from tests.graphql.sealed_town import ABSENT_PERSON, NOW, SEALED_PERSON, WAYS, asks, client_of, everything_else, opened

ENGINES = ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)]
SettingsFor = Callable[[str], Settings]


class Blind(Visibility):
    """Tells the statements that nothing is sealed."""

    def parameters(self) -> dict[str, list[str]]:
        return {"agencies": list(self.agencies), "sealed": [], "sealed_addresses": []}


def given(way: str, keys: Mapping[str, str]) -> dict[str, str]:
    return dict(zip("vw", (keys[name] for name in WAYS[way][1]), strict=False))


@pytest.mark.parametrize("engine_name", ENGINES)
def test_the_town_with_seals_is_the_town_in_which_nothing_sealed_ever_was(
    engine_name: str, settings_for: SettingsFor
) -> None:
    settings = settings_for(engine_name)
    with opened(settings, without=True) as (graph, ledger), client_of(settings, graph, ledger) as client:
        twin = everything_else(client)
        nowhere = {way: asks(client, way, SEALED_PERSON) for way in WAYS}
    settings = settings_for(engine_name)
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        before = everything_else(client)
        found = {way: asks(client, way, SEALED_PERSON) for way in WAYS}
        sealed_town.seal_all(ledger)
        after = everything_else(client)
        hidden = {way: asks(client, way, SEALED_PERSON) for way in WAYS}
        absent = {way: asks(client, way, ABSENT_PERSON) for way in WAYS}
        with client_of(settings, graph, ledger, "steward") as steward:
            for way, (query, _) in WAYS.items():
                earlier = query.replace("$v)", f'$v, knownAt: "{NOW.isoformat()}")')
                earlier = earlier.replace("$w)", f'$w, knownAt: "{NOW.isoformat()}")')
                told = [
                    steward.post("/graphql", json={"query": earlier, "variables": given(way, keys)}).json()
                    for keys in (SEALED_PERSON, ABSENT_PERSON)
                ]
                assert told[0] == told[1]
                assert "errors" not in told[0]
    assert not [way for way in WAYS if found[way] == nowhere[way]], "the town shows them while there is no seal"
    assert not [name for name in twin if b'"errors"' in twin[name]]
    assert {name for name in twin if before[name] != twin[name]} >= {"P0000001", "A0000001", "H0000001", "P0000003"}
    assert after == twin
    assert hidden == nowhere == absent


def test_a_lifted_seal_shows_again_on_the_next_request(settings_for: SettingsFor) -> None:
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        before = everything_else(client)
        sealed_town.seal_all(ledger)
        assert everything_else(client) != before
        for key in ("police:5", "A0000003"):
            seals.lift(ledger, key, "cli:ann", NOW)
        assert everything_else(client) == before


def test_a_statement_that_let_something_sealed_through_would_be_caught(settings_for: SettingsFor) -> None:
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger):
        generation = current_generation(graph)
        assert generation is not None
        sealed_town.seal_all(ledger)
        sealed = sealed_at(ledger, generation.number)

        reader = GraphReader(graph, generation, Blind(("adults", "police"), sealed))
        window = Window.twelve_months_to(DAY)
        for read in (
            lambda: reader.persons_with_identifier("nhs:9434765870"),
            lambda: reader.addresses_by_uprn("100014013599"),
            lambda: reader.residents(["A0000001"], window),
            lambda: reader.person_cards(["P0000001"], window),
            lambda: reader.members(["H0000001"]),
            lambda: reader.households_of(["P0000003"]),
        ):
            with pytest.raises(VisibilityBreach):
                read()


def pairs(settings_for: SettingsFor, rounds: int) -> int:
    """Ask for what is sealed and what is absent in turn, by every way; how many pairs of answers differed in a byte."""
    settings = settings_for("embedded")
    different = 0
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        sealed_town.seal_all(ledger)
        ways = cycle(WAYS)
        for _ in range(rounds):
            way = next(ways)
            different += asks(client, way, SEALED_PERSON) != asks(client, way, ABSENT_PERSON)
    return different


def test_pair_by_pair_no_byte_differs(settings_for: SettingsFor) -> None:
    assert pairs(settings_for, 180) == 0


def test_a_new_seal_needs_no_new_reader(settings_for: SettingsFor) -> None:
    """Between two requests of one client the seal is there, with no restart and no new generation."""
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        assert b"Lee Thornfield" in asks(client, "person", {"id": "P0000002"})
        seals.add(ledger, "adults:2", Reason.ADOPTION, "dsl", "cli:ann", NOW)
        assert b"Lee" not in b"".join(everything_else(client).values())


def timed(client: TestClient, way: str, keys: Mapping[str, str]) -> tuple[float, bytes]:
    began = time.perf_counter()
    told = asks(client, way, keys)
    return time.perf_counter() - began, told


def auc(ones: list[float], others: list[float]) -> float:
    """How likely one of ``ones`` is greater than one of ``others``: a half where nothing tells them apart."""
    order = np.argsort(np.array([*ones, *others]), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    return float((ranks[: len(ones)].sum() - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others)))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_in_ten_thousand_pairs_neither_a_byte_nor_the_time_tells_what_is_sealed_from_what_is_absent(
    settings_for: SettingsFor, record_property: Callable[[str, object], None]
) -> None:
    """The one and the other first in turn, so that whatever else the machine does meets both."""
    settings, each = settings_for("embedded"), 10_000 // len(WAYS) + 1
    aucs: dict[str, float] = {}
    different = 0
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        sealed_town.seal_all(ledger)
        for way in WAYS:
            for keys in (SEALED_PERSON, ABSENT_PERSON) * 50:
                asks(client, way, keys)
            taken: dict[bool, list[float]] = {True: [], False: []}
            for number in range(each):
                told = {}
                for sealed in (number % 2 == 0, number % 2 == 1):
                    seconds, told[sealed] = timed(client, way, SEALED_PERSON if sealed else ABSENT_PERSON)
                    taken[sealed].append(seconds)
                different += told[True] != told[False]
            aucs[way] = auc(taken[True], taken[False])
    overall, pairs = sum(aucs.values()) / len(aucs), each * len(WAYS)
    each_way = ", ".join(f"{way} {value:.3f}" for way, value in aucs.items())
    record_property("matrix", f"sealed against absent: {pairs} pairs, {different} differ in a byte; AUC of the time")
    record_property("matrix", f"{overall:.3f} ({each_way})")
    assert different == 0
    assert 0.48 <= overall <= 0.52, each_way
