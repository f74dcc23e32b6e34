"""Who was in touch with which partner, when and where: a few people often, most people seldom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mast.synth.households import CHILD
from mast.synth.lives import planted
from mast.synth.population import Population

Indexes = NDArray[np.int64]
Floats = NDArray[np.float64]

# Rows per person and year by partner, those that name nobody left out.
YEARLY = {"adults": 0.286, "children": 0.192, "police": 0.225, "hospital": 0.540, "fire": 0.033}
# Rows that name nobody, as a share of those that name somebody.
NAMELESS = {"police": 0.25, "fire": 0.50}
_MOST = 45
_BABY_DAYS = 42
MAIN, SECOND, BABY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Touchpoints:
    """One partner's rows in the order of time. ``event`` numbers touchpoints: a call-out to several people is one.

    ``person`` is -1 where nobody is named; ``instance`` tells apart several records that a partner keeps of one person.
    """

    person: Indexes
    instance: Indexes
    event: Indexes
    day: Indexes
    minute: Indexes
    address: Indexes

    def __len__(self) -> int:
        return len(self.person)


def frailty(population: Population, rng: np.random.Generator) -> Floats:
    """How much more than others one is in touch with everybody: by family and by person."""
    families = rng.gamma(2.0, 0.5, size=int(population.household.max()) + 2)
    return np.asarray(families[population.household] * rng.gamma(1.2, 1 / 1.2, size=len(population)), dtype=np.float64)


def _weights(population: Population, partner: str) -> Floats:
    ages, resident = population.ages(), population.institution >= 0
    by_age = {
        "adults": np.select([ages < 18, ages < 65, ages < 80], [0.0, 0.8, 1.7], 4.0),
        "children": np.where((ages < 20.5), 1.0, 0.0),
        "police": np.select([ages < 10, ages < 16, ages < 45, ages < 70], [0.12, 0.7, 1.6, 0.9], 0.45),
        "hospital": np.select([ages < 5, ages < 65, ages < 80], [1.7, 0.85, 1.4], 2.3),
        "fire": np.select([ages < 18, ages < 65, ages < 75], [0.0, 0.7, 1.6], 3.0)
        * np.where(np.isin(population.role, (CHILD,)), 0.1, 1.0),
    }[partner]
    return np.asarray(by_age * np.where(resident, 1.8, 1.0), dtype=np.float64)


def _limits(population: Population, partner: str) -> tuple[Indexes, Indexes]:
    """First and last day on which each person can be met: alive, of the partner's age, under this identity."""
    adult = population.born + 6574
    low = np.maximum(population.born, population.since + 1)
    high = np.full(len(population), population.as_of)
    if partner in ("adults", "fire"):
        low = np.maximum(low, adult)
    if partner == "children":
        high = np.minimum(high, adult - 1)
    later = np.flatnonzero(population.first_identity >= 0)
    low[later] = np.maximum(low[later], population.renamed_on[later])
    earlier = population.first_identity[later]
    high[earlier] = np.minimum(high[earlier], population.renamed_on[later] - 1)
    return low, high


def _counts(population: Population, partner: str, shared: Floats, months: int, rng: np.random.Generator) -> Indexes:
    weights = _weights(population, partner)
    low, high = _limits(population, partner)
    exposed = np.clip(high - low + 1, 0, None) / (population.as_of - population.since)
    expected = YEARLY[partner] * months / 12 * len(population)
    rates = weights * exposed
    rates *= expected / max(rates.sum(), 1e-9)
    counts = rng.poisson(rates * shared * rng.gamma(0.9, 1 / 0.9, size=len(population)))
    return np.minimum(np.where(high >= low, counts, 0), _MOST)


def _ensure(population: Population, partner: str, counts: Indexes, rng: np.random.Generator) -> Indexes:
    """The rare kinds of people are known to somebody: both lives of an adopted child, twins, namesakes, newborns."""
    sure = np.zeros(len(population), dtype=bool)
    if partner in ("children", "hospital"):
        later = np.flatnonzero(population.first_identity >= 0)
        chosen = rng.random(len(later)) < 0.7
        sure[later[chosen]] = True
        sure[population.first_identity[later[rng.random(len(later)) < 0.7]]] = True
        twins = np.flatnonzero(population.twin >= 0)
        sure[twins] = sure[population.twin[twins]] = True
    if partner in ("adults", "police", "hospital"):
        sons = np.flatnonzero(population.namesake >= 0)[: 2 * planted(len(population))]
        sure[population.namesake[sons]] = True
        sure[sons] = True
    low, high = _limits(population, partner)
    return np.where(sure & (high >= low), np.maximum(counts, 1), counts)


def _babies(population: Population) -> Indexes:
    """Newborns whom the hospital knew as Baby first: those whose NHS number's tens digit is even, to decide it once."""
    born = np.flatnonzero((population.born > population.since) & (population.mother >= 0))
    return np.asarray(born[population.nhs[born] // 10 % 2 == 0], dtype=np.int64)


def address_at(population: Population, person: Indexes, day: Indexes) -> Indexes:
    """Where each person lived on each day."""
    before = (population.former_home[person] >= 0) & (day < population.moved_on[person])
    return np.where(before, population.former_home[person], population.home[person])


def _minutes(count: int, partner: str, rng: np.random.Generator) -> Indexes:
    """Minutes of the day. The fire service's spare the last hour: it writes UTC, and the day must be London's too."""
    return rng.integers(60 if partner == "fire" else 0, 1380 if partner == "fire" else 1440, size=count)


def _together(
    population: Population, person: Indexes, day: Indexes, address: Indexes, rng: np.random.Generator
) -> tuple[Indexes, Indexes]:
    """Calls at which others of the household were met too: the places of those calls, and the other person."""
    order = np.argsort(population.household, kind="stable")
    ranked = population.household[order]
    calls = np.flatnonzero((rng.random(len(person)) < 0.09) & (population.household[person] >= 0))
    homes = population.household[person[calls]]
    first = np.searchsorted(ranked, homes)
    size = np.searchsorted(ranked, homes, side="right") - first
    met = np.zeros(0, dtype=np.int64)
    for chance in (1.0, 0.5):
        other = order[first + rng.integers(0, size)]
        fits = (
            (other != person[calls]) & (day[calls] - population.born[other] > 3653) & (rng.random(len(calls)) < chance)
        )
        fits &= address_at(population, other, day[calls]) == address[calls]
        met = np.union1d(met, calls[fits] * len(population) + other[fits])
    return met // len(population), met % len(population)


def _instances(
    population: Population, partner: str, person: Indexes, day: Indexes, rng: np.random.Generator
) -> Indexes:
    """Most partners keep one record of a person, some by mistake two; a newborn's first record calls it Baby."""
    doubled = rng.random(len(population)) < 0.035
    instance = np.where(doubled[person] & (rng.random(len(person)) < 0.5), SECOND, MAIN)
    if partner == "hospital":
        baby = np.zeros(len(population), dtype=bool)
        baby[_babies(population)] = True
        instance = np.where(baby[person] & (day < population.born[person] + _BABY_DAYS), BABY, instance)
    return np.asarray(instance, dtype=np.int64)


def _nameless(population: Population, count: int, rng: np.random.Generator) -> Indexes:
    """Addresses of calls that name nobody: homes, and one in seven an institution."""
    homes = population.home[rng.integers(0, len(population), size=count)]
    doors = np.array([one.address for one in population.institutions], dtype=np.int64)
    return np.where(rng.random(count) < 0.14, rng.choice(doors, size=count), homes)


def meet(population: Population, partner: str, shared: Floats, months: int, rng: np.random.Generator) -> Touchpoints:
    """One partner's touchpoints over the population's months. ``shared``: see :func:`frailty`."""
    counts = _ensure(population, partner, _counts(population, partner, shared, months, rng), rng)
    low, high = _limits(population, partner)
    person = np.repeat(np.arange(len(population)), counts)
    until = high[person]
    if partner == "hospital":
        babies = _babies(population)
        person = np.concatenate([person, babies])
        until = np.concatenate([until, np.minimum(high[babies], population.born[babies] + _BABY_DAYS - 1)])
    day = low[person] + (rng.random(len(person)) * (until - low[person] + 1)).astype(np.int64)
    minute = _minutes(len(person), partner, rng)
    address = address_at(population, person, day)
    group = np.arange(len(person))
    instance = _instances(population, partner, person, day, rng)
    if partner == "police":
        calls, others = _together(population, person, day, address, rng)
        person, instance = np.concatenate([person, others]), np.concatenate([instance, np.zeros_like(others)])
        day, minute = np.concatenate([day, day[calls]]), np.concatenate([minute, minute[calls]])
        address, group = np.concatenate([address, address[calls]]), np.concatenate([group, calls])
    unnamed = round(len(person) * NAMELESS.get(partner, 0.0))
    if unnamed:
        nobody = np.full(unnamed, -1)
        person, instance = np.concatenate([person, nobody]), np.concatenate([instance, np.zeros_like(nobody)])
        day = np.concatenate([day, rng.integers(population.since + 1, population.as_of + 1, size=unnamed)])
        minute = np.concatenate([minute, _minutes(unnamed, partner, rng)])
        address = np.concatenate([address, _nameless(population, unnamed, rng)])
        group = np.concatenate([group, len(group) + np.arange(unnamed)])
    order = np.lexsort((group, minute, day))
    _, first, event = np.unique(group[order], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return Touchpoints(person[order], instance[order], rank[event], day[order], minute[order], address[order])
