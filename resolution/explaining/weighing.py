"""Weighs every pair of a few records, field by field, as the engine weighs them among all others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from mast.resolution import engine
from mast.resolution.blocking import Pairs
from mast.resolution.clustering.rules import Kinds
from mast.resolution.clustering.units import cluster_decided
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.comparison import compare
from mast.resolution.decisions import Decisions
from mast.resolution.encoding import Codes, Encoded
from mast.resolution.homes import Homes
from mast.resolution.judging import Judge, clean_sources
from mast.resolution.learning.train import with_names, without_births
from mast.resolution.model import Model
from mast.resolution.plan import Plan
from mast.resolution.scoring import Commonness, Floats, Levels, adjustments, score


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """All pairs of the records ``keys``: match weights, why they are apart, levels, and how rare what they share is.

    ``model`` has the bands in force. ``same`` are the rows of pairs that a person decided to be one.
    """

    keys: tuple[str, ...]
    homes: Homes
    model: Model
    pairs: Pairs
    weights: Floats
    kinds: Kinds
    levels: Levels
    rarer: Floats
    same: frozenset[int]
    judge: Judge

    def place(self, key: str) -> int:
        """The number of a record. Raises ValueError for one that was not weighed."""
        return self.keys.index(key)

    def row(self, one: str, other: str) -> int:
        """The row of a pair of two different records."""
        low, high = sorted((self.place(one), self.place(other)))
        return _row(low, high, len(self.keys))

    def refusals(self) -> list[tuple[str, str, float, str]]:
        """The joins that clustering these records refuses: two keys, weight, and why."""
        same = self.pairs.of(np.array(sorted(self.same), dtype=np.int64))
        found = cluster_decided(
            len(self.keys),
            self.pairs,
            self.weights,
            self.kinds,
            self.judge,
            self.model.bands,
            self.judge.source,
            same,
        )
        return [(self.keys[r.left], self.keys[r.right], r.weight, r.reason) for r in found.refusals]


def weigh(
    records: Records,
    residences: Residences,
    model: Model,
    groups: Mapping[str, str],
    residents: Mapping[str, int],
    plan: Plan,
    decisions: Decisions,
) -> Weighed:
    """Weigh all pairs of ``records``.

    ``groups`` gives the group of each stated address, and ``residents`` how many of *all* records have lived at a
    group: an address that many share says little, and these few records cannot tell. Raises ``ModelRefused`` for a
    model that was trained to compare other fields than the plan's.
    """
    encoded, homes = prepared(records, residences, model, groups, plan)
    model = replace(model, bands=plan.bands(model))
    known = [residents.get(label, int(seen)) for label, seen in zip(homes.labels, homes.residents, strict=True)]
    homes = replace(homes, residents=np.array(known, dtype=np.int64))
    count = len(records)
    left, right = (side.astype(np.int32) for side in np.triu_indices(count, k=1))
    pairs = Pairs(left, right)
    levels, shared = compare(encoded, homes, pairs)
    common = Commonness.of(model, encoded, homes)
    same, different = decisions.pairs(records)
    source = clean_sources(records, plan.sources.clean)
    judge = Judge(encoded, homes, model, common, source, different.codes(count), same.codes(count))
    weights, kinds = judge(pairs)
    return Weighed(
        keys=tuple(records.frame["key"]),
        homes=homes,
        model=model,
        pairs=pairs,
        weights=weights,
        kinds=kinds,
        levels=levels,
        rarer=adjustments(model, common, pairs, levels, shared),
        same=frozenset(_row(int(a), int(b), count) for a, b in zip(same.left, same.right, strict=True)),
        judge=judge,
    )


def reach(
    records: Records, residences: Residences, model: Model, groups: Mapping[str, str] | None, plan: Plan
) -> Floats:
    """The weight that each record, in their order, would have with a copy of itself: the most it can ever reach."""
    encoded, homes = prepared(records, residences, model, groups, plan)
    own: Codes = np.arange(len(records), dtype=np.int32)
    pairs = Pairs(own, own)
    levels, shared = compare(encoded, homes, pairs)
    return score(model, Commonness.of(model, encoded, homes), pairs, levels, shared)


def prepared(
    records: Records, residences: Residences, model: Model, groups: Mapping[str, str] | None, plan: Plan
) -> tuple[Encoded, Homes]:
    """Records as the model sees them: its default birthdays are none, and names that it lists are well known."""
    plan.accept(model)
    found = engine.prepare(records, residences, groups, plan)
    return with_names(without_births(found.encoded, model.default_births), model.frequencies), found.homes


def _row(low: int, high: int, count: int) -> int:
    """The row of a pair among all pairs of ``count`` records, by first and then by second."""
    return low * (2 * count - low - 1) // 2 + high - low - 1
