"""Compares pairs of records field by field into levels, and looks up how common what they share is."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mast.fields.postcodes import district
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
from mast.resolution.encoding import UNKNOWN, Codes, Encoded, Flags, Ints, Texts
from mast.resolution.homes import Homes
from mast.resolution.words import NONE

Levels = npt.NDArray[np.uint8]

CHUNK = 500_000
"""Pairs compared at a time: it bounds the memory that a run takes."""


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
    level = np.where(one == other, Number.SAME, Number.DIFFERENT)
    return np.where((one == NONE) | (other == NONE), Number.MISSING, level).astype(np.uint8)


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
    level = _numbers(records.nhs, left, right)
    both = records.nhs_verified[left] & records.nhs_verified[right]
    meanings = {
        (Number.SAME, False): Nhs.SAME,
        (Number.SAME, True): Nhs.SAME_VERIFIED,
        (Number.DIFFERENT, False): Nhs.DIFFERENT,
        (Number.DIFFERENT, True): Nhs.DIFFERENT_VERIFIED,
    }
    told = np.zeros(len(left), dtype=np.uint8)
    for (number, verified), meaning in meanings.items():
        told[(level == number) & (both == verified)] = meaning
    return told


def _sexes(records: Encoded, left: Codes, right: Codes) -> Levels:
    one, other = records.sex[left], records.sex[right]
    level = np.where(one == other, Sex.SAME, Sex.DIFFERENT)
    return np.where((one == UNKNOWN) | (other == UNKNOWN), Sex.MISSING, level).astype(np.uint8)


def _homes(homes: Homes, left: Codes, right: Codes) -> tuple[Levels, Codes]:
    """Levels ``Home``, and the shared group: the least crowded that both have lived at."""
    stays = np.diff(homes.start)
    level = np.where((stays[left] == 0) | (stays[right] == 0), Home.MISSING, Home.ELSEWHERE).astype(np.uint8)
    shared = np.full(len(left), NONE, dtype=np.int32)
    districts = _districts(homes)
    same_group, same_postcode, same_district = (
        _meeting(homes, value) for value in (homes.group, homes.postcode, districts)
    )
    for stay in range(int(stays.max(initial=0))):
        lives = np.flatnonzero(stays[left] > stay)
        row = homes.start[left[lives]] + stay
        partner = right[lives]
        hit, other = same_group.find(row, partner)
        level[lives] = _nearer(level[lives], same_district.find(row, partner)[0], Home.SAME_DISTRICT)
        level[lives] = _nearer(level[lives], same_postcode.find(row, partner)[0], Home.SAME_POSTCODE)
        level[lives] = _nearer(level[lives], hit, Home.SAME_ONCE)
        now = hit & homes.current[row] & homes.current[other]
        level[lives] = _nearer(level[lives], now, Home.SAME_NOW)
        group, held = homes.group[row], shared[lives]
        emptier = hit & ((held == NONE) | (homes.residents[group] < homes.residents[held]))
        shared[lives[emptier]] = group[emptier]
    return level, shared


class _Meeting(NamedTuple):
    """Stays sorted by record and value, so that one search tells whether a record has a stay of that value."""

    value: Codes
    size: int
    key: Ints
    row: Ints

    def find(self, row: Ints, partner: Codes) -> tuple[Flags, Ints]:
        """For each stay and record: whether the record has a stay of the same value, and which row that is."""
        wanted = partner.astype(np.int64) * self.size + self.value[row]
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return (self.value[row] != NONE) & (self.key[place] == wanted), self.row[place]


def _meeting(homes: Homes, value: Codes) -> _Meeting:
    size = int(value.max(initial=0)) + 1
    key = homes.record.astype(np.int64) * size + value
    key[value == NONE] = -1
    order = np.argsort(key, kind="stable")
    return _Meeting(value, size, key[order], order)


def _districts(homes: Homes) -> Codes:
    """The postcode district of each stay, ``NONE`` where there is no postcode."""
    names = [district(postcode) for postcode in homes.postcodes]
    place = {name: code for code, name in enumerate(sorted(set(names)))}
    codes = np.array([*(place[name] for name in names), NONE], dtype=np.int32)
    return codes[homes.postcode]


def _nearer(level: Levels, hit: Flags, meaning: Home) -> Levels:
    return np.where(hit & (level > meaning), np.uint8(meaning), level)
