"""The truth about the extracts: who each record is, and the touchpoints that each person and address must show."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mast.synth.handwriting import iso
from mast.synth.population import Population, day_number, months_before
from mast.synth.records import Book
from mast.synth.streets import Place

Indexes = NDArray[np.int64]


def put(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """One of the truth's own files: UTF-8, commas, LF."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def person_key(person: int) -> str:
    return f"P{person + 1:06d}"


def household_key(household: int) -> str:
    """Empty for those who live in an institution."""
    return f"H{household + 1:06d}" if household >= 0 else ""


def write_records(path: Path, population: Population, books: Sequence[Book]) -> int:
    """``truth.csv``, by partner and record; how many records there are."""
    homes = population.household.tolist()
    rows = sorted(
        (book.partner, record.id, person_key(record.person), household_key(homes[record.person]))
        for book in books
        for record in book.records
    )
    put(path, ("partner", "source_record_id", "person_key", "household_key"), rows)
    return len(rows)


def _tally(subject: Indexes, event: Indexes, day: Indexes) -> list[tuple[int, int, int]]:
    """For each subject (-1 left out) its number of different events, and the last of their days."""
    keep = subject >= 0
    pairs = np.stack([subject[keep], event[keep], day[keep]])
    pairs = pairs[:, np.lexsort((pairs[1], pairs[0]))]
    if not pairs.shape[1]:
        return []
    fresh = np.append(True, (pairs[0, 1:] != pairs[0, :-1]) | (pairs[1, 1:] != pairs[1, :-1]))
    pairs = pairs[:, fresh]
    starts = np.flatnonzero(np.append(True, pairs[0, 1:] != pairs[0, :-1]))
    counts = np.diff(np.append(starts, pairs.shape[1]))
    last = np.maximum.reduceat(pairs[2], starts)
    return list(zip(pairs[0, starts].tolist(), counts.tolist(), last.tolist(), strict=True))


def write_expected(folder: Path, population: Population, books: Sequence[Book], as_of: date) -> None:
    """``expected_touchpoints.csv`` and ``expected_addresses.csv``, over the twelve months to the as-of date."""
    after = day_number(months_before(as_of, 12))
    persons: list[tuple[str, str, int, str]] = []
    addresses: list[tuple[str, str, int, str]] = []
    uprns = population.addresses.uprn.tolist()
    for book in books:
        touch = book.touchpoints
        inside = (touch.day > after) & (touch.day <= day_number(as_of))
        event, day = touch.event[inside], touch.day[inside]
        for person, count, last in _tally(touch.person[inside], event, day):
            persons.append((person_key(person), book.partner, count, iso(last)))
        for address, count, last in _tally(book.address[inside], event, day):
            addresses.append((str(uprns[address]), book.partner, count, iso(last)))
    put(folder / "expected_touchpoints.csv", ("person_key", "partner", "count_12m", "last_on"), sorted(persons))
    put(folder / "expected_addresses.csv", ("uprn", "partner", "count_12m", "last_on"), sorted(addresses))


def write_institutions(path: Path, population: Population, places: Sequence[Place]) -> None:
    """``institutions.csv``; a shared house is named by its number and street."""
    rows = []
    for one in population.institutions:
        place = places[one.address]
        name = one.name or f"{place.number} {place.street} {place.kind} (shared house)"
        rows.append((place.uprn, name, one.kind))
    put(path, ("uprn", "name", "kind"), sorted(rows))


def write_sealed(path: Path, population: Population, books: Sequence[Book], rng: np.random.Generator) -> None:
    """``sealed.csv``: every record of people who must be hidden, those in a refuge and one in 400 besides."""
    refuges = [place for place, one in enumerate(population.institutions) if one.kind == "refuge"]
    hidden = np.isin(population.institution, refuges)
    hidden |= rng.random(len(population)) < 0.0025
    rows = sorted((book.partner, record.id) for book in books for record in book.records if hidden[record.person])
    put(path, ("partner", "source_record_id"), rows)
