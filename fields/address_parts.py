"""The parts of an address: which of its words are flat, number, building, street and place.

The rules are written for the habits of people who fill in forms, not for a gazetteer: no list of towns is needed. The
house number tells where the street begins, the word for its type where it ends.
"""

from dataclasses import dataclass, field
from typing import Final

import usaddress

from mast.fields.address_words import BLOCKS, COUNTIES, COUNTRIES, COURTS, STREET_TYPES, WEAK_TYPES
from mast.fields.dwellings import find_flat, house_number, is_number, is_tenement, split_edinburgh
from mast.fields.streets import (
    building_end,
    ends_building,
    ends_street,
    nameless_building_end,
    street_behind_building,
    street_end,
    written_out,
)

_STREET_LABELS: Final = ("StreetNamePreDirectional", "StreetName", "StreetNamePostType")


@dataclass(slots=True)
class Parts:
    """What an address says, in folded words. ``places`` are locality, town and what else is behind the street."""

    flat: str = ""
    number: str = ""
    building: list[str] = field(default_factory=list)
    street: str = ""
    places: list[list[str]] = field(default_factory=list)

    @property
    def town(self) -> str:
        """The last place, without the county and a second street."""
        towns = [town for words in reversed(self.places) if (town := _town(words))]
        return next((town for town in towns if town not in COUNTIES), towns[0] if towns else "")


def take_apart(segments: list[list[str]], town: str) -> Parts:
    """The parts of an address, given as the folded words between its commas. ``town``: as its own field states it."""
    parts = Parts()
    rest = _take_flats(_without_places(segments, town), parts)
    for at, words in enumerate(rest):
        if _take_number(words, parts):
            behind = rest[at + 1 :]
            parts.building = [*(" ".join(written_out(tuple(name))) for name in rest[:at]), *parts.building]
            _read_numbered(parts, behind, bool(town))
            return parts
    _read_named(rest, parts, bool(town))
    return parts


def _without_places(segments: list[list[str]], town: str) -> list[list[str]]:
    """The segments without the country, and without the town where it has its own field."""
    kept = list(segments)
    while len(kept) > 1 and (" ".join(kept[-1]) in COUNTRIES or _town(kept[-1]) == town != ""):
        kept.pop()
    if kept:
        words = kept[-1]
        for size in (3, 2, 1):
            if len(words) > size and " ".join(words[-size:]) in COUNTRIES:
                words = words[:-size]
        own = town.split()
        if own and len(words) > len(own) and words[-len(own) :] == own:
            words = words[: -len(own)]
        kept[-1] = words
    return kept


def _take_flats(segments: list[list[str]], parts: Parts) -> list[list[str]]:
    """Take flats out of wherever they stand; what was before and behind one are segments of their own."""
    flats: list[str] = []
    rest: list[list[str]] = []
    waiting = list(segments)
    while waiting:
        words = waiting.pop(0)
        start, end, flat = find_flat(words)
        if len(words) == 1 and is_tenement(words[0]) and (rest or waiting and is_number(waiting[0][0])):
            start, end, flat = 0, 1, words[0]
        if not flat:
            rest.append(words)
            continue
        flats.append(flat)
        if words[:start]:
            rest.append(words[:start])
        if words[end:]:
            waiting.insert(0, words[end:])
    numbered = [flat for flat in dict.fromkeys(flats) if any(c.isdigit() for c in flat) or len(flat) == 1]
    parts.flat = " ".join(numbered) or next((flat for flat in flats if flat != "FLAT"), "FLAT" if flats else "")
    if "-" in parts.flat and not any(is_number(word) for words in rest for word in words):
        # "Flat 2 - 14 High Street" is a flat and a house, not a range of flats.
        parts.flat, _, number = parts.flat.partition("-")
        rest = [[number, *rest[0]], *rest[1:]] if rest else [[number]]
    return rest


def _take_number(words: list[str], parts: Parts) -> bool:
    """Take the house number out of a segment that has one, at its head or behind a building's name.

    What is left of the segment becomes the first of ``parts.places``.
    """
    number, rest = house_number(words)
    if not number:
        number, flat = split_edinburgh(words[0])
        if number:
            parts.flat, rest = parts.flat or flat, words[1:]
    if not number:
        at = _number_behind_name(words)
        if not at:
            return False
        number, rest = house_number(words[at:])
        parts.building.append(" ".join(written_out(tuple(words[:at]))))
    at = 0 if rest[:1] and is_number(rest[0]) and len(rest) > 1 else _number_behind_name(rest)
    if rest[at : at + 1] and is_number(rest[at]) and at + 1 < len(rest):
        # "5 Victoria House 27 Queens Road", "2 14A High Street": the first number is the flat's.
        if at:
            parts.building.append(" ".join(written_out(tuple(rest[:at]))))
        parts.flat = parts.flat or number
        number, rest = house_number(rest[at:])
    parts.number, parts.places = number, [rest]
    return True


def _number_behind_name(words: list[str]) -> int:
    """Where a house number stands behind a building's name in one run of words, 0 when nowhere."""
    for at in range(1, len(words) - 1):
        if is_number(words[at]):
            full = written_out(tuple(words[:at]))
            return 0 if any(word in STREET_TYPES and word not in COURTS for word in full[1:]) else at
    return 0


def _read_numbered(parts: Parts, behind: list[list[str]], has_town: bool) -> None:
    """Street and places of an address whose number is taken; ``parts.places`` holds what stood behind the number."""
    (words,) = parts.places
    parts.places = []
    if not words and behind:
        words, behind = behind[0], behind[1:]
        number, rest = house_number(words)
        if number and rest:
            parts.flat, parts.number, words = parts.flat or parts.number, number, rest
    full = written_out(tuple(words))
    street_behind = bool(behind) and bool(
        house_number(behind[0])[0]
        or _street_behind(written_out(tuple(behind[0])), len(behind) - 1 + has_town if ends_building(full) else 0)
    )
    if ends_building(full) or full and full[-1] in COURTS and street_behind:
        _name_building(parts, full)
        if not street_behind:
            parts.places = behind
            return
        number, words = house_number(behind[0])
        parts.number, full, behind = number or parts.number, written_out(tuple(words)), behind[1:]
    elif end := building_end(full):
        _name_building(parts, full[:end])
        full = full[end:]
    _read_street(full, parts, closed=bool(behind) or has_town)
    parts.places += behind


def _name_building(parts: Parts, name: tuple[str, ...]) -> None:
    """A building behind a number: in a block the number is a flat's."""
    parts.building.append(" ".join(name))
    if not parts.flat and name[-1] in BLOCKS | COURTS:
        parts.flat, parts.number = parts.number, ""


def _read_street(full: tuple[str, ...], parts: Parts, closed: bool) -> None:
    end = street_end(full, closed)
    if not end and full and not _ask_usaddress(full, parts):
        # Nothing tells where the street ends: most towns are one word.
        end = max(len(full) - 1, 1)
    if end:
        parts.street = " ".join(full[:end])
        if full[end:]:
            parts.places.append(list(full[end:]))


def _ask_usaddress(full: tuple[str, ...], parts: Parts) -> bool:
    """A second opinion on street and town; taken only when it is sure, and of the same number as we are."""
    try:
        tagged, kind = usaddress.tag(f"{parts.number} {' '.join(full)}")
    except usaddress.RepeatedLabelError:
        return False
    street = " ".join(tagged[label] for label in _STREET_LABELS if label in tagged)
    if kind == "Ambiguous" or "StateName" in tagged or tagged.get("AddressNumber") != parts.number:
        return False
    if not street or not tagged.get("PlaceName"):
        return False
    parts.street = street
    parts.places.append(tagged["PlaceName"].split())
    return True


def _read_named(segments: list[list[str]], parts: Parts, has_town: bool) -> None:
    """An address without a house number: a building's name, a street, and places."""
    full = [written_out(tuple(words)) for words in segments]
    for at, words in enumerate(full):
        if len(words) > 2 and is_number(words[-1]) and ends_street(words[:-1]):
            parts.number, parts.street = words[-1], " ".join(words[:-1])
            parts.building, parts.places = [" ".join(name) for name in full[:at]], segments[at + 1 :]
            return
    street, end = next(
        (
            (at, end)
            for at, words in enumerate(full)
            if at and (end := _street_behind(words, len(full) - at - 1 + has_town if at == 1 else 0))
        ),
        (0, 0),
    )
    if street:
        parts.building = [" ".join(name) for name in full[:street]]
        parts.street = " ".join(full[street][:end])
        parts.places = [*filter(None, [list(full[street][end:])]), *segments[street + 1 :]]
    elif full:
        _read_run(full[0], parts, closed=len(full) > 1 or has_town)
        parts.places += segments[1:]


def _street_behind(words: tuple[str, ...], places: int) -> int:
    """How many words of a segment behind a building's name are its street; 0 for a locality (Acocks Green).

    ``places``: how many segments stand behind it, where the one before it is a building's name; else 0.
    """
    if places and street_behind_building(words, places):
        return len(words)
    if ends_street(words) or words[0] == "THE" and words[-1] in WEAK_TYPES:
        return len(words)
    return street_end(words) if any(ends_street(words[: at + 1]) for at in range(1, len(words))) else 0


def _read_run(words: tuple[str, ...], parts: Parts, closed: bool) -> None:
    """A run of words without number or comma: ``THE HOLLIES PLECK STREET WEST BROMWICH``, ``HAVEN HOUSE``."""
    end = building_end(words) if parts.flat else nameless_building_end(words)
    behind = words[end:]
    has_type = any(word in STREET_TYPES for word in behind[1:])
    if (
        not closed
        and not has_type
        and not parts.flat
        and not any(ends_building(words[: at + 1]) for at in range(len(words)))
    ):
        # Nothing says that this is a building: it is where somebody lives, roughly.
        parts.places = [list(words)]
        return
    if not has_type or ends_building(words) and closed:
        last = next((at for at, word in enumerate(words) if at and ends_building(words[: at + 1])), len(words) - 1)
        parts.building = [" ".join(words if closed else words[: last + 1])]
        parts.places = [] if closed or last + 1 == len(words) else [list(words[last + 1 :])]
        return
    parts.building = [" ".join(words[:end])] if end else []
    _read_street(behind, parts, closed)
    if not parts.building and parts.street.rpartition(" ")[2] in COURTS:
        # A court without a number of its own is a building.
        parts.building, parts.street = [parts.street], ""


def _town(words: list[str]) -> str:
    """The town among the words of a place: without its county, and without a second street before it."""
    for size in (3, 2, 1):
        if len(words) > size and " ".join(words[-size:]) in COUNTIES:
            words = words[:-size]
    full = written_out(tuple(words))
    street = max((at for at in range(1, len(full)) if ends_street(full[: at + 1])), default=-1)
    kept = words[street + 1 :]
    return " ".join("ST" if word == "SAINT" else word for word in kept) if " ".join(kept) not in COUNTRIES else ""
