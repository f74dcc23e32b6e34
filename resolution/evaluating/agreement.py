"""Counts how far two ways of putting records together agree: pairs, and B-cubed."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs put together: of how many, how many truly, and of how many true ones. F1 is their harmonic mean."""

    linked_pairs: int
    true_pairs: int
    correct_pairs: int
    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, linked: int, true: int, correct: int) -> "Agreement":
        """Without any pair, nothing was wrong and nothing missed: 1."""
        precision = correct / linked if linked else 1.0
        recall = correct / true if true else 1.0
        return cls(linked, true, correct, precision, recall, harmonic(precision, recall))


def agreement(both: pd.DataFrame, said: str, true: str) -> Agreement:
    """The agreement of two columns that name groups."""
    return Agreement.of(pairs_of(both, [said]), pairs_of(both, [true]), pairs_of(both, [said, true]))


def pairs_of(both: pd.DataFrame, columns: list[str]) -> int:
    """How many pairs of rows agree in all these columns."""
    sizes = both.groupby(columns).size()
    return int((sizes * (sizes - 1) // 2).sum())


def bcubed(both: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float]]":
    """B-cubed precision and recall of each record (Bagga and Baldwin 1998).

    The share of the records put together with it (``person_id``) that are truly its person's (``person_key``), and the
    share of its person's records that are put together with it.
    """
    linked, true = both.groupby("person_id").size(), both.groupby("person_key").size()
    shared = both.groupby(["person_id", "person_key"])["partner"].transform("size")
    return shared / both["person_id"].map(linked), shared / both["person_key"].map(true)


def harmonic(precision: float, recall: float) -> float:
    """Their harmonic mean, F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
