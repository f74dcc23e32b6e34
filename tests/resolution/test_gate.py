"""The gate tells what the data explain from what they do not."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.gate import Allowance, Moves, Pair, moves


def moved(
    published: dict[str, str],
    persons: Sequence[str],
    evidence: Iterable[str] = (),
    decided: Iterable[str] = (),
    restated: Iterable[str] = (),
) -> Moves:
    """Records are single letters, so ``"ab"`` is a person of two records, or a pair."""
    said = set(restated)
    return moves(
        published,
        [tuple(person) for person in persons],
        [(pair[0], pair[1]) for pair in evidence],
        set(decided),
        lambda of: said & of,
    )


TWO = {"a": "P1", "b": "P1", "c": "P2", "d": "P2"}


def test_nothing_moves_where_persons_only_grow_or_go() -> None:
    assert moved(TWO, ["abx", "cd", "y"]) == Moves(2)
    assert moved(TWO, ["a"]) == Moves(2)


def test_a_merge_of_what_nobody_restated_is_unexplained() -> None:
    assert moved(TWO, ["abcd"], ["bc"]) == Moves(2, merged=("P1", "P2"), unexplained=("P1", "P2"))


def test_a_split_of_what_nobody_restated_is_unexplained() -> None:
    assert moved(TWO, ["a", "b", "cd"]) == Moves(2, split=("P1",), unexplained=("P1",))


def test_a_record_that_goes_over_splits_the_one_and_merges_both() -> None:
    assert moved(TWO, ["a", "bcd"], ["bc"]) == Moves(2, ("P1", "P2"), ("P1",), ("P1", "P2"))


@pytest.mark.parametrize(
    ("persons", "facts"),
    [
        (["abcd"], {"restated": "b", "evidence": ["bc"]}),
        (["abcd"], {"decided": "bc"}),
        (["abcdx"], {"evidence": ["bx", "cx"]}),
        (["a", "b", "cd"], {"restated": "a"}),
        (["a", "b", "cd"], {"decided": "ab"}),
        (["a", "bx", "cd"], {"evidence": ["bx"]}),
    ],
)
def test_what_is_stated_anew_or_decided_explains(persons: list[str], facts: dict[str, Iterable[str]]) -> None:
    found = moved(TWO, persons, **facts)
    assert found.merged or found.split
    assert found.unexplained == ()


def test_a_record_that_is_withdrawn_explains_why_the_rest_falls_apart() -> None:
    assert moved({"a": "P1", "b": "P1", "c": "P1"}, ["a", "c"]) == Moves(1, split=("P1",))


def test_one_change_does_not_explain_a_flood() -> None:
    alone = {chr(number): f"P{number}" for number in range(ord("a"), ord("z") + 1)}
    everybody = "".join(alone)
    chain = [one + other for one, other in zip(everybody, everybody[1:], strict=False)]
    found = moved(alone, [everybody], chain, restated="m")
    assert len(found.merged) == 26
    assert len(found.unexplained) == 23  # all but the one that changed and its two neighbours


def test_only_records_that_matter_are_asked_about() -> None:
    asked: list[AbstractSet[str]] = []

    def restated(records: AbstractSet[str]) -> AbstractSet[str]:
        asked.append(records)
        return set()

    moves({**TWO, "e": "P3"}, [("a",), ("b",), ("c", "d"), ("e",)], [("b", "x"), ("c", "e")], set(), restated)
    assert asked == [{"a", "b"}]
    moves(TWO, [("a", "b"), ("c", "d")], [("a", "b")], set(), restated)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("published", "unexplained", "held"),
    [(100, 5, False), (100, 6, True), (10_000, 10, False), (10_000, 11, True), (0, 5, False)],
)
def test_a_share_is_allowed_and_in_a_small_town_a_few(published: int, unexplained: int, held: bool) -> None:
    ids = tuple(f"P{number:07d}" for number in range(unexplained))
    reason = Moves(published, ids, (), ids).reason(Allowance(share=0.001, persons=5))
    assert (reason is not None) is held
    if reason:
        assert f"{unexplained:,} of {published:,} persons" in reason
        assert "P0000000" in reason
        assert "P0000010" not in reason


KEYS = "abcdefghij"


@st.composite
def partitions(draw: st.DrawFn) -> list[str]:
    places = draw(st.lists(st.integers(-1, 4), min_size=len(KEYS), max_size=len(KEYS)))
    return ["".join(key for key, at in zip(KEYS, places, strict=True) if at == place) for place in set(places) - {-1}]


@settings(max_examples=200, deadline=None)
@given(
    partitions(),
    partitions(),
    st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda pair: pair[0] < pair[1]), max_size=8),
    st.sets(st.sampled_from(KEYS), max_size=2),
    st.sets(st.sampled_from(KEYS), max_size=2),
)
def test_as_the_rules_say_it_pair_by_pair(
    before: list[str], now: list[str], evidence: set[Pair], decided: set[str], restated: set[str]
) -> None:
    published = {key: f"P{place}" for place, person in enumerate(before) for key in person}
    place = {key: at for at, person in enumerate(now) for key in person}
    evidence = {pair for pair in evidence if place.keys() >= set(pair)}
    found = moves(published, now, evidence, decided, lambda of: restated & of)
    changed = {key for key in KEYS if (key in published) != (key in place)} | decided | restated

    def met(one: str, other: str) -> bool:
        return one in place and other in place and place[one] == place[other]

    merged, split, unexplained = set(), set(), set()
    for at, own in enumerate(before):
        others = [key for key in published if key not in own]
        name = f"P{at}"
        if any(met(key, other) for key in own for other in others):
            merged.add(name)
        if any(a in place and b in place and not met(a, b) for a in own for b in own):
            split.add(name)
        told = changed & set(own) or any(
            (a in own and b in changed) or (b in own and a in changed) for a, b in evidence
        )
        if name in merged | split and not told:
            unexplained.add(name)
    assert (set(found.merged), set(found.split), set(found.unexplained)) == (merged, split, unexplained)
    assert found.published == len(before)
