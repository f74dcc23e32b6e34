"""An address with very many touchpoints, and a number that very many records give, slow nothing else down.

Everything is compared within one run: the same thing done beside a small crowd and beside a great one, in turns.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from unittest.mock import patch

import pytest

from mast.core.facts import Case, Identifier, Row
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.published import current_generation
from mast.graph.publishing import DescribedAddress, Resolved, publish
from mast.graph.reader import GraphReader
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.transaction import Transaction
from mast.graph.writer import Writer, take_over
from tests.engines import MOSTLY_EMBEDDED
from tests.factory import DAY, address, delivery, row, worker

WINDOW = Window.twelve_months_to(DAY)
VILLAGE, CITY = address("1", "SMALL HOSTEL", "WV1 1AA", "1"), address("2", "GREAT HOSTEL", "WV2 2BB", "2")
SMALL = 30
TURNS = 15
SLOWEST = 4
"""How many times as long the same thing may take beside the great crowd: its size grows by far more."""


@dataclass
class Town:
    """``crowds``: how many records were seen at each hostel; all give one number for each hostel."""

    graph: Graph
    crowds: dict[str, int]
    rows: list[int] = field(default_factory=list)

    @property
    def reader(self) -> GraphReader:
        generation = current_generation(self.graph)
        assert generation is not None
        return GraphReader(self.graph, generation, Visibility(("adults",)))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Note how many rows each statement brings to Python."""
        run = Transaction.run

        def counted(own: Transaction, name: str, /, **params: Any) -> list[dict[str, Any]]:
            found = run(own, name, **params)
            self.rows.append(len(found))
            return found

        with patch.object(Transaction, "run", counted):
            yield


def resident(home: str, number: int) -> Row:
    at = VILLAGE if home == "village" else CITY
    base = row(
        f"{home}{number}",
        f"{home}{number}",
        DAY - timedelta(days=number % 300),
        at=at,
        by=worker(f"W {number % 9}"),
        case=Case(number % 3 > 0, WINDOW.after + timedelta(days=number % 200)),
    )
    phone = Identifier("phone", "+441632960001" if home == "village" else "+441632960002")
    return base._replace(identifiers=(phone,))


def built(graph: Graph, great: int) -> Town:
    ensure_schema(graph)
    take_over(graph, 1)
    crowds = {"village": SMALL, "city": great}
    for home, size in crowds.items():
        for start in range(0, size, 10_000):
            rows = [resident(home, number) for number in range(start, min(size, start + 10_000))]
            stage_delivery(graph, delivery(*rows), token=1)
    resolved = Resolved(
        model="m1",
        persons={f"adults:{home}{n}": f"P{'12'[home == 'city']}{n:06d}" for home in crowds for n in range(SMALL)},
        addresses={VILLAGE.key: "A0000001", CITY.key: "A0000002"},
        descriptions={
            f"A000000{n}": DescribedAddress(str(n), at.postcode, "", at.number, at.lines, "hostel", n == 2)
            for n, at in ((1, VILLAGE), (2, CITY))
        },
        evidence=[],
        members=[],
        homes={},
    )
    with Writer(graph, token=1, what="resolve") as writer:
        now = datetime(2026, 11, 1, tzinfo=UTC)
        publish(writer, resolved, expected=0, coverage={"adults": DAY}, now=now)
    return Town(graph, crowds)


def in_turns(small: Callable[[int], object], great: Callable[[int], object], turns: int = TURNS) -> float:
    """How many times as long ``great`` takes, by the medians of runs that took turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(turns + 2):
        for own, work in zip(times, (small, great), strict=True):
            began = time.perf_counter()
            work(turn)
            if turn > 1:  # each engine plans a statement when it first sees it
                own.append(time.perf_counter() - began)
    return median(times[1]) / median(times[0])


def holds(town: Town) -> None:
    own = town.reader
    with town.counting():
        lines = own.address_tallies(["A0000002"], WINDOW)["A0000002"]
        own.address_cases(["A0000002"], WINDOW)
        own.addresses(["A0000002"])
        own.person_cards(["P2000003"], WINDOW)
    assert sum(line.count for line in lines) == town.crowds["city"]
    assert max(town.rows) <= 2
    reads: dict[str, Callable[[str], Callable[[int], object]]] = {
        "a card": lambda town_or_city: lambda turn: own.person_cards([f"P{town_or_city}{turn:06d}"], WINDOW),
        "a description": lambda town_or_city: lambda turn: own.addresses([f"A000000{town_or_city}"]),
        "a search by UPRN": lambda town_or_city: lambda turn: own.addresses_by_uprn(town_or_city),
    }
    slower = {name: in_turns(of("1"), of("2")) for name, of in reads.items()}

    def loads(home: str) -> Callable[[int], object]:
        def load(turn: int) -> object:
            rows = [resident(home, 1_000_000 + 10 * turn + n) for n in range(10)]
            again = [resident(home, turn)]  # one of the crowd, restated: its links are looked up
            return stage_delivery(town.graph, delivery(*rows, *again), token=1)

        return load

    slower["a load"] = in_turns(loads("village"), loads("city"), turns=5)
    assert {name: times for name, times in slower.items() if times > SLOWEST} == {}


@pytest.mark.parametrize("engine", MOSTLY_EMBEDDED, indirect=True)
def test_a_crowd_slows_nothing_else_down(graph: Graph) -> None:
    holds(built(graph, 1_500))


@pytest.mark.slow
def test_fifty_thousand_at_an_address_slow_nothing_else_down(graph: Graph) -> None:
    holds(built(graph, 50_000))
