"""Judges pairs: weighs each one, and says which rule keeps it apart."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from mast.core.parallel import in_order
from mast.resolution.blocking import Pairs
from mast.resolution.candidates import Candidates
from mast.resolution.clustering.clustering import Floats
from mast.resolution.clustering.rules import Apart, Kinds, apart
from mast.resolution.columns import Records
from mast.resolution.comparing.comparison import CHUNK
from mast.resolution.encoding import Codes, Encoded, Flags, Ints
from mast.resolution.homes import Homes
from mast.resolution.model import Model
from mast.resolution.scoring import Commonness, Levels, score
from mast.resolution.words import NONE


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Weights and kinds of all pairs; ``levels`` of those worth showing, and which rows (``kept``) those are."""

    weights: Floats
    kinds: Kinds
    levels: Levels
    kept: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """``source`` is each record's clean source, ``NONE`` for one of another.

    ``different`` and ``same`` are the codes of the pairs that a person decided.
    """

    records: Encoded
    homes: Homes
    model: Model
    common: Commonness
    source: Codes
    different: Ints
    same: Ints
    candidates: Candidates = field(default_factory=Candidates)

    def __call__(self, pairs: Pairs) -> tuple[Floats, Kinds]:
        found = self.all_of(pairs)
        return found.weights, found.kinds

    def all_of(self, pairs: Pairs) -> Judged:
        """Weigh all pairs, some at a time. Worth showing are those of the review band and above, and decided ones."""
        begins = range(0, max(len(pairs), 1), CHUNK)
        parts = in_order(partial(self._part, pairs), begins)
        return Judged(
            np.concatenate([part.weights for part in parts]),
            np.concatenate([part.kinds for part in parts]),
            np.concatenate([part.levels for part in parts]),
            np.concatenate([part.kept + begin for part, begin in zip(parts, begins, strict=False)]),
        )

    def _part(self, every: Pairs, begin: int) -> Judged:
        levels, shared = self.candidates.compare(self.records, self.homes, every, begin, begin + CHUNK)
        pairs = Pairs(every.left[begin : begin + CHUNK], every.right[begin : begin + CHUNK])
        weights = score(self.model, self.common, pairs, levels, shared)
        rows = np.flatnonzero((weights >= self.model.bands.review) | self._among(pairs, self.same))
        return Judged(weights, self._kinds(pairs, levels, weights), levels[rows], rows)

    def _kinds(self, pairs: Pairs, levels: Levels, weights: Floats) -> Kinds:
        told = apart(levels, weights >= self.model.bands.link)
        of = self.source[pairs.left]
        told[(of != NONE) & (of == self.source[pairs.right])] = Apart.SOURCE
        told[self._among(pairs, self.different)] = Apart.DECISION
        return told

    def _among(self, pairs: Pairs, decided: Ints) -> Flags:
        if not len(decided):
            return np.zeros(len(pairs), dtype=bool)
        return np.isin(pairs.codes(self.records.count), decided)


def clean_sources(records: Records, clean: Collection[str]) -> Codes:
    """The clean source of each record as a number, ``NONE`` for a record of another source."""
    codes, names = records.coded["partner"]
    known = np.array([*(place if name in clean else NONE for place, name in enumerate(names)), NONE], dtype=np.int32)
    return known[codes]
