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

    One slip as of ``typed_alike`` in texts of four characters or more, up to two in texts of seven or more; what
    follows an @ does not make a text longer. Figures in a text with letters must agree: jo.smith7@ and jo.smith12@ are
    namesakes.
    """
    alike = np.zeros(len(left), dtype=bool)
    if len(left):
        slips = _slips(texts[left], texts[right])
        near = np.flatnonzero(slips <= 2)
        alike[near] = [
            slip <= _slips_allowed(one, other)
            for one, other, slip in zip(texts[left[near]], texts[right[near]], slips[near].tolist(), strict=True)
        ]
    return alike


def _slips_allowed(one: str, other: str) -> int:
    if _figures(one) != _figures(other):
        return 0
    shorter = min(len(text.partition("@")[0]) for text in (one, other))
    return 2 if shorter >= LONG else 1 if shorter >= SHORT else 0


def _figures(text: str) -> str:
    """The digits of a text that has letters too."""
    return "".join(filter(str.isdigit, text)) if any(map(str.isalpha, text)) else ""


def _slips(one: Texts, other: Texts) -> npt.NDArray[np.int32]:
    return np.asarray(cpdist(one, other, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1))


def _likeness(one: Texts, other: Texts) -> npt.NDArray[np.float32]:
    if not len(one):
        return np.zeros(0, dtype=np.float32)
    return np.asarray(cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float32, workers=1))
