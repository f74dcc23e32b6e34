"""The partners' records: what each one wrote down about a person, mistakes included."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mast.synth import slips
from mast.synth.households import PARTNER
from mast.synth.names import MALE
from mast.synth.numbers import scattered
from mast.synth.population import Population
from mast.synth.tables import nicknames, spellings
from mast.synth.touchpoints import BABY, Touchpoints

Indexes = NDArray[np.int64]
Dice = tuple[int, ...]

TRUE, NICKNAME, SPELLING, SWAPPED, DAY_MONTH, DEFAULT_DOB, MISTYPED, MISDATED, MARRIED, BABY_NAME = range(10)
_DEFAULTS = (-25567, -25567, -25567, 0)  # 1 January 1900, three times as often as 1 January 1970


@dataclass(frozen=True, slots=True)
class Rates:
    """One partner's habits, as shares of its records (``known_as`` of those with a nickname)."""

    nhs: float
    nhs_late: float
    middle: float
    known_as: float
    mistakes: float
    no_dob: float
    default_dob: float
    no_sex: float
    old_address: float


RATES = {
    "adults": Rates(0.66, 0.04, 0.0, 0.16, 1.0, 0.006, 0.006, 0.007, 0.22),
    "children": Rates(0.62, 0.04, 0.85, 0.0, 0.8, 0.004, 0.0, 0.005, 0.18),
    "police": Rates(0.0, 0.0, 0.75, 0.0, 1.6, 0.025, 0.012, 0.022, 0.0),
    "hospital": Rates(0.89, 0.03, 0.0, 0.0, 0.8, 0.002, 0.004, 0.008, 0.20),
    "fire": Rates(0.0, 0.0, 0.0, 0.0, 1.3, 0.0, 0.0, 0.0, 0.0),
}
_PREFIXES = {"adults": "", "children": "CH", "police": "N/", "hospital": "RXY"}


@dataclass(slots=True)
class Record:
    """What one partner wrote about one person. ``born`` is None where it is not known, ``sex`` ``""``, ``nhs`` 0.

    ``slip``: the one main way in which it differs from the truth. ``dice``: four numbers for the partner's own habits.
    """

    id: str
    person: int
    surname: str
    forename: str
    middle: str
    known_as: str
    title: str
    born: int | None
    sex: str
    nhs: int
    nhs_late: bool
    first_on: int
    last_on: int
    old_address: bool
    slip: int
    dice: Dice


@dataclass(frozen=True, slots=True)
class Book:
    """One partner's records, and for each touchpoint its record (-1: it names nobody) and the address written."""

    partner: str
    records: list[Record]
    touchpoints: Touchpoints
    record: Indexes
    address: Indexes


def _record_of_rows(touchpoints: Touchpoints, partner: str) -> tuple[Indexes, Indexes]:
    """For each row its record, numbered in order of first row, and for each record its first row."""
    named = np.flatnonzero(touchpoints.person >= 0)
    keys = touchpoints.person[named] * 4 + touchpoints.instance[named]
    if partner == "fire":
        keys = touchpoints.event[named]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    record = np.full(len(touchpoints), -1, dtype=np.int64)
    record[named] = rank[inverse]
    return record, named[np.sort(first)]


def _slip(chance: float, rates: Rates, population: Population, person: int, renamed_before: bool, dice: int) -> int:
    """The main mistake of one record; ``chance`` is uniform in [0, 1)."""
    if population.former_surname[person] and (renamed_before or dice % 100 < 42):
        return MARRIED
    name = population.forename[person]
    chance /= rates.mistakes
    if chance < 0.30 and name in nicknames() and dice % 100 < 22:
        return NICKNAME
    if chance > 0.70 / rates.mistakes and name in spellings() and dice % 100 < 30:
        return SPELLING
    for slip, share in ((SWAPPED, 0.010), (DAY_MONTH, 0.012), (MISTYPED, 0.042), (MISDATED, 0.014)):
        if chance < share:
            return slip
        chance -= share
    return TRUE


def _title(sex: int, married: bool, age: float, dice: int) -> str:
    if dice % 331 == 0 and age > 26:
        return "Dr"
    if sex == MALE:
        return "Mr"
    if married and dice % 10 < 6:
        return "Mrs"
    return ("Miss", "Ms", "Mrs")[dice % 10 % 3] if age > 45 else ("Miss", "Ms")[dice % 2]


def _names(population: Population, person: int, slip: int, instance: int, dice: Dice) -> tuple[str, str, str]:
    """Surname, forename and middle name as written."""
    surname, forename, middle = population.surname[person], population.forename[person], population.middle[person]
    if instance == BABY:
        return surname, "Baby", ""
    if slip == MARRIED:
        surname = population.former_surname[person]
    elif slip == NICKNAME:
        forename = nicknames()[forename][dice[1] % len(nicknames()[forename])]
    elif slip == SPELLING:
        forename = spellings()[forename][dice[1] % len(spellings()[forename])]
    elif slip == SWAPPED:
        surname, forename = forename, surname
    elif slip == MISTYPED and dice[2] % 2:
        surname = slips.mistyped(surname, dice[1])
    elif slip == MISTYPED:
        forename = slips.mistyped(forename, dice[1])
    if "-" in surname and slip == TRUE and dice[3] % 5 == 0:
        surname = surname.replace("-", " ") if dice[3] % 2 else surname.split("-")[dice[3] // 7 % 2]
    return surname, forename, middle


def _born(population: Population, person: int, slip: int, unknown: bool, latest: int, dice: Dice) -> int | None:
    born = int(population.born[person])
    if unknown:
        return None
    if slip == DEFAULT_DOB:
        return _DEFAULTS[person % 4]
    if slip == DAY_MONTH:
        swapped = slips.swapped_day(born)
        return swapped if swapped <= latest else born
    if slip == MISDATED:
        return slips.misdated(born, latest, dice[1])
    return born


def default_dobs(population: Population, rng: np.random.Generator) -> set[int]:
    """People whose birth day nobody knows; some in pairs of one surname and sex, who must not be taken for one."""
    adults = np.flatnonzero(population.ages() > 20)
    chosen = set(adults[rng.random(len(adults)) < 0.006].tolist())
    wanted = max(2, min(len(population) // 120, 400))
    last: dict[tuple[str, int], int] = {}
    for person in rng.permutation(adults).tolist():
        key = (population.surname[person], int(population.sex[person]))
        other = last.pop(key, None)
        if other is None:
            last[key] = person
        elif population.forename[other] != population.forename[person]:
            chosen |= {other, person}
            wanted -= 1
            if wanted == 0:
                break
    return chosen


def borrowers(population: Population, rng: np.random.Generator) -> set[int]:
    """Newborns whose first record bears their mother's NHS number."""
    born = np.flatnonzero((population.born > population.since) & (population.mother >= 0))
    return set(born[rng.random(len(born)) < 0.12].tolist())


def write_down(
    population: Population,
    partner: str,
    touchpoints: Touchpoints,
    default: set[int],
    borrowing: set[int],
    rng: np.random.Generator,
) -> Book:
    """One partner's book of records."""
    record, first = _record_of_rows(touchpoints, partner)
    last = np.full(len(first), 0, dtype=np.int64)
    np.maximum.at(last, record[record >= 0], touchpoints.day[record >= 0])
    ids = _ids(partner, touchpoints, first, rng)
    records = []
    chances = rng.random((len(first), 6)).tolist()
    dice = rng.integers(0, 1 << 30, size=(len(first), 6)).tolist()
    columns = zip(
        ids,
        touchpoints.person[first].tolist(),
        touchpoints.instance[first].tolist(),
        touchpoints.day[first].tolist(),
        last.tolist(),
        chances,
        dice,
        strict=True,
    )
    for key, person, instance, first_day, last_day, chance, thrown in columns:
        dob_default = person in default or chance[1] < RATES[partner].default_dob
        made = _record(
            population, partner, (key, person, instance, first_day, last_day), chance, tuple(thrown), dob_default
        )
        if person in borrowing and partner in ("hospital", "children") and population.mother[person] >= 0:
            made.nhs, made.nhs_late = int(population.nhs[population.mother[person]]), False
        records.append(made)
    return Book(partner, records, touchpoints, record, _written_addresses(population, records, touchpoints, record))


def _written_addresses(
    population: Population, records: list[Record], touchpoints: Touchpoints, record: Indexes
) -> Indexes:
    """Where each row says it was: some records were never told of the move."""
    stays = np.array([made.old_address for made in records] + [False])[record]
    former = np.where(touchpoints.person >= 0, population.former_home[touchpoints.person], -1)
    return np.where(stays & (former >= 0), former, touchpoints.address)


def _record(
    population: Population,
    partner: str,
    seen: tuple[str, int, int, int, int],
    chance: list[float],
    dice: Dice,
    dob_default: bool,
) -> Record:
    key, person, instance, first_day, last_day = seen
    rates = RATES[partner]
    slip = _slip(chance[0], rates, population, person, bool(last_day < population.renamed_on[person]), dice[0])
    if instance == BABY:
        slip = BABY_NAME
    elif dob_default and partner != "children" and slip != MARRIED:
        slip = DEFAULT_DOB
    surname, forename, middle = _names(population, person, slip, instance, dice)
    short = nicknames().get(population.forename[person], ())
    known = slip == TRUE and bool(short) and chance[2] < rates.known_as
    sex = int(population.sex[person])
    unsexed = chance[3] < rates.no_sex
    age = (population.as_of - int(population.born[person])) / 365.25
    married = bool(population.role[person] == PARTNER) or age > 68
    has_nhs = chance[4] < rates.nhs
    return Record(
        id=key,
        person=person,
        surname=surname,
        forename=forename,
        middle=middle if chance[5] < rates.middle else "",
        known_as=short[dice[1] % len(short)] if known else "",
        title="" if unsexed else _title(sex, married, age, dice[2]),
        born=_born(population, person, slip, chance[1] > 1 - rates.no_dob, first_day, dice),
        sex="" if unsexed else "MF"[sex],
        nhs=int(population.nhs[person]) if has_nhs else 0,
        nhs_late=has_nhs and dice[3] % 1000 < rates.nhs_late * 1000,
        first_on=first_day,
        last_on=last_day,
        old_address=dice[4] % 1000 < rates.old_address * 1000,
        slip=slip,
        dice=dice[2:6],
    )


def _ids(partner: str, touchpoints: Touchpoints, first: Indexes, rng: np.random.Generator) -> Iterator[str]:
    if partner == "fire":
        return (f"LF-{event + 310001}" for event in touchpoints.event[first].tolist())
    digits = scattered(len(first), 1_000_000, 10_000_000, rng).tolist()
    return (f"{_PREFIXES[partner]}{number}" for number in digits)
