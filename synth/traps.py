"""Pairs of records that are hard to tell apart, or hard to tell together."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mast.synth.lives import planted
from mast.synth.population import Population
from mast.synth.records import (
    BABY_NAME,
    DAY_MONTH,
    DEFAULT_DOB,
    MARRIED,
    NICKNAME,
    SPELLING,
    SWAPPED,
    TRUE,
    Book,
    Record,
)
from mast.synth.slips import swapped_day
from mast.synth.truth import put

Held = tuple[str, Record]
Pair = tuple[Held, Held]

_SLIPS = {
    "married_name": MARRIED,
    "nickname": NICKNAME,
    "spelling": SPELLING,
    "swapped_names": SWAPPED,
    "dob_day_month": DAY_MONTH,
}


def _by_person(books: Sequence[Book]) -> dict[int, list[Held]]:
    """Each person's records, the fire service's bare names left out."""
    found: dict[int, list[Held]] = {}
    for book in books:
        if book.partner != "fire":
            for record in book.records:
                found.setdefault(record.person, []).append((book.partner, record))
    return found


def _strangers(population: Population, held: dict[int, list[Held]], links: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """For each two people the first written-out record of each."""
    for one, other in links:
        plain = [
            [each for each in held.get(person, ()) if each[1].slip in (TRUE, BABY_NAME)] for person in (one, other)
        ]
        if plain[0] and plain[1]:
            yield plain[0][0], plain[1][0]


def _links(population: Population, column: str) -> list[tuple[int, int]]:
    to = getattr(population, column)
    return [(int(person), int(to[person])) for person in np.flatnonzero(to >= 0)]


def _alone_namesakes(population: Population, held: dict[int, list[Held]]) -> Iterator[Pair]:
    """Strangers of one name and year in one town who live apart."""
    years, towns = population.birth_years(), population.addresses.towns()[population.home]
    seen: dict[tuple[str, str, int, int, int], int] = {}
    for person in sorted(held):
        names = (population.forename[person], population.surname[person])
        key = (*names, int(years[person]), int(towns[person]), int(population.sex[person]))
        other = seen.get(key)
        apart = other is not None and population.home[other] != population.home[person]
        if other is not None and apart and population.born[other] != population.born[person]:
            yield from _strangers(population, held, [(other, person)])
        seen.setdefault(key, person)


def _default_strangers(held: dict[int, list[Held]]) -> Iterator[Pair]:
    seen: dict[tuple[str, str, int | None], Held] = {}
    for person in sorted(held):
        for each in held[person]:
            record = each[1]
            if record.slip != DEFAULT_DOB:
                continue
            other = seen.setdefault((record.surname, record.sex, record.born), each)
            if other[1].person != person:
                yield other, each
            break


def _housemates(population: Population, held: dict[int, list[Held]]) -> Iterator[Pair]:
    """Residents of one institution, those of one surname and sex first."""
    by_door: dict[int, list[int]] = {}
    for person in sorted(held):
        if population.institution[person] >= 0:
            by_door.setdefault(int(population.institution[person]), []).append(person)
    alike = [
        (people[place - 1], people[place])
        for people in by_door.values()
        for place in range(1, len(people))
        if population.sex[people[place - 1]] == population.sex[people[place]]
    ]
    alike.sort(key=lambda pair: population.surname[pair[0]] != population.surname[pair[1]])
    yield from _strangers(population, held, alike)


def _borrowed(population: Population, held: dict[int, list[Held]]) -> Iterator[Pair]:
    for person in sorted(held):
        mother = int(population.mother[person])
        if mother < 0:
            continue
        number = int(population.nhs[mother])
        child = next((each for each in held[person] if number and each[1].nhs == number), None)
        parent = next((each for each in held.get(mother, ()) if each[1].nhs == number), None)
        if child and parent:
            yield child, parent


def _same_person(population: Population, held: dict[int, list[Held]], kind: str) -> Iterator[Pair]:
    """Two records of one person of which one slipped, or was never told of the move."""
    for person in sorted(held):
        records = held[person]
        if kind == "default_dob_same":
            slipped = [each for each in records if each[1].slip == DEFAULT_DOB]
            if len(slipped) > 1:
                yield slipped[0], slipped[1]
            continue
        if kind == "moved_house":
            records = [each for each in records if each[1].slip == TRUE]
            slipped = [each for each in records if _knows_only_old_home(population, each)]
            plain = [each for each in records if _knows_only_new_home(population, each)]
        else:
            wanted = BABY_NAME if kind == "baby_named" else _SLIPS[kind]
            slipped = [each for each in records if each[1].slip == wanted and _shows(population, each[1])]
            plain = [each for each in records if each[1].slip == TRUE]
        if slipped and plain:
            yield slipped[0], plain[0]


def _shows(population: Population, record: Record) -> bool:
    """Whether the slip can be seen: a day and month exchanged may be no other date."""
    born = int(population.born[record.person])
    return record.slip != DAY_MONTH or (record.born not in (None, born) and record.born == swapped_day(born))


def _knows_only_old_home(population: Population, each: Held) -> bool:
    record, moved = each[1], int(population.moved_on[each[1].person])
    return population.former_home[record.person] >= 0 and (record.last_on < moved or record.old_address)


def _knows_only_new_home(population: Population, each: Held) -> bool:
    record = each[1]
    return population.former_home[record.person] >= 0 and (
        record.first_on >= int(population.moved_on[record.person]) and not record.old_address
    )


def pairs(population: Population, books: Sequence[Book]) -> Iterator[tuple[str, Pair]]:
    """Every kind of trap with its pairs; whether the two are one person follows from the records."""
    held = _by_person(books)
    strangers: list[tuple[str, Iterator[Pair]]] = [
        ("twins", _strangers(population, held, _links(population, "twin"))),
        ("father_son", _strangers(population, held, [(b, a) for a, b in _links(population, "namesake")])),
        ("adoption", _strangers(population, held, [(b, a) for a, b in _links(population, "first_identity")])),
        ("mother_nhs_on_newborn", _borrowed(population, held)),
        ("shared_institution", _housemates(population, held)),
        ("same_name_area", _alone_namesakes(population, held)),
        ("default_dob_different", _default_strangers(held)),
    ]
    same = ("baby_named", "moved_house", *_SLIPS, "default_dob_same")
    most = max(8, planted(len(population)))
    for kind, found in [*strangers, *((kind, _same_person(population, held, kind)) for kind in same)]:
        for _, pair in zip(range(most), found, strict=False):
            yield kind, pair


def write_traps(path: Path, population: Population, books: Sequence[Book]) -> None:
    """``traps.csv``"""
    rows = [
        (kind, one[0], one[1].id, other[0], other[1].id, int(one[1].person == other[1].person))
        for kind, (one, other) in pairs(population, books)
    ]
    put(path, ("kind", "partner_a", "id_a", "partner_b", "id_b", "same_person"), rows)
