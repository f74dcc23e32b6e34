"""Compares names: forenames in any order, initials, known-as names, other forms, typing errors, names changed round."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from mast.resolution.comparing.levels import Given, Surname
from mast.resolution.comparing.likeness import typed_alike
from mast.resolution.encoding import MALE, Codes, Encoded, Flags
from mast.resolution.words import NONE, Words

Levels = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]

CALLED = ((0, 0), (0, 3), (3, 0), (3, 3))
"""Columns of names by which people are called: first forename and known-as name."""
FURTHER = ((1, 1), (1, 2), (2, 1), (2, 2))
ANYWHERE = tuple((i, j) for i in range(4) for j in range(4))

ERROR_SHARE = 50
"""A spelling with fewer than one bearer in fifty of the like name's is taken for a typing error of it."""
MARRIED_AGE = 16
"""The youngest age at which a woman's surname may have changed by marriage."""


def compare_names(records: Encoded, left: Codes, right: Codes) -> tuple[Levels, Levels]:
    """Levels ``Given`` and ``Surname`` of pairs of records."""
    words = records.words
    sides = (
        records.given_words[records.given[left]],
        records.surname_words[records.surname[left]],
        records.given_words[records.given[right]],
        records.surname_words[records.surname[right]],
    )
    surname = _surnames(words, sides[1], sides[3])
    given = _givens(words, sides[0], sides[2])
    # Two people may share neither name and still mirror each other; a mirrored pair is one observation, not two.
    doubtful = (given >= Given.DIFFERENT) | (given == Given.MISSING) | (surname == Surname.DIFFERENT)
    by_initial = _where(given == Given.OTHER_INITIAL, _swapped_initial, words, *sides)
    swapped = _where(doubtful, _swapped, words, *sides)
    given[by_initial], surname[by_initial] = Given.SWAPPED_INITIAL, Surname.MISSING
    given[swapped], surname[swapped] = Given.SWAPPED, Surname.MISSING
    changed = np.flatnonzero(surname == Surname.DIFFERENT)
    changed = changed[_married(records, left[changed])]
    changed = changed[_married(records, right[changed])]
    surname[changed] = Surname.CHANGED
    return given, surname


def _where(chosen: Flags, holds: Callable[..., Flags], words: Words, *columns: Codes) -> Rows:
    """The rows among the chosen ones for which ``holds``."""
    rows = np.flatnonzero(chosen)
    return rows[holds(words, *(column[rows] for column in columns))]


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
    level[rest[_sound_alike(words, a, b)]] = Surname.SOUNDS
    level[rest[typed_alike(words, a, b)]] = Surname.TYPED
    double = rest[(one[rest, 1] != NONE) | (other[rest, 1] != NONE)]
    level[double[_share_a_part(words, one[double], other[double])]] = Surname.PART
    level[rest[words.surname_family[a] == words.surname_family[b]]] = Surname.FAMILY
    level[same] = Surname.SAME
    return level


def _share_a_part(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether a part of a double surname is the whole or a part of the other's: Norton-Hardbourne and Norton."""
    shared = np.zeros(len(one), dtype=bool)
    for i in range(3):
        for j in range(3):
            a, b = one[:, i], other[:, j]
            shared |= (a != NONE) & (a == b) & (words.length[a] >= 3)
    return shared


def _givens(words: Words, one: Codes, other: Codes) -> Levels:
    """Levels of forenames. Columns: first, second, third forename, known-as name.

    Rows are given the vaguer levels first, and what agrees more exactly overwrites them.
    """
    full_one, full_other = _full_only(words, one), _full_only(words, other)
    full = _called(full_one) & _called(full_other)
    level = np.full(len(one), Given.MISSING, dtype=np.uint8)
    brief = ~full & ((one[:, 0] != NONE) | _called(full_one)) & ((other[:, 0] != NONE) | _called(full_other))
    level[brief] = Given.OTHER_INITIAL
    level[_where(brief, _initial_fits, words, one, other)] = Given.INITIAL
    same = full & _any_equal(full_one, full_other, CALLED)
    level[same] = _further(full_one[same], full_other[same])
    open_ = np.flatnonzero(full & ~same)
    level[open_] = Given.DIFFERENT
    _unlike_forenames(words, full_one[open_], full_other[open_], open_, level)
    return level


def _unlike_forenames(words: Words, one: Codes, other: Codes, open_: Rows, level: Levels) -> None:
    """Puts levels of rows ``open_`` that share none of the names they go by; columns hold full names only."""
    met = [np.flatnonzero((one[:, i] != NONE) & (other[:, j] != NONE)) for i, j in CALLED]
    rows = np.concatenate([open_[row] for row in met])
    a = np.concatenate([one[row, i] for row, (i, _) in zip(met, CALLED, strict=True)])
    b = np.concatenate([other[row, j] for row, (_, j) in zip(met, CALLED, strict=True)])
    level[rows[_sound_alike(words, a, b)]] = Given.SOUNDS
    typed = np.flatnonzero(typed_alike(words, a, b))
    level[rows[typed]] = Given.TYPED
    level[rows[typed[_established(words, a[typed], b[typed])]]] = Given.ALIKE
    level[rows[_shortened(words, a, b)]] = Given.SHORT
    further = np.flatnonzero((one[:, 1] != NONE) | (other[:, 1] != NONE))
    level[open_[further[_any_equal(one[further], other[further], ANYWHERE)]]] = Given.MOVED
    level[rows[_same_family(words, a, b)]] = Given.FAMILY


def _called(full: Codes) -> Flags:
    """Whether a first forename or a known-as name is given in full."""
    return np.asarray((full[:, 0] != NONE) | (full[:, 3] != NONE))


def _full_only(words: Words, names: Codes) -> Codes:
    """The names without initials."""
    return np.where(words.whole[names], names, np.int32(NONE))


def _further(one: Codes, other: Codes) -> Levels:
    """Where the first forename is the same: what the further ones add."""
    agree = _any_equal(one, other, FURTHER)
    clash = (one[:, 1] != NONE) & (other[:, 1] != NONE)
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
    """Whether each one's first forename is the other's surname, another form of it, or it with a typing error."""
    there = _stands_for(words, given[:, 0], other_surname)
    there[there] = _stands_for(words, other_given[there, 0], surname[there])
    return there


def _stands_for(words: Words, name: Codes, surname: Codes) -> Flags:
    """Whether a forename is a surname, or the first part of a double one."""
    part = (name == surname[:, 0]) & (surname[:, 1] != NONE) & _full(words, name)
    return np.asarray(part | _crossed(words, name, surname[:, 3]))


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
    crossed = both & ((name == surname) | _same_family(words, name, surname))
    rest = np.flatnonzero(both & ~crossed)
    crossed[rest] = typed_alike(words, name[rest], surname[rest])
    return np.asarray(crossed)


def _full(words: Words, code: Codes) -> Flags:
    return words.whole[code]


def _established(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether two names a typing error apart are each a name of its own, so that the likeness is no error."""
    rarer = np.minimum(words.bearers[one], words.bearers[other])
    commoner = np.maximum(words.bearers[one], words.bearers[other])
    return np.asarray((rarer > 0) & (rarer * ERROR_SHARE >= commoner))


def _shortened(words: Words, one: Codes, other: Codes) -> Flags:
    """Whether one name is the beginning of the other: Chris and Christine, Ken and Kenneth."""
    hit = np.zeros(len(one), dtype=bool)
    alike = np.flatnonzero(words.initial[one] == words.initial[other])
    one, other = one[alike], other[alike]
    short, long = np.where(words.length[one] < words.length[other], (one, other), (other, one))
    may = (words.length[short] >= 3) & (words.length[long] - words.length[short] >= 2)
    texts = words.texts
    hit[alike[may]] = [b.startswith(a) for a, b in zip(texts[short[may]], texts[long[may]], strict=True)]
    return hit


def _same_family(words: Words, one: Codes, other: Codes) -> Flags:
    return _meet(words.given_family, one, other)


def _sound_alike(words: Words, one: Codes, other: Codes) -> Flags:
    return _meet(words.sounds, one, other)


def _meet(table: Codes, one: Codes, other: Codes) -> Flags:
    """Whether the rows of two words in a table have a code in common. Most have one code, which comes first."""
    first, several = np.ascontiguousarray(table[:, 0]), table[:, 1] != NONE
    code = first[one]
    met = np.asarray((code == first[other]) & (code != NONE))
    open_ = np.flatnonzero(several[one] | several[other])
    for a in table[one[open_]].T:
        for b in table[other[open_]].T:
            met[open_] |= (a != NONE) & (a == b)
    return met


def _any_equal(one: Codes, other: Codes, pairs: tuple[tuple[int, int], ...]) -> Flags:
    equal = np.zeros(len(one), dtype=bool)
    for i, j in pairs:
        equal |= (one[:, i] != NONE) & (one[:, i] == other[:, j])
    return equal
