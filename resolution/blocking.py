"""Finds the pairs of records worth comparing: those that share a key under some rule.

A rule gives each record any number of integer keys. Keys are sorted, the cost of each block (n(n-1)/2 pairs) is known
before any pair is made, a block over the limit is split by finer keys, and one that is still over it pairs each record
only with its nearest in content order. Whatever is split or thinned is reported; nothing is dropped in silence.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from mast.core.parallel import in_order
from mast.resolution.encoding import Encoded, Ints, distinct, runs
from mast.resolution.homes import Homes
from mast.resolution.keys import RULES, Keys, finer_keys, keyed

LARGEST_BLOCK = 300
"""Records in a block above which it is split: 300 records make 45,000 pairs."""
NEIGHBOURS = 20
"""With how many nearest records each record of a block that cannot be split further is paired."""


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What a rule cost: blocks of two or more records, pairs foreseen and made, and what was split or thinned."""

    rule: str
    blocks: int
    largest: int
    estimated_pairs: int
    made_pairs: int
    split_blocks: int
    thinned_blocks: int
    thinned_records: int


@dataclass(frozen=True, slots=True)
class BlockingReport:
    """All rules in turn, and how many distinct pairs came of them."""

    pairs: int = 0
    rules: tuple[RuleReport, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Distinct pairs of records, ``left < right``, sorted."""

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.left)

    def of(self, rows: npt.NDArray[Any]) -> "Pairs":
        """The pairs of these rows."""
        return Pairs(self.left[rows], self.right[rows])

    def codes(self, count: int) -> Ints:
        """Each pair as one number, ``left * count + right``, of ``count`` records; ``unpack`` is the way back."""
        return np.asarray(self.left.astype(np.int64) * max(count, 1) + self.right)


def block(
    records: Encoded,
    homes: Homes,
    largest: int = LARGEST_BLOCK,
    neighbours: int = NEIGHBOURS,
    chosen: Collection[str] = tuple(RULES),
) -> tuple[Pairs, BlockingReport]:
    """All pairs that share a key under some chosen rule, and what each rule cost."""
    finer, keys = finer_keys(records), keyed(records, homes)

    def made(rule: str) -> tuple[Ints, RuleReport]:
        return _pairs_of(keys(rule), finer, records.count, largest, neighbours)

    found = in_order(made, chosen)
    # Each rule's pairs are sorted, and a stable sort merges such runs in next to no time.
    every = runs(np.sort(np.concatenate([codes for codes, _ in found]), kind="stable"))
    return unpack(every, records.count), BlockingReport(len(every), tuple(report for _, report in found))


def unpack(codes: Ints, count: int) -> Pairs:
    """Pairs from their codes ``left * count + right``."""
    size = max(count, 1)
    return Pairs((codes // size).astype(np.int32), (codes % size).astype(np.int32))


def _pairs_of(keys: Keys, finer: Sequence[Ints], count: int, largest: int, neighbours: int) -> tuple[Ints, RuleReport]:
    """The pairs of one rule as codes, block by block, the big ones split until they fit."""
    key, record = _sorted(keys.key, keys.record, count)
    sizes = _sizes(key)
    most, shared = int(sizes.max(initial=0)), sizes > 1
    # Most records are alone in their block: they are left out before anything is made of it.
    record, sizes = record[np.repeat(shared, sizes)], sizes[shared]
    big = sizes > largest
    made = [_expand(record, np.where(big, 1, sizes), sizes, count)]
    split, thinned, thin_records = int(big.sum()), 0, 0
    record, block_of = _members(record, sizes, big)
    for column in finer:
        if not len(record):
            break
        dense = np.unique(column[record] + 1, return_inverse=True)[1].astype(np.int64)
        key, record = _sorted(block_of * (int(dense.max()) + 1) + dense, record, count)
        parts = _sizes(key)
        big = parts > largest
        made.append(_expand(record, np.where(big, 1, parts), parts, count))
        record, block_of = _members(record, parts, big)
    if len(record):
        thinned, thin_records = len(np.unique(block_of)), len(record)
        made.append(_nearest(record, block_of, count, neighbours))
    codes = distinct(np.concatenate(made))
    estimated = int((sizes * (sizes - 1) // 2).sum())
    return codes, RuleReport(keys.rule, len(sizes), most, estimated, len(codes), split, thinned, thin_records)


def _sorted(key: Ints, record: Ints, count: int) -> tuple[Ints, Ints]:
    """Distinct (key, record), by key and then by record: sorted as one integer, keys too large for it made dense."""
    bits = max(count - 1, 1).bit_length()
    if int(key.max(initial=0)) < 2 ** (62 - bits):
        packed = key << bits
        packed |= record
        packed.sort()
        packed = runs(packed)
        return packed >> bits, packed & (1 << bits) - 1
    known, dense = np.unique(key, return_inverse=True)
    packed = distinct(dense.astype(np.int64) << bits | record)
    return known[packed >> bits], packed & (1 << bits) - 1


def _sizes(key: Ints) -> Ints:
    """Lengths of the runs of equal keys."""
    if not len(key):
        return np.empty(0, dtype=np.int64)
    edges = np.flatnonzero(np.diff(key)) + 1
    return np.diff(np.concatenate(([0], edges, [len(key)]))).astype(np.int64)


def _members(record: Ints, sizes: Ints, chosen: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """The records of the chosen blocks, and the number of each one's block."""
    kept = np.repeat(chosen, sizes)
    return record[kept], np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)[kept]


def _expand(record: Ints, reach: Ints, sizes: Ints, count: int) -> Ints:
    """Codes of all pairs within blocks of these sizes; a block whose ``reach`` is 1 gives none."""
    place = np.arange(len(record)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    partners = np.maximum(np.repeat(reach, sizes) - 1 - place, 0)
    left = np.repeat(np.arange(len(record)), partners)
    step = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners) + 1
    return np.asarray(record[left] * count + record[left + step])


def _nearest(record: Ints, block_of: Ints, count: int, neighbours: int) -> Ints:
    """Codes of the pairs of each record with its next few in the block, in content order."""
    made = []
    for step in range(1, min(neighbours, len(record) - 1) + 1):
        same = block_of[:-step] == block_of[step:]
        made.append(record[:-step][same] * count + record[step:][same])
    return np.concatenate(made) if made else np.empty(0, dtype=np.int64)
