"""Joins linked records into persons: strongest link first, under rules, ambiguous and weak joins left for review."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from mast.resolution.blocking import Pairs
from mast.resolution.clustering.contest import Contest, Known, Refusal, Sources
from mast.resolution.clustering.rules import Apart, Kinds
from mast.resolution.encoding import Flags, Ints
from mast.resolution.model import Bands

Floats = npt.NDArray[np.float64]
Judge = Callable[[Pairs], tuple[Floats, Kinds]]

MARGIN = 3.0
"""How much stronger (in bits) a link must be than a rival link of the same record to someone else."""
COMPLETED = 60
"""Records in a component up to which every pair in it is compared, blocked or not."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """``person`` numbers each record's person, in order of its least record; and what was refused on the way."""

    person: Ints
    refusals: tuple[Refusal, ...]
    contested: int
    """Components in which some join was against a rule or against another join."""


def cluster(
    count: int,
    pairs: Pairs,
    weights: Floats,
    kinds: Kinds,
    judge: Judge,
    bands: Bands,
    sources: Sources | None = None,
) -> Clusters:
    """Persons from scored pairs. ``kinds`` says why a pair is apart; ``judge`` weighs pairs that blocking did not make.
    No person has two records of one of the ``sources``.

    Records connected by links form a component. Where no pair of it speaks against another, it is one person. Any other
    is settled join by join in a ``Contest``.
    """
    in_reach = (weights >= bands.link - MARGIN) & (kinds == Apart.NO)
    component = components(count, pairs.left[in_reach], pairs.right[in_reach])
    sizes = np.bincount(component, minlength=1)
    pairs, weights, kinds = _completed(count, component, sizes, pairs, weights, kinds, judge)
    inside = component[pairs.left] == component[pairs.right]
    doubtful = inside & ((kinds != Apart.NO) | (weights < 0))
    contested = np.zeros(len(sizes), dtype=bool)
    contested[component[pairs.left[doubtful]]] = True
    sources = sources or Sources.none()
    contested[crossed(component, sources)] = True
    linked = inside & (weights >= bands.link) & (kinds == Apart.NO)
    free = linked & ~contested[component[pairs.left]]
    left, right = [pairs.left[free]], [pairs.right[free]]
    refusals: list[Refusal] = []
    told = sources.by_record()
    for known in _by_component(component, pairs, weights, kinds, inside & contested[component[pairs.left]]):
        contest = Contest(known, bands, MARGIN, told)
        joins = contest.settle()
        left.append(np.array([one for one, _ in joins], dtype=np.int32))
        right.append(np.array([other for _, other in joins], dtype=np.int32))
        refusals += contest.refusals
    person = components(count, np.concatenate(left), np.concatenate(right))
    return Clusters(person, tuple(refusals), int(contested.sum()))


def components(count: int, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Ints:
    """The component of each of ``count`` records, numbered in order of its least record."""
    if not count:
        return np.empty(0, dtype=np.int64)
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    first = np.empty(int(label.max()) + 1, dtype=np.int64)
    # Written from the last record back, so that the least one of each component stays.
    first[label[::-1]] = np.arange(count - 1, -1, -1)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return np.asarray(rank[label])


def crossed(component: Ints, sources: Sources) -> Ints:
    """The components that hold two records of one clean source."""
    code = np.sort(component[sources.record] * (int(sources.source.max(initial=0)) + 1) + sources.source)
    twice = code[1:][code[1:] == code[:-1]]
    return np.asarray(twice // (int(sources.source.max(initial=0)) + 1))


def _completed(
    count: int, component: Ints, sizes: Ints, pairs: Pairs, weights: Floats, kinds: Kinds, judge: Judge
) -> tuple[Pairs, Floats, Kinds]:
    """The pairs with those added that lie within one component and that blocking did not make."""
    order = np.argsort(component, kind="stable")
    chosen = (sizes[component[order]] > 2) & (sizes[component[order]] <= COMPLETED)
    record, of = order[chosen], component[order][chosen]
    if not len(record):
        return pairs, weights, kinds
    begin = np.flatnonzero(np.diff(of, prepend=-1))
    length = np.diff(np.append(begin, len(of)))
    later = np.repeat(begin + length, length) - np.arange(len(of)) - 1
    one = np.repeat(np.arange(len(of)), later)
    step = np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later) + 1
    low, high = np.minimum(record[one], record[one + step]), np.maximum(record[one], record[one + step])
    code = _unknown(np.sort(low * count + high), pairs.left.astype(np.int64) * count + pairs.right)
    added = Pairs((code // count).astype(np.int32), (code % count).astype(np.int32))
    added_weights, added_kinds = judge(added)
    both = Pairs(np.concatenate((pairs.left, added.left)), np.concatenate((pairs.right, added.right)))
    return both, np.concatenate((weights, added_weights)), np.concatenate((kinds, added_kinds))


def _unknown(wanted: Ints, known: Ints) -> Ints:
    """Those of the wanted codes that are not known; both are sorted."""
    place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return wanted[known[place] != wanted] if len(known) else wanted


def _by_component(component: Ints, pairs: Pairs, weights: Floats, kinds: Kinds, chosen: Flags) -> Iterator[list[Known]]:
    """The chosen pairs of each component, strongest first."""
    rows = np.flatnonzero(chosen)
    left, right, weight = pairs.left[rows], pairs.right[rows], weights[rows]
    # Equal weights are taken in the order of the records, which is that of what they say.
    order = np.lexsort((right, left, -np.round(weight, 6), component[left]))
    edges = np.flatnonzero(np.diff(component[left[order]], prepend=-1, append=-1)).tolist() if len(rows) else []
    columns = (column[order].tolist() for column in (left, right, weight, kinds[rows]))
    known = list(zip(*columns, strict=True))
    for begin, end in zip(edges, edges[1:], strict=False):
        yield known[begin:end]
