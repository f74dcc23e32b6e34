"""Who lives together: lone people, couples, families, lone parents, three generations and shared houses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mast.synth.names import FEMALE, LARGE_FAMILIES, MALE, ORIGINS

Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]

HEAD, PARTNER, CHILD, GRANDPARENT, SHARER, RESIDENT = range(6)
(
    LONE_PENSIONER,
    LONE_ADULT,
    PENSIONERS,
    COUPLE,
    FAMILY,
    LONE_PARENT,
    GROWN_FAMILY,
    THREE_GENERATIONS,
    STUDENTS,
    HOUSE_SHARE,
) = range(10)
# Shares of household types, after the census tables of household composition for England and Wales.
SHARES = np.array([0.135, 0.160, 0.090, 0.160, 0.225, 0.110, 0.070, 0.015, 0.015, 0.020])
_LARGE_FAMILY_SHARES = np.array([0.03, 0.08, 0.04, 0.10, 0.42, 0.08, 0.10, 0.12, 0.01, 0.02])
_CHILDREN = np.array([0.42, 0.40, 0.13, 0.04, 0.01])
_YEAR = 365.25
_TWIN_BIRTHS = 0.022


@dataclass(frozen=True, slots=True)
class Members:
    """People in household order. ``household`` counts from 0; ``born`` is in days since 1970."""

    household: Indexes
    role: Indexes
    sex: Indexes
    born: Indexes
    origin: Indexes
    mother: Indexes
    twin: Indexes
    kind: Indexes
    household_origin: Indexes

    def __len__(self) -> int:
        return len(self.household)


def _kinds(count: int, rng: np.random.Generator) -> tuple[Indexes, Indexes]:
    shares = np.array([origin.share for origin in ORIGINS])
    origin = rng.choice(len(ORIGINS), size=count, p=shares / shares.sum())
    kind = rng.choice(len(SHARES), size=count, p=SHARES / SHARES.sum())
    large = np.isin(origin, LARGE_FAMILIES)
    kind[large] = rng.choice(len(SHARES), size=int(large.sum()), p=_LARGE_FAMILY_SHARES / _LARGE_FAMILY_SHARES.sum())
    return origin, kind


def _roles(kind: Indexes, origin: Indexes, rng: np.random.Generator) -> tuple[Indexes, Indexes]:
    """The household of each member and each one's role; heads first, then partner, children, grandparents."""
    count = len(kind)
    children = rng.choice(len(_CHILDREN), size=count, p=_CHILDREN) + 1
    children += (np.isin(origin, LARGE_FAMILIES) & (rng.random(count) < 0.6)).astype(np.int64)
    children[~np.isin(kind, (FAMILY, LONE_PARENT, GROWN_FAMILY, THREE_GENERATIONS))] = 0
    children[kind == GROWN_FAMILY] = np.minimum(children[kind == GROWN_FAMILY], 2)
    partner = np.isin(kind, (PENSIONERS, COUPLE, FAMILY, GROWN_FAMILY, THREE_GENERATIONS)).astype(np.int64)
    grand = np.where(kind == THREE_GENERATIONS, rng.integers(1, 3, size=count), 0)
    sharers = np.where(kind == STUDENTS, rng.integers(2, 6, size=count), 0)
    sharers += np.where(kind == HOUSE_SHARE, rng.integers(1, 4, size=count), 0)
    sizes = 1 + partner + children + grand + sharers
    household = np.repeat(np.arange(count), sizes)
    place = np.arange(len(household)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    role = np.full(len(household), SHARER)
    role[place == 0] = HEAD
    with_partner = partner[household]
    role[(place == 1) & (with_partner == 1)] = PARTNER
    first_child = 1 + with_partner
    past_children = first_child + children[household]
    role[(place >= first_child) & (place < past_children)] = CHILD
    role[(place >= past_children) & (grand[household] > 0)] = GRANDPARENT
    role[(place == 0) & np.isin(kind[household], (STUDENTS, HOUSE_SHARE))] = SHARER
    return household, role


def _child_ages(household: Indexes, child: Flags, kind: Indexes, rng: np.random.Generator) -> tuple[Indexes, Indexes]:
    """Ages of the children in days, eldest first, and for the second of twins the place of the first."""
    places = np.flatnonzero(child)
    home = household[places]
    last = np.append(home[1:] != home[:-1], True)
    gap = np.where(rng.random(len(places)) < _TWIN_BIRTHS, 0.0, 1.0 + rng.gamma(2.0, 1.1, size=len(places))) * _YEAR
    gap[last] = 0.0
    # Years between a child and the youngest: what follows it inside its own household.
    upto = np.cumsum(gap[::-1])[::-1]
    end = np.searchsorted(home, home, side="right") - 1
    youngest_by_home = np.where(kind == GROWN_FAMILY, rng.uniform(18, 28, len(kind)), rng.uniform(0, 17.5, len(kind)))
    # A pregnancy ends every so often in any month: infancy needs no special share.
    age = youngest_by_home[home] * _YEAR + upto - upto[end]
    ages = np.zeros(len(household), dtype=np.int64)
    ages[places] = age.astype(np.int64)
    twin = np.full(len(household), -1, dtype=np.int64)
    second = np.flatnonzero((gap[:-1] == 0.0) & ~last[:-1]) + 1
    twin[places[second]] = places[second - 1]
    return ages, twin


def _clipped(
    center: float, spread: float, low: float, high: float, count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    return np.clip(rng.normal(center, spread, size=count), low, high)


def _adult_ages(
    household: Indexes,
    role: Indexes,
    kind: Indexes,
    eldest: NDArray[np.float64],
    youngest: NDArray[np.float64],
    rng: np.random.Generator,
) -> Indexes:
    """Ages in days of everybody but the children; parents follow from their eldest child's age."""
    count = len(kind)
    mother = np.minimum(eldest / _YEAR + _clipped(28, 5.5, 16, 43, count, rng), youngest / _YEAR + 46)
    mother = np.maximum(mother, eldest / _YEAR + 15.5)
    pensioner = 66 + np.minimum(np.abs(rng.normal(0, 11, size=count)), 38)
    main = np.select(
        [
            np.isin(kind, (LONE_PENSIONER, PENSIONERS)),
            np.isin(kind, (LONE_ADULT, COUPLE)),
            kind == STUDENTS,
            kind == HOUSE_SHARE,
        ],
        [pensioner, rng.uniform(20, 66, count), rng.uniform(18, 23, count), rng.uniform(20, 42, count)],
        mother,
    )
    people = len(household)
    apart = np.clip(rng.normal(2.0, 3.6, size=people), -9, 20)
    age = main[household]
    in_couple = np.isin(kind, (PENSIONERS, COUPLE, FAMILY, GROWN_FAMILY, THREE_GENERATIONS))[household]
    age = np.where((role == HEAD) & in_couple, np.clip(age + apart, 17.5, 104), age)
    age = np.where(role == GRANDPARENT, np.minimum(mother[household] + _clipped(27, 5, 18, 40, people, rng), 104), age)
    age = np.where(role == SHARER, age + rng.uniform(0, 5, size=people), age)
    return np.asarray(age * _YEAR, dtype=np.int64)


def _sexes(household: Indexes, role: Indexes, kind: Indexes, rng: np.random.Generator) -> Indexes:
    """The head of a couple is mostly the man, of a lone parent's household mostly the mother."""
    people = len(household)
    men = np.select(
        [kind == LONE_PARENT, kind == LONE_PENSIONER, np.isin(kind, (LONE_ADULT, STUDENTS, HOUSE_SHARE))],
        [np.full(len(kind), 0.13), np.full(len(kind), 0.34), np.full(len(kind), 0.55)],
        np.full(len(kind), 0.985),
    )
    sex = np.where(rng.random(people) < 0.513, MALE, FEMALE)
    head_sex = np.where(rng.random(len(kind)) < men, MALE, FEMALE)
    sex = np.where(role == HEAD, head_sex[household], sex)
    return np.where(role == PARTNER, np.where(rng.random(people) < 0.985, FEMALE, MALE), sex)


def _mothers(household: Indexes, role: Indexes, sex: Indexes, count: int) -> Indexes:
    by_home = np.full(count, -1, dtype=np.int64)
    women = np.flatnonzero(((role == HEAD) | (role == PARTNER)) & (sex == FEMALE))
    by_home[household[women]] = women
    return np.where(role == CHILD, by_home[household], -1)


def form(people: int, today: int, rng: np.random.Generator) -> Members:
    """Exactly ``people`` members of private households, born before ``today`` (days since 1970)."""
    origin, kind = _kinds(people * 6 // 10 + 20, rng)
    household, role = _roles(kind, origin, rng)
    household, role = household[:people], role[:people]
    count = int(household[-1]) + 1 if people else 0
    kind, origin = kind[:count], origin[:count]
    ages, twin = _child_ages(household, role == CHILD, kind, rng)
    eldest = np.zeros(count)
    np.maximum.at(eldest, household, ages.astype(np.float64))
    youngest = eldest.copy()
    np.minimum.at(youngest, household[role == CHILD], ages[role == CHILD].astype(np.float64))
    grown = _adult_ages(household, role, kind, eldest, youngest, rng)
    ages = np.where(role == CHILD, ages, grown)
    sex = _sexes(household, role, kind, rng)
    own = origin[household]
    other = rng.choice(
        len(ORIGINS), size=people, p=np.array([o.share for o in ORIGINS]) / sum(o.share for o in ORIGINS)
    )
    mixed = ((role == PARTNER) & (rng.random(people) < 0.06)) | (role == SHARER)
    return Members(
        household=household,
        role=role,
        sex=sex,
        born=today - np.maximum(ages, 1),
        origin=np.where(mixed, other, own),
        mother=_mothers(household, role, sex, count),
        twin=twin,
        kind=kind,
        household_origin=origin,
    )
