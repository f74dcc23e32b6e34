"""An intruder with four weeks' packs: reads the CSVs, thinks of everything that can be behind them, narrows nothing."""

import csv
import io
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import combinations_with_replacement, pairwise

import pandas as pd
import pytest

from mast.access.purposes import Purpose
from mast.network.evidence import Evidence
from mast.reports.board import Sources, count_all, make_pack, provenance
from mast.reports.disclosure import rounded
from mast.reports.kept import Kept
from mast.reports.recovery import Edition
from mast.reports.sheets import as_csv
from mast.reports.usage import Usage
from tests.network.town import AGENCIES, DAY, Town
from tests.reports.city import PARTNERS, sources_of
from tests.reports.intruder import (
    CHAIN,
    COUNTS_DEPRIVATION,
    DECILES,
    MORE,
    NAMES,
    NINE,
    SHAPES,
    TABLES,
    WITH_CASES,
    names_of,
    terms,
)
from tests.reports.solver import Equation, narrowed

FREE = ("addresses", "match-bands", "retention")
"""Tables with figures of which nothing is known but that they are counts."""


def city(draw: random.Random) -> Town:
    """A few dozen people, many of them like few others, in homes that have to do with each other."""
    town = Town()
    for number in range(draw.randint(10, 80)):
        _somebody(town, f"P{number:03}", draw)
    homes = sorted({home for _, _, home in town.people.values() if home})
    draw.shuffle(homes)
    # In rows of seven a chain of four and three all tied; now and then these are tied to each other and to the next.
    for place, pair in enumerate(pairwise(homes)):
        if draw.random() < (0.2 if place % 7 in (3, 6) else 0.8):
            _meeting(town, pair, f"{place}", draw)
    for place in range(4, len(homes) - 2, 7):
        _meeting(town, (homes[place], homes[place + 2]), f"{place}-ring", draw)
    for number in range(draw.randint(4, 40)):
        for times in range(draw.choice((2, 3, 6, 11))):
            where = town.place(f"A-busy-{number}", institution=draw.choice(("", "", "hospital")))
            town.touch("", draw.choice(AGENCIES[:2]), f"busy-{number}-{times}", at=where)
    return town


def _somebody(town: Town, person: str, draw: random.Random) -> None:
    home = f"H{draw.randrange(40)}" if draw.random() < 0.8 else ""
    if home:
        town.home(home)
    sex = draw.choice(("female", "female", "male", "male", "male", ""))
    born_on = (DAY - timedelta(days=draw.choice((1_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000)))).isoformat()
    town.person(person, born_on if draw.random() < 0.9 else "", sex, home)
    # Of the fire service there are few, and with it of everything that hangs on it.
    agencies = draw.sample(AGENCIES, draw.choice((1, 1, 1, 2, 2, 3)))
    for agency in (code for code in agencies if code != "fire" or draw.random() < 0.3):
        town.touch(person, agency, f"{person}-{agency}")
        if agency in WITH_CASES and draw.random() < 0.5:
            town.case(person, agency)


def _meeting(town: Town, homes: Iterable[str], name: str, draw: random.Random) -> None:
    """One contact with somebody of each home, which ties them."""
    agency = draw.choice(AGENCIES)
    for home in homes:
        person = min(name for name, (_, _, there) in town.people.items() if there == home)
        town.touch(person, agency, f"meeting-{name}")


def weeks(seed: int, how_many: int) -> Iterator[Sources]:
    """The same city week by week: a few people more, now and then one less, and all else a little other."""
    draw = random.Random(seed)
    town = city(draw)
    for week in range(how_many):
        if week:
            gone = draw.choice(sorted(town.people))
            del town.people[gone]
            town.contacts = [row for row in town.contacts if row["person"] != gone]
            town.cases = {pair for pair in town.cases if pair[0] != gone}
            for number in range(draw.randint(0, 3)):
                _somebody(town, f"Q{week}{number}", draw)
        yield _with_all(sources_of(town), draw)


def _with_all(sources: Sources, draw: random.Random) -> Sources:
    """The rest of what a pack is made of, with many small counts."""
    records = sources.population.records
    partners = records.groupby("person")["partner"].transform("nunique")
    # Of a record it is the same each week.
    left = records.loc[(partners == 1) & (records["record"].map(_fate) < 0.3), ["record", "partner"]]
    pairs = {pair: draw.choice((0, 2, 9, 30)) for pair in combinations_with_replacement(AGENCIES, 2)}
    waiting = {pair: draw.randint(0, 3) for pair in pairs}
    for partner in left["partner"]:
        other = draw.choice([code for code in AGENCIES if code != partner])
        waiting[min(partner, other), max(partner, other)] += 1
    rows = [(*pair, "link", count) for pair, count in pairs.items()]
    rows += [(*pair, "review", count) for pair, count in waiting.items()]
    bands = pd.DataFrame(rows, columns=["partner_a", "partner_b", "band", "pairs"])
    look_ups = {
        (agency, purpose.value): draw.choice((0, 3, 20)) for agency in ("cli", "", *AGENCIES) for purpose in Purpose
    }
    asked = sum(look_ups.values())
    answered, broken = draw.randint(asked // 2, asked), draw.randint(0, 9)
    outcomes = {"ok": answered, "nobody": min(asked - answered, draw.randint(0, 9)), "refused": draw.randint(0, 9)}
    own = records["partner"] == COUNTS_DEPRIVATION
    decile = records["record"].map(lambda record: DECILES[int(len(DECILES) * _fate(record))])
    return replace(
        sources,
        evidence=Evidence(bands, frozenset(left["record"])),
        usage=Usage(look_ups, outcomes, min(broken, answered), min(broken, answered, draw.randint(0, 4))),
        deprivation=[
            (name, int((own & (decile == name)).sum()), int((own & (decile == name) & (partners > 1)).sum()))
            for name in DECILES
        ],
        certificate={
            "removed": {"records": draw.randint(0, 20), "persons": draw.randint(0, 9)},
            "as_of": "2026-10-01",
            "oldest_day_kept": "2023-10-01",
        },
    )


def _fate(record: str) -> float:
    """From 0 to 1, by chance."""
    return random.Random(record).random()


def packs(seed: int, how_many: int) -> Iterator[tuple[dict[str, str], Edition]]:
    """The CSVs of each week, and the true counts."""
    kept: list[Kept] = []
    for week, sources in enumerate(weeks(seed, how_many)):
        facts = provenance(sources.population.generation, sources.population, "")
        pack, edition = make_pack(count_all(sources), DAY, facts, kept, None)
        kept.append(Kept(week, pack.as_json(), edition))
        yield {table.name: as_csv(table) for table in pack.tables}, edition


def shown_in(sheets: Mapping[str, str]) -> dict[str, object]:
    """Every count of a pack's CSVs, by figure."""
    found: dict[str, object] = {}
    for name, sheet in sheets.items():
        header, *rows = csv.reader(io.StringIO(sheet))
        for label, *cells in rows:
            for column, cell in zip(header[1:], cells, strict=True):
                if (cell in ("*", "c") or cell.isdigit()) and column != "days old" and not column.startswith("share"):
                    found[f"{name}: {label}, {column}"] = int(cell) if cell.isdigit() else cell
    return found


def attacked(seed: int, how_many: int, *, whole: bool) -> dict[str, tuple[float, float]]:
    """Small counts of all weeks that are narrowed down."""
    shown: dict[str, object] = {}
    rules: list[Equation] = []
    wanted: list[str] = []
    before: Mapping[str, int] = {}
    for week, (sheets, edition) in enumerate(packs(seed, how_many)):
        shown |= {f"{week} {name}": figure for name, figure in shown_in(sheets).items()}
        rules += terms(week)
        same = [name for name, count in edition.counts.items() if before.get(name) == count]
        rules += [({f"{week} {name}": 1, f"{week - 1} {name}": -1}, 0, 0) for name in same]
        wanted += [f"{week} {name}" for name, count in edition.counts.items() if 0 < count < 8]
        before = edition.counts
    assert set(wanted) <= shown.keys()
    return narrowed(shown, rules, wanted, whole)


def test_of_a_small_town_nothing_is_narrowed_down() -> None:
    assert attacked(seed=3, how_many=1, whole=False) == {}


def test_he_would_narrow_what_is_rounded_and_starred_alone() -> None:
    ((_, edition),) = packs(3, 1)
    small = [f"0 {name}" for name, count in edition.counts.items() if 0 < count < 8]
    shown = {f"0 {name}": rounded(count) for name, count in edition.counts.items()}
    tables = {name.removeprefix("0 ").partition(":")[0] for name in narrowed(shown, terms(0), small, whole=False)}
    assert {"matched-records", "fairness-age", "fairness-deprivation"} <= tables


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_of_four_weeks_of_small_towns_nothing_is_narrowed_down(seed: int) -> None:
    assert attacked(seed, 4, whole=False) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 8))
def test_not_even_by_an_intruder_who_counts_in_whole_people(seed: int) -> None:
    assert attacked(seed, 1, whole=True) == {}


def test_the_intruder_attacks_every_table_that_has_counts() -> None:
    small: set[str] = set()
    for seed in range(4):
        ((sheets, edition),) = packs(seed, 1)
        shown = shown_in(sheets)
        assert shown.keys() == edition.counts.keys()
        assert {name.partition(":")[0] for name in shown} == set(TABLES)
        small |= {name.partition(":")[0] for name, count in edition.counts.items() if 0 < count < 8}
    assert small == set(TABLES)


def test_he_speaks_of_the_figures_that_there_are() -> None:
    ((_, edition),) = packs(3, 1)
    spoken = {name.removeprefix("0 ") for name in names_of(terms(0))}
    assert {name for name in spoken if name.partition(":")[0] in TABLES} <= edition.counts.keys()
    free = {name for name in edition.counts.keys() - spoken if not name.startswith(FREE)}
    few = {f"network: {name}, fewer than 3 agencies" for name in SHAPES if name not in (CHAIN, NINE, MORE)}
    assert free == few | {f"answers: {word}, times" for word in ("refused", "failed or broken off")}
    assert [partner.name for partner in PARTNERS] == list(NAMES.values())
