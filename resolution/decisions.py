"""What people decided about pairs of records, that they are the same person or different ones: read and checked."""

import csv
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from mast.core.errors import InputRefused
from mast.resolution.blocking import Pairs
from mast.resolution.clustering.clustering import components
from mast.resolution.columns import Records

SAME, DIFFERENT = "same", "different"
REASON = "decided by a person to be one person"
COLUMNS: Final = ("record_a", "record_b", "decision")

KeyPairs = tuple[tuple[str, str], ...]


class Decision(NamedTuple):
    """One row of a file of decisions; row 1 is the first after the header."""

    row: int
    record_a: str
    record_b: str
    decision: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of record keys that are one person, and pairs that are two, whatever their weights say.

    Raises ``InputRefused`` where a pair is decided to be two people and, through others, one.
    """

    same: KeyPairs = ()
    different: KeyPairs = ()

    def __post_init__(self) -> None:
        broken = _contradicted(self.same, self.different)
        if broken is not None:
            raise InputRefused(f"The decisions contradict each other about {' and '.join(self.different[broken])}.")

    def __len__(self) -> int:
        return len(self.same) + len(self.different)

    def rows(self) -> list[tuple[str, str, str]]:
        """Each decided pair once, the lesser key first, with its decision; sorted."""
        told = [(pair, SAME) for pair in self.same] + [(pair, DIFFERENT) for pair in self.different]
        return sorted({(min(pair), max(pair), decision) for pair, decision in told})

    def beside(self, records: AbstractSet[str]) -> set[str]:
        """The records that a decision sets beside one of these."""
        pairs = [pair for pair in (*self.same, *self.different) if not records.isdisjoint(pair)]
        return {key for pair in pairs for key in pair}

    def pairs(self, records: Records) -> tuple[Pairs, Pairs]:
        """The same and the different pairs by number, sorted; those of records that are gone are left out."""
        # Most runs have no decision, and all keys need not be looked at for none.
        place = pd.Index(records.frame["key"] if len(self) else [], dtype=object)
        return _numbered(place, self.same), _numbered(place, self.different)


def read_decisions(file: Path, known: Collection[str] | None = None) -> Decisions:
    """The decisions of a CSV ``record_a,record_b,decision``, where a decision is ``same`` or ``different``.

    Raises ``InputRefused`` that names the file and the row: for a key that is not among ``known`` (None: any key will
    do), for another decision, and for decisions that contradict each other, be it through further records.
    """
    rows = _rows(file)
    for told in rows:
        where = f"{file.name}: row {told.row}"
        if told.decision not in (SAME, DIFFERENT):
            raise InputRefused(f"{where}: a decision is {SAME!r} or {DIFFERENT!r}.")
        for key in (told.record_a, told.record_b):
            if known is not None and key not in known:
                raise InputRefused(f"{where}: {key!r} is no record.")
        if told.record_a == told.record_b:
            raise InputRefused(f"{where}: {told.record_a!r} stands on both sides. Name two records.")
    same = tuple((told.record_a, told.record_b) for told in rows if told.decision == SAME)
    apart = [told for told in rows if told.decision == DIFFERENT]
    different = tuple((told.record_a, told.record_b) for told in apart)
    broken = _contradicted(same, different)
    if broken is not None:
        raise InputRefused(
            f"{file.name}: row {apart[broken].row}: these records are different people here and the same person by "
            "other rows. Correct one of them."
        )
    return Decisions(same, different)


def _rows(file: Path) -> list[Decision]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            if tuple(next(reader, ())) != COLUMNS:
                raise InputRefused(f"{file.name}: the header must be {','.join(COLUMNS)}.")
            rows = []
            for row, cells in enumerate(reader, 1):
                if len(cells) != len(COLUMNS):
                    raise InputRefused(f"{file.name}: row {row} has {len(cells)} cells in place of {len(COLUMNS)}.")
                rows.append(Decision(row, *(cell.strip() for cell in cells)))
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputRefused(f"{file.name}: the decisions cannot be read ({type(error).__name__}).") from None


def _contradicted(same: Sequence[tuple[str, str]], different: Sequence[tuple[str, str]]) -> int | None:
    """The first of the different pairs whose records are one person by the same pairs, chained."""
    place = pd.Index(sorted({key for pair in (*same, *different) for key in pair}))
    joined = _numbered(place, same)
    person = components(len(place), joined.left, joined.right)
    for row, (one, other) in enumerate(different):
        if person[place.get_loc(one)] == person[place.get_loc(other)]:
            return row
    return None


def _numbered(place: pd.Index, pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Pairs of keys as distinct sorted pairs of places; keys that have none are left out."""
    told = list(pairs)
    one = place.get_indexer(pd.Index([a for a, _ in told], dtype=object))
    other = place.get_indexer(pd.Index([b for _, b in told], dtype=object))
    known = (one >= 0) & (other >= 0) & (one != other)
    low, high = np.minimum(one, other)[known], np.maximum(one, other)[known]
    code = np.unique(low.astype(np.int64) * max(len(place), 1) + high)
    return Pairs((code // max(len(place), 1)).astype(np.int32), (code % max(len(place), 1)).astype(np.int32))
