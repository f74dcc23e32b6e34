"""Scores links for groups of people apart, by age band and by sex: an average may hide whom the links fail."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mast.resolution.evaluating.agreement import Agreement, bcubed, pairs_of
from mast.resolution.evaluating.tables import PEOPLE_COLUMNS

AGE_BANDS = (
    (0, 4, "0 to 4"),
    (5, 17, "5 to 17"),
    (18, 24, "18 to 24"),
    (25, 44, "25 to 44"),
    (45, 64, "45 to 64"),
    (65, 79, "65 to 79"),
    (80, 130, "80 and over"),
)
NOT_KNOWN = "not known"
FEW = 30
"""Pairs, linked and true each, below which chance alone moves a figure by several hundredths."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The figures of the records of one group.

    ``pairwise`` counts the pairs with at least one record of the group, so that a false link of a girl to a boy counts
    for both; ``bcubed_*`` are means over the group's records. ``few``: fewer than ``FEW`` pairs, linked or true.
    """

    records: int
    pairwise: Agreement
    bcubed_precision: float
    bcubed_recall: float
    few: bool


def with_people(both: pd.DataFrame, people: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The evaluated records with their ``age`` band on a day and their ``sex``, as each record itself states them.

    ``people`` has ``PEOPLE_COLUMNS``; the age is the one reached in that year. Nothing stated is ``NOT_KNOWN``.
    """
    told = people[list(PEOPLE_COLUMNS)].drop_duplicates(["partner", "source_record_id"])
    found = both.merge(told, "left", on=["partner", "source_record_id"])
    age = as_of.year - pd.to_numeric(found["birth_year"], errors="coerce")
    found["age"] = NOT_KNOWN
    for low, high, name in AGE_BANDS:
        found.loc[(age >= low) & (age <= high), "age"] = name
    found["sex"] = found["sex"].fillna("").replace("", NOT_KNOWN)
    return found


def by_group(both: pd.DataFrame, column: str, order: tuple[str, ...]) -> dict[str, GroupFigures]:
    """The figures of each value of ``column`` that occurs: first those in ``order``, then others by name."""
    values = sorted(set(both[column]), key=lambda value: (order.index(value) if value in order else len(order), value))
    precision, recall = bcubed(both)
    return {value: _figures(both, np.asarray(both[column] == value), precision, recall) for value in values}


def age_order() -> tuple[str, ...]:
    return tuple(name for _, _, name in AGE_BANDS)


def _figures(
    both: pd.DataFrame,
    inside: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    precision: "pd.Series[float]",
    recall: "pd.Series[float]",
) -> GroupFigures:
    outside = both[~inside]
    linked, true, correct = (
        pairs_of(both, columns) - pairs_of(outside, columns)
        for columns in (["person_id"], ["person_key"], ["person_id", "person_key"])
    )
    return GroupFigures(
        records=int(inside.sum()),
        pairwise=Agreement.of(linked, true, correct),
        bcubed_precision=float(precision[inside].mean()),
        bcubed_recall=float(recall[inside].mean()),
        few=min(linked, true) < FEW,
    )
