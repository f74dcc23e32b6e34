"""Pair counts and B-cubed against an oracle that looks at every pair of records."""

from datetime import date
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.evaluating.agreement import agreement, bcubed
from mast.resolution.evaluating.evaluation import evaluate
from mast.resolution.evaluating.groups import FEW, NOT_KNOWN

Rows = list[tuple[int, int, int]]
RECORDS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=14)


def frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(
        [("p", str(place), f"x{said}", f"t{true}") for place, (said, true, _) in enumerate(rows)],
        columns=["partner", "source_record_id", "person_id", "person_key"],
    )


@given(RECORDS)
@settings(max_examples=80, deadline=None)
def test_both_measures_against_a_naive_oracle(rows: Rows) -> None:
    both = frame(rows)
    pairs = list(combinations(rows, 2))
    found = agreement(both, "person_id", "person_key")
    assert found.linked_pairs == sum(a[0] == b[0] for a, b in pairs)
    assert found.true_pairs == sum(a[1] == b[1] for a, b in pairs)
    assert found.correct_pairs == sum(a[:2] == b[:2] for a, b in pairs)
    precision, recall = bcubed(both)
    for place, mine in enumerate(rows):
        shared = sum(other[:2] == mine[:2] for other in rows)
        assert precision[place] == pytest.approx(shared / sum(other[0] == mine[0] for other in rows))
        assert recall[place] == pytest.approx(shared / sum(other[1] == mine[1] for other in rows))


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_groups_against_a_naive_oracle(rows: Rows) -> None:
    both = frame(rows)
    links = both.assign(household_id="")
    truth = both.assign(household_key="")
    sexes = ("female", "male", "")
    people = both.assign(birth_year=["1990"] * len(rows), sex=[sexes[sex] for *_, sex in rows])
    found = evaluate(links, truth, people, date(2026, 10, 31))
    assert set(found.ages) == {"25 to 44"}
    assert found.ages["25 to 44"].pairwise == found.pairwise
    assert found.ages["25 to 44"].bcubed_recall == pytest.approx(found.bcubed_recall)
    for place, sex in enumerate(("female", "male", NOT_KNOWN)):
        inside = [row for row in rows if row[2] == place]
        assert (sex in found.sexes) == bool(inside)
        if not inside:
            continue
        touching = [(a, b) for a, b in combinations(rows, 2) if place in (a[2], b[2])]
        told = found.sexes[sex]
        assert told.records == len(inside)
        assert told.pairwise.linked_pairs == sum(a[0] == b[0] for a, b in touching)
        assert told.pairwise.true_pairs == sum(a[1] == b[1] for a, b in touching)
        assert told.pairwise.correct_pairs == sum(a[:2] == b[:2] for a, b in touching)
        assert told.few == (min(told.pairwise.linked_pairs, told.pairwise.true_pairs) < FEW)


def test_age_bands() -> None:
    years = ["2026", "2022", "2021", "2009", "2008", "1946", "", "2031", "1800", "1947"]
    both = frame([(0, 0, 0)] * len(years))
    people = both.assign(birth_year=years, sex="")
    found = evaluate(both.assign(household_id=""), both.assign(household_key=""), people, date(2026, 1, 1))
    assert {name: told.records for name, told in found.ages.items()} == {
        "0 to 4": 2,
        "5 to 17": 2,
        "18 to 24": 1,
        "65 to 79": 1,
        "80 and over": 1,
        NOT_KNOWN: 3,
    }
    assert list(found.ages)[-1] == NOT_KNOWN
