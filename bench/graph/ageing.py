"""What a card costs after many daily generations: the same people, whose facts change every day and stay as many.

Each day every record of the measured people restates its one event with another kind, its name in another spelling and
its case with another worker, and the evidence between records is weighed anew; then a generation is published and what
is old is moved to history, as ``mast resolve`` does it. A card shows as much on the last day as on the first: only
history grows. People whom no day touches are read in turns with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.graph.turns import in_turns, quantile
from mast.core.facts import Case, Delivery, Details, Partner, Professional, Row, StatedAddress
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.history import AT_HAND, move_aside
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graph.publishing import DescribedAddress, Evidence, Member, Resolved, publish
from mast.graph.reader import GraphReader
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over

DAY: Final = date(2026, 10, 31)
WINDOW: Final = Window.twelve_months_to(DAY)
FIRST: Final = datetime(2026, 10, 31, 6, tzinfo=UTC)
PARTNERS: Final = ("adults", "police")
MEASURED, UNTOUCHED, PARTIES, TOKEN = 20, 20, 4, 1
AGED: Final = {"at_most": 1.3}


def ageing(
    folder: Path, settings_in: Callable[[Path], Settings], generations: int, cards: int
) -> Iterator[Mapping[str, Any]]:
    """Figures of one town that is empty at first: its folder must not be there yet."""
    if folder.exists():
        raise SystemExit(f"{folder} is there from an earlier run: remove it, so that history begins anew.")
    with open_graph(settings_in(folder)) as graph:
        ensure_schema(graph)
        take_over(graph, TOKEN)
        about = {"engine": graph.engine, "generations": generations, "cards": cards}
        _day(graph, 0, range(MEASURED + UNTOUCHED), 0)
        young = _read(graph, cards)
        for day in range(1, generations):
            _day(graph, day, range(MEASURED), _number(graph))
        old = _read(graph, cards)
    for when, times in (("1 generation", young), (f"{generations} generations", old)):
        for name, own in times.items():
            yield {"figure": f"{name} p95 after {when}", "value": round(quantile(own, 0.95), 3), "unit": "ms", **about}
    bare = quantile(old["RETURN 1"], 0.95) / quantile(young["RETURN 1"], 0.95)
    grown = quantile(old["card"], 0.95) / quantile(young["card"], 0.95)
    yield {"figure": "card p95 after / after 1", "value": round(grown, 3), "unit": "times", **about, **AGED}
    yield {"figure": "RETURN 1 p95 after / after 1", "value": round(bare, 3), "unit": "times", **about}
    beside = quantile(old["card"], 0.95) / quantile(old["untouched card"], 0.95)
    told = "card p95 / that of people whom no day touched"
    yield {"figure": told, "value": round(beside, 3), "unit": "times", **about}


def _read(graph: Graph, cards: int) -> dict[str, list[float]]:
    generation = current_generation(graph)
    assert generation is not None
    reader = GraphReader(graph, generation, Visibility(PARTNERS))

    def card(offset: int) -> Callable[[str], object]:
        return lambda turn: reader.person_cards([_person(offset + int(turn) % MEASURED)], WINDOW)

    ways = {"RETURN 1": lambda turn: graph.ping(), "card": card(0), "untouched card": card(MEASURED)}
    return in_turns(ways, [str(turn) for turn in range(cards)])


def _day(graph: Graph, day: int, people: Sequence[int], expected: int) -> None:
    for code in PARTNERS:
        rows = tuple(_row(code, who, part, day) for who in people for part in range(PARTIES))
        partner = Partner(code, code, True, 35, "Duty team", "01632 960001")
        stage_delivery(graph, Delivery(partner, f"{day}.csv", f"{day:064x}", DAY, rows), token=TOKEN)
    with Writer(graph, token=TOKEN, what="resolve") as writer:
        now = FIRST + timedelta(days=day)
        publish(writer, _resolved(day, set(people)), expected=expected, coverage=dict.fromkeys(PARTNERS, DAY), now=now)
    move_aside(graph, TOKEN, AT_HAND)


def _row(partner: str, who: int, part: int, day: int) -> Row:
    worker = f"Worker {(who + day) % 7}"
    return Row(
        partner=partner,
        event=f"{who}-{part}",
        kind=("contact", "visit")[day % 2],
        on=DAY - timedelta(days=part),
        record=f"{who}",
        details=Details(forenames=("Maria", "Mary")[(day + part) % 2], surname=f"Thornfield {who}"),
        address=_home(who),
        professional=Professional(f"{partner}|{worker}", partner, worker),
        case=Case(True, date(2026, 1, 1)),
    )


def _resolved(day: int, touched: set[int]) -> Resolved:
    """Everybody, as on every day; the evidence of those whom the day touches is weighed anew."""
    everybody = range(MEASURED + UNTOUCHED)
    until = f"2026-10-{day % 28 + 1:02d}"
    return Resolved(
        model="bench",
        persons={f"{code}:{who}": _person(who) for code in PARTNERS for who in everybody},
        addresses={_home(who).key: f"A{who:07d}" for who in everybody},
        descriptions={
            f"A{who:07d}": DescribedAddress("", "WV11 3PJ", "", "1", "1 Way", "", False) for who in everybody
        },
        evidence=[
            Evidence(f"adults:{who}", f"police:{who}", float(day if who in touched else 0), "link", "same name")
            for who in everybody
        ],
        members=[
            Member(_person(who), f"H{who // 4:07d}", "2026-01-01", until if who in touched else "") for who in everybody
        ],
        homes={f"H{house:07d}": f"A{house * 4:07d}" for house in range((MEASURED + UNTOUCHED) // 4)},
    )


def _home(who: int) -> StatedAddress:
    return StatedAddress(f"||{who}|", postcode="WV11 3PJ", number=str(who), lines=f"{who} Heath Way")


def _person(who: int) -> str:
    return f"P{who:07d}"


def _number(graph: Graph) -> int:
    generation = current_generation(graph)
    assert generation is not None
    return generation.number
