"""Repeated events are told exactly as by a set of them, however many there are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.loaders import repeats
from mast.loaders.imprints import named
from mast.loaders.repeats import Repeats

NAMES = st.lists(st.tuples(st.text("ab1", max_size=3), st.text("ab1", max_size=2)), max_size=60)


@settings(max_examples=150, deadline=None)
@given(NAMES)
def test_what_was_met_before_is_known(rows: list[tuple[str, str]]) -> None:
    found, seen = Repeats(), set[tuple[str, str]]()
    for event, record in rows:
        assert found.knew(named(event, record)) == ((event, record) in seen)
        seen.add((event, record))


def test_the_table_grows_and_forgets_nothing() -> None:
    found, many = Repeats(), 3 * repeats._FIRST_SLOTS
    assert not any(found.knew(named(f"E{number}", "1")) for number in range(many))
    assert all(found.knew(named(f"E{number}", "1")) for number in range(0, many, 7))
    assert not found.knew(named("E1", "2"))


def test_an_event_takes_few_bytes() -> None:
    found, many = Repeats(), 100_000
    for number in range(many):
        found.knew(named(f"E{number}", "1"))
    assert len(found._slots) * found._slots.itemsize <= 32 * many
