"""Chains of links: always a path of given links, the likeliest one, with its bridges told."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.explaining.chains import chain

Links = dict[tuple[str, str], float]
NAMES = "abcdefg"


def drawn(edges: list[tuple[int, int, float]]) -> Links:
    return {(NAMES[min(a, b)], NAMES[max(a, b)]): weight for a, b, weight in edges if a != b}


def reached(links: Links, start: str) -> set[str]:
    found = {start}
    while True:
        more = {key for pair in links if set(pair) & found for key in pair} - found
        if not more:
            return found
        found |= more


EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(2.5, 40)), max_size=14)


@given(EDGES, st.permutations(range(14)))
@settings(max_examples=120, deadline=None)
def test_a_chain_is_a_path_of_links_with_its_bridges(edges: list[tuple[int, int, float]], order: list[int]) -> None:
    links = drawn(edges)
    hops = chain(links, "a", "b")
    assert bool(hops) == ("b" in reached(links, "a"))
    shuffled = dict(sorted(links.items(), key=lambda item: order[(NAMES.index(item[0][0]) * 2) % 14]))
    assert chain(shuffled, "a", "b") == hops
    if not hops:
        return
    assert (hops[0].record_a, hops[-1].record_b) == ("a", "b")
    assert all(one.record_b == other.record_a for one, other in pairwise(hops))
    assert len({hop.record_a for hop in hops}) == len(hops)
    for hop in hops:
        pair = (min(hop[:2]), max(hop[:2]))
        assert links[pair] == hop.weight
        without = {key: weight for key, weight in links.items() if key != pair}
        assert hop.bridge == (pair[1] not in reached(without, pair[0]))


def test_two_strong_links_are_likelier_right_than_one_weak() -> None:
    links = {("a", "b"): 2.6, ("a", "c"): 20.0, ("b", "c"): 20.0}
    assert [hop[:2] for hop in chain(links, "a", "b")] == [("a", "c"), ("c", "b")]


def test_of_two_strong_ways_the_shorter() -> None:
    links = {("a", "b"): 20.0, ("a", "c"): 30.0, ("b", "c"): 30.0}
    assert [hop[:3] for hop in chain(links, "a", "b")] == [("a", "b", 20.0)]


def test_records_without_links() -> None:
    assert chain({}, "a", "b") == ()
    assert chain({("a", "c"): 3.0}, "a", "b") == ()
