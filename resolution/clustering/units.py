"""Clusters records of which some were decided to be the same person, whatever their weights and the rules say.

The records are clustered as if nobody had decided, and the persons that hold records decided to be the same are joined
whole: who knows that two records are one person knows it of the persons they stand for. Where that would put together
what was decided to be different, or two records of a source that holds one record a person, those persons are settled
again with the decided records counted as one record, a unit.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from mast.resolution.blocking import Pairs
from mast.resolution.clustering.clustering import Clusters, Floats, Judge, cluster, components, crossed
from mast.resolution.clustering.contest import Sources
from mast.resolution.clustering.rules import FINAL, Apart, Kinds
from mast.resolution.encoding import Codes, Flags, Ints, distinct
from mast.resolution.model import Bands
from mast.resolution.words import NONE


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """``of`` is each record's unit, numbered in order of least record; unit u's records are ``record[start[u]:]`` on.

    Two units agree as well as the best two of their records do, whatever the others say against it: that they differ
    was known when they were decided to be one. Only a decision, or a source that holds one record a person, still
    keeps two units apart if it keeps any two of their records apart.
    """

    of: Ints
    record: Ints
    start: Ints

    @classmethod
    def decided(cls, count: int, same: Pairs) -> Self:
        of = components(count, same.left, same.right)
        start = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=1)))) if count else np.zeros(1, dtype=np.int64)
        return cls(of, np.argsort(of, kind="stable").astype(np.int64), start.astype(np.int64))

    def __len__(self) -> int:
        return len(self.start) - 1

    def least(self) -> Ints:
        """The least record of each unit."""
        return self.record[self.start[:-1]]

    def sources(self, source: Codes) -> Sources:
        """The clean sources of each unit, of those of its records (``NONE``: of none)."""
        return _sources(self.of, source)

    def gathered(self, pairs: Pairs, weights: Floats, kinds: Kinds) -> tuple[Pairs, Floats, Kinds]:
        """Pairs of records as pairs of units, each with the weight and kind that speak for it."""
        one, other = self.of[pairs.left], self.of[pairs.right]
        across = one != other
        one, other, weights, kinds = one[across], other[across], weights[across], kinds[across]
        code = np.minimum(one, other) * len(self) + np.maximum(one, other)
        rank = np.where(np.isin(kinds, FINAL), 0, np.where(kinds == Apart.NO, 1, 2))
        # A decision counts before a source, so that the reason given is the one that a person gave.
        order = np.lexsort((-weights, -kinds.astype(np.int64) * (rank == 0), rank, code))
        first = order[np.flatnonzero(np.diff(code[order], prepend=-1))]
        chosen = code[first]
        left, right = (chosen // len(self)).astype(np.int32), (chosen % len(self)).astype(np.int32)
        return Pairs(left, right), weights[first], kinds[first]

    def judged_by(self, judge: Judge) -> Judge:
        """A judge of sorted pairs of units, from one of pairs of records."""

        def judge_units(pairs: Pairs) -> tuple[Floats, Kinds]:
            apart = self._between(pairs)
            _, weights, kinds = self.gathered(apart, *judge(apart))
            return weights, kinds

        return judge_units

    def _between(self, pairs: Pairs) -> Pairs:
        """All pairs of a record of one unit and a record of the other."""
        sizes = np.diff(self.start)
        width = sizes[pairs.right]
        many = sizes[pairs.left] * width
        row = np.repeat(np.arange(len(pairs)), many)
        place = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        one = self.record[self.start[pairs.left[row]] + place // width[row]]
        other = self.record[self.start[pairs.right[row]] + place % width[row]]
        return Pairs(np.minimum(one, other).astype(np.int32), np.maximum(one, other).astype(np.int32))


def cluster_decided(
    count: int,
    pairs: Pairs,
    weights: Floats,
    kinds: Kinds,
    judge: Judge,
    bands: Bands,
    source: Codes,
    same: Pairs,
) -> Clusters:
    """Persons as of ``cluster``, with the ``same`` pairs each in one person. ``source``: each record's clean source."""
    everyone = np.arange(count)
    found = cluster(count, pairs, weights, kinds, judge, bands, _sources(everyone, source))
    if not len(same):
        return found
    units = Units.decided(count, same)
    least = _least(found.person)
    person = components(count, np.concatenate((everyone, same.left)), np.concatenate((least, same.right)))
    torn = _torn(person, units, pairs, kinds, source)
    refusals = found.refusals
    if torn.any():
        again = cluster(
            len(units),
            *units.gathered(pairs, weights, kinds),
            units.judged_by(judge),
            bands,
            units.sources(source),
        )
        first = units.least()
        refusals += tuple(
            replace(refusal, left=int(first[refusal.left]), right=int(first[refusal.right]))
            for refusal in again.refusals
            if torn[person[first[refusal.left]]]
        )
        part = np.where(torn[person], again.person[units.of], 0)
        person = np.unique(person * (len(units) + 1) + part, return_inverse=True)[1]
        person = components(count, everyone, _least(person))
    return Clusters(person, refusals, found.contested)


def _sources(of: Ints, source: Codes) -> Sources:
    held = np.flatnonzero(source != NONE)
    size = int(source.max(initial=0)) + 1
    code = distinct(of[held] * size + source[held])
    return Sources(code // size, code % size)


def _least(person: Ints) -> Ints:
    """The least record of each record's person."""
    first = np.empty(int(person.max(initial=-1)) + 1, dtype=np.int64)
    first[person[::-1]] = np.arange(len(person) - 1, -1, -1)
    return first[person]


def _torn(person: Ints, units: Units, pairs: Pairs, kinds: Kinds, source: Codes) -> Flags:
    """The persons in which a decision or a clean source keeps two units apart."""
    torn = np.zeros(int(person.max(initial=-1)) + 1, dtype=bool)
    apart = np.isin(kinds, FINAL) & (person[pairs.left] == person[pairs.right])
    apart &= units.of[pairs.left] != units.of[pairs.right]
    torn[person[pairs.left[apart]]] = True
    torn[crossed(person[units.least()], units.sources(source))] = True
    return torn
