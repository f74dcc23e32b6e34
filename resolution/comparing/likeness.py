"""How alike two name words, or two numbers, are typed, worked out once for each distinct pair of them."""

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from mast.resolution.encoding import Codes, Flags, Texts
from mast.resolution.words import Words

ALIKE = 0.93
"""Jaro-Winkler likeness from which two words of seven letters or more are taken for one word typed twice."""
SHORT, LONG = 4, 7
UNMATCHED = 0.36
"""The share of its letters that a long word may have alone at that likeness: Jaro's is at least 0.883 before Winkler's
bonus, so that of both words' letters at most 0.35 in all, as shares of each word, have no match."""


def typed_alike(words: Words, left: Codes, right: Codes) -> Flags:
    """Whether each pair of (stated, different) words may be one word with a typing error.

    One slip (a letter left out, put in, changed, or two changed round: optimal string alignment distance 1) in words
    of four letters or more, or between three letters and four; two slips, or a Jaro-Winkler likeness of 0.93, in words
    of seven or more.
    """
    shorter = np.minimum(words.length[left], words.length[right])
    longer = np.maximum(words.length[left], words.length[right])
    # Words whose lengths differ by more than two letters, or that have more letters of their own than slips account
    # for, cannot be alike: they need no distance.
    own = np.bitwise_count(words.letters[left] ^ words.letters[right])
    most = np.where(shorter >= LONG, np.maximum(4, UNMATCHED * longer), 2)
    near = np.flatnonzero((shorter >= 3) & (longer >= 4) & (longer - shorter <= 2) & (own <= most))
    alike = np.zeros(len(left), dtype=bool)
    if len(near):
        size = max(len(words.texts), 1)
        low, high = np.minimum(left[near], right[near]), np.maximum(left[near], right[near])
        pairs, back = np.unique(low.astype(np.int64) * size + high, return_inverse=True)
        one, other = words.texts[pairs // size], words.texts[pairs % size]
        slips = _slips(one, other)
        likeness = cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float32, workers=1)
        long = np.minimum(words.length[pairs // size], words.length[pairs % size]) >= LONG
        alike[near] = ((slips <= 1) | (long & ((slips <= 2) | (likeness >= ALIKE))))[back]
    return alike


def mistyped(texts: Texts, left: Codes, right: Codes) -> Flags:
    """Whether each pair of different texts (numbers, addresses of email) may be one text with a typing error.

    One slip as of ``typed_alike`` in texts of four characters or more, up to two in texts of seven or more.
    """
    if not len(left):
        return np.zeros(0, dtype=bool)
    low, high = np.minimum(left, right), np.maximum(left, right)
    pairs, back = np.unique(low.astype(np.int64) * len(texts) + high, return_inverse=True)
    one, other = pairs // len(texts), pairs % len(texts)
    lengths = np.array([len(text) for text in texts], dtype=np.int32)
    shorter = np.minimum(lengths[one], lengths[other])
    slips = _slips(texts[one], texts[other])
    alike: Flags = (shorter >= SHORT) & (slips <= np.where(shorter >= LONG, 2, 1))
    return alike[back]


def _slips(one: Texts, other: Texts) -> npt.NDArray[np.int32]:
    return np.asarray(cpdist(one, other, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1))
