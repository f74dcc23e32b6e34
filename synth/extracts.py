"""Writes one day's extracts of the five partners, and the truth about them, into a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mast.synth import dirt as dirty
from mast.synth import refused, traps, truth
from mast.synth.partners import adults, children, fire, hospital, police
from mast.synth.population import MOST_MONTHS, Population, day_number, months_before, populate
from mast.synth.records import Book, borrowers, default_dobs, write_down
from mast.synth.streets import Place
from mast.synth.touchpoints import frailty, meet
from mast.synth.workers import staff

PARTNERS = {"adults": adults, "children": children, "police": police, "hospital": hospital, "fire": fire}
DAYS = (date(1970, 1, 1), date(2100, 12, 31))
"""The first and the last day that extracts are made for."""
_TRUTH = 90


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written. ``rows`` counts the data rows of each extract by file name, ``records`` those of truth.csv."""

    people: int
    households: int
    rows: dict[str, int]
    records: int


def _books(population: Population, months: int, seed: int) -> list[Book]:
    rng = np.random.default_rng([seed, 2])
    shared = frailty(population, rng)
    default, borrowing = default_dobs(population, rng), borrowers(population, rng)
    return [
        write_down(
            population,
            partner,
            meet(population, partner, shared, months, np.random.default_rng([seed, 10 + place])),
            default,
            borrowing,
            np.random.default_rng([seed, 20 + place]),
        )
        for place, partner in enumerate(PARTNERS)
    ]


def _write_partner(
    folder: Path, book: Book, places: list[Place], people: int, as_of: date, seed: int, dirt: float
) -> tuple[dict[str, int], list[tuple[str, int, str]]]:
    """One partner's extract: its rows by file, and its malformed rows."""
    partner, today = PARTNERS[book.partner], day_number(as_of)
    rng = np.random.default_rng([seed, 40 + list(PARTNERS).index(book.partner)])
    workers = staff(book.partner, people, rng)
    planned = dirty.plan(len(book.touchpoints), partner.HABITS, dirt, rng)
    path = folder / f"{partner.STEM}_{as_of:%Y%m%d}{partner.SUFFIX}"
    file = partner.open_file(path, len(book.touchpoints) + planned.inserted())
    counts: dict[str, int] = {path.name: 0}
    bad = []
    clean = partner.rows(book, places, workers, today)
    oldest = day_number(months_before(as_of, MOST_MONTHS))
    for line, reason in dirty.soil(clean, planned, partner.HABITS, today, oldest, rng):
        name, number = file.write(line)
        counts[name] = number
        if reason:
            bad.append((name, number, reason))
    file.close()
    return counts, bad


def _write_truth(
    folder: Path, population: Population, books: Sequence[Book], places: Sequence[Place], as_of: date, seed: int
) -> int:
    records = truth.write_records(folder / "truth.csv", population, books)
    truth.write_expected(folder, population, books, as_of)
    truth.write_institutions(folder / "institutions.csv", population, places)
    truth.write_sealed(folder / "sealed.csv", population, books, np.random.default_rng([seed, _TRUTH]))
    traps.write_traps(folder / "traps.csv", population, books)
    return records


def write(folder: Path, people: int, seed: int, as_of: date, months: int = MOST_MONTHS, dirt: float = 1.0) -> Summary:
    """Write the extracts and the truth of ``people`` invented people; the same arguments give the same bytes.

    ``months``: how far back the rows go (1 to 36). ``dirt``: how many malformed rows, 1.0 as usual, 0 none. The folder
    is made if it is not there; files of the same names in it are overwritten. Raises ValueError for arguments out of
    range, OSError when the folder cannot be written, which then is as it was.
    """
    if dirt < 0:
        raise ValueError("dirt must not be negative")
    if not DAYS[0] <= as_of <= DAYS[1]:
        raise ValueError(f"{as_of} is not between {DAYS[0]} and {DAYS[1]}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        summary = _write(Path(beside), people, seed, as_of, months, dirt)
        _move(Path(beside), folder)
    return summary


def _move(beside: Path, folder: Path) -> None:
    """All files over to ``folder``, now that there was room for each."""
    for file in sorted(path for path in beside.rglob("*") if path.is_file()):
        place = folder / file.relative_to(beside)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)


def _write(folder: Path, people: int, seed: int, as_of: date, months: int, dirt: float) -> Summary:
    population = populate(people, seed, as_of, months)
    books = _books(population, months, seed)
    places = population.addresses.places({one.address: one.name for one in population.institutions if one.name})
    rows: dict[str, int] = {}
    bad: list[tuple[str, int, str]] = []
    for book in books:
        counts, found = _write_partner(folder, book, places, people, as_of, seed, dirt)
        rows |= counts
        bad += found
    truth.put(folder / "bad_rows.csv", ("file", "row_number", "reason"), bad)
    records = _write_truth(folder, population, books, places, as_of, seed)
    stamp = f"{as_of:%Y%m%d}"
    refused.write_refused(
        folder / "refused", folder / f"{adults.STEM}_{stamp}.csv", folder / f"{police.STEM}_{stamp}.txt"
    )
    return Summary(people=len(population), households=population.households(), rows=rows, records=records)
