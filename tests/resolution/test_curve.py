"""Precision and recall by threshold against an oracle; histograms that hold every pair once."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.evaluating.curve import BINS, POINTS, precision_recall, weight_histogram

Pairs = list[tuple[int, int, float]]
TRUTH = pd.DataFrame(
    [("p", str(place), f"t{place // 3}", "") for place in range(12)],
    columns=["partner", "source_record_id", "person_key", "household_key"],
)
PAIRS = st.lists(
    st.tuples(st.integers(0, 13), st.integers(0, 13), st.floats(-2, 30).map(lambda w: round(w, 1))),
    max_size=25,
    unique_by=lambda pair: (pair[0], pair[1]),
)


def frame(pairs: Pairs) -> pd.DataFrame:
    told = [(f"p:{a}", f"p:{b}", weight, "link" if weight > 2.5 else "review") for a, b, weight in pairs if a < b]
    return pd.DataFrame(told, columns=["record_a", "record_b", "weight", "band"]).astype({"weight": float})


@given(PAIRS)
@settings(max_examples=80, deadline=None)
def test_the_curve_against_a_naive_oracle(pairs: Pairs) -> None:
    found = precision_recall(frame(pairs), TRUTH)
    # Records 12 and 13 are not in the truth, so their pairs are judged by nobody.
    known = [(a // 3 == b // 3, weight) for a, b, weight in pairs if a < b < 12]
    assert [point.weight for point in found] == sorted({weight for _, weight in known}, reverse=True)
    for point in found:
        above = [right for right, weight in known if weight >= point.weight]
        assert point.precision == pytest.approx(sum(above) / len(above))
        assert point.recall == pytest.approx(sum(above) / 12)
    assert all(one.recall <= other.recall for one, other in pairwise(found))


def test_a_long_curve_is_thinned_and_keeps_both_ends() -> None:
    pairs = frame([(0, 1, 3000.0 - place) for place in range(3000)])
    found = precision_recall(pairs, TRUTH)
    assert len(found) <= POINTS
    assert (found[0].weight, found[-1].weight) == (3000.0, 1.0)


@given(PAIRS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_histogram_holds_every_pair_once(pairs: Pairs, with_truth: bool) -> None:
    held = frame(pairs)
    found = weight_histogram(held, TRUTH if with_truth else None)
    assert sum(sum(counts) for counts in found.counts.values()) == len(held)
    assert 1 <= len(found.edges) - 1 <= BINS + 1
    assert all(len(counts) == len(found.edges) - 1 for counts in found.counts.values())
    bands = {name.partition(", ")[0] for name in found.counts}
    assert bands == set(held["band"])
    if with_truth:
        assert all(name.endswith(("one person", "two people", "not known")) for name in found.counts)
