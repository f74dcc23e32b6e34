"""Pages and their cursors."""

import base64
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.graphql.cursors import Order, newest_first
from mast.graphql.errors import Code, ShownError

ORDER: Order[tuple[int, str]] = Order("things", (int, str), lambda one: one)
OTHER: Order[tuple[int, str]] = Order("others", (int, str), lambda one: one)
entries = st.lists(st.tuples(st.integers(-1000, 1000), st.text("abc", max_size=3)), unique=True, max_size=30)


@settings(max_examples=100, deadline=None)
@given(entries, st.integers(1, 7))
def test_pages_put_together_are_the_whole_in_order(things: list[tuple[int, str]], first: int) -> None:
    seen: list[tuple[int, str]] = []
    after = None
    while True:
        page = ORDER.page(things, first, after, default=5, most=10)
        assert page.total == len(things)
        assert page.has_previous == bool(seen)
        seen += [entry for _, entry in page.entries]
        if not page.has_next:
            break
        after = page.entries[-1][0]
    assert seen == sorted(things)


@settings(max_examples=60, deadline=None)
@given(entries.filter(lambda things: len(things) > 2), st.data())
def test_a_page_goes_on_behind_its_cursor_when_that_entry_is_gone(
    things: list[tuple[int, str]], data: st.DataObject
) -> None:
    page = ORDER.page(things, 1, None, default=5, most=10)
    cursor, gone = page.entries[0]
    left = [one for one in things if one != gone]
    rest = ORDER.page(left, 10, cursor, default=5, most=10)
    assert [entry for _, entry in rest.entries] == sorted(left)[:10]


@pytest.mark.parametrize("first", [0, -1, 11, 10**9])
def test_a_page_has_at_least_one_entry_and_at_most_so_many(first: int) -> None:
    with pytest.raises(ShownError) as raised:
        ORDER.page([], first, None, default=5, most=10)
    assert raised.value.code == Code.BAD_USER_INPUT


def written(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "not base64!",
        "Ā" * 8,
        "=" * 8,
        "A" * 1000,
        written(7),
        written(None),
        written({}),
        written([]),
        written("things"),
        written(["things"]),
        written(["things", "1", "a"]),
        written(["things", 1.0, "a"]),
        written(["things", True, "a"]),
        written(["things", 1, "a", 2]),
        written(["things", 10**12, "a"]),
        written(["things", 1, None]),
        written([["things"], 1, "a"]),
        base64.urlsafe_b64encode(b'["things", 1, "a"]').decode().rstrip("="),
        base64.urlsafe_b64encode(b"[" * 140).decode().rstrip("="),
        OTHER.encode((1, "a")),
        ORDER.encode((1, "a")) + "=",
        ORDER.encode((1, "a")) + "\x00",
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(ShownError) as raised:
        ORDER.page([(1, "a")], 1, cursor, default=5, most=10)
    assert raised.value.extensions == {"code": "BAD_USER_INPUT", "field": "after"}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_whatever_is_sent_as_a_cursor_is_read_or_refused(cursor: str) -> None:
    try:
        key = ORDER.decode(cursor)
    except ShownError:
        return
    assert ORDER.encode(key) == cursor


def test_the_newest_day_comes_first() -> None:
    assert newest_first(date(2026, 2, 1)) < newest_first(date(2026, 1, 31))
