"""How alike two name words, or two numbers, are typed."""

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
    one, other = words.length[left], words.length[right]
    shorter, longer = np.minimum(one, other), np.maximum(one, other)
    # Words whose lengths differ by more than two letters, or that have more letters of their own than slips account
    # for, cannot be alike: they need no distance.
    near = np.flatnonzero((shorter >= 3) & (longer >= 4) & (longer - shorter <= 2))
    own = np.bitwise_count(words.letters[left[near]] ^ words.letters[right[near]])
    most = np.where(shorter[near] >= LONG, np.maximum(4, UNMATCHED * longer[near]), 2)
    near = near[own <= most]
    alike = np.zeros(len(left), dtype=bool)
    if len(near):
        texts, other_texts = words.texts[left[near]], words.texts[right[near]]
        slips, long = _slips(texts, other_texts), shorter[near] >= LONG
        alike[near] = (slips <= 1) | (long & (slips <= 2))
        far = np.flatnonzero(long & (slips > 2))
        alike[near[far]] = _likeness(texts[far], other_texts[far]) >= ALIKE
    return alike


def mistyped(texts: Texts, left: Codes, right: Codes) -> Flags:
    """Whether each pair of different texts (numbers, addresses of email) may be one text with a typing error.

    One slip as of ``typed_alike`` in texts of four characters or more, up to two in texts of seven or more.
    """
    if not len(left):
        return np.zeros(0, dtype=bool)
    slips = _slips(texts[left], texts[right])
    near = np.flatnonzero(slips <= 2)
    sides = (texts[side[near]] for side in (left, right))
    shorter = np.array([min(len(one), len(other)) for one, other in zip(*sides, strict=True)], dtype=np.int32)
    alike = np.zeros(len(left), dtype=bool)
    alike[near] = (shorter >= SHORT) & (slips[near] <= np.where(shorter >= LONG, 2, 1))
    return alike


def _slips(one: Texts, other: Texts) -> npt.NDArray[np.int32]:
    return np.asarray(cpdist(one, other, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1))


def _likeness(one: Texts, other: Texts) -> npt.NDArray[np.float32]:
    if not len(one):
        return np.zeros(0, dtype=np.float32)
    return np.asarray(cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float32, workers=1))
