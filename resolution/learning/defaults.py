"""Finds dates of birth that partners write for "not known": dates that far more people share than chance allows."""

from typing import Final

import numpy as np

from mast.resolution.encoding import Encoded, Ints, distinct
from mast.resolution.scoring import Floats
from mast.resolution.words import NONE

TIMES: Final = 5
"""A default is stated of this many times as many people as a date stated here usually is, and as dates near it are."""
NEAR: Final = (7, 182)
"""Days on either side that are near: those of one ward's births, and those of one school year."""
CHANCE: Final = 0.001
"""How likely chance alone may make one date of all those stated a default."""


def default_births(records: Encoded) -> tuple[str, ...]:
    """The ISO dates of birth that can only mean "not known", in order; see ``crowded``."""
    words = records.words
    first, last = records.given_words[records.given, 0], records.surname_words[records.surname, 3]
    names = words.given_family[first, 0], words.surname_family[last]
    known = np.flatnonzero(records.born != NONE)
    ordinals = np.array(records.days or [""], dtype="datetime64[D]").astype(np.int64)
    found = crowded(ordinals[records.born[known]], *(name[known].astype(np.int64) for name in names))
    return tuple(np.datetime_as_string(found.astype("datetime64[D]")).tolist())


def crowded(day: Ints, *names: Ints) -> Ints:
    """The days (since 1970) that too many people share, sorted. ``day`` and ``names``: one row a record.

    People are counted by the names of which there are fewest on a day, forenames or surnames: twins share the one, who
    is spelt in several ways the other, and who is known to many partners both. Too many is ``TIMES`` as many as share a
    stated day on the mean, so that a few records on a few days are no sign; and ``TIMES`` as many as the days near it
    would have it share, by the busiest of these spans, so that the days of a school year or of a week's newborns are
    none either; and more than chance gives any day of so many (Chernoff's bound on Poisson's tail).

    Where each of the near days has most names that there are, as among a million born in one year, nothing is found.
    """
    days = np.unique(day)
    stated = [name for name in names if (name != NONE).any()]
    if not stated:
        return days[:0]
    place = np.searchsorted(days, day)
    people = np.min([_distinct(place, name, len(days)) for name in stated], axis=0)
    expected = np.max([_near(days, people, span) for span in NEAR], axis=0)
    usual = np.maximum(expected, people.mean())
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = people * (np.log(people) - np.log(expected) - 1) + expected
    found: Ints = days[(people >= TIMES * usual) & (surprise >= np.log(len(days) / CHANCE))]
    return found


def _distinct(place: Ints, name: Ints, count: int) -> Ints:
    """How many names are stated at each of ``count`` places."""
    size = int(name.max()) + 1
    known = name != NONE
    found: Ints = np.bincount(distinct(place[known] * size + name[known]) // size, minlength=count)
    return found


def _near(days: Ints, people: Ints, span: int) -> Floats:
    """How many people a day would have by the ``span`` days before it and after it."""
    total = np.concatenate(([0], np.cumsum(people)))
    begin, end = np.searchsorted(days, days - span), np.searchsorted(days, days + span, side="right")
    expected: Floats = (total[end] - total[begin] - people) / (2 * span)
    return expected
