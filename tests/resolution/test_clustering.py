"""Clusters against a naive oracle: strongest link first, never against a rule, nothing joined on an ambiguous link."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.blocking import Pairs
from mast.resolution.clustering.clustering import MARGIN, Clusters, cluster
from mast.resolution.clustering.contest import UNLIKE
from mast.resolution.clustering.rules import Apart
from mast.resolution.model import Bands

BANDS = Bands(link=2.5, review=-2.0)
Evidence = dict[tuple[int, int], tuple[float, int]]


def pairs_of(evidence: Evidence) -> tuple[Pairs, npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    keys = sorted(evidence)
    left = np.array([a for a, _ in keys], dtype=np.int32)
    right = np.array([b for _, b in keys], dtype=np.int32)
    weights = np.array([evidence[key][0] for key in keys], dtype=np.float64)
    return Pairs(left, right), weights, np.array([evidence[key][1] for key in keys], dtype=np.uint8)


def clustered(count: int, evidence: Evidence, blocked: list[tuple[int, int]] | None = None) -> Clusters:
    def judge(pairs: Pairs) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        told = [evidence[a, b] for a, b in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)]
        return np.array([w for w, _ in told], dtype=np.float64), np.array([k for _, k in told], dtype=np.uint8)

    known = evidence if blocked is None else {key: evidence[key] for key in blocked}
    return cluster(count, *pairs_of(known), judge, BANDS)


def groups_of(clusters: Clusters) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(clusters.person == label).tolist()) for label in set(clusters.person.tolist())}


def told(evidence: Evidence, one: int, other: int) -> tuple[float, int]:
    return evidence[min(one, other), max(one, other)]


def ambiguous(count: int, evidence: Evidence, one: int, other: int, weight: float) -> bool:
    for record, partner in ((one, other), (other, one)):
        for rival in range(count):
            if rival in (record, partner):
                continue
            held, kind = told(evidence, record, rival)
            against, rule = told(evidence, partner, rival)
            if kind == 0 and held >= weight - MARGIN and (rule or against < UNLIKE):
                return True
    return False


def parts(members: set[int], edges: set[tuple[int, int]]) -> set[frozenset[int]]:
    left, found = set(members), set()
    while left:
        part: set[int] = set()
        grown = {min(left)}
        while grown != part:
            part = grown
            grown = part | {end for edge in edges if part & set(edge) for end in edge}
        found.add(frozenset(part))
        left -= part
    return found


def oracle(count: int, evidence: Evidence) -> set[frozenset[int]]:
    """The rules in the plainest way: all pairs known, groups as lists, no short cuts."""
    groups = [{record} for record in range(count)]
    joins = []
    for (one, other), (weight, kind) in sorted(evidence.items(), key=lambda item: (-round(item[1][0], 6), item[0])):
        a = next(group for group in groups if one in group)
        b = next(group for group in groups if other in group)
        if weight < BANDS.link or kind or a is b or ambiguous(count, evidence, one, other, weight):
            continue
        across = [told(evidence, x, y) for x in a for y in b]
        if any(rule for _, rule in across) or sum(min(max(w, -10.0), 10.0) for w, _ in across) < 0:
            continue
        joins.append((one, other))
        groups = [group for group in groups if group is not a and group is not b] + [a | b]
    cut = set()
    for group in groups:
        strong = {key for key, (w, k) in evidence.items() if set(key) <= group and w >= BANDS.link and not k}
        if len(group) < 4 or not any(
            k or w < 0 for key, (w, k) in evidence.items() if set(key) <= reach(count, evidence, group)
        ):
            continue
        for edge in strong:
            alone = strong - {edge}
            degrees = [sum(end in other for other in strong) for end in edge]
            if min(degrees) > 1 and evidence[edge][0] < BANDS.link + MARGIN and len(parts(group, alone)) > 1:
                cut.add(edge)
    return parts(set(range(count)), {join for join in joins if join not in cut})


def reach(count: int, evidence: Evidence, group: set[int]) -> set[int]:
    """The component of the group: whoever is connected by links, or by what comes near to one."""
    near = {key for key, (w, k) in evidence.items() if w >= BANDS.link - MARGIN and not k}
    return set(next(part for part in parts(set(range(count)), near) if min(group) in part))


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Evidence]:
    count = draw(st.integers(2, 6))
    weight = st.sampled_from([-12.0, -4.0, -1.0, 0.5, 1.5, 2.6, 4.0, 5.0, 6.0, 9.0, 12.0])
    rule = st.sampled_from([0, 0, 0, 0, 0, int(Apart.VERIFIED_NUMBERS), int(Apart.DECISION)])
    return count, {pair: (draw(weight), draw(rule)) for pair in combinations(range(count), 2)}


@settings(max_examples=250, deadline=None)
@given(cases())
def test_clusters_are_those_of_the_naive_oracle(case: tuple[int, Evidence]) -> None:
    count, evidence = case
    assert groups_of(clustered(count, evidence)) == oracle(count, evidence)


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_no_rule_is_broken_even_through_a_third_record(case: tuple[int, Evidence], data: st.DataObject) -> None:
    count, evidence = case
    blocked = data.draw(st.lists(st.sampled_from(sorted(evidence)), unique=True))
    for group in groups_of(clustered(count, evidence, blocked)):
        for one, other in combinations(sorted(group), 2):
            assert evidence[one, other][1] == 0


def test_one_link_is_one_person() -> None:
    assert groups_of(clustered(3, {(0, 1): (8.0, 0), (0, 2): (1.0, 0), (1, 2): (1.0, 0)})) == {
        frozenset({0, 1}),
        frozenset({2}),
    }


def test_a_record_that_fits_two_people_joins_neither() -> None:
    """Mr J Smith, with John and James Smith at his address."""
    evidence: Evidence = {(0, 1): (4.0, 0), (0, 2): (4.0, 0), (1, 2): (-9.0, 0)}
    result = clustered(3, evidence)
    assert len(groups_of(result)) == 3
    assert {refusal.reason for refusal in result.refusals} == {
        "another record fits as well, and the two cannot be one person"
    }


def test_a_clearly_stronger_link_wins() -> None:
    evidence: Evidence = {(0, 1): (12.0, 0), (0, 2): (4.0, 0), (1, 2): (-9.0, int(Apart.GENERATION))}
    assert groups_of(clustered(3, evidence)) == {frozenset({0, 1}), frozenset({2})}


def test_two_groups_held_by_one_weak_link_stay_two() -> None:
    evidence: Evidence = {pair: (-1.0, 0) for pair in combinations(range(4), 2)}
    evidence |= {(0, 1): (12.0, 0), (2, 3): (12.0, 0), (1, 2): (3.0, 0)}
    assert groups_of(clustered(4, evidence)) == {frozenset({0, 1}), frozenset({2, 3})}
