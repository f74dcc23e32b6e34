"""A full delivery retires what it no longer contains, and nothing else."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest

from mast.core.facts import Case, Row
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, STATED
from mast.graph.retiring import Part, retire, retirement
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import Writer, take_over
from tests.factory import DAY, POLICE, address, delivery, row, worker

OLD, MAY = date(2025, 11, 1), date(2026, 5, 1)
DAYS = (MAY, DAY)
HELD = {("adults:1", "adults:e1"): "2026-05-01", ("adults:1", "adults:e2"): "2026-10-31"}


@pytest.fixture
def ready(graph: Graph) -> Graph:
    ensure_schema(graph)
    take_over(graph, 1)
    return graph


def test_only_what_lies_in_its_days_and_is_not_in_it_is_gone() -> None:
    rows = (row("e2"), row("e3", "2", on=MAY))
    before = {**HELD, ("adults:1", "adults:e0"): "2026-04-30", ("", "adults:e9"): "2026-06-01"}
    found = retirement(before, rows, DAYS, (), ())
    assert found.gone == {("adults:1", "adults:e1"), ("", "adults:e9")}
    assert found.said_anew == {}  # the older event of record 1 said things that nobody can part from the rest


def test_a_record_of_which_nothing_is_left_ends_and_others_are_said_anew() -> None:
    rows = (row("e2"), row("e3", "3", on=MAY))
    before = {**HELD, ("adults:2", "adults:e5"): "2026-06-01", ("adults:3", "adults:e3"): "2026-05-01"}
    found = retirement(before, rows, DAYS, (), ())
    assert found.said_anew == {"adults:1": (rows[0],), "adults:2": ()}
    assert retirement(before, rows, DAYS, (), ["adults:3"]).said_anew["adults:3"] == (rows[1],)


def test_a_row_that_could_not_be_read_retires_nothing_of_its_event() -> None:
    rows = (row("e2"), row("e3", "2", on=MAY))
    assert retirement(HELD, rows, DAYS, ["adults:e1"], ()).gone == frozenset()


def staged(graph: Graph, *rows: Row, full: bool = False, **told: Any) -> frozenset[Part]:
    gone: Collection[Part] = frozenset()

    def afterwards(writer: Writer) -> None:
        nonlocal gone
        changed = {row.record_key for row in rows if row.record}
        gone = retire(writer, rows[0].partner, rows, DAY, changed=changed, **told)

    partner = delivery(partner=POLICE).partner if rows[0].partner == "police" else delivery().partner
    stage_delivery(graph, delivery(*rows, partner=partner), token=1, afterwards=afterwards if full else None)
    return frozenset(gone)


def standing(graph: Graph, records: Collection[str], events: Collection[str]) -> dict[str, list[str]]:
    """All open links of these, as text."""
    return {
        kind.name: sorted(
            repr(row)
            for row in graph.read(
                f"staging/{kind.name}_of",
                keys=list(events if kind.name in ("had", "at", "handled_by") else records),
                forever=FOREVER,
            )
        )
        for kind in STATED
    }


def test_what_stands_afterwards_is_the_delivery_and_what_is_older(ready: Graph) -> None:
    case = Case(True, MAY)
    before = (
        row("e1", "1", on=MAY, nhs="9434765919", at=address("1"), case=case),
        row("e2", "1", at=address("2")),
        row("e3", "2", on=MAY, at=address("3"), by=worker("Gone Worker")),
        row("e4", "", on=MAY, at=address("4")),
    )
    staged(ready, *before)
    full = (row("e2", "1", at=address("2"), nhs="9434765870"), row("e5", "3", on=MAY))
    gone = staged(ready, *full, full=True)
    assert gone == {("adults:1", "adults:e1"), ("adults:2", "adults:e3"), ("", "adults:e4")}
    records, events = [f"adults:{n}" for n in (1, 2, 3)], [f"adults:e{n}" for n in range(1, 6)]
    found = standing(ready, records, events)
    for kind in STATED:
        assert not any("adults:2'" in text for text in found[kind.name])
    for name in ("had", "at", "handled_by"):
        assert not any(f"adults:e{n}'" in text for text in found[name] for n in (1, 3, 4))
    assert [text for text in found["has_identifier"] if "9434765919" in text] == []
    assert len(found["lives_at"]) == 2
    assert found["led_by"] == []


def test_older_events_keep_their_record_as_it_was(ready: Graph) -> None:
    staged(ready, row("e0", "1", on=OLD, nhs="9434765919"), row("e1", "1", on=MAY))
    before = standing(ready, ["adults:1"], ["adults:e0"])
    assert staged(ready, row("e7", "7", on=MAY), full=True) == {("adults:1", "adults:e1")}
    assert standing(ready, ["adults:1"], ["adults:e0"]) == before


def test_one_persons_part_in_an_event_goes_and_the_others_stay(ready: Graph) -> None:
    people = [row("call", str(n), on=MAY, partner="police") for n in range(3)]
    staged(ready, *people)
    assert staged(ready, *people[:2], full=True) == {("police:2", "police:call")}
    assert len(ready.read("staging/had_of", keys=["police:call"], forever=FOREVER)) == 2
    assert len(ready.read("staging/at_of", keys=["police:call"], forever=FOREVER)) == 2


def test_history_still_has_what_was_retired(ready: Graph) -> None:
    staged(ready, row("e1", "1", on=MAY))
    staged(ready, row("e2", "2", on=MAY), full=True)
    closed = ready.read("generations/staged")
    assert len(closed) == 2
    assert ready.read("staging/had_of", keys=["adults:e1"], forever=closed[1]["number"]) != []
