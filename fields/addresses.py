"""UK addresses as partners write them, taken apart into flat, number, building, street and town.

Own rules come first. ``usaddress``, which knows other countries' habits, is asked only about a text in which the rules
found a number and nothing that ends a street.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from mast.core.facts import StatedAddress
from mast.fields.address_parts import take_apart
from mast.fields.address_words import COUNTIES, HOMELESS, NOWHERE
from mast.fields.dwellings import apart
from mast.fields.postcodes import postcode as normal_postcode
from mast.fields.reasons import FieldError
from mast.fields.text import clean, fold, spelt, title_case, unfolded

_BREAKS: Final = re.compile(r"[,;()\[\]|]|(?<=[^\d\s])\s+-\s+|\s+-\s+(?=[^\d\s])")
_PAIR: Final = re.compile(r"(?<![\w/-])(\d+[A-Za-z]?)\s*([-/])\s*(\d+[A-Za-z]?)(?![\w/-])")
_CODE_BEHIND: Final = re.compile(
    r"(?<![A-Z0-9])((?:[A-Z]{1,2}[0-9OIL][A-Z0-9]?\s*[0-9OI][A-Z]{2})|BFPO\s*[0-9]{1,4})(?:[\s,.]+(?:UK|England|Wales|Scotland))?[\s.,]*$",
    re.IGNORECASE,
)
_CODE_WITHIN: Final = re.compile(
    r"\b(?:[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][A-Z]{2}|GIR\s*0AA|BFPO\s*[0-9]{1,4})\b(?!\s*(?:FLOOR|FLR)\b)", re.IGNORECASE
)
_CARE_OF: Final = re.compile(r"\b(?:c\s*/\s*o|c\.o\.|care\s+of)\b", re.IGNORECASE)
# A number that is no part of a range or of a code, and which may have a letter.
_PLAIN_NUMBER: Final = re.compile(
    r"(?<![\w/&.'-])([1-9]\d{0,3})(?=[A-Za-z]?(?:\s*[,()]|\s+(?!(?:to|and)\b)[A-Za-z0-9]|\s*$))",
    re.IGNORECASE | re.MULTILINE,
)
_ONLY_NUMBER: Final = re.compile(r"([1-9][0-9]{0,3})([A-Za-z]? (?!(?i:to|and)\b)[A-Za-z]\D*)\Z")
_HOMELESS_BEFORE_TOWN: Final = tuple(f"{said} " for said in HOMELESS)
_FIGURES: Final = re.compile(r"\d")
_STAND_INS: Final = ("97531", "86421")
_FIRST_PREMISES: Final = re.compile(r"\d|\b(?:flat|flt|apartment|apt|unit|room)\b", re.IGNORECASE)


def parse_address(lines: Sequence[str], *, town: str = "", postcode: str = "", uprn: str = "") -> StatedAddress | None:
    """The address in ``lines`` (one to five fields, or all in one, with commas or without).

    ``postcode`` and ``uprn`` are normalised already, or ``""``; a postcode is then looked for at the end of the text.
    ``flat``, ``number``, ``building``, ``street`` and ``town`` come out in capitals, street types written out;
    ``lines`` is one readable line with the postcode. Words in other letters than Latin are the street's. None for no
    fixed abode, for "unknown", and for nothing at all; a postcode or a UPRN alone is an address.
    """
    if not postcode:
        postcode, lines = _take_code(lines, town)
    stripped = [line.strip(" ,.") for line in lines]
    # Most begin with their only number: no code stands in them, and it need not be asked what else their figures are.
    only = _ONLY_NUMBER.match("\n".join(stripped))
    if only:
        numbers, text = [only[1]], _STAND_INS[0] + only[2]
    else:
        stripped = _codeless(stripped)
        numbers, text = _numbers("\n".join(stripped))
    read = _filled(_read_with_stand_ins(text, town), numbers) if numbers else None
    flat, number, building, street, place, shown, says = read or _read(tuple(_codeless(stripped)), town)
    if not uprn and (says == "no abode" or says == "nothing" and not postcode):
        return None
    key = f"{uprn}|{postcode}|{flat}|{number}|{building}|{street}|{place}"
    written = f"{shown}, {postcode}" if shown and postcode else shown or postcode
    return StatedAddress(key, uprn, postcode, flat, number, building, street, place, written)


def premises(address: StatedAddress) -> tuple[str, str]:
    """(flat, number or else building): with the postcode, what two texts agree on when they mean one dwelling."""
    return address.flat, address.number or address.building


class _Read(NamedTuple):
    """What the lines and the town say. ``text``: they as one readable line; ``says``: nothing, no abode, or a place."""

    flat: str = ""
    number: str = ""
    building: str = ""
    street: str = ""
    town: str = ""
    text: str = ""
    says: Literal["nothing", "no abode", "a place"] = "nothing"


def _codeless(lines: list[str]) -> list[str]:
    """Stripped lines without postcodes."""
    if _CODE_WITHIN.search("|".join(lines)) is None:
        return lines
    return [_without_code(line) for line in lines]


def _numbers(text: str) -> tuple[list[str], str]:
    """The one or two numbers in a text, and the text with stand-ins for them; no numbers where that may mislead.

    Streets repeat where numbers do not, so that a street is taken apart once and not once for each of its houses.
    """
    pieces = _PLAIN_NUMBER.split(text)
    between, numbers = pieces[::2], pieces[1::2]
    if not 0 < len(numbers) <= len(_STAND_INS) or len(set(numbers)) < len(numbers) or _FIGURES.search("".join(between)):
        return [], text
    pieces[1::2] = _STAND_INS[: len(numbers)]
    return numbers, "".join(pieces)


@lru_cache(maxsize=131_072)
def _read_with_stand_ins(text: str, town: str) -> _Read | None:
    """What is read of lines with stand-ins; None where one is no longer a number alone, or is not shown once."""
    read = _read_anew(tuple(text.split("\n")), town)
    for stand_in in _STAND_INS:
        swallowed = any(stand_in in part for part in (read.building, read.street, read.town))
        if stand_in in text and (swallowed or read.text.count(stand_in) != 1):
            return None
    return read


def _filled(read: _Read | None, numbers: Sequence[str]) -> _Read | None:
    """What was read with stand-ins, with the numbers in place."""
    if read is None:
        return None
    flat, own, building, street, town, text, says = read
    for stand_in, number in zip(_STAND_INS, numbers, strict=False):
        flat, own = flat.replace(stand_in, number), own.replace(stand_in, number)
        text = text.replace(stand_in, number)
    return _Read(flat, own, building, street, town, text, says)


@lru_cache(maxsize=65_536)
def _read(lines: tuple[str, ...], town: str) -> _Read:
    return _read_anew(lines, town)


def _read_anew(lines: tuple[str, ...], town: str) -> _Read:
    stated_lines = [part for line in lines if (part := _stated(line))]
    stated_town = _stated(town)
    shown = [*stated_lines, stated_town] if stated_town else stated_lines
    stated = spelt(" ".join(shown))
    pieces = [piece.strip() for part in shown for piece in part.split(",") if piece.strip()]
    text = ", ".join({spelt(piece) or piece: title_case(piece) for piece in pieces}.values())
    own_town = _own_town(town)
    if not stated:
        return _Read()
    if stated in NOWHERE or stated in HOMELESS or stated.startswith(_HOMELESS_BEFORE_TOWN):
        return _Read(town=own_town or fold(town), text=text, says="no abode")
    parts = take_apart(_segments(stated_lines), own_town)
    place = own_town or parts.town or spelt(town)
    # The rules know Latin letters alone. Words in others tell streets apart all the same: never two of them as one.
    street = " ".join(filter(None, (parts.street, unfolded(" ".join(stated_lines)))))
    return _Read(parts.flat, parts.number, " ".join(parts.building), street, place, text, "a place")


@lru_cache(maxsize=65_536)
def _stated(line: str) -> str:
    """A line as it is shown: cleaned, its own line ends as commas, without postcodes and a care-of."""
    one = clean(", ".join(part for part in line.splitlines() if part.strip())) if "\n" in line else clean(line)
    return _without_code(_without_care_of(one)) if one else ""


def _take_code(lines: Sequence[str], town: str) -> tuple[str, Sequence[str]]:
    """The postcode at the end of the text, for a row that has none of its own, and the lines without it."""
    stated = [*lines, town]
    at = next((at for at in reversed(range(len(stated))) if stated[at].strip()), 0)
    found = _CODE_BEHIND.search(clean(stated[at]))
    if found is None or not any(character.isdigit() for character in found[1]):
        return "", lines
    try:
        code = normal_postcode(found[1])
    except FieldError:
        return "", lines
    stated[at] = clean(stated[at])[: found.start()]
    return code, stated[: len(lines)]


@lru_cache(maxsize=65_536)
def _own_town(town: str) -> str:
    """The town of a town's own field, ``""`` for a county alone."""
    return next((place for part in clean(town).split(",") if (place := fold(part)) and place not in COUNTIES), "")


def _without_care_of(line: str) -> str:
    """The line without a care-of and the name behind it: a third person's name is no part of where somebody lives."""
    marker = _CARE_OF.search(line) if "/" in line or "." in line or "are" in line.lower() else None
    if marker is None:
        return line.strip(" ,.")
    before, after = line[: marker.start()], line[marker.end() :]
    name, comma, rest = after.partition(",")
    premises_found = _FIRST_PREMISES.search(name)
    kept = name[premises_found.start() :] if premises_found else ""
    return ", ".join(part for piece in (before, kept + comma + rest) if (part := piece.strip(" ,.")))


def _without_code(line: str) -> str:
    """The line without postcodes: the row's own, which is stated apart, and any other that was left behind."""
    return _CODE_WITHIN.sub("", line).strip(" ,.")


def _segments(lines: Sequence[str]) -> list[list[str]]:
    """The folded words between the commas of stated lines; number pairs (``1-3``, ``3/1``) are one word."""
    found: list[list[str]] = []
    for line in lines:
        for segment in _BREAKS.split(line):
            words: list[str] = []
            pieces = _PAIR.split(segment) if "-" in segment or "/" in segment else [segment]
            for at in range(0, len(pieces), 4):
                words += fold(pieces[at]).split()
                if at + 3 < len(pieces):
                    words.append("".join(pieces[at + 1 : at + 4]).upper())
            if words:
                found.append(apart(words))
    return found
