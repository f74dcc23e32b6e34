"""Flats and house numbers: take them out of the words of an address.

BS 7666 calls them the secondary and the primary addressable object. A flat comes out as its number or letter (``2``,
``3B``, ``3/1``) or as its floor (``TOP FLOOR``), a house number with its letter (``14A``) or as a range (``1-3``).
"""

import re
from typing import Final

from mast.fields.address_words import FLOOR_WORDS, FLOORS, NUMBER_WORDS, PARTS_OF_A_HOUSE, UNITS

_NUMBER: Final = re.compile(r"\d{1,5}[A-Z]{0,2}(?:-\d{1,5}[A-Z]?)?")
_ORDINAL: Final = re.compile(r"\d+(?:ST|ND|RD|TH)")
_UNIT_ID: Final = re.compile(
    r"\d{1,5}[A-Z]{0,2}|[A-Z]{1,2}\d{1,4}[A-Z]?|[A-Z]|\d+[A-Z]?[-/]\d+[A-Z]?|\d+[A-Z]?/[A-Z]|\d?[A-Z]F\d"
)
_TENEMENT: Final = re.compile(r"\d{1,2}/\d{1,2}|\d{1,2}F\d|[PGB]F\d|G/\d")
_EDINBURGH: Final = re.compile(r"(\d+[A-Z]?)/(\d+[A-Z]?)")
_STUCK: Final = re.compile(r"(FLAT|FLT|APT|APARTMENT|UNIT|ROOM|RM)(\d+[A-Z]?)")
_OPENERS: Final = UNITS | FLOOR_WORDS | PARTS_OF_A_HOUSE | {"THE", "REAR"}
"""The words of letters alone that a flat may begin with."""
_NUMBER_SIGNS: Final = frozenset(("NO", "NOS", "NUMBER", "NUM"))
_ENDS: Final = frozenset(("REAR", "FRONT", "BACK"))
_HANDS: Final = {"LEFT": "L", "RIGHT": "R", "L": "L", "R": "R"}


def is_number(word: str) -> bool:
    """Whether a word is a house number: digits, with a letter or a second number perhaps, and no ordinal (42ND)."""
    return word[:1].isdigit() and _NUMBER.fullmatch(word) is not None and _ORDINAL.fullmatch(word) is None


def is_tenement(word: str) -> bool:
    """Whether a word is a flat as Scotland writes it: floor and door (``3/1``, ``2F1``, ``GF2``)."""
    return _TENEMENT.fullmatch(word) is not None


def apart(words: list[str]) -> list[str]:
    """Words with FLAT2 taken apart and short forms of floors written out."""
    found: list[str] = []
    for word in words:
        stuck = None if word.isalpha() else _STUCK.fullmatch(word)
        if stuck:
            found += stuck.groups()
        elif word in FLOORS and not (word.isalpha() and len(word) < 3):
            found += FLOORS[word].split()
        else:
            found.append(word)
    return found


def find_flat(words: list[str]) -> tuple[int, int, str]:
    """Where the first flat in the words begins and ends, and what it is; (0, 0, "") where there is none."""
    for at, word in enumerate(words):
        if word.isalpha() and word not in _OPENERS:
            continue
        size, flat = _flat_at(words, at)
        if size:
            return at, at + size, flat
    return 0, 0, ""


def house_number(words: list[str]) -> tuple[str, list[str]]:
    """The house number that the words begin with, and the words behind it; ("", words) where there is none."""
    start = 1 if len(words) > 1 and words[0] in _NUMBER_SIGNS and words[1][0].isdigit() else 0
    if start >= len(words) or not is_number(words[start]):
        return "", words
    number, rest = words[start], words[start + 1 :]
    if (
        len(rest) > 1
        and rest[0] in ("TO", "AND")
        and rest[1].isdigit()
        and number.isdigit()
        and int(rest[1]) > int(number)
    ):
        number, rest = f"{number}-{rest[1]}", rest[2:]
    if rest and len(rest[0]) == 1 and rest[0].isalpha() and number.isdigit() and len(rest) != 2:
        number, rest = number + rest[0], rest[1:]
    return number, rest


def split_edinburgh(word: str) -> tuple[str, str]:
    """(number, flat) of ``45/3``, which is how Edinburgh writes a flat; a range for ``12/14``; else ("", "")."""
    found = _EDINBURGH.fullmatch(word)
    if found is None:
        return "", ""
    first, second = found.groups()
    if first.isdigit() and second.isdigit() and int(second) > int(first) and (int(second) - int(first)) % 2 == 0:
        return f"{first}-{second}", ""
    return first, second


def _flat_at(words: list[str], at: int) -> tuple[int, str]:
    """How many words the flat at this place has, and what it is."""
    word = words[at]
    if word == "THE" and at + 1 == len(words):
        return 0, ""
    if word in UNITS or word == "THE" and words[at + 1] == "FLAT":
        return _unit(words, at)
    size, flat = _floor(words, at) if word in FLOOR_WORDS else (0, "")
    if size:
        return size, flat
    if word == "REAR" and (words[at + 1 : at + 2] == ["OF"] or at > 1 and at + 1 == len(words)):
        return min(2, len(words) - at), word
    if word == "REAR" and at + 2 < len(words) and is_number(words[at + 1]):
        return 1, word
    part = 1 if word == "THE" else 0
    if words[at + part] in PARTS_OF_A_HOUSE and (at + part + 1 == len(words) or is_number(words[at + part + 1])):
        return part + 1, "ANNEX" if words[at + part] == "ANNEXE" else words[at + part]
    numbered = at + 1 < len(words) and is_number(words[at + 1]) or at > 1 and at + 1 == len(words)
    if _TENEMENT.fullmatch(word) and numbered:
        return 1, word
    return 0, ""


def _unit(words: list[str], at: int) -> tuple[int, str]:
    size = 2 if words[at] == "THE" else 1
    if size == 1 and words[at + 1 : at + 2] and words[at + 1] in _NUMBER_SIGNS:
        size = 2
    following = words[at + size] if at + size < len(words) else ""
    value = NUMBER_WORDS.get(following, following)
    if _UNIT_ID.fullmatch(value) and _ORDINAL.fullmatch(value) is None:
        size += 1
        later = words[at + size : at + size + 2]
        if later and later[0] in _ENDS and (len(later) == 1 or is_number(later[1])):
            return size + 1, f"{value} {later[0]}"
        if later and value.isdigit() and later[0] in _HANDS:
            return size + 1, value + _HANDS[later[0]]
        if later and value.isdigit() and len(later[0]) == 1 and later[0].isalpha() and not _opens_name(later):
            return size + 1, value + later[0]
        return size, value
    if following in FLOOR_WORDS:
        floor, flat = _floor(words, at + size, named=True)
        if floor:
            return size + floor, flat
    if following in ("ABOVE", "OVER"):
        skipped = next((n for n in range(at + size, len(words)) if is_number(words[n])), len(words))
        return skipped - at, "FLAT"
    if words[at + size - 1] == "FLAT" and (not following and (at == 0 or len(words) > 2) or is_number(following)):
        return size, "FLAT"
    return 0, ""


def _opens_name(words: list[str]) -> bool:
    """Whether a single letter begins a name (``A STREET``) rather than ends a flat's number."""
    return len(words) > 1 and not words[1][0].isdigit()


def _floor(words: list[str], at: int, named: bool = False) -> tuple[int, str]:
    """``TOP FLOOR FLAT``, ``FIRST FLOOR FRONT``, ``GARDEN FLAT``; ``named``: a FLAT stood before it."""
    end = at
    while end < len(words) and (words[end] in FLOOR_WORDS or words[end] in ("FLOOR", "FLAT", "LEVEL")):
        end += 1
    found = words[at:end]
    if not named and not {"FLOOR", "FLAT"} & set(found):
        return 0, ""
    if found[-1:] == ["FLAT"] and end < len(words) and _UNIT_ID.fullmatch(words[end]) and not _begins_house(words, end):
        # First Floor Flat 2: the number tells more than the floor.
        return end + 1 - at, words[end]
    flat = " ".join(word for word in found if word not in ("FLAT", "STUDIO"))
    return (end - at, flat) if flat else (0, "")


def _begins_house(words: list[str], at: int) -> bool:
    """Whether the number here is the house's: a name follows it and no other number does."""
    return is_number(words[at]) and at + 1 < len(words) and not is_number(words[at + 1])
