"""Groups persons into households: those who live at one address now, on enough evidence, never an institution."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mast.resolution.encoding import Encoded, Flags, Ints, distinct
from mast.resolution.homes import Homes
from mast.resolution.words import NONE

CROWDED = 15
"""Persons living at one address now above which it is no household, whatever it is."""
UNRELATED = 5
"""Surnames at one address, each borne there by nobody else of its family, from which it is taken for an institution."""
INSTITUTION = re.compile(
    r"\b(care home|nursing|residential (home|care)|rest home|hostel|refuge|foyer|hospital|hospice|shelter|prison|hmp|"
    r"barracks|halls? of residence|student (hall|accommodation)|sheltered|supported (living|housing)|extra care|"
    r"children'?s home|b ?& ?b|bed and breakfast|guest house|hotel|ymca|ywca|salvation army|night stop|nightstop|"
    r"police station|custody|detention|secure unit|clinic|ward)\b"
)


class Member(NamedTuple):
    """A person (by place in ``Resolution.persons``) at the address, from and to the days (ISO) seen there."""

    person: int
    first_seen: str
    last_seen: str


class Household(NamedTuple):
    """Those at one address now, and no claim about kinship. ``address`` is the address group's label."""

    address: str
    members: tuple[Member, ...]


def institutional(homes: Homes, buildings: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    """Address groups that are institutions, and their kind: those given by UPRN, and those named as one.

    ``buildings`` is all the building text of each group; ``given`` the kind of each listed UPRN.
    """
    known = frozenset(homes.labels)
    told = {label: named.group(0) for label, text in buildings.items() if (named := INSTITUTION.search(text.lower()))}
    listed = {f"uprn:{uprn}": kind for uprn, kind in given.items()}
    return {label: kind for label, kind in (told | listed).items() if label in known}


def form_households(
    records: Encoded, homes: Homes, person: Ints, partners: Ints, institutions: Mapping[str, str]
) -> tuple[list[Household], dict[str, str]]:
    """Households, sorted by address, and the addresses found to be institutions by the surnames at them.

    ``person`` numbers each record's person and ``partners`` its partner. A person's home is the address at which it was
    last seen, institutions aside. An address is believed when it has a UPRN, or two partners or two dates speak for it.
    """
    if not len(homes.record):
        return [], {}
    stays = _Stays.of(person[homes.record], _surnames(records)[homes.record], homes)
    closed = np.array([label in institutions for label in homes.labels], dtype=bool)
    crowd = _unrelated(stays.newest(), len(homes.labels))
    closed[crowd] = True
    at_home = stays.where(~closed[stays.group]).newest()
    at_home = at_home.where(_believed(partners, homes)[at_home.group])
    at_home = at_home.where(np.bincount(at_home.group, minlength=len(closed))[at_home.group] <= CROWDED)
    return _formed(at_home, homes), {homes.labels[group]: "many unrelated surnames" for group in crowd.tolist()}


def _surnames(records: Encoded) -> Ints:
    word = records.surname_words[records.surname, 3]
    return np.asarray(records.words.surname_family[word], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Stays:
    """One row a person and address group, by person and group: first and last day there, how many of the person's
    records name it, and a surname of theirs.
    """

    person: Ints
    group: Ints
    first: Ints
    last: Ints
    named: Ints
    surname: Ints

    @classmethod
    def of(cls, person: Ints, surname: Ints, homes: Homes) -> "_Stays":
        """The stays of records as those of their persons; ``person`` and ``surname`` of each of the records' stays."""
        code = person * len(homes.labels) + homes.group
        order = np.argsort(code, kind="stable")
        begin = np.flatnonzero(np.diff(code[order], prepend=-1))
        who, group = np.divmod(code[order][begin], len(homes.labels))
        return cls(
            who,
            group,
            np.minimum.reduceat(homes.first[order], begin).astype(np.int64),
            np.maximum.reduceat(homes.last[order], begin).astype(np.int64),
            np.diff(np.append(begin, len(order))),
            np.maximum.reduceat(surname[order], begin),
        )

    def where(self, rows: npt.NDArray[Any]) -> "_Stays":
        columns = (self.person, self.group, self.first, self.last, self.named, self.surname)
        return _Stays(*(column[rows] for column in columns))

    def newest(self) -> "_Stays":
        """One row a person: the group where it was last seen; of equals the one more records name, then the lesser."""
        order = np.lexsort((self.group, -self.named, -self.last, self.person))
        return self.where(order[np.flatnonzero(np.diff(self.person[order], prepend=-1))])


def _unrelated(at_home: _Stays, groups: int) -> Ints:
    """Address groups whose residents mostly have different surnames: shared houses and hostels that nobody listed."""
    size = int(at_home.surname.max(initial=0)) + 2
    code = np.sort(at_home.group * size + at_home.surname + 1)
    begin = np.flatnonzero(np.diff(code, prepend=-1))
    once = begin[np.diff(np.append(begin, len(code))) == 1]
    alone = np.bincount(code[once] // size, minlength=groups)
    persons = np.bincount(at_home.group, minlength=groups)
    return np.flatnonzero((alone >= UNRELATED) & (2 * alone >= persons))


def _believed(partners: Ints, homes: Homes) -> Flags:
    """Groups with a UPRN, or named by two partners, or at two dates."""
    groups = len(homes.labels)
    size = int(partners.max(initial=0)) + 1
    told = distinct(homes.group.astype(np.int64) * size + partners[homes.record])
    first, last = np.full(groups, np.iinfo(np.int32).max), np.full(groups, NONE)
    np.minimum.at(first, homes.group, homes.first)
    np.maximum.at(last, homes.group, homes.last)
    has_uprn = np.array([label.startswith("uprn:") for label in homes.labels], dtype=bool)
    return np.asarray(has_uprn | (np.bincount(told // size, minlength=groups) >= 2) | (first < last))


def _formed(at_home: _Stays, homes: Homes) -> list[Household]:
    """The connected components of persons and their addresses. Each has one address, so they are its residents."""
    ordered = at_home.where(np.lexsort((at_home.person, at_home.group)))
    first, last = _iso(ordered.first), _iso(ordered.last)
    members = list(map(_MEMBER, zip(ordered.person.tolist(), first, last, strict=True)))
    edges = np.flatnonzero(np.diff(ordered.group, prepend=-1, append=-1)).tolist() if len(members) else []
    labels = [homes.labels[group] for group in ordered.group[edges[:-1]].tolist()]
    groups = [tuple(members[begin:end]) for begin, end in zip(edges, edges[1:], strict=False)]
    return list(map(_HOUSEHOLD, zip(labels, groups, strict=True)))


# There are as many as there are people, and ``_make`` would take five times as long over each.
_MEMBER: Callable[[tuple[int, str, str]], Member] = partial(tuple.__new__, Member)
_HOUSEHOLD: Callable[[tuple[str, tuple[Member, ...]]], Household] = partial(tuple.__new__, Household)


def _iso(days: Ints) -> list[str]:
    """Days as ISO texts; "" for ``NONE``."""
    met, code = np.unique(days, return_inverse=True)
    texts = np.where(met == NONE, "", np.datetime_as_string(met.astype("datetime64[D]"))).astype(object)
    told: list[str] = texts[code].tolist()
    return told
