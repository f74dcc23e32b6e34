"""An intruder with four weeks' packs: reads the CSVs, thinks of every kind of person there can be, and narrows nothing.

What he knows of how figures hang together is not taken from the code: he puts people together from what may be true of
one (where they have records, who was in touch, who has a case open), and counts them as the pack's words say.
"""

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest

from mast.reports.board import count_all, make_pack, provenance
from mast.reports.kept import Kept
from mast.reports.sheets import as_csv
from tests.network.town import AGENCIES, DAY, Town
from tests.reports.city import PARTNERS, sources_of
from tests.reports.solver import Equation, extremes, is_narrow

NAMES = {code: code.title() for code in AGENCIES}
WITH_CASES = ("adults", "children")
MOST = 10_000

Kind = tuple[int, ...]
"""For each agency what it has of somebody: 0 nothing, 1 a record, 2 a contact too, 3 an open case."""
KINDS: list[Kind] = [
    kind for kind in product(*(range(4 if code in WITH_CASES else 3) for code in AGENCIES)) if any(kind)
]


def known(kind: Kind) -> int:
    return sum(state > 1 for state in kind)


def terms(week: int) -> Iterator[Equation]:
    """What the words of a pack say, as equations over kinds of people and kinds of records."""

    def equal(figure: str, parts: Mapping[str, float]) -> Equation:
        return {f"{week} {figure}": -1, **parts}, 0, 0

    def people(wanted: Sequence[Kind]) -> dict[str, float]:
        return {f"{week} {kind}": 1 for kind in wanted}

    inf = float("inf")
    for number, label in enumerate(("one agency", "two agencies"), 1):
        yield equal(f"people: {label}, people", people([kind for kind in KINDS if known(kind) == number]))
    yield equal("people: three or more, people", people([kind for kind in KINDS if known(kind) > 2]))
    for place, code in enumerate(AGENCIES):
        name, others = NAMES[code], [other for other in AGENCIES if other != code]
        mine = [kind for kind in KINDS if kind[place]]
        yield equal(f"coverage: {name}, people known in the 12 months", people([k for k in mine if k[place] > 1]))
        sets = {kind: tuple(other for other in others if kind[AGENCIES.index(other)]) for kind in mine}
        held = sorted(set(sets.values()))
        records = {there: f"{week} records of {code} with {there}" for there in held}
        for there in held:
            owners = people([kind for kind in mine if sets[kind] == there])
            yield {records[there]: 1, **{owner: -1 for owner in owners}}, 0, inf  # at least one record each
            yield {records[there]: -1, **{owner: MOST for owner in owners}}, 0, inf  # and none without an owner
        yield equal(f"coverage: {name}, records", {records[there]: 1 for there in held})
        yield equal(f"matched-records: {name}, known to another partner", {records[t]: 1 for t in held if t})
        yield equal(f"matched-records: {name}, known to no other", {records[()]: 1})
        for other in others:
            pair = {records[there]: 1.0 for there in held if other in there}
            yield equal(f"matched-records: {name}, also {NAMES[other]}", pair)
        if code in WITH_CASES:
            cases = [kind for kind in mine if kind[place] == 3]
            both = [kind for kind in cases if kind.count(3) > 1]
            lone = [kind for kind in cases if known(kind) == 1]
            yield equal(f"open-cases: {name}, no other agency knows them", people(lone))
            yield equal(f"open-cases: {name}, another has a case open too", people(both))
            rest = people([kind for kind in cases if kind not in both and kind not in lone])
            yield equal(f"open-cases: {name}, another knows them", rest)


def city(draw: random.Random) -> Town:
    """A few dozen people, many of them like few others."""
    town = Town()
    for number in range(draw.randint(10, 80)):
        _somebody(town, f"P{number:03}", draw)
    return town


def _somebody(town: Town, person: str, draw: random.Random) -> None:
    town.person(person)
    for agency in draw.sample(AGENCIES, draw.choice((1, 1, 1, 2, 2, 3))):
        town.touch(person, agency, f"{person}-{agency}")
        if agency in WITH_CASES and draw.random() < 0.5:
            town.case(person, agency)


def weeks(seed: int, how_many: int) -> Iterator[Town]:
    """The same city week by week: a few people more, and now and then one less."""
    draw = random.Random(seed)
    town = city(draw)
    yield town
    for week in range(1, how_many):
        gone = draw.choice(sorted(town.people))
        del town.people[gone]
        town.contacts = [row for row in town.contacts if row["person"] != gone]
        town.cases = {pair for pair in town.cases if pair[0] != gone}
        for number in range(draw.randint(0, 3)):
            _somebody(town, f"Q{week}{number}", draw)
        yield town


def shown_in(sheets: Mapping[str, str], week: int) -> dict[str, object]:
    """Every count of a pack's CSVs, by week and figure."""
    found: dict[str, object] = {}
    for name, sheet in sheets.items():
        header, *rows = csv.reader(io.StringIO(sheet))
        for label, *cells in rows:
            for column, cell in zip(header[1:], cells, strict=True):
                if cell in ("*", "c") or cell.isdigit():
                    found[f"{week} {name}: {label}, {column}"] = int(cell) if cell.isdigit() else cell
    return found


def attacked(seed: int, how_many: int, *, whole: bool) -> list[str]:
    """Small counts of all weeks that are narrowed down."""
    kept: list[Kept] = []
    shown: dict[str, object] = {}
    rules: list[Equation] = []
    wanted: list[str] = []
    for week, town in enumerate(weeks(seed, how_many)):
        sources = sources_of(town)
        counted = count_all(sources)
        pack, edition = make_pack(
            counted, DAY, provenance(sources.population.generation, sources.population, ""), kept, None
        )
        printed = [
            table for table in pack.tables if table.name in ("people", "coverage", "matched-records", "open-cases")
        ]
        shown |= shown_in({table.name: as_csv(table) for table in printed}, week)
        rules += terms(week)
        if kept:
            before = kept[-1].edition.counts
            same = [name for name in edition.counts if before.get(name) == edition.counts[name]]
            rules += [({f"{week} {name}": 1, f"{week - 1} {name}": -1}, 0, 0) for name in same]
        wanted += [f"{week} {name}" for name, n in edition.counts.items() if 0 < n < 8 and f"{week} {name}" in shown]
        kept.append(Kept(week, pack.as_json(), edition))
    assert wanted
    used = {name for weights, _, _ in rules for name in weights}
    shown = {name: figure for name, figure in shown.items() if name in used and not name.endswith("days old")}
    found = extremes(shown, rules, wanted, whole)
    return [f"{name} {ends}" for name, ends in found.items() if is_narrow(shown.get(name), ends)]


def test_of_a_small_town_nothing_is_narrowed_down() -> None:
    assert attacked(seed=3, how_many=1, whole=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_of_four_weeks_of_small_towns_nothing_is_narrowed_down(seed: int) -> None:
    assert attacked(seed, 4, whole=False) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 8))
def test_not_even_by_an_intruder_who_counts_in_whole_people(seed: int) -> None:
    assert attacked(seed, 1, whole=True) == []


def test_the_partners_of_the_packs_are_those_the_intruder_knows() -> None:
    assert [partner.name for partner in PARTNERS] == list(NAMES.values())
