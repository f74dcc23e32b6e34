"""A delivery becomes links; what did not change is left alone; what failed leaves nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date

import pytest

from mast.core.errors import GraphUnreachable, StaleWriter
from mast.core.facts import Case, Details
from mast.graph import staging
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, RESOLVED, STATED
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.statements import statement
from mast.graph.transaction import Transaction
from mast.graph.writer import Writer, take_over
from tests.factory import DAY, POLICE, address, delivery, row, worker

EARLIER = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _schema(graph: Graph) -> None:
    ensure_schema(graph)
    take_over(graph, 1)


def said(graph: Graph, record: str) -> dict[str, object]:
    (found,) = graph.read("staging/says_of", keys=[record], forever=FOREVER)
    return found


def test_a_row_becomes_a_record_with_all_it_states(graph: Graph) -> None:
    counts = stage_delivery(graph, delivery(row("e1", nhs="9434765919", case=Case(True, EARLIER))), token=1)
    assert (counts.records, counts.touchpoints, counts.addresses, counts.professionals) == (1, 1, 1, 1)
    for kind in STATED:
        key = "adults:e1" if kind.name in ("had", "at", "handled_by") else "adults:1"
        assert graph.read(f"staging/{kind.name}_of", keys=[key], forever=FOREVER), kind.name


def test_the_same_delivery_again_changes_nothing(graph: Graph) -> None:
    rows = [row(f"e{n}", str(n % 3), at=address(str(n % 4)), nhs="9434765919") for n in range(12)]
    first = stage_delivery(graph, delivery(*rows), token=1)
    again = stage_delivery(graph, delivery(*reversed(rows)), token=1)
    assert first.opened > 0
    assert (again.opened, again.closed, again.records, again.touchpoints, again.addresses) == (0, 0, 0, 0, 0)


def test_a_later_row_corrects_the_details_and_keeps_what_it_leaves_out(graph: Graph) -> None:
    old = Details("Ms", "Maria", "Thornfield", "Mia", date(1984, 3, 12), "female")
    stage_delivery(graph, delivery(row("e1", on=EARLIER, details=old)), token=1)
    stage_delivery(graph, delivery(row("e2", details=Details("", "Maria", "Ashby", "", None, ""))), token=1)
    found = said(graph, "adults:1")
    assert (found["surname"], found["known_as"], found["born_on"]) == ("Ashby", "Mia", "1984-03-12")


def test_a_late_delivery_of_older_rows_only_fills_gaps(graph: Graph) -> None:
    stage_delivery(graph, delivery(row("e2", details=Details("", "Maria", "Ashby", "", None, ""))), token=1)
    stage_delivery(graph, delivery(row("e1", on=EARLIER)), token=1)
    found = said(graph, "adults:1")
    assert (found["surname"], found["born_on"], found["stated_on"]) == ("Ashby", "1984-03-12", DAY.isoformat())


def test_the_newest_address_is_the_current_one(graph: Graph) -> None:
    old, new = address("1"), address("2")
    stage_delivery(graph, delivery(row("e1", on=EARLIER, at=old), row("e2", on=DAY, at=new)), token=1)
    homes = {home["target"]: home for home in graph.read("staging/lives_at_of", keys=["adults:1"], forever=FOREVER)}
    assert homes[old.key]["current"] is False
    assert homes[new.key]["current"] is True
    stage_delivery(graph, delivery(row("e3", on=date(2026, 11, 1), at=old)), token=1)
    homes = {home["target"]: home for home in graph.read("staging/lives_at_of", keys=["adults:1"], forever=FOREVER)}
    assert (homes[old.key]["first_seen"], homes[old.key]["current"]) == (EARLIER.isoformat(), True)
    assert homes[new.key]["current"] is False


def test_an_event_of_three_people_is_one_touchpoint(graph: Graph) -> None:
    rows = [row("call", str(n), partner="police", at=address("7")) for n in range(3)]
    counts = stage_delivery(graph, delivery(*rows, partner=POLICE), token=1)
    assert (counts.records, counts.touchpoints) == (3, 1)
    assert len(graph.read("staging/had_of", keys=["police:call"], forever=FOREVER)) == 3
    # A later word about one of them leaves the others' part in it alone.
    moved = rows[0]._replace(on=EARLIER)
    stage_delivery(graph, delivery(moved, partner=POLICE), token=1)
    days = {
        had["source"]: had["happened_on"] for had in graph.read("staging/had_of", keys=["police:call"], forever=FOREVER)
    }
    assert days == {"police:0": EARLIER.isoformat(), "police:1": DAY.isoformat(), "police:2": DAY.isoformat()}


def test_an_event_that_names_nobody_hangs_on_its_address(graph: Graph) -> None:
    stage_delivery(graph, delivery(row("call", "", partner="police"), partner=POLICE), token=1)
    assert graph.read("staging/had_of", keys=["police:call"], forever=FOREVER) == []
    (place,) = graph.read("staging/at_of", keys=["police:call"], forever=FOREVER)
    assert (place["record"], place["target"]) == ("", address().key)


def test_a_case_that_is_reallocated_has_one_worker(graph: Graph) -> None:
    opened = Case(True, EARLIER)
    stage_delivery(graph, delivery(row("e1", on=EARLIER, by=worker("First"), case=opened)), token=1)
    stage_delivery(graph, delivery(row("e2", by=worker("Second"), case=opened)), token=1)
    (case,) = graph.read("staging/led_by_of", keys=["adults:1"], forever=FOREVER)
    assert case["target"] == worker("Second").key


def test_more_rows_than_one_chunk_holds(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_CHUNK", 7)
    rows = [row(f"e{n}", str(n // 3), at=address(str(n % 5))) for n in range(60)]
    done: list[int] = []
    counts = stage_delivery(graph, delivery(*rows), token=1, progress=done.append)
    assert (counts.records, counts.touchpoints, counts.addresses) == (20, 60, 5)
    assert done == sorted(done)
    assert done[-1] == 60
    assert stage_delivery(graph, delivery(*rows), token=1).opened == 0


def test_a_load_that_fails_half_way_is_undone(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    stage_delivery(graph, delivery(row("e1", on=EARLIER, at=address("1"))), token=1)
    before = [graph.read(f"staging/{kind.name}_of", keys=["adults:1", "adults:e1"], forever=FOREVER) for kind in STATED]
    monkeypatch.setattr(staging, "_CHUNK", 1)

    def fail(done: int) -> None:
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        stage_delivery(graph, delivery(row("e2", at=address("2")), row("e3", "2")), token=1, progress=fail)
    after = [graph.read(f"staging/{kind.name}_of", keys=["adults:1", "adults:e1"], forever=FOREVER) for kind in STATED]
    assert after == before
    assert graph.read("generations/unfinished") == []
    assert graph.read("staging/says_of", keys=["adults:2"], forever=FOREVER) == []


def test_what_a_killed_writer_left_is_undone_by_the_next(graph: Graph) -> None:
    writer = Writer(graph, token=1, what="load adults")
    writer.create("staging", "record", [{"key": "adults:9", "partner": "adults", "source_id": "9"}])
    writer.create("staging", "search_key", [{"key": "sb:X:1"}])
    writer.run(
        "staging/open_found_by",
        rows=[{"source": "adults:9", "target": "sb:X:1"}],
        number=writer.number,
        forever=FOREVER,
    )
    assert take_over(graph, 2) == [writer.number]
    assert graph.read("staging/found_by_of", keys=["adults:9"], forever=FOREVER) == []
    assert graph.read("generations/unfinished") == []
    with pytest.raises(StaleWriter):
        writer.complete()
    with pytest.raises(StaleWriter):
        take_over(graph, 1)


def test_a_finished_number_is_not_undone(graph: Graph) -> None:
    """So it is when the connection is lost after the graph has kept the last step, or Ctrl-C comes just then."""
    with pytest.raises(KeyboardInterrupt), Writer(graph, token=1, what="load adults") as writer:  # noqa: PT012
        writer.create("staging", "record", [{"key": "adults:9", "partner": "adults", "source_id": "9"}])
        writer.create("staging", "search_key", [{"key": "sb:X:1"}])
        rows = [{"source": "adults:9", "target": "sb:X:1"}]
        writer.run("staging/open_found_by", rows=rows, number=writer.number, forever=FOREVER)
        writer.complete()
        raise KeyboardInterrupt
    assert len(graph.read("staging/found_by_of", keys=["adults:9"], forever=FOREVER)) == 1
    assert [row["number"] for row in graph.read("generations/staged")] == [writer.number]


@pytest.mark.parametrize("kept", [True, False])
def test_a_step_of_unknown_outcome_is_asked_for(graph: Graph, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    writer = Writer(graph, token=1, what="load adults")
    inner = Graph.transaction

    def lost(self: Graph, work: Callable[[Transaction], None]) -> None:
        monkeypatch.setattr(Graph, "transaction", inner)
        if kept:
            inner(self, work)
        raise GraphUnreachable("the answer was lost")

    monkeypatch.setattr(Graph, "transaction", lost)
    with nullcontext() if kept else pytest.raises(GraphUnreachable):
        writer.complete()
    assert bool(graph.read("generations/staged")) == kept


def test_every_kind_of_link_has_its_statements() -> None:
    for kind in STATED + RESOLVED:
        folder, read = ("staging", "of") if kind in STATED else ("publishing", "all")
        returns = statement(f"{folder}/{kind.name}_{read}").returns
        assert {"source", "target", *kind.properties} <= set(returns)
        for action in ("open", "close"):
            assert statement(f"{folder}/{action}_{kind.name}").params == {"rows", "number", "forever"}
        for action in ("opened", "closed"):
            assert "number" in statement(f"generations/undo_{action}_{kind.name}").params
