"""Compares names: forenames in any order, initials, known-as names, other forms, typing errors, names changed round."""

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import Given, Surname
from mast.resolution.comparing.likeness import typed_alike
from mast.resolution.encoding import MALE, Codes, Encoded, Flags
from mast.resolution.words import NONE, Words

Levels = npt.NDArray[np.uint8]

ERROR_SHARE = 50
"""A spelling with fewer than one bearer in fifty of the like name's is taken for a typing error of it."""
MARRIED_AGE = 16
"""The youngest age at which a woman's surname may have changed by marriage."""


def compare_names(records: Encoded, left: Codes, right: Codes) -> tuple[Levels, Levels]:
    """Levels ``Given`` and ``Surname`` of pairs of records. Each distinct pair of names is compared once."""
    one, other = _name_codes(records, left), _name_codes(records, right)
    size = max(len(records.given_words), 1) * max(len(records.surname_words), 1)
    low, high = np.minimum(one, other), np.maximum(one, other)
    if size < 2**31:
        packed, back = np.unique(low * size + high, return_inverse=True)
        low, high = packed // size, packed % size
    else:
        back = np.arange(len(low))
    given_one, surname_one = np.divmod(low, max(len(records.surname_words), 1))
    given_other, surname_other = np.divmod(high, max(len(records.surname_words), 1))
    words = records.words
    surname = _surnames(words, records.surname_words[surname_one], records.surname_words[surname_other])
    given = _givens(words, records.given_words[given_one], records.given_words[given_other])
    sides = (
        records.given_words[given_one],
        records.surname_words[surname_one],
        records.given_words[given_other],
        records.surname_words[surname_other],
    )
    by_initial = (given == Given.OTHER_INITIAL) & _swapped_initial(words, *sides)
    # Two people may share neither name and still mirror each other; a mirrored pair is one observation, not two.
    swapped = _swapped(words, *sides)
    swapped &= (given >= Given.DIFFERENT) | (given == Given.MISSING) | (surname == Surname.DIFFERENT)
    given[by_initial], surname[by_initial] = Given.SWAPPED_INITIAL, Surname.MISSING
    given[swapped], surname[swapped] = Given.SWAPPED, Surname.MISSING
    given, surname = given[back], surname[back]
    changed = (surname == Surname.DIFFERENT) & _married(records, left) & _married(records, right)
    surname[changed] = Surname.CHANGED
    return given, surname


def _name_codes(records: Encoded, side: Codes) -> npt.NDArray[np.int64]:
    surnames = max(len(records.surname_words), 1)
    return records.given[side].astype(np.int64) * surnames + records.surname[side]


def _married(records: Encoded, side: Codes) -> Flags:
    """Women, and those whose sex is unknown, who were not children when last seen."""
    age = records.age(side, records.seen[side])
    return np.asarray((records.sex[side] != MALE) & ~(age < MARRIED_AGE))


def _surnames(words: Words, one: Codes, other: Codes) -> Levels:
    whole_one, whole_other = one[:, 3], other[:, 3]
    stated = (whole_one != NONE) & (whole_other != NONE)
    same = stated & (whole_one == whole_other)
    level = np.where(stated, np.uint8(Surname.DIFFERENT), np.uint8(Surname.MISSING))
    rest = np.flatnonzero(stated & ~same)
    a, b = whole_one[rest], whole_other[rest]
    family = words.surname_family[a] == words.surname_family[b]
    sounds = _sound_alike(words, a, b)
    typed = typed_alike(words, a, b)
    part = _share_a_part(words, one[rest], other[rest])
    found = [(sounds, Surname.SOUNDS), (typed, Surname.TYPED), (part, Surname.PART), (family, Surname.FAMILY)]
    for flags, meaning in found:
        level[rest[flags]] = meaning
    level[same] = Surname.SAME
    return level.astype(np.uint8)


def _share_a_part(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether a part of a double surname is the whole or a part of the other's: Norton-Hardbourne and Norton."""
    shared = np.zeros(len(one), dtype=bool)
    for i in range(3):
        for j in range(3):
            a, b = one[:, i], other[:, j]
            shared |= (a != NONE) & (a == b) & (words.length[a] >= 3)
    return np.asarray(shared & ((one[:, 1] != NONE) | (other[:, 1] != NONE)))


def _givens(words: Words, one: Codes, other: Codes) -> Levels:
    """Levels of forenames. Columns: first, second, third forename, known-as name."""
    first_one, first_other = one[:, 0], other[:, 0]
    full_one, full_other = _full(words, first_one), _full(words, first_other)
    known_one, known_other = _full(words, one[:, 3]), _full(words, other[:, 3])
    full = (full_one | known_one) & (full_other | known_other)
    stated = ((first_one != NONE) | known_one) & ((first_other != NONE) | known_other)
    level = np.full(len(one), Given.MISSING, dtype=np.uint8)
    level[stated] = np.where(_initial_fits(words, one, other)[stated], Given.INITIAL, Given.OTHER_INITIAL)
    level[full] = Given.DIFFERENT
    called = ((0, 0), (0, 3), (3, 0), (3, 3))
    anywhere = [(i, j) for i in range(4) for j in range(4)]
    open_ = np.flatnonzero(full)
    for flags_of, pairs, meaning in (
        (_sound_alike, called, Given.SOUNDS),
        (typed_alike, called, Given.TYPED),
        (_names_alike, called, Given.ALIKE),
        (_shortened, called, Given.SHORT),
        (_equal, anywhere, Given.MOVED),
        (_same_family, called, Given.FAMILY),
    ):
        for i, j in pairs:
            a, b = one[open_, i], other[open_, j]
            both = _full(words, a) & _full(words, b)
            hit = open_[both][flags_of(words, a[both], b[both])]
            level[hit] = meaning
    same = full & _any_equal(one, other, called, words)
    level[same] = _further(words, one[same], other[same])
    return level


def _further(words: Words, one: Codes, other: Codes) -> Levels:
    """Where the first forename is the same: what the further ones add."""
    has_one, has_other = _full(words, one[:, 1]), _full(words, other[:, 1])
    agree = _any_equal(one, other, ((1, 1), (1, 2), (2, 1), (2, 2)), words)
    clash = has_one & has_other & ~agree
    return np.where(agree, Given.FULL, np.where(clash, Given.OTHER_MIDDLE, Given.SAME)).astype(np.uint8)


def _initial_fits(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether an initial is that of any forename or known-as name of the other, or of its main form (E for Ted)."""
    fits = np.zeros(len(one), dtype=bool)
    for column in range(4):
        for a, b in ((one[:, 0], other[:, column]), (other[:, 0], one[:, column])):
            same = (words.initial[a] == words.initial[b]) | (words.initial[a] == words.family_initial[b].T).any(axis=0)
            fits |= (a != NONE) & (b != NONE) & same & ~_full(words, a)
    return fits


def _swapped(words: Words, given: Codes, surname: Codes, other_given: Codes, other_surname: Codes) -> Flags:
    """Whether each one's first forename is the other's surname, in any spelling that sounds alike on one side."""
    there = _crossed(words, given[:, 0], other_surname[:, 3])
    back = _crossed(words, other_given[:, 0], surname[:, 3])
    return there & back


def _swapped_initial(words: Words, given: Codes, surname: Codes, other_given: Codes, other_surname: Codes) -> Flags:
    """Whether one gives an initial that fits the other's surname, and a surname that is the other's forename."""
    found = np.zeros(len(given), dtype=bool)
    for short, last, name, whole in (
        (given, surname, other_given, other_surname),
        (other_given, other_surname, given, surname),
    ):
        initial, fits = short[:, 0], whole[:, 3]
        lettered = (initial != NONE) & (fits != NONE) & ~_full(words, initial)
        lettered &= words.initial[initial] == words.initial[fits]
        found |= lettered & _crossed(words, name[:, 0], last[:, 3])
    return found


def _crossed(words: Words, name: Codes, surname: Codes) -> Flags:
    both = (name != NONE) & (surname != NONE) & _full(words, name)
    return np.asarray(both & ((name == surname) | _same_family(words, name, surname)))


def _full(words: Words, code: Codes) -> Flags:
    return words.whole[code]


def _names_alike(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether two names a typing error apart are each established, so that the likeness is no error."""
    rarer = np.minimum(words.bearers[one], words.bearers[other])
    commoner = np.maximum(words.bearers[one], words.bearers[other])
    established = (rarer > 0) & (rarer * ERROR_SHARE >= commoner)
    return np.asarray(established & (one != other) & typed_alike(words, one, other))


def _shortened(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether one name is the beginning of the other: Chris and Christine, Ken and Kenneth."""
    short, long = np.where(words.length[one] < words.length[other], (one, other), (other, one))
    may = (words.length[short] >= 3) & (words.length[long] - words.length[short] >= 2)
    may &= words.initial[short] == words.initial[long]
    hit = np.zeros(len(one), dtype=bool)
    texts = words.texts
    hit[may] = [b.startswith(a) for a, b in zip(texts[short[may]], texts[long[may]], strict=True)]
    return hit


def _equal(words: Words, one: Codes, other: Codes) -> Flags:
    return np.asarray(one == other)


def _same_family(words: Words, one: Codes, other: Codes) -> Flags:
    return _meet(words.given_family[one], words.given_family[other])


def _sound_alike(words: Words, one: Codes, other: Codes) -> Flags:
    return _meet(words.sounds[one], words.sounds[other])


def _meet(one: Codes, other: Codes) -> Flags:
    """Whether two rows of codes have one in common."""
    met = np.zeros(len(one), dtype=bool)
    for a in one.T:
        for b in other.T:
            met |= (a != NONE) & (a == b)
    return met


def _any_equal(one: Codes, other: Codes, pairs: tuple[tuple[int, int], ...], words: Words) -> Flags:
    equal = np.zeros(len(one), dtype=bool)
    for i, j in pairs:
        equal |= _full(words, one[:, i]) & (one[:, i] == other[:, j])
    return equal
