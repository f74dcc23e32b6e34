"""Every distinct name word of a run, with its spelling family, sounds and initial, each worked out once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from mast.fields.nicknames import name_family, surname_key
from mast.fields.phonetics import sounds

NONE = -1
"""The code of nothing stated."""
FAMILIES = 4
"""The most families of one forename that are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Name words in sorted order; the last row stands for no word, so that ``NONE`` (-1) may point into every column.

    ``given_family`` holds up to four families of spellings and nicknames of a forename (Chris is short for several; a
    name in no family is one by itself), ``surname_family`` the spellings of a surname, ``sounds`` up to two phonetic
    codes. ``initial`` is the first letter, ``family_initial`` those of the main forms; ``whole`` is False for an
    initial. ``letters`` has a bit for each letter of the word. ``bearers`` is the share of records with that first
    forename, 0 where the model lists none: a name that nobody else bears may be a typing error.
    """

    texts: npt.NDArray[Any]
    given_family: npt.NDArray[np.int32]
    given_families: list[str]
    surname_family: npt.NDArray[np.int32]
    surname_families: list[str]
    sounds: npt.NDArray[np.int32]
    initial: npt.NDArray[np.int32]
    whole: npt.NDArray[np.bool_]
    length: npt.NDArray[np.int32]
    letters: npt.NDArray[np.int64]
    family_initial: npt.NDArray[np.int32]
    bearers: npt.NDArray[np.float64]


def table_of_words(lists: Sequence[Sequence[str]], width: int) -> tuple[Words, npt.NDArray[np.int32]]:
    """The distinct words of lists of ``width`` words, and those lists as codes (``NONE`` for "")."""
    distinct = sorted({word for words in lists for word in words if word})
    place = {word: code for code, word in enumerate(distinct)} | {"": NONE}
    distinct.append("")
    columns = np.array([place[word] for words in lists for word in words], dtype=np.int32).reshape(-1, width)
    heard = [sounds(word)[:2] if word else () for word in distinct]
    codes = _numbered(code for pair in heard for code in pair)
    kin = [sorted(name_family(word))[:FAMILIES] or [word] if word else [] for word in distinct]
    given_codes = _numbered(name for names in kin for name in names)
    surname_keys = [surname_key(word) if word else "" for word in distinct]
    surname_codes = _numbered(key for key in surname_keys if key) | {"": NONE}
    words = Words(
        texts=np.array([*distinct], dtype=object),
        given_family=_padded([[given_codes[name] for name in names] for names in kin], FAMILIES),
        given_families=list(given_codes),
        surname_family=np.array([surname_codes[key] for key in surname_keys], dtype=np.int32),
        surname_families=[key for key in surname_codes if key],
        sounds=_padded([[codes[code] for code in pair] for pair in heard], 2),
        initial=np.array([ord(word[0]) if word else NONE for word in distinct], dtype=np.int32),
        whole=np.array([len(word) > 1 for word in distinct], dtype=bool),
        length=np.array([len(word) for word in distinct], dtype=np.int32),
        letters=_letters(distinct),
        family_initial=_padded([[ord(name[0]) for name in names] for names in kin], FAMILIES),
        bearers=np.zeros(len(distinct)),
    )
    return words, columns


def with_bearers(words: Words, share: Mapping[str, float]) -> Words:
    """The words with the share of records that bear each as a first forename."""
    return replace(words, bearers=np.array([share.get(word, 0.0) for word in words.texts], dtype=np.float64))


def _letters(words: Sequence[str]) -> npt.NDArray[np.int64]:
    """A bit for each letter and digit (A-Z, 0-9) of each word."""
    spelt = np.array(words, dtype=np.str_)
    # The characters of each word, and 0, which has no bit, after its end.
    codes = spelt.view(np.uint32).reshape(len(spelt), -1).astype(np.int64)
    return np.asarray(np.bitwise_or.reduce(1 << codes % 64 >> 1, axis=1))


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: code for code, value in enumerate(sorted(set(values)))}


def _padded(lists: Sequence[Sequence[int]], width: int) -> npt.NDArray[np.int32]:
    """Lists of at most ``width`` codes as rows of that width."""
    lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    table = np.full((len(lists), width), NONE, dtype=np.int32)
    table[np.arange(width) < lengths[:, None]] = list(chain.from_iterable(lists))
    return table
