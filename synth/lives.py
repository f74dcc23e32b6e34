"""What happens to people: namesakes, separations, moves, weddings, adoptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mast.synth import names
from mast.synth.households import CHILD, COUPLE, FAMILY, HEAD, LONE_ADULT, LONE_PARENT, LONE_PENSIONER, PARTNER, SHARER

if TYPE_CHECKING:
    from mast.synth.population import Population

Indexes = NDArray[np.int64]


def planted(people: int) -> int:
    """How many cases of each rare kind are put in on purpose."""
    return max(1, min(people // 250, 200))


def live(population: Population, vacant: Indexes, months: int, rng: np.random.Generator) -> None:
    """Change the population in place; ``vacant`` are addresses where nobody lives."""
    share = months / 36
    _name_siblings_apart(population, rng)
    _name_twins_alike(population, rng)
    _name_after_parents(population, rng)
    _name_alike_under_one_roof(population, rng)
    _plant_namesakes(population, rng)
    left = _separate(population, vacant, share, rng)
    _move(population, vacant[left:], share, rng)
    _marry(population, share, rng)
    _adopt(population, rng)


def _name_siblings_apart(population: Population, rng: np.random.Generator) -> None:
    children = np.flatnonzero(population.role == CHILD)
    for _ in range(6):
        seen: set[tuple[int, str]] = set()
        again = []
        for place, home, name in zip(
            children.tolist(), population.household[children].tolist(), population.forename[children], strict=True
        ):
            if (home, name) in seen:
                again.append(place)
            seen.add((home, name))
        if not again:
            return
        chosen = np.array(again)
        years = population.birth_years()[chosen]
        drawn = names.draw_forenames(population.origin[chosen], population.sex[chosen], years, rng)
        population.forename[chosen] = drawn


def _name_twins_alike(population: Population, rng: np.random.Generator) -> None:
    """Two twins in three are of one sex, and parents like such names as Kian and Kieran."""
    years = population.birth_years()
    for second in np.flatnonzero(population.twin >= 0):
        first = population.twin[second]
        if rng.random() < 0.65:
            population.sex[second] = population.sex[first]
        urn = names.forename_urn(
            int(population.origin[second]), int(population.sex[second]), int(years[second] // 10 * 10)
        )
        taken = population.forename[first]
        drawn = [name for name in urn.draw(40, rng) if name != taken]
        alike = [name for name in drawn if name[:2] == taken[:2]]
        if drawn:
            population.forename[second] = (alike or drawn)[0]


def _name_after_parents(population: Population, rng: np.random.Generator) -> None:
    """One eldest boy in thirty bears his father's forename, one girl in two hundred her mother's."""
    heads = np.full(int(population.household.max()) + 1, -1)
    for sex, role, share in ((names.MALE, HEAD, 0.033), (names.FEMALE, PARTNER, 0.005)):
        parents = np.flatnonzero((population.role == role) & (population.sex == sex))
        heads[:] = -1
        heads[population.household[parents]] = parents
        children = np.flatnonzero((population.role == CHILD) & (population.sex == sex))
        _, first = np.unique(population.household[children], return_index=True)
        eldest = children[first]
        parent = heads[population.household[eldest]]
        chosen = (parent >= 0) & (rng.random(len(eldest)) < share)
        chosen &= population.surname[eldest] == population.surname[parent]
        population.forename[eldest[chosen]] = population.forename[parent[chosen]]
        population.namesake[eldest[chosen]] = parent[chosen]


def _name_alike_under_one_roof(population: Population, rng: np.random.Generator) -> None:
    """Two lodgers of one forename, and two residents of one surname, in one house."""
    lodger = np.flatnonzero(population.role == SHARER)[1:]
    same = (population.household[lodger] == population.household[lodger - 1]) & (
        population.sex[lodger] == population.sex[lodger - 1]
    )
    chosen = lodger[same & (rng.random(len(lodger)) < 0.03)]
    population.forename[chosen] = population.forename[chosen - 1]
    population.surname[chosen] = population.surname[chosen - 1]
    resident = np.flatnonzero(population.institution >= 0)[1:]
    same = population.institution[resident] == population.institution[resident - 1]
    chosen = resident[same & (rng.random(len(resident)) < 0.08)]
    population.surname[chosen] = population.surname[chosen - 1]


def _plant_namesakes(population: Population, rng: np.random.Generator) -> None:
    """Strangers of one name and birth year in one town, among people who live alone."""
    alone = np.flatnonzero(np.isin(population.kind, (LONE_ADULT, LONE_PENSIONER)))
    town = population.addresses.towns()[population.home[alone]]
    alone = alone[np.lexsort((population.born[alone], population.sex[alone], town))]
    town = population.addresses.towns()[population.home[alone]]
    sex = population.sex[alone]
    pairs = np.arange(0, len(alone) - 1, 2)
    pairs = pairs[(town[pairs] == town[pairs + 1]) & (sex[pairs] == sex[pairs + 1])]
    pairs = rng.permutation(pairs)[: 3 * planted(len(population))]
    one, other = alone[pairs], alone[pairs + 1]
    population.surname[other], population.forename[other] = population.surname[one], population.forename[one]
    population.origin[other] = population.origin[one]
    year_start = (population.birth_years()[one] - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    population.born[other] = year_start + rng.integers(0, 365, size=len(other))


def _days(population: Population, count: int, rng: np.random.Generator) -> Indexes:
    return rng.integers(population.since + 1, population.as_of + 1, size=count)


def _separate(population: Population, vacant: Indexes, share: float, rng: np.random.Generator) -> int:
    """One couple in fifty parts in three years: she moves out, half the time with the children. Addresses used."""
    partners = np.flatnonzero((population.role == PARTNER) & np.isin(population.kind, (COUPLE, FAMILY)))
    chosen = partners[rng.random(len(partners)) < 0.02 * share][: len(vacant) // 2]
    first = int(population.household.max()) + 1
    new_home = np.full(first, -1)
    new_home[population.household[chosen]] = np.arange(len(chosen))
    taken_along = np.zeros(first, dtype=bool)
    taken_along[population.household[chosen]] = rng.random(len(chosen)) < 0.5
    home = population.household
    safe = np.maximum(home, 0)
    leaving = np.zeros(len(population), dtype=bool)
    leaving[chosen] = True
    leaving |= (home >= 0) & (population.role == CHILD) & (new_home[safe] >= 0) & taken_along[safe]
    place = new_home[safe[leaving]]
    moved_on = _days(population, len(chosen), rng)
    population.former_home[leaving] = population.home[leaving]
    population.home[leaving] = vacant[place]
    population.moved_on[leaving] = moved_on[place]
    population.household[leaving] = first + place
    population.role[chosen] = HEAD
    return len(chosen)


def _move(population: Population, vacant: Indexes, share: float, rng: np.random.Generator) -> None:
    """Nine households in a hundred move a year, into a home that the household before them has left."""
    homes = int(population.household.max()) + 1
    settled = np.ones(homes, dtype=bool)
    settled[population.household[(population.moved_on > 0) & (population.household >= 0)]] = False
    movers = np.flatnonzero(settled & (rng.random(homes) < 0.24 * share))
    moved_on = np.sort(_days(population, len(movers), rng))
    address = np.full(homes, -1)
    address[population.household[population.household >= 0]] = population.home[population.household >= 0]
    # The one who moved a little later came into the home that this one left.
    behind = min(3, len(movers))
    former = np.concatenate([address[movers[behind:]], vacant[:behind]])[: len(movers)]
    movers, moved_on = movers[: len(former)], moved_on[: len(former)]
    former = _from_shelter(population, movers, former, rng)
    place = np.full(homes, -1)
    place[movers] = np.arange(len(movers))
    moving = np.flatnonzero((population.household >= 0) & (place[np.maximum(population.household, 0)] >= 0))
    of_mover = place[population.household[moving]]
    population.former_home[moving] = former[of_mover]
    population.moved_on[moving] = moved_on[of_mover]


def _from_shelter(population: Population, movers: Indexes, former: Indexes, rng: np.random.Generator) -> Indexes:
    """Some who live alone came out of a hostel, some lone parents out of a refuge."""
    kinds = np.full(int(population.household.max()) + 1, -1)
    kinds[population.household[population.household >= 0]] = population.kind[population.household >= 0]
    for kind, shelter, chance in ((LONE_ADULT, "hostel", 0.08), (LONE_PARENT, "refuge", 0.10)):
        doors = [one.address for one in population.institutions if one.kind == shelter]
        came = (kinds[movers] == kind) & (rng.random(len(movers)) < chance)
        former = np.where(came, rng.choice(doors, size=len(movers)), former)
    return former


def _marry(population: Population, share: float, rng: np.random.Generator) -> None:
    ages = population.ages()
    brides = np.flatnonzero(
        (population.role == PARTNER)
        & (population.sex == names.FEMALE)
        & (ages > 19)
        & (ages < 62)
        & (population.kind != -1)
    )
    brides = brides[rng.random(len(brides)) < 0.10 * share]
    maiden = names.draw_surnames(population.origin[brides], rng)
    for place, name in zip(brides.tolist(), maiden, strict=True):
        population.former_surname[place] = names.borne_by(name, int(population.origin[place]), names.FEMALE)
    differs = population.former_surname[brides] != population.surname[brides]
    population.former_surname[brides[~differs]] = ""
    population.renamed_on[brides[differs]] = _days(population, int(differs.sum()), rng)


def _adopt(population: Population, rng: np.random.Generator) -> None:
    """Children with a life before and one after: other family, other name, other NHS number, same birth day and sex."""
    ages = population.ages()
    twins = np.zeros(len(population), dtype=bool)
    twins[population.twin[population.twin >= 0]] = True
    able = (
        (population.role == CHILD)
        & (ages > 1)
        & (ages < 13)
        & (population.twin < 0)
        & ~twins
        & (population.namesake < 0)
    )
    able &= np.maximum(population.born + 125, population.since + 8) < population.as_of - 8
    picked = rng.permutation(np.flatnonzero(able))[: 2 * planted(len(population))]
    half = len(picked) // 2
    before, after = picked[:half], picked[half : 2 * half]
    before, after = before[np.argsort(population.born[before])], after[np.argsort(population.born[after])]
    apart = population.household[before] != population.household[after]
    before, after = before[apart], after[apart]
    population.born[after], population.sex[after] = population.born[before], population.sex[before]
    years = population.birth_years()[after]
    renamed = names.draw_forenames(population.origin[after], population.sex[after], years, rng)
    keeps = rng.random(len(after)) < 0.45
    population.forename[after] = np.where(keeps, population.forename[before], renamed)
    population.middle[after] = ""
    population.mother[after] = -1
    population.first_identity[after] = before
    low = np.maximum(population.born[after] + 120, population.since + 4)
    days = low + (rng.random(len(after)) * (population.as_of - 4 - low)).astype(np.int64)
    population.renamed_on[after] = days
