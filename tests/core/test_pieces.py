"""Items in pieces: all of them, in their order, and none before its time."""

from hypothesis import given
from hypothesis import strategies as st

from mast.core.pieces import pieces


@given(st.lists(st.integers()), st.integers(1, 7))
def test_all_are_there_in_their_order(items: list[int], size: int) -> None:
    found = list(pieces(items, size))
    assert [item for piece in found for item in piece] == items
    assert {len(piece) for piece in found[:-1]} <= {size}
    assert all(found)


def test_no_item_is_taken_before_its_piece_is_asked_for() -> None:
    left = iter(range(5))
    taken = pieces(left, 2)
    assert next(taken) == [0, 1]
    assert next(left) == 2
