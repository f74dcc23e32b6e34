"""Scores links against the truth: pairwise precision, recall and F1, and B-cubed, overall and by pair of partners."""

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mast.resolution.evaluating.agreement import Agreement, agreement, bcubed, harmonic, pairs_of
from mast.resolution.evaluating.groups import GroupFigures, age_order, by_group, with_people
from mast.resolution.evaluating.tables import LINK_COLUMNS, TRUTH_COLUMNS, read_table


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one set of links. ``partners`` is keyed "adults-police", in alphabetical order.

    ``ages`` and ``sexes`` are empty where it is not known who the people are.
    """

    records: int
    pairwise: Agreement
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    partners: dict[str, Agreement]
    households: Agreement
    ages: dict[str, GroupFigures] = field(default_factory=dict)
    sexes: dict[str, GroupFigures] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_files(links: Path, truth: Path) -> Evaluation:
    """``evaluate`` on two CSV files. Raises ``InputRefused`` when one cannot be read or lacks a column."""
    return evaluate(read_table(links, LINK_COLUMNS), read_table(truth, TRUTH_COLUMNS))


def evaluate(
    links: pd.DataFrame, truth: pd.DataFrame, people: pd.DataFrame | None = None, as_of: date | None = None
) -> Evaluation:
    """Figures over the records that the truth names. A record that the links leave out is a person of its own.

    B-cubed (Bagga and Baldwin 1998) is the mean over records of the share of a person's records truly its own. With
    ``people`` (birth year and sex of records) and a day, also by age band on that day and by sex.
    """
    both = judged(links, truth)
    precision, recall = (float(side.mean()) for side in bcubed(both)) if len(both) else (1.0, 1.0)
    groups = with_people(both, people, as_of) if people is not None and as_of is not None else None
    return Evaluation(
        records=len(both),
        pairwise=agreement(both, "person_id", "person_key"),
        bcubed_precision=precision,
        bcubed_recall=recall,
        bcubed_f1=harmonic(precision, recall),
        partners=_by_partners(both),
        households=_household_agreement(both),
        ages=by_group(groups, "age", age_order()) if groups is not None else {},
        sexes=by_group(groups, "sex", ("female", "male", "other")) if groups is not None else {},
    )


def judged(links: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """The records that the truth names: who each is said to be, alone where the links leave it out, and truly is."""
    both = truth[list(TRUTH_COLUMNS)].merge(links[list(LINK_COLUMNS)], "left", on=["partner", "source_record_id"])
    own = both["partner"] + ":" + both["source_record_id"]
    both["person_id"] = both["person_id"].fillna("").where(lambda said: said != "", "alone " + own)
    both["household_id"] = both["household_id"].fillna("")
    return both


def _household_agreement(both: pd.DataFrame) -> Agreement:
    """Pairs of records in one household; a record without a household is in nobody's."""
    housed, homes = both[both["household_id"] != ""], both[both["household_key"] != ""]
    linked, true = pairs_of(housed, ["household_id"]), pairs_of(homes, ["household_key"])
    correct = pairs_of(housed[housed["household_key"] != ""], ["household_id", "household_key"])
    return Agreement.of(linked, true, correct)


def _by_partners(both: pd.DataFrame) -> dict[str, Agreement]:
    """For two partners the pairs with one record of each; for one partner the pairs within it."""
    names = sorted(both["partner"].unique())
    found = {}
    for place, one in enumerate(names):
        for other in names[place:]:
            counts = [
                _across(both, columns, one, other)
                for columns in (["person_id"], ["person_key"], ["person_id", "person_key"])
            ]
            if counts[0] or counts[1]:
                found[f"{one}-{other}"] = Agreement.of(*counts)
    return found


def _across(both: pd.DataFrame, columns: list[str], one: str, other: str) -> int:
    mine = both[both["partner"] == one].groupby(columns).size()
    if one == other:
        return int((mine * (mine - 1) // 2).sum())
    theirs = both[both["partner"] == other].groupby(columns).size()
    return int(mine.mul(theirs, fill_value=0).sum())
