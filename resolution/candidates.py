"""The pairs worth comparing and what comparing them said, kept from training for the resolution that follows it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from mast.resolution.blocking import LARGEST_BLOCK, NEIGHBOURS, BlockingReport, Pairs, block
from mast.resolution.comparing.comparison import Levels, compare
from mast.resolution.encoding import Codes, Encoded, Ints
from mast.resolution.homes import Homes
from mast.resolution.keys import RULES
from mast.resolution.scoring import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Levels and shared groups, as of ``compare``, of some rows of ``pairs``, in order.

    ``bearers`` is what the words knew of themselves then: levels of like names depend on it.
    """

    pairs: Pairs
    bearers: Floats
    rows: Ints
    levels: Levels
    shared: Codes


class Candidates:
    """Blocks and compares the same records and homes again and again, but does nothing twice.

    Between the calls only the birthdays that are taken for defaults and the bearers of names may change.
    """

    def __init__(self) -> None:
        self._blocked: tuple[Codes, object, tuple[Pairs, BlockingReport]] | None = None
        self._compared: Compared | None = None

    def pairs(
        self,
        records: Encoded,
        homes: Homes,
        largest: int = LARGEST_BLOCK,
        neighbours: int = NEIGHBOURS,
        chosen: Collection[str] = tuple(RULES),
    ) -> tuple[Pairs, BlockingReport]:
        """As of ``block``."""
        terms = largest, neighbours, tuple(chosen)
        held = self._blocked
        if held is None or terms != held[1] or not np.array_equal(held[0], records.born):
            self._blocked = held = records.born, terms, block(records, homes, *terms)
        return held[2]

    def keep(self, pairs: Pairs, records: Encoded, rows: Ints, levels: Levels, shared: Codes) -> None:
        """Remember what comparing said of these rows (in order) of ``pairs``, which ``pairs()`` found."""
        self._compared = Compared(pairs, records.words.bearers, rows, levels, shared)

    def compare(self, records: Encoded, homes: Homes, pairs: Pairs, begin: int, end: int) -> tuple[Levels, Codes]:
        """As of ``compare``, of the rows of ``pairs`` from ``begin`` to ``end``; what is remembered is looked up."""
        part, held = Pairs(pairs.left[begin:end], pairs.right[begin:end]), self._compared
        if held is None or held.pairs is not pairs or not np.array_equal(held.bearers, records.words.bearers):
            return compare(records, homes, part)
        first, last = np.searchsorted(held.rows, (begin, end))
        known, open_ = held.rows[first:last] - begin, np.ones(len(part), dtype=bool)
        open_[known] = False
        found, groups = compare(records, homes, part.of(open_))
        levels, shared = np.empty((len(part), found.shape[1]), dtype=np.uint8), np.empty(len(part), dtype=np.int32)
        levels[known], shared[known] = held.levels[first:last], held.shared[first:last]
        levels[open_], shared[open_] = found, groups
        return levels, shared
