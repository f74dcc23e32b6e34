"""Where each record has lived: its addresses after joining, with dates, as sorted integer arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from mast.fields.postcodes import district, postcode
from mast.fields.reasons import FieldError
from mast.resolution.columns import Coded, Records, Residences, coded
from mast.resolution.encoding import Codes, Flags, Ints
from mast.resolution.words import NONE


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Finds a record's stay of some value (a group, a postcode). ``value`` is that of each stay, ``NONE`` for none.

    ``start`` is as of ``Homes``; ``key`` holds record and value of all stays in order, ``row`` the stay of each key.
    """

    start: Ints
    value: Codes
    size: int
    key: Ints
    row: Ints

    @classmethod
    def of(cls, homes: "Homes", value: Codes) -> Self:
        size = int(value.max(initial=0)) + 1
        key = homes.record.astype(np.int64) * size + value
        key[value == NONE] = -1
        order = np.argsort(key, kind="stable")
        return cls(homes.start, value, size, key[order], order)

    def find(self, row: Ints, partner: Codes) -> Ints:
        """Each partner's stay of the same value as a stay (a row), or ``NONE``. Every partner has some stay."""
        wanted, other = self.value[row], self.start[partner]
        several = np.flatnonzero(self.start[partner + 1] - other > 1)
        hit = (wanted == self.value[other]) & (wanted != NONE)
        # Most records have one stay, which needs no search.
        sought = wanted[several]
        key = partner[several].astype(np.int64) * self.size + sought
        place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        other[several] = self.row[place]
        hit[several] = (sought != NONE) & (self.key[place] == key)
        return np.where(hit, other, NONE)


@dataclass(frozen=True, eq=False)
class Homes:
    """One row a record's stay in an address group, sorted by record and group. Days count from 1970-01-01.

    Row ``start[r]`` to ``start[r + 1]`` are record r's; ``labels`` and ``postcodes`` name the codes; ``residents``
    counts the records ever at a group.
    """

    labels: list[str]
    postcodes: list[str]
    start: Ints
    record: Codes
    group: Codes
    postcode: Codes
    current: Flags
    first: Codes
    last: Codes
    residents: Ints

    @cached_property
    def by_group(self) -> Stays:
        """Stays by address group."""
        return Stays.of(self, self.group)

    @cached_property
    def by_postcode(self) -> Stays:
        """Stays by postcode."""
        return Stays.of(self, self.postcode)

    @cached_property
    def by_district(self) -> Stays:
        """Stays by postcode district."""
        names = [district(postcode) for postcode in self.postcodes]
        place = {name: code for code, name in enumerate(sorted(set(names)))}
        codes = np.array([*(place[name] for name in names), NONE], dtype=np.int32)
        return Stays.of(self, codes[self.postcode])

    def last_seen(self) -> Ints:
        """The newest day of each record, ``NONE`` for a record without a residence."""
        newest = np.full(len(self.start) - 1, NONE, dtype=np.int64)
        np.maximum.at(newest, self.record, self.last.astype(np.int64))
        return newest


def whole_postcode(text: str) -> str:
    """The postcode in its usual form; "" for none, or for one that is cut short or misshapen."""
    try:
        return postcode(text) if text else ""
    except FieldError:
        return ""


def settle(records: Records, residences: Residences, groups: Mapping[str, str]) -> Homes:
    """Each record's addresses as groups. Residences of records that are not in ``records`` are left out."""
    told = residences.coded
    record_of, names = told["record"]
    rows_of = np.argsort(records.coded["key"].codes, kind="stable")
    keys = pd.Index(records.coded["key"].texts, dtype=object)
    met = keys.get_indexer(pd.Index(names, dtype=object))
    owner = np.append(np.append(rows_of, NONE)[met], NONE)[record_of]
    rows = np.flatnonzero(owner >= 0)
    owner = owner[rows]
    address, stated_addresses = told["address"].codes[rows], told["address"].texts
    lived_at = np.flatnonzero(np.bincount(address, minlength=len(stated_addresses)))
    keys_of = [stated_addresses[code] for code in lived_at.tolist()]
    of_some, labels = coded(np.array(list(map(groups.get, keys_of, keys_of)), dtype=object))
    of_address = np.full(len(stated_addresses), NONE, dtype=np.int32)
    of_address[lived_at] = of_some
    group = of_address[address]
    stated, texts = told["postcode"].codes[rows], told["postcode"].texts
    whole = [whole_postcode(text) for text in texts]
    distinct = sorted(set(whole) | {""})
    place = {text: code for code, text in enumerate(distinct)}
    codes = np.array([place[text] for text in whole] or [0], dtype=np.int64)
    postcode_of_row = codes[stated] - 1
    # One row a record and group: several stays there are one, from the first day to the last.
    code = owner.astype(np.int64) * max(len(labels), 1) + group
    order = np.argsort(code, kind="stable")
    begin = np.flatnonzero(np.diff(code[order], prepend=-1))

    def of_stay(values: npt.NDArray[Any], summed: np.ufunc) -> npt.NDArray[Any]:
        return summed.reduceat(values[order], begin) if len(begin) else values

    first, last = _days(told["first_seen"])[rows], _days(told["last_seen"])[rows]
    record, group = (told.astype(np.int32) for told in np.divmod(code[order][begin], max(len(labels), 1)))
    return Homes(
        labels=labels,
        postcodes=distinct[1:],
        start=np.searchsorted(record, np.arange(len(records) + 1)).astype(np.int64),
        record=record,
        group=group,
        postcode=of_stay(postcode_of_row, np.maximum).astype(np.int32),
        current=of_stay(residences.frame["current"].to_numpy(dtype=bool)[rows], np.logical_or),
        first=of_stay(first, np.minimum),
        last=of_stay(last, np.maximum),
        residents=np.bincount(group, minlength=len(labels)).astype(np.int64),
    )


def _days(column: Coded) -> Codes:
    codes, texts = column
    days = [int(np.datetime64(text[:10], "D").astype(np.int64)) if text else NONE for text in texts]
    return np.array(days or [NONE], dtype=np.int32)[codes]
