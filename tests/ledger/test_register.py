"""The id register: ids that stay, are never reused, and lead on from where they were retired."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from mast.core.errors import MastError, StaleWriter
from mast.ledger import register, succession, tables
from mast.ledger.store import Ledger
from mast.ledger.succession import Kind, Plan

pytest_plugins = ["tests.postgres"]


def plan(
    current: dict[str, str],
    clusters: Sequence[Sequence[str]],
    next_number: int = 100,
    evidence: Sequence[tuple[str, str, float]] = (),
) -> Plan:
    return succession.plan(current, clusters, next_number, kind="person", evidence=evidence)


def ids(letters: str, number: str) -> dict[str, str]:
    return dict.fromkeys(letters, number)


def test_numbers_go_out_in_the_order_of_each_clusters_smallest_key() -> None:
    planned = plan({}, [["d", "z"], ["c"], ["b", "y"], ["a"]], 1)
    assert planned.assignment == {
        "a": "P0000001",
        **ids("by", "P0000002"),
        "c": "P0000003",
        **ids("dz", "P0000004"),
    }
    assert (planned.first_number, planned.next_number, planned.redirects) == (1, 5, {})


@pytest.mark.parametrize(
    ("kind", "first"), [("person", "P0000007"), ("household", "H0000007"), ("address", "A0000007")]
)
def test_each_kind_has_its_letter(kind: Kind, first: str) -> None:
    assert succession.plan({}, [["a"]], 7, kind=kind).assignment == {"a": first}


def test_a_cluster_keeps_its_id_as_members_come_and_go() -> None:
    assert plan(ids("abc", "P0000001"), [["b", "c", "d"]]).assignment == ids("bcd", "P0000001")


def test_on_a_split_the_largest_part_keeps_the_id() -> None:
    planned = plan(ids("abc", "P0000001"), [["a"], ["b", "c"]])
    assert planned.assignment == {"a": "P0000100", **ids("bc", "P0000001")}
    assert planned.redirects == {}


def test_on_an_even_split_the_part_with_the_smallest_key_keeps_it() -> None:
    assert plan(ids("abcd", "P0000001"), [["b", "d"], ["a", "c"]]).assignment == {
        **ids("ac", "P0000001"),
        **ids("bd", "P0000100"),
    }


def test_on_a_merge_the_oldest_id_stays_though_it_had_fewer_members() -> None:
    planned = plan({**ids("xyz", "P0000002"), "a": "P0000009", "m": "P0000001"}, [list("amxyz")])
    assert planned.assignment == ids("amxyz", "P0000001")
    assert planned.redirects == {"P0000002": "P0000001", "P0000009": "P0000001"}


def test_the_oldest_is_the_smallest_number_past_the_seventh_digit_too() -> None:
    planned = plan({"a": "P10000000", "b": "P9999999"}, [["a", "b"]])
    assert planned.redirects == {"P10000000": "P9999999"}


def test_one_member_that_moves_over_takes_no_id_with_it() -> None:
    planned = plan({**ids("ab", "P0000001"), **ids("cdef", "P0000002")}, [["a"], ["b", "c", "d", "e", "f"]])
    assert planned.assignment == {"a": "P0000001", **ids("bcdef", "P0000002")}
    assert planned.redirects == {}


def test_an_id_goes_where_most_of_its_members_went() -> None:
    before = {**ids("abc", "P0000001"), **ids("vwxyz", "P0000002")}
    planned = plan(before, [["a"], ["b", "c", "v", "w", "x", "y", "z"]])
    assert planned.assignment == {"a": "P0000100", **ids("bcvwxyz", "P0000002")}
    assert planned.redirects == {"P0000001": "P0000002"}


def test_on_a_split_the_part_that_most_evidence_binds_keeps_the_id_though_it_is_smaller() -> None:
    before = ids("abcde", "P0000001")
    parts = [["a", "b", "c"], ["d", "e"]]
    weak = [("a", "b", 4.0), ("b", "c", 4.0)]
    assert plan(before, parts, evidence=[*weak, ("d", "e", 8.001)]).assignment["d"] == "P0000001"
    assert plan(before, parts, evidence=[*weak, ("d", "e", 8.0)]).assignment["a"] == "P0000001"
    assert plan(before, parts, evidence=[*weak, ("d", "e", 7.9)]).assignment["a"] == "P0000001"


def test_only_links_between_records_that_were_one_person_and_still_are_count() -> None:
    before = {**ids("abcd", "P0000001"), "x": "P0000002"}
    torn_or_new = [("b", "c", 50.0), ("a", "x", 50.0), ("a", "n", 50.0), ("a", "b", -50.0)]
    planned = plan(before, [["a", "b", "x", "n"], ["c", "d"]], evidence=[*torn_or_new, ("c", "d", 1.0)])
    assert planned.assignment["c"] == "P0000001"
    assert planned.assignment["a"] == "P0000002"


def test_a_person_keeps_the_id_of_the_records_it_had_most_evidence_with() -> None:
    before = {**ids("abcd", "P0000001"), **ids("xyz", "P0000002")}
    clusters = [["a", "b", "x", "y"], ["c"], ["d"], ["z"]]  # a part of each has come together
    assert plan(before, clusters, evidence=[("a", "b", 5.0), ("x", "y", 9.0)]).redirects == {"P0000001": "P0000002"}
    assert plan(before, clusters, evidence=[("a", "b", 9.0), ("x", "y", 5.0)]).redirects == {"P0000002": "P0000001"}


def test_on_a_merge_no_evidence_outweighs_age() -> None:
    before = {"a": "P0000001", **ids("xyz", "P0000002")}
    planned = plan(before, [list("axyz")], evidence=[("x", "y", 40.0), ("y", "z", 40.0), ("a", "x", 3.0)])
    assert planned.redirects == {"P0000002": "P0000001"}


def test_an_id_whose_members_are_all_gone_is_retired_and_not_reused() -> None:
    planned = plan({"a": "P0000001"}, [["b"]], 2)
    assert planned.assignment == {"b": "P0000002"}
    assert planned.redirects == {}


@pytest.mark.parametrize("clusters", [[["a"], ["a"]], [["a", "a"]], [["a"], []]])
def test_clusters_that_are_none_are_refused(clusters: list[list[str]]) -> None:
    with pytest.raises(ValueError):
        plan({}, clusters)


KEYS = [f"police:{number}" for number in range(12)]


@st.composite
def partitions(draw: st.DrawFn) -> list[list[str]]:
    """Some of the keys, in disjoint clusters."""
    places = draw(st.lists(st.integers(-1, 6), min_size=len(KEYS), max_size=len(KEYS)))
    clusters: dict[int, list[str]] = {}
    for key, place in zip(KEYS, places, strict=True):
        if place >= 0:
            clusters.setdefault(place, []).append(key)
    return list(clusters.values())


weights = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([-3.0, 0.1, 0.2, 0.3, 7.125]),
    max_size=10,
)


def _inside(part: list[str], evidence: list[tuple[str, str, float]]) -> int:
    return sum(round(1000 * max(0, weight)) for one, other, weight in evidence if one in part and other in part)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(partitions(), weights), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_rules_that_always_hold(
    history: list[tuple[list[list[str]], dict[tuple[str, str], float]]], chance: random.Random
) -> None:
    current: dict[str, str] = {}
    number = 1
    ever: set[str] = set()
    for clusters, weighed in history:
        evidence = [(one, other, weight) for (one, other), weight in weighed.items()]
        planned = plan(current, clusters, number, evidence)
        kept = {planned.assignment[cluster[0]] for cluster in clusters}
        # Every member has its cluster's id, and distinct clusters have distinct ids.
        assert set(planned.assignment) == {member for cluster in clusters for member in cluster}
        assert all(len({planned.assignment[member] for member in cluster}) == 1 for cluster in clusters)
        assert len(kept) == len(clusters)
        # An id is one that a member had, or new and never seen before.
        new = kept - set(current.values())
        assert not new & ever
        assert len(new) == planned.next_number - number
        for cluster in clusters:
            name = planned.assignment[cluster[0]]
            assert name in new or name in {current.get(member) for member in cluster}
        # Unchanged clusters keep their ids.
        before: dict[str, set[str]] = {}
        for member, name in current.items():
            before.setdefault(name, set()).add(member)
        for cluster in clusters:
            had = {current.get(member) for member in cluster}
            if len(had) == 1 and None not in had and before[str(current[cluster[0]])] == set(cluster):
                assert planned.assignment[cluster[0]] == current[cluster[0]]
        # Every id that still has members either stays or leads to one that stays.
        surviving = {current[member] for member in planned.assignment if member in current}
        assert surviving == (surviving & kept) | set(planned.redirects)
        assert not set(planned.redirects) & kept
        assert set(planned.redirects.values()) <= kept
        # Order means nothing, and the same question has the same answer.
        shuffled = [chance.sample(cluster, len(cluster)) for cluster in clusters]
        chance.shuffle(shuffled)
        items = list(current.items())
        chance.shuffle(items)
        chance.shuffle(evidence)
        assert plan(dict(items), shuffled, number, evidence) == planned
        # Of the parts of an id that is torn, none outweighs the one to which it went.
        for name in surviving:
            parts = [[member for member in cluster if current.get(member) == name] for cluster in clusters]
            strengths = {planned.assignment[part[0]]: (_inside(part, evidence), len(part)) for part in parts if part}
            heir = planned.redirects.get(name, name)
            assert strengths[heir] == max(strengths.values())
        ever |= kept
        current, number = planned.assignment, planned.next_number


def write(ledger: Ledger, clusters: list[list[str]], generation: int, kind: Kind = "person") -> int:
    planned = succession.plan(register.current(ledger, kind), clusters, register.next_number(ledger, kind), kind=kind)
    return register.record(ledger, kind, planned, generation)


def history(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.register)).scalar_one()


def test_what_is_recorded_is_current_and_only_differences_are_written(ledger: Ledger) -> None:
    assert write(ledger, [["a", "b"], ["c"]], 1) == 3
    assert register.current(ledger, "person") == {**ids("ab", "P0000001"), "c": "P0000002"}
    assert write(ledger, [["a", "b"], ["c"]], 2) == 0
    assert write(ledger, [["a", "b"], ["c"], ["d"]], 3) == 1
    assert history(ledger) == 4
    assert register.next_number(ledger, "person") == 4


def test_kinds_number_on_their_own(ledger: Ledger) -> None:
    write(ledger, [["a"], ["b"]], 1, "person")
    write(ledger, [["a", "b"]], 1, "household")
    assert register.current(ledger, "household") == ids("ab", "H0000001")
    assert register.current(ledger, "address") == {}
    assert register.next_number(ledger, "household") == 2


def test_each_generation_can_be_read_again(ledger: Ledger) -> None:
    stages = [[["a"], ["b"], ["c"]], [["a", "b"], ["c"]], [["a", "b", "c"]], [["b"], ["d"]]]
    seen = []
    for generation, clusters in enumerate(stages, start=1):
        write(ledger, clusters, generation)
        seen.append(register.current(ledger, "person"))
    assert [register.current(ledger, "person", generation) for generation in (1, 2, 3, 4)] == seen
    assert register.current(ledger, "person", 0) == {}
    assert register.follow(ledger, "person", "P0000003", generation=2) == "P0000003"
    assert register.follow(ledger, "person", "P0000003", generation=3) == "P0000001"


def test_redirects_are_followed_to_their_end(ledger: Ledger) -> None:
    write(ledger, [["x"], ["y"], ["z"]], 1)
    write(ledger, [["x"], ["y", "z"]], 2)
    write(ledger, [["x", "y", "z"]], 3)
    assert [register.follow(ledger, "person", f"P000000{number}") for number in (1, 2, 3)] == ["P0000001"] * 3
    assert register.follow(ledger, "person", "P0000099") == "P0000099"
    assert register.follow(ledger, "household", "P0000003") == "P0000003"


def test_a_circle_of_redirects_is_damage_and_not_an_endless_wait(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        connection.execute(
            tables.redirects.insert(),
            [
                {"kind": "person", "id": a, "since": 1, "until": None, "to_id": b}
                for a, b in (("P0000001", "P0000002"), ("P0000002", "P0000001"))
            ],
        )
    with pytest.raises(MastError, match="circle"):
        register.follow(ledger, "person", "P0000001")


def test_an_unpublished_generation_is_undone_to_the_last_row(ledger: Ledger) -> None:
    write(ledger, [["a"], ["b"], ["c", "d"]], 1)
    before = register.current(ledger, "person")
    write(ledger, [["a", "b"], ["c"], ["d"], ["e"]], 2)
    undone = register.current(ledger, "person")
    register.discard_above(ledger, 1)
    assert register.current(ledger, "person") == before
    assert register.follow(ledger, "person", "P0000002") == "P0000002"
    assert history(ledger) == 4
    write(ledger, [["a", "b"], ["c"], ["d"], ["e"]], 2)
    assert register.current(ledger, "person") == undone
    register.discard_above(ledger, 2)
    assert register.current(ledger, "person") == undone


def test_a_generation_is_written_once(ledger: Ledger) -> None:
    write(ledger, [["a"]], 2)
    for generation in (1, 2):
        with pytest.raises(MastError, match="generation 2 already"):
            write(ledger, [["a"]], generation)


def test_a_plan_made_before_another_handed_out_numbers_is_refused(ledger: Ledger) -> None:
    stale = succession.plan({}, [["a"]], register.next_number(ledger, "person"), kind="person")
    write(ledger, [["b"]], 1)
    with pytest.raises(StaleWriter):
        register.record(ledger, "person", stale, 2)
    assert register.current(ledger, "person") == {"b": "P0000001"}


def test_a_plan_made_before_members_went_is_refused(ledger: Ledger) -> None:
    write(ledger, [["a"], ["b"]], 1)
    number = register.next_number(ledger, "person")
    stale = succession.plan(register.current(ledger, "person"), [["a", "b"]], number, kind="person")
    write(ledger, [["a"]], 2)
    with pytest.raises(StaleWriter):
        register.record(ledger, "person", stale, 3)
    assert register.current(ledger, "person") == {"a": "P0000001"}


def test_thousands_of_clusters_are_written_and_read_back(ledger: Ledger) -> None:
    keys = [f"police:{number:06d}" for number in range(30_000)]
    clusters = [keys[place : place + 2] for place in range(0, len(keys), 2)]
    assert write(ledger, clusters, 1) == 30_000
    assert register.current(ledger, "person")["police:029999"] == "P0015000"
    merged = [clusters[0] + clusters[1], *clusters[2:]]
    assert write(ledger, merged, 2) == 2


def roll_back(ledger: Ledger, earlier: int, generation: int) -> None:
    for_all = register.current(ledger, "person", earlier)
    planned = succession.returning(register.current(ledger, "person"), for_all, register.next_number(ledger, "person"))
    register.record(ledger, "person", planned, generation)


def test_ids_come_back_with_a_rollback_and_those_since_lead_on(ledger: Ledger) -> None:
    write(ledger, [["a"], ["b"], ["c", "d"]], 1)  # 1, 2, 3
    before = register.current(ledger, "person")
    write(ledger, [["a", "b"], ["c"], ["d"], ["e"]], 2)  # 2 leads to 1; c keeps 3; d is 4, e is 5
    roll_back(ledger, 1, 3)
    assert register.current(ledger, "person") == before
    follow = [register.follow(ledger, "person", f"P000000{number}") for number in (1, 2, 3, 4, 5)]
    assert follow == ["P0000001", "P0000002", "P0000003", "P0000003", "P0000005"]
    assert register.follow(ledger, "person", "P0000002", generation=2) == "P0000001"
    assert register.next_number(ledger, "person") == 6
    write(ledger, [["a", "b"], ["c"], ["d"], ["e"]], 4)
    assert set(register.current(ledger, "person").values()) == {"P0000001", "P0000003", "P0000006", "P0000007"}
    register.discard_above(ledger, 3)
    assert register.current(ledger, "person") == before
    register.discard_above(ledger, 2)
    assert register.follow(ledger, "person", "P0000002") == "P0000001"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(partitions(), st.integers(0, 5)), min_size=2, max_size=7))
def test_rules_that_hold_with_rollbacks(history: list[list[list[str]] | int]) -> None:
    """Some generations are resolved, and some take an earlier one's ids."""
    states: list[dict[str, str]] = [{}]
    leads: dict[str, str] = {}
    number = 1
    for step in history:
        if isinstance(step, int):
            planned = succession.returning(states[-1], states[step % len(states)], number)
            assert planned.assignment == states[step % len(states)]
        else:
            planned = plan(states[-1], step, number)
        live = set(planned.assignment.values())
        leads = {old: onward for old, onward in (leads | planned.redirects).items() if old not in live}
        assert not set(planned.redirects) & live
        assert set(planned.redirects.values()) <= live
        for old in leads:
            seen, at = {old}, old
            while at in leads:
                at = leads[at]
                assert at not in seen
                seen.add(at)
        assert planned.next_number >= number
        number = planned.next_number
        states.append(planned.assignment)
