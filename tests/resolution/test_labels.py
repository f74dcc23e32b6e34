"""Labels: what is amiss is refused with its row, and thresholds follow what the labels say."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.errors import InputRefused
from mast.resolution.learning.labels import Calibration, Floats, calibrate, chance, read_labels, thresholds
from mast.resolution.model import Bands

KNOWN = frozenset({"a:1", "a:2", "b:1"})
HEADER = "record_a,record_b,same\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "labels.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_labels_are_read_once_each_and_in_order(tmp_path: Path) -> None:
    file = written(tmp_path, HEADER + "b:1,a:1,1\na:1,a:2,0\na:1,b:1,1\n")
    found = read_labels(file, KNOWN)
    assert found.pairs == (("a:1", "a:2"), ("a:1", "b:1"))
    assert found.same == (False, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("record_a,record_b,decision\n", "header must be record_a,record_b,same"),
        (HEADER + "a:1,a:2,1\na:1,c:9,0\n", "row 2: 'c:9' is no record"),
        (HEADER + "a:1,a:2,yes\n", "row 1: a label is 1 for one person or 0 for two"),
        (HEADER + "a:1,a:1,1\n", "row 1: 'a:1' stands on both sides"),
        (HEADER + "a:1,a:2\n", "row 1 has 2 cells in place of 3"),
        (HEADER + "a:1,a:2,1\na:1,b:1,0\na:2,a:1,0\n", "row 3: this pair is labelled the other way in row 1"),
    ],
)
def test_labels_amiss_are_refused_with_their_row(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputRefused, match="labels") as refused:
        read_labels(written(tmp_path, text), KNOWN)
    assert says in str(refused.value)


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read_labels(tmp_path / "none.csv", KNOWN)


def labelled(wrong_below: float, count: int = 400, precision: float = 0.9) -> Calibration:
    """Labels of weights from -6 to 14 by which pairs below a weight are two people."""
    weights = np.linspace(-6, 14, count)
    return calibrate(weights, weights >= wrong_below, np.zeros(count, dtype=bool), Bands(), precision)


def test_thresholds_follow_the_labels() -> None:
    weights = np.linspace(-6, 14, 2000)
    for at in (0.0, 2.5, 6.0):
        bands = thresholds(labelled(at), weights)
        assert bands.link == pytest.approx(at, abs=0.6)
        assert bands.review <= bands.link


def test_a_higher_precision_never_links_more() -> None:
    chance_of = np.random.default_rng(1)
    weights = np.sort(chance_of.uniform(-6, 14, 600))
    same = chance_of.random(600) < chance(weights - 1)
    links = [
        thresholds(calibrate(weights, same, np.zeros(600, dtype=bool), Bands(), share), weights).link
        for share in (0.8, 0.95, 0.99)
    ]
    assert links == sorted(links)


def test_too_few_labels_in_a_band_are_refused() -> None:
    weights = np.concatenate((np.full(50, 6.0), np.full(19, 0.0)))
    with pytest.raises(InputRefused, match="19 labelled pairs are in the review band; 20 are needed"):
        calibrate(weights, weights > 1, np.zeros(69, dtype=bool), Bands())
    with pytest.raises(InputRefused, match="0 labelled pairs are in the link band"):
        calibrate(weights, weights > 1, weights > 1, Bands())


def test_a_precision_out_of_reach_is_refused() -> None:
    weights = np.linspace(-6, 14, 400)
    flawed = np.arange(400) % 8 != 0
    found = calibrate(weights, flawed, np.zeros(400, dtype=bool), Bands(), 0.999)
    with pytest.raises(InputRefused, match="no threshold links 99.90% rightly"):
        thresholds(found, weights)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), min_size=60, max_size=200))
def test_a_heavier_pair_is_never_thought_less_likely(told: list[tuple[float, bool]]) -> None:
    weights: Floats = np.array([0.0] * 20 + [5.0] * 20 + [weight for weight, _ in told])
    same = np.array([False] * 20 + [True] * 20 + [label for _, label in told])
    found = calibrate(weights, same, np.zeros(len(same), dtype=bool), Bands())
    assert list(found.weights) == sorted(found.weights)
    assert list(found.chances) == sorted(found.chances)
    assert 0 <= found.chances[0] <= found.chances[-1] <= 1
