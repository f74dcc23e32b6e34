"""Decisions of people: read and checked row by row, obeyed through third records, in whatever order they come."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.errors import InputRefused
from mast.resolution.blocking import Pairs
from mast.resolution.clustering.clustering import cluster, components
from mast.resolution.clustering.rules import MEANINGS, Apart
from mast.resolution.clustering.units import Units, cluster_decided
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import REASON, Decisions, read_decisions
from mast.resolution.engine import Resolution, resolve, train
from mast.resolution.model import Model
from tests.resolution.test_clustering import BANDS, Evidence, oracle, pairs_of

KEYS = {"a:1", "a:2", "b:1", "b:2"}
HARD = (int(Apart.DECISION), int(Apart.SOURCE))
Groups = set[frozenset[int]]


def read(folder: Path, *rows: str, header: str = "record_a,record_b,decision") -> Decisions:
    file = folder / "decided.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_decisions(file, KEYS)


def test_decisions_are_read(tmp_path: Path) -> None:
    decided = read(tmp_path, "a:1,b:1,same", "a:2,b:1,different", "b:1,a:1,same")
    assert decided == Decisions((("a:1", "b:1"), ("b:1", "a:1")), (("a:2", "b:1"),))
    assert read(tmp_path) == Decisions()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (("a:1,b:1,same", "a:1,c:9,same"), "row 2: 'c:9' is no record"),
        (("a:1,b:1,Same",), "row 1: a decision is 'same' or 'different'"),
        (("a:1,a:1,same",), "row 1: 'a:1' stands on both sides"),
        (("a:1,b:1",), "row 1 has 2 cells"),
        (("a:1,b:1,same", "b:1,a:1,different"), "row 2: these records are different people here"),
        (("a:1,b:1,same", "a:2,b:1,same", "a:1,a:2,different"), "row 3: these records are different people here"),
    ],
)
def test_a_row_amiss_is_refused_by_its_number(tmp_path: Path, rows: tuple[str, ...], reason: str) -> None:
    with pytest.raises(InputRefused, match=rf"^decided\.csv: {reason}"):
        read(tmp_path, *rows)


def test_a_file_amiss_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="the header must be"):
        read(tmp_path, header="one,other,decision")
    with pytest.raises(InputRefused, match="cannot be read"):
        read_decisions(tmp_path / "none.csv", KEYS)
    with pytest.raises(InputRefused, match="contradict each other about a and c"):
        Decisions((("a", "b"), ("b", "c")), (("a", "c"),))


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Evidence, list[tuple[int, int]]]:
    """Evidence about some records, and pairs of them that are decided to be one person."""
    count = draw(st.integers(2, 7))
    weight = st.sampled_from([-12.0, -4.0, -1.0, 0.5, 1.5, 2.6, 4.0, 5.0, 6.0, 9.0, 12.0])
    rule = st.sampled_from([0, 0, 0, 0, 0, 0, int(Apart.VERIFIED_NUMBERS), *HARD])
    evidence = {pair: (draw(weight), draw(rule)) for pair in combinations(range(count), 2)}
    same = draw(st.lists(st.sampled_from(sorted(evidence)), max_size=3, unique=True))
    return count, evidence, same


def united(count: int, same: list[tuple[int, int]]) -> list[set[int]]:
    """Units in the plainest way: join until nothing changes; in order of their least record."""
    units = [{record} for record in range(count)]
    for one, other in same:
        a = next(unit for unit in units if one in unit)
        b = next(unit for unit in units if other in unit)
        if a is not b:
            units = [unit for unit in units if unit is not a and unit is not b] + [a | b]
    return sorted(units, key=min)


def spoken(units: list[set[int]], evidence: Evidence) -> Evidence:
    """What units say of each other: a hard rule if any two records do, else the best pair that no rule parts."""
    told = {}
    for (a, one), (b, other) in combinations(enumerate(units), 2):
        between = [evidence[min(x, y), max(x, y)] for x in one for y in other]
        hard = [(weight, kind) for weight, kind in between if kind in HARD]
        free = [(weight, kind) for weight, kind in between if not kind]
        chosen = max(hard, key=lambda said: (said[1], said[0])) if hard else max(free or between)
        told[a, b] = chosen
    return told


def settled(count: int, evidence: Evidence, same: list[tuple[int, int]]) -> Groups:
    """Clusters of records as the engine makes them of pairs and units."""
    source = np.full(count, -1, dtype=np.int32)

    def judge(asked: Pairs) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        told = [evidence[a, b] for a, b in zip(asked.left.tolist(), asked.right.tolist(), strict=True)]
        return np.array([w for w, _ in told], dtype=np.float64), np.array([k for _, k in told], dtype=np.uint8)

    found = cluster_decided(count, *pairs_of(evidence), judge, BANDS, source, as_pairs(same))
    return {frozenset(np.flatnonzero(found.person == label).tolist()) for label in found.person.tolist()}


def as_pairs(told: list[tuple[int, int]]) -> Pairs:
    return Pairs(np.array([a for a, _ in told], dtype=np.int32), np.array([b for _, b in told], dtype=np.int32))


@settings(max_examples=200, deadline=None)
@given(cases())
def test_decided_records_are_clustered_as_by_the_naive_oracle(
    case: tuple[int, Evidence, list[tuple[int, int]]],
) -> None:
    count, evidence, same = case
    units = united(count, same)
    as_one = [set().union(*(units[u] for u in group)) for group in oracle(len(units), spoken(units, evidence))]
    wanted: Groups = set()
    for person in joined(oracle(count, evidence), same):
        torn = any(
            evidence[one, other][1] in HARD and not any({one, other} <= unit for unit in units)
            for one, other in combinations(sorted(person), 2)
        )
        wanted |= {frozenset(person & group) for group in as_one if person & group} if torn else {person}
    assert settled(count, evidence, same) == wanted


def joined(persons: Groups, same: list[tuple[int, int]]) -> Groups:
    """Persons joined whole where they hold records decided to be the same."""
    for one, other in same:
        a = next(person for person in persons if one in person)
        b = next(person for person in persons if other in person)
        persons = (persons - {a, b}) | {a | b}
    return persons


@settings(max_examples=200, deadline=None)
@given(cases())
def test_same_holds_and_no_hard_rule_is_broken_between_units(
    case: tuple[int, Evidence, list[tuple[int, int]]],
) -> None:
    count, evidence, same = case
    units = united(count, same)
    for group in settled(count, evidence, same):
        assert all(unit <= group or not unit & group for unit in units)
        for one, other in combinations(sorted(group), 2):
            within = any({one, other} <= unit for unit in units)
            assert within or evidence[one, other][1] not in HARD


@pytest.mark.parametrize("count", [5, 200])
def test_a_source_holds_one_record_a_person_in_a_group_of_any_size(count: int) -> None:
    """All fit all and none speaks against another: only the source keeps the first and the last apart."""
    pairs = Pairs(np.arange(count - 1, dtype=np.int32), np.arange(1, count, dtype=np.int32))

    def judge(asked: Pairs) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        return np.full(len(asked), 8.0), np.zeros(len(asked), dtype=np.uint8)

    source = np.full(count, -1, dtype=np.int32)
    source[[0, count - 1]] = 0
    units = Units.decided(count, as_pairs([]))
    weights, kinds = judge(pairs)
    free = cluster(count, pairs, weights, kinds, judge, BANDS)
    held = cluster(count, pairs, weights, kinds, judge, BANDS, units.sources(source))
    assert free.person[0] == free.person[-1]
    assert held.person[0] != held.person[-1]
    assert MEANINGS[Apart.SOURCE] in {refusal.reason for refusal in held.refusals}


def test_components_are_numbered_by_their_least_record() -> None:
    told = components(6, np.array([4, 3, 5]), np.array([1, 0, 3]))
    assert told.tolist() == [0, 1, 2, 0, 1, 0]
    assert components(0, np.array([]), np.array([])).tolist() == []


PERSON = {"forenames": "Zbigniew", "surname": "Zwolinski", "born_on": "1931-05-30", "phone": "+441632960001"}
QUAYLE = {"forenames": "Quentin", "surname": "Quayle", "nhs": "9434765870", "email": "q@quayle.example"}
ROWS: list[Mapping[str, object]] = [
    *({"key": f"a:{n}", "forenames": f"Ann{n}", "surname": f"Archer{n}", "born_on": "1960-01-02"} for n in range(40)),
    {"key": "p:1", "nhs": "9434765919", "nhs_verified": True, **PERSON},
    {"key": "p:2", "nhs": "9434765919", "nhs_verified": True, **PERSON},
    {"key": "p:3", "nhs": "9434765919", **PERSON},
    {"key": "q:1", "born_on": "1999-09-09", **QUAYLE},
    {"key": "q:2", "nhs_verified": True, **QUAYLE},
]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(Records.from_rows(ROWS), Residences.from_rows([]), seed=1)


def run(
    model: Model, same: tuple[tuple[str, str], ...] = (), different: tuple[tuple[str, str], ...] = ()
) -> Resolution:
    decisions = Decisions(same, different)
    return resolve(Records.from_rows(ROWS), Residences.from_rows([]), model, decisions=decisions)


def test_different_parts_what_a_third_record_would_join(model: Model) -> None:
    assert ("p:1", "p:2", "p:3") in run(model).persons
    apart = run(model, different=(("p:2", "p:1"),))
    assert not any({"p:1", "p:2"} <= set(person) for person in apart.persons)
    assert ("p:1", "p:2") not in set(zip(apart.links["record_a"], apart.links["record_b"], strict=True))
    told = [refused for refused in apart.report.refused if (refused.record_a, refused.record_b) == ("p:1", "p:2")]
    assert [refused.reason for refused in told] == [MEANINGS[Apart.DECISION]]


def test_same_joins_what_weights_and_rules_keep_apart(model: Model) -> None:
    joined = run(model, same=(("q:2", "p:1"), ("gone:1", "p:1")))
    assert ("p:1", "p:2", "p:3", "q:1", "q:2") in joined.persons
    told = {(a, b): (band, reason) for a, b, _, band, reason in joined.links.itertuples(index=False)}
    band, reason = told["p:1", "q:2"]
    assert band == "link"
    assert str(reason).startswith(REASON)
    assert set(run(model).persons) - set(joined.persons) == {("p:1", "p:2", "p:3"), ("q:1", "q:2")}


def test_same_does_not_outrank_different(model: Model) -> None:
    told = run(model, same=(("q:2", "p:1"),), different=(("p:3", "q:1"),))
    assert any({"p:1", "q:2"} <= set(person) for person in told.persons)
    assert not any({"p:3", "q:1"} <= set(person) for person in told.persons)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_decisions_changes_nothing(model: Model, chance: Random) -> None:
    same, different = [("q:2", "p:1"), ("a:1", "a:2"), ("a:2", "a:3")], [("p:3", "q:1"), ("a:1", "a:4"), ("p:2", "a:4")]
    usual = run(model, tuple(same), tuple(different))
    chance.shuffle(same)
    chance.shuffle(different)
    turned = tuple(pair[::-1] if chance.random() < 0.5 else pair for pair in same)
    again = run(model, turned, tuple(different))
    assert again.persons == usual.persons
    assert again.links.equals(usual.links)
    assert again.report == usual.report
