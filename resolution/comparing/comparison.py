"""Compares pairs of records field by field into levels, and looks up how common what they share is."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mast.resolution.blocking import Pairs
from mast.resolution.comparing.births import compare_births
from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    FIELDS,
    GIVEN,
    HOME,
    NHS,
    PHONE,
    SEX,
    SURNAME,
    UPN,
    Contact,
    Home,
    Nhs,
    Number,
    Sex,
)
from mast.resolution.comparing.likeness import mistyped
from mast.resolution.comparing.naming import compare_names
from mast.resolution.encoding import UNKNOWN, Codes, Encoded, Texts
from mast.resolution.homes import Homes
from mast.resolution.words import NONE

Levels = npt.NDArray[np.uint8]

CHUNK = 100_000
"""Pairs compared at a time on each processor: it bounds the memory that a run takes."""


def chunks(pairs: Pairs, size: int = CHUNK) -> Iterator[Pairs]:
    """The pairs in runs of at most ``size``."""
    for begin in range(0, len(pairs), size):
        yield Pairs(pairs.left[begin : begin + size], pairs.right[begin : begin + size])


def compare(records: Encoded, homes: Homes, pairs: Pairs) -> tuple[Levels, Codes]:
    """Levels of every field, shape (pairs, fields), and the address group that each pair shares (``NONE`` for none)."""
    left, right = pairs.left, pairs.right
    levels = np.zeros((len(pairs), len(FIELDS)), dtype=np.uint8)
    levels[:, GIVEN], levels[:, SURNAME] = compare_names(records, left, right)
    levels[:, BORN] = compare_births(records, left, right)
    levels[:, NHS] = _nhs(records, left, right)
    levels[:, SEX] = _sexes(records, left, right)
    levels[:, UPN] = _numbers(records.upn, left, right)
    levels[:, PHONE] = _contacts(records.phone, records.phones, left, right)
    levels[:, EMAIL] = _contacts(records.email, records.emails, left, right)
    levels[:, HOME], shared = _homes(homes, left, right)
    return levels, shared


def _numbers(column: Codes, left: Codes, right: Codes) -> Levels:
    one, other = column[left], column[right]
    level = np.where(one == other, np.uint8(Number.SAME), np.uint8(Number.DIFFERENT))
    level[(one == NONE) | (other == NONE)] = Number.MISSING
    return level


def _contacts(column: Codes, texts: Texts, left: Codes, right: Codes) -> Levels:
    one, other = column[left], column[right]
    level = np.full(len(left), Contact.MISSING, dtype=np.uint8)
    stated = (one != NONE) & (other != NONE)
    level[stated] = Contact.DIFFERENT
    level[stated & (one == other)] = Contact.SAME
    unlike = np.flatnonzero(level == Contact.DIFFERENT)
    level[unlike[mistyped(texts, one[unlike], other[unlike])]] = Contact.TYPED
    return level


def _nhs(records: Encoded, left: Codes, right: Codes) -> Levels:
    both = records.nhs_verified[left] & records.nhs_verified[right]
    return _NHS_LEVELS[_numbers(records.nhs, left, right), both.astype(np.uint8)]


_NHS_LEVELS = np.zeros((len(Number), 2), dtype=np.uint8)
"""The level of two NHS numbers by how they compare, and by whether both were verified."""
_NHS_LEVELS[Number.SAME] = Nhs.SAME, Nhs.SAME_VERIFIED
_NHS_LEVELS[Number.DIFFERENT] = Nhs.DIFFERENT, Nhs.DIFFERENT_VERIFIED


def _sexes(records: Encoded, left: Codes, right: Codes) -> Levels:
    one, other = records.sex[left], records.sex[right]
    level = np.where(one == other, np.uint8(Sex.SAME), np.uint8(Sex.DIFFERENT))
    level[(one == UNKNOWN) | (other == UNKNOWN)] = Sex.MISSING
    return level


def _homes(homes: Homes, left: Codes, right: Codes) -> tuple[Levels, Codes]:
    """Levels ``Home``, and the shared group: the least crowded that both have lived at."""
    stays = np.diff(homes.start)
    level = np.where((stays[left] == 0) | (stays[right] == 0), np.uint8(Home.MISSING), np.uint8(Home.ELSEWHERE))
    shared = np.full(len(left), NONE, dtype=np.int32)
    lives = np.flatnonzero(level != Home.MISSING)
    for stay in range(int(stays.max(initial=0))):
        lives = lives[stays[left[lives]] > stay]
        row, partner = homes.start[left[lives]] + stay, right[lives]
        near = np.full(len(lives), Home.ELSEWHERE, dtype=np.uint8)
        near[homes.by_district.find(row, partner) != NONE] = Home.SAME_DISTRICT
        near[homes.by_postcode.find(row, partner) != NONE] = Home.SAME_POSTCODE
        other = homes.by_group.find(row, partner)
        hit = np.flatnonzero(other != NONE)
        group, pair = homes.group[row[hit]], lives[hit]
        now = homes.current[row[hit]] & homes.current[other[hit]]
        near[hit] = np.where(now, np.uint8(Home.SAME_NOW), np.uint8(Home.SAME_ONCE))
        level[lives] = np.minimum(level[lives], near)
        held = shared[pair]
        emptier = (held == NONE) | (homes.residents[group] < homes.residents[held])
        shared[pair[emptier]] = group[emptier]
    return level, shared
