"""Tries a model on made-up pairs of names from many origins: whom does it find, and whom does it mix up?

Every origin has the same kinds of variation in the same circumstances, so that only the names differ. The names stand
in ``probes.csv``; nobody's origin is ever derived: a live record has none.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from mast.resolution import engine
from mast.resolution.columns import Records, Residences
from mast.resolution.model import Model
from mast.resolution.plan import Plan

SAME_PERSON = ("spelling", "short name", "order", "part", "typing", "initial")
TWO_PEOPLE = ("alike", "twins", "namesake")
SEEN = {"first_seen": "2024-01-10", "last_seen": "2026-03-01", "current": True}


class Names(NamedTuple):
    """One line of the table: two names, of one person who varies so, or of two people alike in this way."""

    origin: str
    variation: str
    sex: str
    forenames_a: str
    surname_a: str
    forenames_b: str
    surname_b: str

    @property
    def one_person(self) -> bool:
        return self.variation in SAME_PERSON


class Circumstance(NamedTuple):
    """What the two records say beside the names: years between births, a slip in the day, one home, one NHS number."""

    name: str
    years: int = 0
    slip: bool = False
    one_home: bool = True
    nhs: bool = False


ONE_PERSON = (
    Circumstance("at one address"),
    Circumstance("moved", one_home=False),
    Circumstance("moved, with the NHS number", one_home=False, nhs=True),
    Circumstance("at one address, day of birth mistyped", slip=True),
)
ALIKE = (Circumstance("born on one day, at one address"), Circumstance("born two years apart, at one address", years=2))
NAMESAKES = (
    Circumstance("born six years apart, elsewhere", years=6, one_home=False),
    Circumstance("a generation apart, at one address", years=27),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What became of one pair: its band as published (link, review, none)."""

    names: Names
    circumstance: str
    band: str


@dataclass(frozen=True, slots=True)
class ProbeFigures:
    """Of the pairs that are one person how many were linked, or are for review; of two people how many were linked."""

    one_person: int
    linked: int
    review: int
    two_people: int
    false_links: int

    @property
    def recall(self) -> float:
        return self.linked / self.one_person if self.one_person else 1.0

    @property
    def false_link_rate(self) -> float:
        return self.false_links / self.two_people if self.two_people else 0.0


def read_names() -> list[Names]:
    """The table of names."""
    with (files("mast.resolution") / "probes.csv").open(encoding="utf-8") as file:
        return [Names(**row) for row in csv.DictReader(file)]


def probe(model: Model, names: Sequence[Names], plan: Plan | None = None) -> list[Probe]:
    """Resolve all pairs, in all circumstances that fit them, in one run of the engine with ``model``.

    ``plan``: how, where not as the built-in plan says. Raises ``ModelRefused`` for a model of other columns.
    """
    tried = [(line, told) for line in names for told in _circumstances(line)]
    rows: list[dict[str, object]] = []
    stays: list[dict[str, object]] = []
    for place, (line, told) in enumerate(tried):
        for side in (0, 1):
            rows.append(_record(place, side, line, told))
            stays.append(_stay(place, side if told.one_home else 2 * side, f"{'ab'[side]}:{place}"))
    found = engine.resolve(Records.from_rows(rows), Residences.from_rows(stays), model, plan=plan)
    links = found.links
    bands = dict(zip(zip(links["record_a"], links["record_b"], strict=True), links["band"], strict=True))
    together = {key: person for person, group in enumerate(found.persons) for key in group}

    def band(place: int) -> str:
        if together[f"a:{place}"] == together[f"b:{place}"]:
            return "link"
        return str(bands.get((f"a:{place}", f"b:{place}"), "none"))

    return [Probe(line, told.name, band(place)) for place, (line, told) in enumerate(tried)]


def by_origin(probes: Sequence[Probe]) -> dict[str, ProbeFigures]:
    """Figures by origin, in the order of the table."""
    return {origin: figures([p for p in probes if p.names.origin == origin]) for origin in _distinct(probes, "origin")}


def by_variation(probes: Sequence[Probe]) -> dict[str, ProbeFigures]:
    """Figures by kind of variation."""
    kinds = _distinct(probes, "variation")
    return {kind: figures([p for p in probes if p.names.variation == kind]) for kind in kinds}


def figures(probes: Sequence[Probe]) -> ProbeFigures:
    """Figures of these probes together."""
    one = [probe.band for probe in probes if probe.names.one_person]
    two = [probe.band for probe in probes if not probe.names.one_person]
    return ProbeFigures(len(one), one.count("link"), one.count("review"), len(two), two.count("link"))


def _distinct(probes: Sequence[Probe], field: str) -> list[str]:
    return list(dict.fromkeys(getattr(probe.names, field) for probe in probes))


def _circumstances(names: Names) -> tuple[Circumstance, ...]:
    if names.one_person:
        return ONE_PERSON
    return NAMESAKES if names.variation == "namesake" else ALIKE


def _record(place: int, side: int, names: Names, told: Circumstance) -> dict[str, object]:
    """Record a or b of a pair. Birthdays of different pairs lie apart, so that only the two of a pair can be one."""
    year, month, day = 1946 + place * 7 % 60, 1 + place * 5 % 12, 1 + place * 11 % 27
    if told.years and side:
        year, month, day = year + told.years, month % 12 + 1, (day + 8) % 27 + 1
    if told.slip and side:
        day = day + 1 if day % 10 != 9 else day - 1
    return {
        "key": f"{'ab'[side]}:{place}",
        "partner": "ab"[side],
        "forenames": names.forenames_b if side else names.forenames_a,
        "surname": names.surname_b if side else names.surname_a,
        "sex": names.sex,
        "born_on": f"{year}-{month:02d}-{day:02d}",
        "nhs": f"{9990000000 + place}" if told.nhs else "",
    }


def _stay(place: int, home: int, record: str) -> dict[str, object]:
    """A house of its own for each pair; house 2 of a pair is in another district."""
    town = "PB" if home < 2 else "QB"
    number, code = str(1 + place % 90), f"{town}{1 + place // 90} {place % 10}AA"
    where = {"postcode": code, "number": number, "street": f"Probe Street {place // 90}"}
    return {"record": record, "address": f"{town} {place}", **where, **SEEN}
