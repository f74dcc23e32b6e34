"""Who is known to how many agencies: partners' coverage, records that several hold, people, households, open cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mast.core.facts import Partner
from mast.network.population import Population
from mast.reports.recovery import Relation, equal, never_more
from mast.reports.tables import NONE, Count, OfShown, Part, Table, figure

COVERAGE: Final = "coverage"
MATCHED: Final = "matched-records"
PEOPLE: Final = "people"
HOUSEHOLDS: Final = "households"
CASES: Final = "open-cases"

RECORDS, KNOWN = "records", "people known in the 12 months"
ANY, ALONE, SHARE = "known to another partner", "known to no other", "share known to another"
HOW_MANY: Final = ("one agency", "two agencies", "three or more")
OPEN_TO_ALL, HIDDEN_OVERLAP = "a member known to two or more", "no member known to two"
LONE, OTHERS_KNOW, OTHERS_OPEN = "no other agency knows them", "another knows them", "another has a case open too"


@dataclass(frozen=True, slots=True)
class _Row:
    """One partner's counts."""

    partner: Partner
    records: int
    known: int
    matched: int
    by_pair: dict[str, int]


def describe_overlap(population: Population, homes: pd.DataFrame, partners: Sequence[Partner]) -> Part:
    """``homes`` as ``describe_homes`` gives them."""
    rows = _rows(population, partners)
    coverage = Table(
        COVERAGE,
        "Partners: how fresh, and how many",
        "Each partner's data as they stand in the published generation. A partner without a date never delivered: "
        "that it shows nothing does not mean that it knows nobody.",
        ("partner", "data as of", "days old", RECORDS, KNOWN),
        tuple(
            (
                row.partner.name,
                (*_freshness(population, row.partner), Count(row.records, quiet=True), Count(row.known, quiet=True)),
            )
            for row in rows
        ),
    )
    names = [row.partner.name for row in rows]
    matched = Table(
        MATCHED,
        "Records that another partner holds too",
        "Records of the partner in the row whose person another partner also has a record of: any other, none, and "
        "each by itself. A record may be held by several, so columns do not add up. The share is worked out from the "
        "figures shown.",
        ("partner", ANY, ALONE, SHARE, *(f"also {name}" for name in names)),
        tuple(
            (
                row.partner.name,
                (
                    Count(row.matched, quiet=True),
                    Count(row.records - row.matched),
                    OfShown(figure(MATCHED, row.partner.name, ANY), figure(COVERAGE, row.partner.name, RECORDS)),
                    *(NONE if other is row else Count(row.by_pair[other.partner.code], quiet=True) for other in rows),
                ),
            )
            for row in rows
        ),
    )
    tables = [coverage, matched, _people(population), _households(homes), _cases(population, partners)]
    return Part(tables, _relations([row.partner.name for row in rows], [p.name for p in partners if p.has_cases]))


def known_to(number: str) -> list[str]:
    """The figures that count the households known to so many agencies (one of ``HOW_MANY``)."""
    columns = (OPEN_TO_ALL,) if number == HOW_MANY[0] else (OPEN_TO_ALL, HIDDEN_OVERLAP)
    return [figure(HOUSEHOLDS, number, column) for column in columns]


def _rows(population: Population, partners: Sequence[Partner]) -> list[_Row]:
    records = population.records
    held = {partner.code: records.loc[records["partner"] == partner.code, "person"] for partner in partners}
    known = population.known.index.get_level_values("agency")
    found = []
    for partner in partners:
        own = held[partner.code]
        also = {code: own.isin(set(persons)) for code, persons in held.items() if code != partner.code}
        anywhere = pd.Series(False, index=own.index)
        for there in also.values():
            anywhere |= there
        by_pair = {code: int(there.sum()) for code, there in also.items()}
        found.append(_Row(partner, len(own), int((known == partner.code).sum()), int(anywhere.sum()), by_pair))
    return found


def _freshness(population: Population, partner: Partner) -> tuple[str, str]:
    as_of = population.generation.coverage.get(partner.code)
    if as_of is None:
        return "never delivered", NONE
    return as_of.isoformat(), str(max(0, (population.window.until - as_of).days))


def _people(population: Population) -> Table:
    agencies = population.known.groupby(level="person").size().clip(upper=3).value_counts()
    return Table(
        PEOPLE,
        "People by how many agencies know them",
        "An agency knows a person with whom it had a contact in the twelve months, or a case open on the day.",
        ("known to", "people"),
        tuple((name, (Count(int(agencies.get(number, 0)), quiet=True),)) for number, name in enumerate(HOW_MANY, 1)),
    )


def _households(homes: pd.DataFrame) -> Table:
    many = homes["agencies"].map(len).clip(upper=3)

    def counted(number: int, hidden: bool) -> Count:
        return Count(int(((many == number) & (homes["hidden"] == hidden)).sum()))

    return Table(
        HOUSEHOLDS,
        "Households by how many agencies know somebody there",
        "In the last column is what no agency can see from its own files, nor by asking about any one person: two or "
        "more agencies know the household, each through a different member.",
        ("known to", OPEN_TO_ALL, HIDDEN_OVERLAP),
        (
            (HOW_MANY[0], (counted(1, False), NONE)),
            (HOW_MANY[1], (counted(2, False), counted(2, True))),
            (HOW_MANY[2], (counted(3, False), counted(3, True))),
        ),
    )


def _cases(population: Population, partners: Sequence[Partner]) -> Table:
    known = population.known.reset_index()
    agencies = known.groupby("person")["agency"].transform("size")
    cases = known.groupby("person")["open_case"].transform("sum")
    rows = []
    for partner in (one for one in partners if one.has_cases):
        own = known["open_case"].astype(bool) & (known["agency"] == partner.code)
        lone, both = own & (agencies == 1), own & (cases > 1)
        counts = (int(lone.sum()), int((own & ~lone & ~both).sum()), int(both.sum()))
        rows.append((partner.name, tuple(Count(count) for count in counts)))
    return Table(
        CASES,
        "Open cases that other agencies know",
        "People with a case open on the day at the agency in the row, by who else knows them. Each is counted once.",
        ("agency", LONE, OTHERS_KNOW, OTHERS_OPEN),
        tuple(rows),
    )


def _relations(names: Sequence[str], with_cases: Sequence[str]) -> list[Relation]:
    """What follows from the meaning of these figures; readers can think of it as well."""
    records = {name: figure(COVERAGE, name, RECORDS) for name in names}
    known = {name: figure(COVERAGE, name, KNOWN) for name in names}
    anyone = {name: figure(MATCHED, name, ANY) for name in names}
    one, two, three = (figure(PEOPLE, number, "people") for number in HOW_MANY)
    found: list[Relation] = []
    for name in names:
        pairs = [figure(MATCHED, name, f"also {other}") for other in names if other != name]
        parts = [anyone[name], figure(MATCHED, name, ALONE)]
        found += [
            *equal(parts, [records[name]]),
            never_more([anyone[name]], pairs),
        ]
        found += [never_more([pair], [anyone[name]]) for pair in pairs]
        found += [never_more([known[name]], [records[name]]), never_more([known[name]], [anyone[name], one])]
        found += _relations_without(known[name], [other for other in known.values() if other != known[name]])
    # Each (person, agency) that knows them is one of the agency's known, and has a record there.
    ties = [one, two, two, three, three, three]
    found += [
        never_more(ties, known.values()),
        never_more(known.values(), [one, two, two, *[three] * len(names)]),
        never_more([two, two, three, three, three], anyone.values()),
    ]
    return found + _household_relations(one, two, three) + _case_relations(with_cases, known, anyone, one, two, three)


def _relations_without(known: str, others: Sequence[str]) -> list[Relation]:
    """Whom one agency does not know, others do: of two that know a person or a hidden overlap it is one at the most."""
    one, two, three = (figure(PEOPLE, number, "people") for number in HOW_MANY)
    hidden_two, hidden_three = (figure(HOUSEHOLDS, number, HIDDEN_OVERLAP) for number in HOW_MANY[1:])
    hidden = [hidden_two, *[hidden_three] * 2]
    return [never_more([known, *hidden], [one, two, three]), never_more([two, three, three, *hidden], others)]


def _household_relations(one: str, two: str, three: str) -> list[Relation]:
    (single,), (open_two, hidden_two), (open_three, hidden_three) = (known_to(number) for number in HOW_MANY)
    # A person lives in one household; a hidden overlap takes as many people as agencies, each known to one.
    alone = [single, *[hidden_two] * 2, *[hidden_three] * 3]
    # One that three know has a member known to three, or one known to two and another.
    return [
        never_more(alone, [one]),
        never_more([open_two], [two]),
        never_more([open_two, open_three], [two, three]),
        never_more([*alone, open_two, open_three, open_three], [one, two, three, three]),
    ]


def _case_relations(
    names: Sequence[str], known: dict[str, str], anyone: dict[str, str], one: str, two: str, three: str
) -> list[Relation]:
    found = []
    for name in names:
        lone, others, both = (figure(CASES, name, column) for column in (LONE, OTHERS_KNOW, OTHERS_OPEN))
        elsewhere = [figure(CASES, other, OTHERS_OPEN) for other in names if other != name]
        found += [
            never_more([lone, others, both], [known[name]]),
            never_more([others, both], [two, three]),
            never_more([others, both], [anyone[name]]),
            never_more([both], elsewhere),
        ]
    return [*found, never_more([figure(CASES, name, LONE) for name in names], [one])] if names else []
