"""Tells what resolution could never find: true pairs that are not compared, and records that say too little to link."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mast.resolution.blocking import block
from mast.resolution.columns import Records, Residences
from mast.resolution.evaluating.agreement import pairs_of
from mast.resolution.explaining.weighing import prepared, reach
from mast.resolution.model import Model
from mast.resolution.plan import Plan


class RulePairs(NamedTuple):
    """One rule's share: its largest block, the pairs it made, and how many blocks were split or thinned."""

    rule: str
    largest: int
    made_pairs: int
    split_blocks: int
    thinned_blocks: int


@dataclass(frozen=True, slots=True)
class Blocking:
    """Pairs compared of all that are possible, and true pairs among them where the truth is known (else None)."""

    records: int
    possible_pairs: int
    compared_pairs: int
    rules: tuple[RulePairs, ...] = ()
    true_pairs: int | None = None
    true_compared: int | None = None

    @property
    def reduction(self) -> float:
        """The share of the possible pairs that need no comparing."""
        return 1 - self.compared_pairs / self.possible_pairs if self.possible_pairs else 0.0

    @property
    def recall(self) -> float | None:
        """The share of the true pairs that are compared: no threshold can find the others."""
        if self.true_pairs is None or self.true_compared is None:
            return None
        return self.true_compared / self.true_pairs if self.true_pairs else 1.0

    def as_dict(self) -> dict[str, Any]:
        told = asdict(self) | {"reduction": self.reduction, "recall": self.recall}
        return told | {"rules": [rule._asdict() for rule in self.rules]}


def blocking_of(
    records: Records,
    residences: Residences,
    model: Model,
    groups: Mapping[str, str] | None,
    plan: Plan,
    truth: pd.DataFrame | None,
) -> Blocking:
    """What the engine compares of these records; the truth's records that are not among them count for neither."""
    encoded, homes = prepared(records, residences, model, groups, plan)
    pairs, report = block(encoded, homes, plan.limits.largest_block, plan.limits.neighbours, plan.blocking.rules)
    count = len(records)
    rules = tuple(_rule(asdict(rule)) for rule in report.rules)
    if truth is None:
        return Blocking(count, count * (count - 1) // 2, len(pairs), rules)
    person = pd.Series(truth["person_key"].to_numpy(), index=truth["partner"] + ":" + truth["source_record_id"])
    known = person[~person.index.duplicated()].reindex(records.frame["key"])
    code = pd.factorize(known)[0]
    both = (code[pairs.left] == code[pairs.right]) & (code[pairs.left] >= 0)
    true = pairs_of(pd.DataFrame({"person_key": known.dropna()}), ["person_key"])
    return Blocking(count, count * (count - 1) // 2, len(pairs), rules, true, int(both.sum()))


def blocking_told(report: Mapping[str, Any]) -> Blocking | None:
    """What a run's own report says of its blocking; None where it says nothing of it."""
    told = report.get("blocking")
    if not isinstance(told, dict):
        return None
    pairs, records = told.get("pairs"), report.get("records")
    if not isinstance(pairs, int) or not isinstance(records, int):
        return None
    rules = tuple(_rule(rule) for rule in told.get("rules", ()) if isinstance(rule, dict))
    return Blocking(records, records * (records - 1) // 2, pairs, rules)


def _rule(told: Mapping[str, Any]) -> RulePairs:
    figures = (int(told.get(name, 0)) for name in RulePairs._fields[1:])
    return RulePairs(str(told.get("rule", "")), *figures)


@dataclass(frozen=True, slots=True)
class Unlinkable:
    """How many records say too little to be linked, whatever the other says; overall and by partner (of how many)."""

    records: int
    unlinkable: int
    partners: dict[str, tuple[int, int]]


def unlinkable_of(
    records: Records, residences: Residences, model: Model, groups: Mapping[str, str] | None, plan: Plan
) -> Unlinkable:
    """Records that would not reach the link band even with a copy of themselves."""
    short = reach(records, residences, model, groups, plan) < plan.bands(model).link
    partner = records.frame["partner"].to_numpy(dtype=object)
    found = {name: (int(short[partner == name].sum()), int((partner == name).sum())) for name in sorted(set(partner))}
    return Unlinkable(len(records), int(np.sum(short)), found)


def people_of(records: Records) -> pd.DataFrame:
    """Who each record says it is, as far as an evaluation needs: partner, source_record_id, birth_year, sex."""
    frame = records.frame
    source = frame["key"].str.partition(":")[2]
    year = frame["born_on"].str.slice(0, 4)
    columns = {"partner": frame["partner"], "source_record_id": source, "birth_year": year, "sex": frame["sex"]}
    return pd.DataFrame(columns).astype(object)
