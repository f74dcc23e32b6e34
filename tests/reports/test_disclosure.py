"""No reader can narrow a small count down: tried by solvers that share nothing with the code."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from mast.reports.disclosure import LEAST_OF_SHARE, disclose, rounded, share, share_of_shown
from mast.reports.recovery import Edition, Relation, equal
from tests.reports.solver import Equation, narrowed, possible

ROWS, COLUMNS = ("a", "b"), ("1", "2", "3")
CELLS = [row + column for row in ROWS for column in COLUMNS]
SUMS = {
    **{row: [row + column for column in COLUMNS] for row in ROWS},
    **{column: [row + column for row in ROWS] for column in COLUMNS},
    "all": CELLS,
}
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
small = st.integers(0, 12)
table = st.fixed_dictionaries({name: small for name in CELLS})
weeks = st.lists(st.dictionaries(st.sampled_from(CELLS), small, max_size=3), min_size=3, max_size=3)


def relations_of(sums: Mapping[str, Sequence[str]]) -> list[Relation]:
    return [rule for total, parts in sums.items() for rule in equal(parts, [total])]


RELATIONS = relations_of(SUMS)


def whole(cells: Mapping[str, int]) -> dict[str, int]:
    return {**cells, **{total: sum(cells[name] for name in parts) for total, parts in SUMS.items()}}


def told(editions: Sequence[Edition]) -> dict[str, tuple[float, float]]:
    """The small counts of all weeks that a reader of all of them can narrow down."""
    shown = {f"{week} {name}": one.shown[name] for week, one in enumerate(editions) for name in one.shown}
    rules: list[Equation] = []
    for week, one in enumerate(editions):
        for total, parts in SUMS.items():
            rules.append(({f"{week} {total}": -1, **{f"{week} {part}": 1 for part in parts}}, 0, 0))
        if week:
            same = [name for name, count in one.counts.items() if editions[week - 1].counts[name] == count]
            rules += [({f"{week} {name}": 1, f"{week - 1} {name}": -1}, 0, 0) for name in same]
    wanted = [f"{week} {name}" for week, one in enumerate(editions) for name, n in one.counts.items() if 0 < n < 8]
    return narrowed(shown, rules, wanted)


def test_small_counts_are_hidden_and_others_rounded() -> None:
    assert [rounded(count) for count in (0, 1, 7, 8, 12, 13, 17, 1001)] == [0, "*", "*", 10, 10, 15, 15, 1000]


def test_a_share_is_of_many_and_in_steps_that_hide_seven() -> None:
    assert share(1, LEAST_OF_SHARE - 1) is None
    for whole_count in (LEAST_OF_SHARE, 303, 1000):
        for part in range(8):
            # As far as the share tells, anything from 0 to 7 may be behind it, or nothing up to 7 is.
            assert share(part, whole_count) == share(0, whole_count) == 0
            assert share(whole_count - part, whole_count) == 100
    assert share(1, 3_000) == 0
    assert share(500, 1000) == 50


def test_a_share_of_what_is_shown_tells_nothing_else() -> None:
    assert share_of_shown(50, 100) == 50
    assert share_of_shown("*", 100) is None
    assert share_of_shown(10, "c") is None
    assert share_of_shown(0, 0) is None
    assert share_of_shown(15, 10) == 100


def test_a_whole_of_others_is_withheld_where_it_is_small() -> None:
    counts = {"whole": 5, "none": 0, "many": 8, "part": 5}
    assert disclose(counts, [], quiet=("whole", "none", "many")).shown == {
        "whole": "c",
        "none": "c",
        "many": 10,
        "part": "*",
    }


def test_where_figures_do_not_hang_together_nothing_more_is_withheld() -> None:
    counts = {"one": 3, "two": 7, "three": 8, "four": 0}
    assert disclose(counts, []).shown == {"one": "*", "two": "*", "three": 10, "four": 0}


def test_a_total_that_gives_a_part_away_goes() -> None:
    sums = equal("ab", "t")
    assert disclose({"a": 7, "b": 7, "t": 14}, sums).shown == {"a": "*", "b": "*", "t": "c"}
    assert disclose({"a": 1, "b": 10, "t": 11}, sums).shown == {"a": "*", "b": "c", "t": 10}
    # Of 13 to 17 with 8 to 12 beside it, anything up to 9 is possible.
    assert disclose({"a": 5, "b": 10, "t": 15}, sums).shown == {"a": "*", "b": 10, "t": 15}


def test_what_did_not_change_gives_nothing_away_the_next_week() -> None:
    sums = equal("ab", "t")
    first = disclose({"a": 7, "b": 9, "t": 16}, sums)
    assert first.shown == {"a": "*", "b": 10, "t": 15}
    # b alone would do: but a is still 7, and 15 less what was 10 and now is * would be told.
    assert disclose({"a": 7, "b": 7, "t": 14}, sums, [first]).shown["t"] == "c"


def test_what_an_earlier_pack_withheld_is_not_shown_while_it_did_not_change() -> None:
    sums = equal("ab", "t")
    first = disclose({"a": 7, "b": 11, "t": 18}, sums)
    assert first.shown == {"a": "*", "b": "c", "t": 20}
    # Each week's b is the first one's, and so is a: it is the earlier star that would be told.
    assert disclose({"a": 7, "b": 11, "t": 18}, sums, [first]).shown["b"] == "c"
    # 40 without 30 would be 6 to 14, and 20 without that is no 1 to 7.
    moved = disclose({"a": 30, "b": 11, "t": 41}, sums, [first])
    assert moved.shown == {"a": "c", "b": "c", "t": 40}


def test_what_earlier_packs_told_by_themselves_cannot_be_mended_and_stops_nothing() -> None:
    # A relation that the first pack was not checked by: b and t were shown, and nothing that is shown now matters.
    told = Edition({"a": 7, "b": 11, "t": 18}, {"a": "*", "b": 10, "t": 20}, [])
    assert disclose({"a": 7, "b": 11, "t": 18}, equal("ab", "t"), [told]).shown == told.shown
    gone = disclose({"a": 3, "b": 12, "t": 15}, equal("ab", "t"), [told])
    assert gone.shown["a"] in ("*", "c")


def safe(cells: dict[str, int]) -> None:
    edition = disclose(whole(cells), RELATIONS)
    assert told([edition]) == {}
    for name, count in edition.counts.items():
        assert edition.shown[name] in ("c", rounded(count))


def safe_over_weeks(cells: dict[str, int], changes: list[dict[str, int]]) -> None:
    editions = [disclose(whole(cells), RELATIONS)]
    for change in changes:
        cells = {**cells, **change}
        editions.append(disclose(whole(cells), RELATIONS, editions))
    assert told(editions) == {}


@settings(max_examples=6, deadline=None, phases=NO_SHRINKING)
@given(table)
@example({"a1": 2, "a2": 12, "a3": 9, "b1": 5, "b2": 5, "b3": 4})
def test_of_one_table_everything_from_one_to_seven_is_possible(cells: dict[str, int]) -> None:
    safe(cells)


@settings(max_examples=3, deadline=None, phases=NO_SHRINKING)
@given(table, weeks)
def test_over_four_weeks_nothing_is_narrowed_down(cells: dict[str, int], changes: list[dict[str, int]]) -> None:
    safe_over_weeks(cells, changes)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, phases=NO_SHRINKING)
@given(table)
def test_of_many_tables_everything_from_one_to_seven_is_possible(cells: dict[str, int]) -> None:
    safe(cells)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, phases=NO_SHRINKING)
@given(table, weeks)
def test_over_many_four_weeks_nothing_is_narrowed_down(cells: dict[str, int], changes: list[dict[str, int]]) -> None:
    safe_over_weeks(cells, changes)


@settings(max_examples=20, deadline=None, phases=NO_SHRINKING)
@given(st.fixed_dictionaries({name: small for name in ("x", "y", "z")}))
def test_every_single_value_is_possible(cells: dict[str, int]) -> None:
    sums = {"xy": ["x", "y"], "all": ["x", "y", "z"]}
    counts = {**cells, **{total: sum(cells[name] for name in parts) for total, parts in sums.items()}}
    edition = disclose(counts, relations_of(sums))
    left = possible(edition.shown, sums, most=40)
    assert all(left[name] >= set(range(1, 8)) for name, shown in edition.shown.items() if shown == "*")
    assert all(len(left[name]) >= 7 for name, count in counts.items() if 0 < count < 8)
