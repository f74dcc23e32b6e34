"""Joins stated addresses to one address: many spellings of one dwelling, never two dwellings on a guess.

The rules, in order. The same UPRN is the same address. An address without a UPRN takes one when exactly one known UPRN
agrees with it on postcode, flat and number (or building). What is left joins by postcode, flat and number. Without a
postcode an address joins the one known address that agrees on street, flat and number (or building), and on town where
both state it. Where two addresses compete for a text, it joins neither: a wrong flat is worse than an unjoined one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.distance import JaroWinkler

from mast.fields.text import spelt
from mast.resolution.columns import Coded, Residences, coded
from mast.resolution.encoding import Codes, Flags, Ints
from mast.resolution.homes import whole_postcode
from mast.resolution.words import NONE

_LOOSE = re.compile(r"(?<!\d) | (?!\d)")
PARTS = ("uprn", "postcode", "flat", "number", "building", "street", "town")
STREETS_ALIKE = 0.9
"""Jaro-Winkler likeness from which two spellings of a street, in one postcode, are one street."""


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """What says which dwelling an entry is: a row for its number, and one for its building's name where that differs.

    All columns are codes of folded texts, in the order of the texts; ``NONE`` where nothing is stated. ``entry`` is
    sorted.
    """

    entry: Ints
    postcode: Codes
    street: Codes
    town: Codes
    flat: Codes
    premises: Codes

    def of(self, rows: npt.NDArray[Any]) -> "_Places":
        return _Places(
            *(column[rows] for column in (self.entry, self.postcode, self.street, self.town, self.flat, self.premises))
        )


def join_addresses(stated: pd.DataFrame) -> dict[str, str]:
    """The group of each stated address. Columns: key, uprn, postcode, flat, number, building, street, town (texts).

    A group is named ``uprn:<uprn>`` where a UPRN is known, else after the least of its members' keys. The answer does
    not depend on the order of the rows.
    """
    table = stated.drop_duplicates("key").sort_values("key", ignore_index=True)
    return _joined(table["key"].tolist(), {name: coded(table[name].to_numpy(dtype=object)) for name in PARTS})


def join_residences(residences: Residences) -> dict[str, str]:
    """The group of each address at which someone lives, as of ``join_addresses``."""
    keys, texts = residences.coded["address"]
    first = np.unique(keys, return_index=True)[1]
    stated = {name: Coded(residences.coded[name].codes[first], residences.coded[name].texts) for name in PARTS}
    return _joined(texts, stated)


def _joined(keys: list[str], stated: Mapping[str, Coded]) -> dict[str, str]:
    """The groups of addresses in the order of their keys."""
    places, streets = _read(stated)
    names = list(keys)
    # Groups are numbered as their least entry; those of a UPRN after all entries.
    uprn, texts = stated["uprn"]
    names += [f"uprn:{text}" for text in texts]
    is_known = np.array([text != "" for text in texts] or [False], dtype=bool)
    group = np.where(is_known[uprn], uprn.astype(np.int64) + len(keys), NONE) if len(keys) else np.empty(0, np.int64)
    _take(group, places, streets, by_postcode=True)
    has_postcode = np.zeros(len(keys), dtype=bool)
    has_postcode[places.entry[places.postcode != NONE]] = True
    _join_texts(group, places, streets, has_postcode)
    _take(group, places, streets, by_postcode=False)
    _join_texts(group, places, streets, ~has_postcode)
    return {key: names[place] for key, place in zip(keys, group.tolist(), strict=True)}


def _read(stated: Mapping[str, Coded]) -> tuple[_Places, list[str]]:
    """The places of addresses, and the texts of their streets."""
    flat, _ = _folded([stated["flat"]])
    street, streets = _folded([stated["street"]])
    town, _ = _folded([stated["town"]])
    (number, building), _ = _folded([stated["number"], stated["building"]])
    codes, texts = stated["postcode"]
    (postcode,), _ = _folded([Coded(codes, [whole_postcode(text) for text in texts])])
    one = np.flatnonzero((number != NONE) | (building != NONE))
    other = np.flatnonzero((building != NONE) & (building != number) & (number != NONE))
    entry = np.concatenate((one, other)).astype(np.int64)
    premises = np.concatenate((np.where(number == NONE, building, number)[one], building[other]))
    order = np.argsort(entry, kind="stable")
    places = _Places(entry, postcode[entry], street[0][entry], town[0][entry], flat[0][entry], premises).of(order)
    return places, streets


def _folded(columns: Sequence[Coded]) -> tuple[list[Codes], list[str]]:
    """Columns as codes of their folded texts without spaces, ``NONE`` for none; and those texts, in order.

    What parts two figures stays, as a space: ``12 A`` is 12A, and ``1-3`` is not 13.
    """
    spellings = [[_LOOSE.sub("", spelt(text)) for text in texts] for _, texts in columns]
    distinct = sorted({plain for plains in spellings for plain in plains} - {""})
    place = {plain: code for code, plain in enumerate(distinct)} | {"": NONE}
    return [
        np.array([*(place[plain] for plain in plains), NONE], dtype=np.int32)[codes]
        for plains, (codes, _) in zip(spellings, columns, strict=True)
    ], distinct


def _take(group: Ints, places: _Places, streets: Sequence[str], *, by_postcode: bool) -> None:
    """Give each entry without a group the only group that agrees with it, where there is only one."""
    where = places.postcode if by_postcode else places.street
    named = places.of(where != NONE)
    where = where[where != NONE]
    held = group[named.entry] != NONE
    dwelling = _combined(where, named.flat, named.premises)
    known = pd.DataFrame(
        {
            "dwelling": dwelling[held],
            "group": group[named.entry[held]],
            "street": named.street[held],
            "town": named.town[held],
        }
    ).drop_duplicates()
    wanted = pd.DataFrame(
        {
            "dwelling": dwelling[~held],
            "entry": named.entry[~held],
            "street": named.street[~held],
            "town": named.town[~held],
        }
    )
    met = wanted.merge(known, on="dwelling", suffixes=("", "_known"))
    part = "street" if by_postcode else "town"
    one, other = met[part].to_numpy(), met[f"{part}_known"].to_numpy()
    fits = (one == NONE) | (other == NONE) | (one == other)
    if by_postcode:
        fits[~fits] = _alike(one[~fits], other[~fits], streets)
    told = met.loc[fits, ["entry", "group"]].drop_duplicates()
    alone = told[~told["entry"].duplicated(keep=False)]
    group[alone["entry"].to_numpy()] = alone["group"].to_numpy()


def _combined(*columns: Codes) -> Ints:
    """One number for each distinct row of codes."""
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        packed = pd.factorize(packed * (int(column.max(initial=0)) + 2) + column + 1)[0]
    return packed


def _alike(one: Codes, other: Codes, streets: Sequence[str]) -> Flags:
    return np.array(
        [_same_street(streets[a], streets[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)], dtype=bool
    )


def _same_street(street: str, other: str) -> bool:
    # Likeness was tried on Latin letters; in others only the same is the same.
    return (
        street == other
        or street.isascii()
        and other.isascii()
        and JaroWinkler.similarity(street, other) >= STREETS_ALIKE
    )


def _join_texts(group: Ints, places: _Places, streets: Sequence[str], chosen: Flags) -> None:
    """Group the chosen entries that have none: equal in postcode (without one: street and town), flat and number, on
    streets spelt alike. An entry that names no dwelling is a group of its own.
    """
    open_ = chosen & (group == NONE)
    group[open_] = np.flatnonzero(open_)
    own = places.of(np.flatnonzero(np.diff(places.entry, prepend=-1)))
    own = own.of(open_[own.entry])
    if not len(own.entry):
        return
    bare = own.postcode == NONE
    street, town = np.where(bare, own.street, NONE), np.where(bare, own.town, NONE)
    dwelling = _combined(own.postcode, street, town, own.flat, own.premises)
    order = np.lexsort((own.entry, own.street, dwelling))
    edge = np.flatnonzero(np.diff(dwelling[order], prepend=-1))
    group[own.entry[order]] = np.repeat(
        np.minimum.reduceat(own.entry[order], edge), np.diff(np.append(edge, len(order)))
    )
    streeted = pd.DataFrame({"dwelling": dwelling, "street": own.street}).drop_duplicates()["dwelling"]
    several = np.isin(dwelling[order], streeted[streeted.duplicated()].unique())
    at = order[several]
    codes, entries = own.street[at].tolist(), own.entry[at].tolist()
    edges = np.flatnonzero(np.diff(dwelling[at], prepend=-1, append=-1)).tolist() if len(at) else []
    for begin, end in pairwise(edges):
        for family in _spellings(sorted(set(codes[begin:end])), streets):
            alike = [entries[row] for row in range(begin, end) if codes[row] in family]
            group[alike] = min(alike)


def _spellings(codes: Sequence[int], streets: Sequence[str]) -> list[list[int]]:
    """Streets of one dwelling (sorted) in families; no street named joins the only family there is, else is one."""
    families: list[list[int]] = []
    for code in codes:
        alike = (family for family in families if code != NONE and _same_street(streets[code], streets[family[0]]))
        family = next(alike, None)
        if code != NONE and family is not None:
            family.append(code)
        elif code != NONE:
            families.append([code])
    if NONE in codes:
        if len(families) == 1:
            families[0].append(NONE)
        else:
            families.append([NONE])
    return families
