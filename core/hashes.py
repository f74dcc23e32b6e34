"""Many hashes of 16 bytes in one array, and an index that finds one among them: far smaller than a dict."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

_WIDTH: Final = 16
Hashes = npt.NDArray[np.void]
"""An array of hashes, of the type ``V16``."""
Places = npt.NDArray[np.intp]
_Words = npt.NDArray[np.uint64]


def hashes_of(these: Iterable[bytes]) -> Hashes:
    """An array of these hashes, each of 16 bytes."""
    return in_line(b"".join(these))


def in_line(these: bytes | bytearray) -> Hashes:
    """The hashes that stand in these bytes one after the other; nothing is copied."""
    return np.frombuffer(these, dtype=f"V{_WIDTH}")


class HashIndex:
    """Finds where each of some hashes stands among many, by halving (Knuth, TAOCP 3, 6.2.1).

    It is sorted by the first eight bytes, which two hashes share once in some 37 million sets of a million; those that
    do are looked through one by one.
    """

    def __init__(self, hashes: Hashes) -> None:
        first, second = _words(hashes)
        self.order: Places = np.argsort(first, kind="stable")
        """The places of the hashes, sorted by their first eight bytes; of one that is there twice, in their order."""
        self._first, self._second = first[self.order], second[self.order]

    def places(self, sought: Hashes) -> Places:
        """Where each stands: the last place of one that is there several times, and -1 for one that is not there."""
        first, second = _words(sought)
        at = np.searchsorted(self._first, first, side="right") - 1
        found = np.full(len(sought), -1, dtype=np.intp)
        going = np.flatnonzero(at >= 0)
        while going.size:
            going = going[self._first[at[going]] == first[going]]
            here = self._second[at[going]] == second[going]
            found[going[here]] = self.order[at[going[here]]]
            going = going[~here]
            at[going] -= 1
            going = going[at[going] >= 0]
        return found

    def last(self) -> Places:
        """The places of the hashes in their order, of one that is there several times the last alone."""
        keep = np.ones(len(self.order), dtype=bool)
        alike = np.flatnonzero(self._first[1:] == self._first[:-1])
        some = np.unique(np.concatenate([alike, alike + 1]))
        some = some[np.lexsort((self.order[some], self._second[some], self._first[some]))]
        again = (self._first[some[1:]] == self._first[some[:-1]]) & (self._second[some[1:]] == self._second[some[:-1]])
        keep[some[:-1][again]] = False
        return np.sort(self.order[keep])


def _words(hashes: Hashes) -> tuple[_Words, _Words]:
    """The first and the last eight bytes of each, as numbers."""
    words = np.ascontiguousarray(hashes).view(">u8").reshape(-1, 2).astype(np.uint64)
    return words[:, 0].copy(), words[:, 1].copy()
