"""A first load writes in one piece what an update writes link by link: the same nodes, the same links."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.facts import Case, Details, Row
from mast.graph import links
from mast.graph.links import STATED
from mast.graph.merging import NOTHING
from mast.graph.work import Work, first, update
from tests.factory import address, row, worker

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 4))
DETAILS = st.builds(
    Details,
    forenames=st.sampled_from(["", "Maria"]),
    surname=st.sampled_from(["Thornfield", "Ashby"]),
    born_on=st.sampled_from([None, date(1984, 3, 12)]),
)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    told = []
    for event in draw(st.lists(st.integers(0, 5), max_size=12)):
        record = draw(st.sampled_from(["", "1", "2", "3"]))
        told.append(
            row(
                f"e{event}",
                record,
                on=draw(DAYS),
                details=draw(DETAILS) if record else None,
                at=draw(st.sampled_from([None, address("1"), address("2")])),
                by=draw(st.sampled_from([None, worker("First"), worker("Second")])),
                case=draw(st.sampled_from([None, Case(True)])) if record else None,
            )
        )
    # Of two rows of one event and one record the loaders take one.
    return list({(one.event, one.record): one for one in told}.values())


def opened(work: Work) -> Counter[tuple[object, ...]]:
    """Every link that the work opens, whichever way."""
    found = Counter[tuple[object, ...]]()
    for kind, change in work.changes:
        assert not change.closed
        found.update((kind.name, *sorted(link.items())) for link in change.opened)
    for record in work.records.rows:
        ends = {"source": record["key"], "target": record["details"]}
        found[("says", *sorted({**ends, "stated_on": record["stated_on"]}.items()))] += 1
        for key in record["found_by"]:
            found[("found_by", *sorted({"source": record["key"], "target": key}.items()))] += 1
    for event in work.events.rows:
        when = {"happened_on": event["happened_on"], "kind": event["kind"]}
        by = {"source": event["key"], "record": event["record"]}
        for name, link in (
            ("had", {"source": event["record"], "target": event["key"], **when}),
            ("at", {**by, "target": event["address"], **when}),
            ("handled_by", {**by, "target": event["professional"]}),
        ):
            found[(name, *sorted(link.items()))] += 1
    return found


def digest(work: Work) -> int:
    return work.records.digest + work.events.digest + sum(change.digest for _, change in work.changes)


def nodes(work: Work) -> dict[str, set[str]]:
    found = {label: set(of_label) for label, of_label in work.nodes.items()}
    found.setdefault("record", set()).update(record["key"] for record in work.records.rows)
    found.setdefault("details", set()).update(record["details"] for record in work.records.rows)
    found.setdefault("search_key", set()).update(key for record in work.records.rows for key in record["found_by"])
    found["touchpoint"].update(event["key"] for event in work.events.rows)
    return found


@settings(max_examples=200, deadline=None)
@given(rows())
def test_a_first_load_writes_what_an_update_would(chunk: list[Row]) -> None:
    bulk, plain = first(chunk), update(chunk, NOTHING)
    assert opened(bulk) == opened(plain)
    assert nodes(bulk) == nodes(plain)
    assert digest(bulk) == digest(plain)
    assert bulk.rows == plain.rows == len(chunk)


def test_a_usual_event_is_written_in_one_piece_and_others_link_by_link() -> None:
    usual, shared, more = row("e1", "1"), row("e2", "1"), row("e2", "2")
    work = first([usual, shared, more, row("e3", "", by=worker("First"))])
    assert [event["key"] for event in work.events.rows] == ["adults:e1"]
    left = {kind: len(change.opened) for kind, change in work.changes}
    assert (left[links.HAD], left[links.AT], left[links.HANDLED_BY]) == (2, 3, 3)
    assert set(left) == set(STATED) - {links.SAYS, links.FOUND_BY}
