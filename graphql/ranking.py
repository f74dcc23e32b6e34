"""Whether a record may be the one that somebody searches for, and why, in plain English.

Whoever searches writes less, and less well, than a record does: half a name, an initial, a slip or two. So what is let
through here is more than linking would; the order is by match weight (``resolution.seeking``).

Words are compared folded (those in other scripts than Latin as they are), by the mean of Jaro–Winkler (Winkler 1990)
and optimal string alignment similarity, which between them forgive slips at the end of a word and swapped letters. The
number of contacts plays no part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from mast.core.facts import Details
from mast.fields.nicknames import same_family, surname_key
from mast.fields.phonetics import sounds
from mast.fields.postcodes import district, sector
from mast.fields.text import spelt

NAME_FLOOR: Final = 0.72
"""Below this the name is another name."""
ALONE_FLOOR: Final = 0.9
"""How like a name must be where the record states neither a date of birth nor an address to hold against the search."""
_NAME, _BORN, _PLACE = 0.6, 0.3, 0.2


@dataclass(frozen=True, slots=True)
class Sought:
    """What was searched for: folded words, a day, a postcode as it is kept. ``""`` and None where not given."""

    forenames: tuple[str, ...]
    surname: str
    born_on: date | None = None
    postcode: str = ""

    @classmethod
    def of(cls, forenames: str, surname: str, born_on: date | None, postcode: str) -> "Sought":
        return cls(tuple(spelt(forenames).split()), spelt(surname), born_on, postcode)


@dataclass(frozen=True, slots=True)
class Likeness:
    """0 to 1, and why; an empty reason where there is nothing to say for it. ``known``: the record states the thing."""

    score: float
    reason: str = ""
    known: bool = True


NOTHING: Final = Likeness(0.0)
UNSTATED: Final = Likeness(0.45, known=False)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a record fits: a score from 0 to 1000, which parts hits of one match weight, and reasons."""

    score: int
    reasons: tuple[str, ...]


def fit(sought: Sought, details: Details, place: Likeness | None) -> Fit | None:
    """The fit of one record; None where it is somebody else's.

    ``place``: of all postcodes of the person, where one is sought. Records are held against the search one at a time,
    so that two half-fitting ones do not make a whole.
    """
    name = name_likeness(sought, details)
    if name.score < NAME_FLOOR:
        return None
    further: list[tuple[float, Likeness]] = []
    if sought.born_on:
        further.append((_BORN, date_likeness(sought.born_on, details.born_on) if details.born_on else UNSTATED))
    if place is not None:
        further.append((_PLACE, place))
    known = [one for _, one in further if one.known]
    if not any(one.score > 0 for one in known) and (known or name.score < ALONE_FLOOR):
        return None
    parts = [(_NAME, name), *further]
    total = sum(weight * one.score for weight, one in parts) / sum(weight for weight, _ in parts)
    return Fit(round(1000 * total), tuple(one.reason for _, one in parts if one.reason))


def is_of_that_name(sought: Sought, details: Details) -> bool:
    return name_likeness(sought, details).score >= NAME_FLOOR


def name_likeness(sought: Sought, details: Details) -> Likeness:
    """The best reading of the record's name: as stated, by what the person is known as, or the wrong way round."""
    known_as = spelt(details.known_as).split()
    forenames, surname = spelt(details.forenames).split(), spelt(details.surname)
    as_stated = _both(sought, [*forenames, *known_as], surname, forenames[:1])
    if not sought.forenames or not surname or not forenames:
        return as_stated
    swapped = max(_both(sought, surname.split(), forename, []).score for forename in forenames)
    if swapped * 0.95 > as_stated.score:
        return Likeness(swapped * 0.95, "Forename and surname are the other way round")
    return as_stated


def _both(sought: Sought, given: Sequence[str], surname: str, first: Sequence[str]) -> Likeness:
    family = surname_likeness(sought.surname, surname)
    if not sought.forenames:
        # One word alone may be a forename.
        alone = forename_likeness(sought.surname, given)
        return max(family, Likeness(alone.score * 0.9, alone.reason), key=lambda one: one.score)
    own = forename_likeness(sought.forenames[0], given) if given else Likeness(0.7, "No forename is recorded")
    if min(own.score, family.score) < 0.5:
        return NOTHING
    return Likeness(0.45 * own.score + 0.55 * family.score, _name_reason(own, family, sought, first))


def _name_reason(own: Likeness, family: Likeness, sought: Sought, first: Sequence[str]) -> str:
    if own.score == family.score == 1:
        middle = bool(first) and first[0] != sought.forenames[0]
        return "Surname and a further name are the same" if middle else "Name is the same"
    if family.score == 1:
        return f"Surname is the same; {own.reason or 'forename is the same'}"
    if own.score == 1:
        return f"Forename is the same; {family.reason}"
    return f"{own.reason[:1].upper()}{own.reason[1:]}; {family.reason}"


def forename_likeness(sought: str, given: Sequence[str]) -> Likeness:
    """The best of a record's names. A familiar form counts nearly as the same name; an initial, as a fair sign."""
    best = NOTHING
    for word in given:
        if word == sought:
            return Likeness(1.0, "forename is the same")
        if len(word) == 1 or len(sought) == 1:
            found = Likeness(0.75, "forename has the same initial") if word[0] == sought[0] else NOTHING
        elif same_family(word, sought):
            found = Likeness(0.95, "forename is a form of the same name")
        else:
            found = Likeness(_words(sought, word), "forename is spelt alike")
        best = max(best, found, key=lambda one: one.score)
    return best


def surname_likeness(sought: str, stated: str) -> Likeness:
    if not sought or not stated:
        return NOTHING
    if sought == stated or sought.replace(" ", "") == stated.replace(" ", ""):
        return Likeness(1.0, "surname is the same")
    if surname_key(sought) == surname_key(stated):
        return Likeness(0.97, "surname is another spelling of the same name")
    whole = Likeness(_words(sought, stated), "surname is spelt alike")
    if {*sought.split()} & {*stated.split()}:
        return max(whole, Likeness(0.88, "part of the surname is the same"), key=lambda one: one.score)
    return whole


def _words(one: str, other: str) -> float:
    alike = (JaroWinkler.normalized_similarity(one, other) + OSA.normalized_similarity(one, other)) / 2
    return max(alike, 0.85) if {*sounds(one)} & {*sounds(other)} else alike


def date_likeness(sought: date, stated: date) -> Likeness:
    """The slips that people make with dates of birth, from the least to the greatest."""
    if sought == stated:
        return Likeness(1.0, "Date of birth is the same")
    if abs((sought - stated).days) == 1:
        return Likeness(0.85, "Date of birth is one day out")
    if (sought.year, sought.month, sought.day) == (stated.year, stated.day, stated.month):
        return Likeness(0.85, "Day and month of birth are swapped")
    if sum(a != b for a, b in zip(sought.isoformat(), stated.isoformat(), strict=True)) == 1:
        return Likeness(0.8, "Date of birth differs in one digit")
    if (sought.month, sought.day) == (stated.month, stated.day) and _year_slip(sought.year, stated.year):
        return Likeness(0.7, "Day and month of birth are the same, the year is close")
    if (sought.year, sought.month) == (stated.year, stated.month):
        return Likeness(0.6, "Month and year of birth are the same")
    if sought.year == stated.year:
        return Likeness(0.4, "Year of birth is the same")
    return NOTHING


def _year_slip(one: int, other: int) -> bool:
    return abs(one - other) == 1 or sorted(str(one)) == sorted(str(other))


def postcode_likeness(sought: str, current: Sequence[str], earlier: Sequence[str]) -> Likeness:
    if sought in current:
        return Likeness(1.0, "Postcode is that of the present address")
    if sought in earlier:
        return Likeness(0.85, "Postcode is that of an earlier address")
    known = [code for code in (*current, *earlier) if code]
    if not known:
        return UNSTATED
    if any(OSA.distance(sought.replace(" ", ""), code.replace(" ", "")) == 1 for code in known):
        return Likeness(0.7, "Postcode differs in one character")
    if any(sector(sought) and sector(sought) == sector(code) for code in known):
        return Likeness(0.5, "Postcode is in the same neighbourhood")
    if any(district(sought) == district(code) for code in known):
        return Likeness(0.3, "Postcode is in the same district")
    return NOTHING
