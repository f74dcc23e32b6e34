"""Finding a hash among many: as a dict would, whatever hashes begin alike."""

from hypothesis import given
from hypothesis import strategies as st

from mast.core.hashes import HashIndex, hashes_of

ALIKE = st.builds(lambda first, second: first * 8 + second * 8, *[st.sampled_from([b"\0", b"a", b"b", b"\xff"])] * 2)
HASHES = st.lists(ALIKE | st.binary(min_size=16, max_size=16), max_size=40)


@given(HASHES, HASHES)
def test_each_is_found_where_a_dict_has_it(held: list[bytes], others: list[bytes]) -> None:
    places = {one: place for place, one in enumerate(held)}
    sought = [*held, *others]
    found = HashIndex(hashes_of(held)).places(hashes_of(sought))
    assert found.tolist() == [places.get(one, -1) for one in sought]


@given(HASHES)
def test_of_one_that_is_there_twice_the_last_is_left(held: list[bytes]) -> None:
    last = {one: place for place, one in enumerate(held)}
    assert HashIndex(hashes_of(held)).last().tolist() == sorted(last.values())


@given(HASHES)
def test_they_are_put_in_the_order_of_their_first_half(held: list[bytes]) -> None:
    order = HashIndex(hashes_of(held)).order.tolist()
    assert [held[place][:8] for place in order] == sorted(one[:8] for one in held)
    assert sorted(order) == list(range(len(held)))
