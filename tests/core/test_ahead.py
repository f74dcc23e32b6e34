"""What is made ahead comes in order; what goes wrong goes wrong at its place."""

import threading
from collections.abc import Iterator

import pytest

from mast.core.ahead import Ahead


def test_items_come_in_their_order() -> None:
    assert list(Ahead(range(100))) == list(range(100))
    assert list(Ahead(range(100), 3)) == list(range(100))
    assert list(Ahead([])) == list(Ahead([], 2)) == []
    assert list(Ahead([None, None])) == [None, None]


def test_the_next_item_is_made_while_the_caller_has_the_last() -> None:
    begun = threading.Event()

    def items() -> Iterator[str]:
        yield "first"
        begun.set()
        yield "second"

    coming = Ahead(items())
    assert next(coming) == "first"
    assert begun.wait(30)
    assert list(coming) == ["second"]


def test_as_many_items_are_made_ahead_as_are_asked_for_and_no_more() -> None:
    begun = [threading.Event() for _ in range(4)]

    def items() -> Iterator[int]:
        for number, event in enumerate(begun):
            event.set()
            yield number

    with Ahead(items(), 2) as coming:
        assert next(coming) == 0
        assert begun[2].wait(30)
        assert not begun[3].wait(0.2)
        assert list(coming) == [1, 2, 3]


def test_an_error_is_raised_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("no more")

    coming = Ahead(items())
    assert (next(coming), next(coming)) == (1, 2)
    with pytest.raises(OSError, match="no more"):
        next(coming)


@pytest.mark.parametrize("many", [1, 3])
def test_who_stops_early_has_at_most_so_many_more_made(many: int) -> None:
    made = []

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    coming = Ahead(items(), many)
    assert next(coming) == 0
    coming.close()
    assert made == list(range(len(made)))
    assert 1 <= len(made) <= 1 + many
    assert not any(thread.name.startswith("ahead") for thread in threading.enumerate())
