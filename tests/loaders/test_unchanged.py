"""Which rows say anything new: never too few, and none that says only what is held."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.facts import Details, Row
from mast.graph.staging import connected
from mast.ledger.stated import NOTHING, Stated
from mast.loaders.imprints import imprinted
from mast.loaders.unchanged import News, news

ROWS = st.lists(
    st.builds(
        lambda event, record, surname: Row(
            "police", event, "call", date(2026, 10, 1), record, Details(surname=surname) if record else None
        ),
        st.sampled_from("abcdef"),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["Smith", "Smyth"]),
    ),
    max_size=12,
    unique_by=lambda row: (row.event, row.record),
)


def told_of(rows: list[Row], held: Stated) -> tuple[Row, ...]:
    return found(rows, held).of(rows)


def found(rows: list[Row], held: Stated) -> News:
    return news(imprinted(rows), held)


@settings(deadline=None)
@given(ROWS)
def test_the_first_time_all_is_new(rows: list[Row]) -> None:
    assert sorted(map(repr, told_of(rows, NOTHING))) == sorted(map(repr, rows))


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_the_same_rows_in_another_order_say_nothing_new(rows: list[Row], chance: Random) -> None:
    held = found(rows, NOTHING).stated
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert told_of(shuffled, held) == ()


@settings(deadline=None)
@given(ROWS, ROWS)
def test_what_is_told_is_all_of_the_records_and_events_that_changed(before: list[Row], after: list[Row]) -> None:
    held = found(before, NOTHING).stated
    told = found(after, held)
    rows = told.of(after)
    left = [row for row in after if row not in rows]
    assert not {row.record for row in rows if row.record} & {row.record for row in left}
    assert not {row.event for row in rows} & {row.event for row in left}
    assert {(row.event, row.record) for row in left} <= {(row.event, row.record) for row in before}
    assert told_of(after, held.under(told.stated)) == ()


@given(ROWS, ROWS)
def test_nothing_else_is_told(before: list[Row], after: list[Row]) -> None:
    held = found(before, NOTHING).stated
    alone = [group for group in connected(after) if told_of(group, held)]
    assert sorted(map(repr, told_of(after, held))) == sorted(repr(row) for group in alone for row in group)
