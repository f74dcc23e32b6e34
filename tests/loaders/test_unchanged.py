"""Which rows say anything new: never too few, and none that says only what is held."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mast.core.facts import Details, Row
from mast.loaders.unchanged import news

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
)


@given(ROWS)
def test_the_first_time_all_is_new(rows: list[Row]) -> None:
    assert sorted(map(repr, news(rows, {}).rows)) == sorted(map(repr, rows))


@given(ROWS, st.randoms())
def test_the_same_rows_in_another_order_say_nothing_new(rows: list[Row], chance: Random) -> None:
    held = news(rows, {}).stated
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert news(shuffled, held).rows == ()


@given(ROWS, ROWS)
def test_what_is_told_is_all_of_the_records_and_events_that_changed(before: list[Row], after: list[Row]) -> None:
    held = news(before, {}).stated
    told = news(after, held)
    left = [row for row in after if row not in told.rows]
    assert not {row.record for row in told.rows if row.record} & {row.record for row in left}
    assert not {row.event for row in told.rows} & {row.event for row in left}
    assert {(row.event, row.record) for row in left} <= {(row.event, row.record) for row in before}
    assert news(after, {**held, **told.stated}).rows == ()
