"""Looks that somebody should ask about: of oneself, of family at one's own address, of a colleague, and unusually many.

A flag says that a look is worth a question, and nothing of the answer. Nobody is scored, and nothing happens by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from mast.access.looks import Look

USUAL_DAYS: Final = 28
MANY_TIMES: Final = 5
"""How many times the median of one's own last days makes a day unusual …"""
MANY_PEOPLE: Final = 30
"""… and how many people it must be at least."""


class Kind(StrEnum):
    """Why a look is flagged."""

    SELF = "self"
    FAMILY = "same surname at the same address"
    COLLEAGUE = "colleague"
    VOLUME = "unusually many"


@dataclass(frozen=True, slots=True)
class Own:
    """Who a user is in MAST: the ids that they themselves ever had, and those of who shares surname and address."""

    ids: frozenset[str]
    family: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Flag:
    """One look, or for ``VOLUME`` one day of one user's; ``count``: people shown. ``shown``: whom it is about."""

    kind: Kind
    actor: str
    day: date
    count: int
    shown: str = ""
    look: Look | None = field(default=None, compare=False)


def flags(looks: Iterable[tuple[Look, frozenset[str]]], staff: Mapping[str, Own]) -> list[Flag]:
    """Every flag, the oldest first. ``looks``: each with the ids that it showed; ``staff``: who each user is."""
    found: list[Flag] = []
    by_day: defaultdict[str, defaultdict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    owners = {id: user for user, own in staff.items() for id in own.ids}
    for look, shown in looks:
        day = look.at.date()
        by_day[look.actor][day] |= {id for id in shown if id.startswith("P")}
        mine = staff.get(look.actor, Own(frozenset()))
        for id in sorted(shown):
            kind = _kind(id, look.actor, mine, owners)
            if kind is not None:
                found.append(Flag(kind, look.actor, day, len(shown), id, look))
    for actor, days in by_day.items():
        found += [Flag(Kind.VOLUME, actor, day, len(people)) for day, people in days.items() if _is_many(day, days)]
    return sorted(found, key=lambda one: (one.day, one.actor, one.kind, one.shown))


def _kind(id: str, actor: str, mine: Own, owners: Mapping[str, str]) -> Kind | None:
    if id in mine.ids:
        return Kind.SELF
    if id in mine.family:
        return Kind.FAMILY
    return Kind.COLLEAGUE if owners.get(id, actor) != actor else None


def _is_many(day: date, days: Mapping[date, set[str]]) -> bool:
    """More than usual for this user; of one without earlier days, the least number alone decides."""
    count = len(days[day])
    before = [len(people) for other, people in days.items() if day - timedelta(USUAL_DAYS) <= other < day]
    return count >= MANY_PEOPLE and count > MANY_TIMES * (median(before) if before else 0)
