"""The invented people: who they are, with whom and where they live, and what changed in the months before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mast.synth import households, institutions, lives, names, numbers, streets
from mast.synth.households import CHILD, HEAD, PARTNER, RESIDENT, SHARER, Members
from mast.synth.institutions import Institution, Residents
from mast.synth.streets import Addresses

Indexes = NDArray[np.int64]
Texts = NDArray[np.object_]

EPOCH = date(1970, 1, 1)
NEVER = -(10**6)
MOST_MONTHS = 36


@dataclass(slots=True)
class Population:
    """Columns, one entry a person. Days are counted from 1970; -1 means nobody or nowhere, ``NEVER`` no such day.

    ``household``: -1 for people who live in an institution. ``former_home``: where one lived before ``moved_on``.
    ``namesake``: the parent of the same name. ``first_identity``: the earlier identity of an adopted child, who took
    this one on ``renamed_on``; for others ``renamed_on`` is the wedding day, ``former_surname`` the name before it.
    """

    as_of: int
    since: int
    household: Indexes
    kind: Indexes
    role: Indexes
    sex: Indexes
    born: Indexes
    origin: Indexes
    surname: Texts
    forename: Texts
    middle: Texts
    nhs: Indexes
    mother: Indexes
    twin: Indexes
    home: Indexes
    former_home: Indexes
    moved_on: Indexes
    former_surname: Texts
    renamed_on: Indexes
    namesake: Indexes
    first_identity: Indexes
    institution: Indexes
    addresses: Addresses
    institutions: list[Institution]

    def __len__(self) -> int:
        return len(self.household)

    def households(self) -> int:
        return len(np.unique(self.household[self.household >= 0]))

    def birth_years(self) -> Indexes:
        return years_of(self.born)

    def ages(self) -> NDArray[np.float64]:
        return (self.as_of - self.born) / 365.25


def day_number(day: date) -> int:
    return (day - EPOCH).days


def years_of(days: Indexes) -> Indexes:
    """Calendar years of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def months_before(day: date, months: int) -> date:
    """The same day ``months`` earlier, or the last day of that month."""
    place = day.year * 12 + day.month - 1 - months
    for last in (day.day, 30, 29, 28):
        try:
            return date(place // 12, place % 12 + 1, min(last, day.day))
        except ValueError:
            continue
    raise ValueError(f"no day {months} months before {day}")


def _objects(values: Iterable[str], count: int) -> Texts:
    made = np.empty(count, dtype=object)
    made[:] = list(values)
    return made


def _surnames(members: Members, rng: np.random.Generator) -> Texts:
    """Family names: shared, kept apart, double-barrelled, or of the absent father."""
    count = len(members.kind)
    family = names.draw_surnames(members.household_origin, rng)
    second = names.draw_surnames(members.household_origin, rng)
    own = names.draw_surnames(members.origin, rng)
    shares = np.array([origin.shares_surname for origin in names.ORIGINS])[members.household_origin]
    style = rng.random(count)
    lone = members.kind == households.LONE_PARENT
    both = _objects((f"{first}-{last}" for first, last in zip(family, second, strict=True)), count)
    of_children = np.where(style < np.where(lone, 0.62, 0.90), family, np.where(style < 0.96, second, both))
    home, role = members.household, members.role
    surname = family[home]
    apart = (role == PARTNER) & (rng.random(len(home)) >= shares[home])
    surname[apart] = second[home][apart]
    single = (role == SHARER) | ((role == PARTNER) & apart & (members.origin != members.household_origin[home]))
    surname[single] = own[single]
    surname[role == CHILD] = of_children[home][role == CHILD]
    hyphened = (rng.random(len(home)) < 0.006) & np.isin(role, (HEAD, SHARER))
    surname[hyphened] = _objects(
        (f"{first}-{last}" for first, last in zip(surname[hyphened], own[hyphened], strict=True)), int(hyphened.sum())
    )
    return surname


def _gendered(surname: Texts, origin: Indexes, sex: Indexes) -> None:
    for place in np.flatnonzero((origin == names.POLISH) | (origin == names.SIKH)):
        surname[place] = names.borne_by(surname[place], int(origin[place]), int(sex[place]))


def _joined(members: Members, residents: Residents) -> dict[str, Indexes]:
    outside = len(residents.sex)
    none = np.full(outside, -1, dtype=np.int64)
    return {
        "household": np.concatenate([members.household, none]),
        "kind": np.concatenate([members.kind[members.household], none]),
        "role": np.concatenate([members.role, np.full(outside, RESIDENT)]),
        "sex": np.concatenate([members.sex, residents.sex]),
        "born": np.concatenate([members.born, residents.born]),
        "origin": np.concatenate([members.origin, residents.origin]),
        "mother": np.concatenate([members.mother, none]),
        "twin": np.concatenate([members.twin, none]),
        "institution": np.concatenate([np.full(len(members), -1), residents.institution]),
    }


def populate(people: int, seed: int, as_of: date, months: int = MOST_MONTHS) -> Population:
    """``people`` invented people on ``as_of``, with the moves, weddings and births of the ``months`` before it.

    The same arguments give the same people. Raises ValueError for fewer than 50 people or months outside 1 to 36.
    """
    if people < 50:
        raise ValueError("a population needs at least 50 people")
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"months must be 1 to {MOST_MONTHS}")
    rng = np.random.default_rng([seed, 1])
    today, since = day_number(as_of), day_number(months_before(as_of, months))
    outside = max(5, round(people * institutions.SHARE_OF_PEOPLE))
    members = households.form(people - outside, today, rng)
    kinds = institutions.found(people)
    homes = len(members.kind)
    addresses = streets.lay_out(int(homes * 1.12) + 8 * len(kinds) + 60, rng)
    order = rng.permutation(len(addresses))
    placed = institutions.settle(kinds, addresses, order[homes:])
    taken = np.array([one.address for one in placed], dtype=np.int64)
    vacant = order[homes:][~np.isin(order[homes:], taken)]
    residents = institutions.admit(outside, placed, today, rng)
    surname = np.concatenate([_surnames(members, rng), names.draw_surnames(residents.origin, rng)])
    columns = _joined(members, residents)
    years = years_of(columns["born"])
    forename = names.draw_forenames(columns["origin"], columns["sex"], years, rng)
    middle = names.draw_forenames(columns["origin"], columns["sex"], years - 25, rng)
    bears = rng.random(people) < np.array([origin.middle for origin in names.ORIGINS])[columns["origin"]]
    middle[~bears | (middle == forename)] = ""
    population = Population(
        as_of=today,
        since=since,
        surname=surname,
        forename=forename,
        middle=middle,
        nhs=numbers.nhs_numbers(people, rng),
        home=np.concatenate([order[members.household], taken[residents.institution]]),
        former_home=np.full(people, -1),
        moved_on=np.full(people, NEVER),
        former_surname=_objects([""] * people, people),
        renamed_on=np.full(people, NEVER),
        namesake=np.full(people, -1),
        first_identity=np.full(people, -1),
        addresses=addresses,
        institutions=placed,
        **columns,
    )
    lives.live(population, vacant, months, rng)
    _gendered(population.surname, population.origin, population.sex)
    return population
