"""What a cell may hold at most: its length, its characters, and no prose, under whatever column name it comes."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from mast.fields.text import listed
from mast.loaders.contract import Meaning
from mast.loaders.formats.table import Cell

LONGEST: Final[dict[Meaning, int]] = {
    Meaning.RECORD: 64,
    Meaning.EVENT: 64,
    Meaning.ON: 40,
    Meaning.KIND: 60,
    Meaning.TITLE: 40,
    Meaning.BORN_ON: 40,
    Meaning.SEX: 40,
    Meaning.NHS: 40,
    Meaning.NHS_STATUS: 40,
    Meaning.UPN: 40,
    Meaning.POSTCODE: 40,
    Meaning.UPRN: 40,
    Meaning.CASE_STATUS: 40,
    Meaning.ADDRESS_1: 300,
}
LONGEST_ELSE: Final = 150
"""Characters. A cell longer than any honest one is free text that came in under another name."""

_SHORTEST_PROSE: Final = 40
PLAIN: Final = min(_SHORTEST_PROSE, *LONGEST.values())
"""Characters of ASCII that a cell of any meaning may have."""
_FEWEST_TELLING: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
# Words of sentences about people, which neither a name nor an address has three of.
_TELLING: Final = listed(
    """was were is are has had have been being she he her his him they their them that which who when because but not
    said says stated states reported told called attended seen visited after before during with from since until
    this there would could should will did does do if we i you my our"""
)
# White space that a cell may be laid out with, the joiners that some scripts are spelt with, and marks of direction
# and of places to break a word, which show nothing: these are cleaned away and not refused.
_HARMLESS: Final = frozenset("\t\n\r\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_NEVER: Final = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))
NAMES: Final = frozenset(
    (Meaning.TITLE, Meaning.FORENAMES, Meaning.MIDDLE_NAMES, Meaning.SURNAME, Meaning.FULL_NAME, Meaning.KNOWN_AS)
)
_APOSTROPHES: Final = frozenset("`´˜ˈ")
_NEVER_IN_NAMES: Final = frozenset("!@#%*_\\{}[]:;?")


def are_plain(cells: Sequence[Cell]) -> bool:
    """Whether cells are so short and plain that they may be of any meaning but ``NAMES``: nearly all are."""
    try:
        together = "".join(cells)  # type: ignore[arg-type]  # nearly all of them are texts
    except TypeError:
        return are_plain([cell for cell in cells if isinstance(cell, str)])
    if not (together.isascii() and together.isprintable()):
        return False
    return len(together) <= PLAIN or max(map(len, cells)) <= PLAIN  # type: ignore[arg-type]


def are_plain_names(cells: Sequence[Cell]) -> bool:
    """Whether cells, plain otherwise, are of nothing but letters and spaces, and so fit to be names: nearly all are."""
    together = "".join([cell for cell in cells if isinstance(cell, str)])
    return together.isalpha() or not together.strip() or together.replace(" ", "").isalpha()


def unfit(text: str, meaning: Meaning) -> str:
    """Why a cell of that meaning cannot be taken in: ``too_long``, ``bad_characters``, ``free_text``; ``""`` if it can.

    Bad characters are controls, those that turn the direction of writing round, private and unassigned ones, and the
    mark that a text was spoilt in transit (U+FFFD): shown, they would mislead, and left out, the text is another. So
    are symbols in a name.
    """
    if len(text) > LONGEST.get(meaning, LONGEST_ELSE):
        return "too_long"
    if not text.isascii() or not text.isprintable():
        for character in text:
            if character == "\ufffd" or (character not in _HARMLESS and unicodedata.category(character) in _NEVER):
                return "bad_characters"
    if meaning in NAMES and not _may_name(text):
        return "bad_characters"
    return "free_text" if len(text) > _SHORTEST_PROSE and is_prose(text) else ""


def _may_name(text: str) -> bool:
    """Whether a text could be a name: no symbols, and no figures without a letter. ``Unborn child 1`` is a name."""
    if text.replace(" ", "").isalpha():
        return True
    if any(
        character in _NEVER_IN_NAMES or (unicodedata.category(character)[0] == "S" and character not in _APOSTROPHES)
        for character in text
    ):
        return False
    return any(map(str.isalpha, text)) or not any(map(str.isalnum, text))


def is_prose(text: str) -> bool:
    """Whether a text tells something of somebody, rather than names them or their home."""
    return len(_TELLING.intersection(_WORD.findall(text.casefold()))) >= _FEWEST_TELLING
