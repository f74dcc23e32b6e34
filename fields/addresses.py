"""UK addresses as partners write them, taken apart into flat, number, building, street and town.

Own rules come first. ``usaddress``, which knows other countries' habits, is asked only about a text in which the rules
found a number and nothing that ends a street.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from mast.core.facts import StatedAddress
from mast.fields.address_parts import Parts, take_apart
from mast.fields.address_words import COUNTIES, HOMELESS, NOWHERE
from mast.fields.dwellings import apart
from mast.fields.postcodes import postcode as normal_postcode
from mast.fields.reasons import FieldError
from mast.fields.text import clean, fold, title_case

_BREAKS: Final = re.compile(r"[,;()\[\]|]|(?<=[^\d\s])\s+-\s+|\s+-\s+(?=[^\d\s])")
_PAIR: Final = re.compile(r"(?<![\w/-])(\d+[A-Za-z]?)\s*([-/])\s*(\d+[A-Za-z]?)(?![\w/-])")
_CODE_BEHIND: Final = re.compile(r"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}$")
_CARE_OF: Final = re.compile(r"\b(?:c\s*/\s*o|c\.o\.|care\s+of)\b", re.IGNORECASE)
_FIRST_PREMISES: Final = re.compile(r"\d|\b(?:flat|flt|apartment|apt|unit|room)\b", re.IGNORECASE)


def parse_address(lines: Sequence[str], *, town: str = "", postcode: str = "", uprn: str = "") -> StatedAddress | None:
    """The address in ``lines`` (one to five fields, or all in one, with commas or without).

    ``postcode`` and ``uprn`` are normalised already, or ``""``; a postcode is then looked for at the end of the text.
    ``flat``, ``number``, ``building``, ``street`` and ``town`` come out in capitals, street types written out;
    ``lines`` is one readable line with the postcode. None for no fixed abode, for "unknown", and for nothing at all; a
    postcode or a UPRN alone is an address.
    """
    return _parsed(tuple(lines), town, postcode, uprn)


def premises(address: StatedAddress) -> tuple[str, str]:
    """(flat, number or else building): with the postcode, what two texts agree on when they mean one dwelling."""
    return address.flat, address.number or address.building


@lru_cache(maxsize=131_072)
def _parsed(lines: tuple[str, ...], town: str, postcode: str, uprn: str) -> StatedAddress | None:
    postcode = postcode or _code_behind([*lines, town])
    shown = [part for line in (*lines, town) if (part := _stated(line, postcode))]
    stated = fold(" ".join(shown))
    nowhere = stated in NOWHERE or any(stated == said or stated.startswith(f"{said} ") for said in HOMELESS)
    if (nowhere or not stated and not postcode) and not uprn:
        return None
    own_town = _own_town(town)
    parts = Parts() if nowhere else take_apart(_segments(lines, postcode), own_town)
    building, place = " ".join(parts.building), own_town or parts.town or fold(town)
    pieces = [piece.strip() for part in shown for piece in part.split(",") if piece.strip()]
    text = ", ".join({fold(piece): title_case(piece) for piece in pieces}.values())
    return StatedAddress(
        key="|".join([uprn, postcode, parts.flat, parts.number, building, parts.street, place]),
        uprn=uprn,
        postcode=postcode,
        flat=parts.flat,
        number=parts.number,
        building=building,
        street=parts.street,
        town=place,
        lines=", ".join(part for part in (text, postcode) if part),
    )


def _stated(line: str, postcode: str) -> str:
    """A line as it is shown: cleaned, its own line ends as commas, without the postcode and a care-of."""
    one = clean(", ".join(part for part in line.splitlines() if part.strip()))
    return _without_code(_without_care_of(one), postcode)


def _code_behind(lines: Sequence[str]) -> str:
    """The postcode at the end of the text, for a row that has none of its own."""
    last = next((text for line in reversed(lines) if (text := clean(line))), "")
    found = _CODE_BEHIND.search(last)
    if found is None:
        return ""
    try:
        return normal_postcode(found[0])
    except FieldError:
        return ""


def _own_town(town: str) -> str:
    """The town of a town's own field, ``""`` for a county alone."""
    return next((place for part in clean(town).split(",") if (place := fold(part)) and place not in COUNTIES), "")


def _without_care_of(line: str) -> str:
    """The line without a care-of and the name behind it: a third person's name is no part of where somebody lives."""
    marker = _CARE_OF.search(line)
    if marker is None:
        return line.strip(" ,.")
    before, after = line[: marker.start()], line[marker.end() :]
    name, comma, rest = after.partition(",")
    premises_found = _FIRST_PREMISES.search(name)
    kept = name[premises_found.start() :] if premises_found else ""
    return ", ".join(part for piece in (before, kept + comma + rest) if (part := piece.strip(" ,.")))


def _without_code(line: str, postcode: str) -> str:
    bare = postcode.replace(" ", "")
    if not bare:
        return line
    written = rf"\b{re.escape(bare[:-3])}\s*{re.escape(bare[-3:])}\b"
    return re.sub(written, "", line, flags=re.IGNORECASE).strip(" ,.")


def _segments(lines: Sequence[str], postcode: str) -> list[list[str]]:
    """The folded words between commas; number pairs (``1-3``, ``3/1``) are one word."""
    found: list[list[str]] = []
    for line in lines:
        for segment in _BREAKS.split(_stated(line, postcode)):
            words: list[str] = []
            pieces = _PAIR.split(segment)
            for at in range(0, len(pieces), 4):
                words += fold(pieces[at]).split()
                if at + 3 < len(pieces):
                    words.append("".join(pieces[at + 1 : at + 4]).upper())
            if words:
                found.append(apart(words))
    return found
