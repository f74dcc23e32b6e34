"""Figures of links against the truth, worked out by hand."""

from pathlib import Path

import pandas as pd
import pytest

from mast.core.errors import InputRefused
from mast.resolution.evaluating.evaluation import evaluate, evaluate_files

TRUTH = pd.DataFrame(
    [("a", "1", "P", "H"), ("a", "2", "P", "H"), ("b", "1", "P", "H"), ("b", "2", "Q", "H"), ("b", "3", "R", "")],
    columns=["partner", "source_record_id", "person_key", "household_key"],
)


def links(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["partner", "source_record_id", "person_id", "household_id"])


def test_pairs_and_bcubed() -> None:
    found = evaluate(
        links(
            ("a", "1", "x", "h"), ("a", "2", "x", "h"), ("b", "1", "y", ""), ("b", "2", "y", "h"), ("b", "3", "z", "h")
        ),
        TRUTH,
    )
    assert (found.pairwise.linked_pairs, found.pairwise.true_pairs, found.pairwise.correct_pairs) == (2, 3, 1)
    assert found.pairwise.precision == pytest.approx(1 / 2)
    assert found.pairwise.recall == pytest.approx(1 / 3)
    assert found.bcubed_precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert found.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (found.households.linked_pairs, found.households.true_pairs, found.households.correct_pairs) == (6, 6, 3)
    assert {name: (told.linked_pairs, told.true_pairs) for name, told in found.partners.items()} == {
        "a-a": (1, 1),
        "a-b": (0, 2),
        "b-b": (1, 0),
    }
    assert found.as_dict()["pairwise"]["f1"] == pytest.approx(0.4)


def test_a_record_left_out_is_alone() -> None:
    found = evaluate(links(("a", "1", "x", "")), TRUTH)
    assert (found.pairwise.precision, found.pairwise.recall, found.records) == (1.0, 0.0, 5)


def test_nothing_at_all() -> None:
    found = evaluate(links(), TRUTH.iloc[:0])
    assert (found.records, found.pairwise.f1, found.bcubed_f1) == (0, 1.0, 1.0)


def test_files(tmp_path: Path) -> None:
    TRUTH.to_csv(tmp_path / "truth.csv", index=False)
    perfect = TRUTH.set_axis(["partner", "source_record_id", "person_id", "household_id"], axis=1)
    perfect.to_csv(tmp_path / "links.csv", index=False)
    assert evaluate_files(tmp_path / "links.csv", tmp_path / "truth.csv").pairwise.f1 == 1.0
    with pytest.raises(InputRefused, match="person_id"):
        evaluate_files(tmp_path / "truth.csv", tmp_path / "truth.csv")
    with pytest.raises(InputRefused, match=r"none\.csv"):
        evaluate_files(tmp_path / "none.csv", tmp_path / "truth.csv")
