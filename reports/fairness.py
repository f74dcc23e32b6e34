"""Whether groups of people are matched alike: records by sex, by age, and by deprivation where a partner counted it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from mast.core.facts import Partner
from mast.core.window import a_year_before
from mast.network.evidence import Evidence
from mast.network.population import Population
from mast.reports.matching import reviewed_between
from mast.reports.overlap import ALONE, ANY, COVERAGE, MATCHED, RECORDS
from mast.reports.recovery import Relation, equal, never_more
from mast.reports.tables import Count, Entry, OfShown, Part, Table, figure

BY_SEX: Final = "fairness-sex"
BY_AGE: Final = "fairness-age"
BY_DEPRIVATION: Final = "fairness-deprivation"
SHARE_MATCHED: Final = "share matched"

_MATCHED, _ALONE, _UNSURE = "matched with another partner", "matched with none", "of those left for review"
_SHARE_UNSURE: Final = "share left for review"
_AGES: Final = ((0, 4), (5, 10), (11, 17), (18, 24), (25, 44), (45, 64), (65, None))
_SEXES: Final = ("female", "male")
_NOT_STATED: Final = "not stated"
_MEANING: Final = (
    "The records of all partners: how many are matched with another partner's, how many with none, and how many of "
    "those have a likely match that waits for review: where these are many, matches may be missed. The shares are of "
    "all records of the group, worked out from the figures shown."
)


def describe_fairness(population: Population, evidence: Evidence, partners: Sequence[Partner]) -> Part:
    """By sex and by age on the day, as most records of the person state them."""
    records = population.records.copy()
    for name in ("born_on", "sex"):
        records[name] = records["person"].map(population.people[name]).fillna("").astype(object)
    matched = records.groupby("person")["partner"].transform("nunique") > 1
    unsure = ~matched & records["record"].isin(evidence.unsure)
    sexes = records["sex"].where(records["sex"].isin(_SEXES), _NOT_STATED)
    ages = _age_bands(records["born_on"], population.window.until)
    by_sex, by_age = [*_SEXES, _NOT_STATED], [*(_span(*band) for band in _AGES), _NOT_STATED]
    tables = [
        _fairness(BY_SEX, "Matching by sex", "sex", sexes, by_sex, matched, unsure),
        _fairness(BY_AGE, "Matching by age", "age", ages, by_age, matched, unsure),
    ]
    return Part(tables, _relations(by_sex, by_age, partners))


def describe_deprivation(
    groups: Sequence[tuple[str, int, int]], counts: Mapping[str, int], partners: Sequence[Partner]
) -> Part:
    """Groups as a partner counted them: name, records, of them matched. Nothing where no partner did.

    ``counts``: the partners' figures in ``overlap``, with which these may hang together.
    """
    if not groups:
        return Part([])
    rows = []
    for name, records, matched in groups:
        share = OfShown(figure(BY_DEPRIVATION, name, _MATCHED), figure(BY_DEPRIVATION, name, RECORDS))
        rows.append((name, (Count(records, quiet=True), Count(matched), Count(records - matched), share)))
    table = Table(
        BY_DEPRIVATION,
        "Matching by deprivation",
        "As a partner counted its own records and gave the counts only. The share is worked out from the figures "
        "shown.",
        ("group", RECORDS, _MATCHED, _ALONE, SHARE_MATCHED),
        tuple(rows),
    )
    return Part([table], _relations_of_groups([name for name, _, _ in groups], table.counts(), counts, partners))


def _fairness(
    name: str, title: str, by: str, groups: pd.Series, labels: Sequence[str], matched: pd.Series, unsure: pd.Series
) -> Table:
    rows: list[tuple[str, tuple[Entry, ...]]] = []
    for label in labels:
        own = groups == label
        records, with_other, for_review = (int(which.sum()) for which in (own, own & matched, own & unsure))
        whole = figure(name, label, RECORDS)
        entries = (
            Count(records, quiet=True),
            # Quiet too: a match takes two records, so that a star of it would say 2 to 7.
            Count(with_other, quiet=True),
            Count(records - with_other, quiet=True),
            Count(for_review),
            OfShown(figure(name, label, _MATCHED), whole),
            OfShown(figure(name, label, _UNSURE), whole),
        )
        rows.append((label, entries))
    columns = (by, RECORDS, _MATCHED, _ALONE, _UNSURE, SHARE_MATCHED, _SHARE_UNSURE)
    return Table(name, title, _MEANING, columns, tuple(rows))


def _relations(by_sex: Sequence[str], by_age: Sequence[str], partners: Sequence[Partner]) -> list[Relation]:
    """Both tables divide the records of all partners, which other tables divide by partner."""
    found: list[Relation] = []
    reviewed = []
    for name, labels in ((BY_SEX, by_sex), (BY_AGE, by_age)):
        columns = {column: [figure(name, label, column) for label in labels] for column in (_MATCHED, _ALONE, _UNSURE)}
        for label, matched, alone, unsure in zip(labels, *columns.values(), strict=True):
            found += [*equal([matched, alone], [figure(name, label, RECORDS)]), never_more([unsure], [alone])]
        for column, there in ((_MATCHED, ANY), (_ALONE, ALONE)):
            found += equal(columns[column], [figure(MATCHED, partner.name, there) for partner in partners])
        reviewed.append(columns[_UNSURE])
    left = {partner.name: f"records left for review, of {partner.name}" for partner in partners}
    for partner in partners:
        # No table counts these, but a record is left by a pair with another partner's, and has no match.
        own = [left[partner.name]]
        found.append(never_more(own, [figure(MATCHED, partner.name, ALONE)]))
        found.append(never_more(own, reviewed_between(partner, partners)))
    return [*found, *(rule for labels in reviewed for rule in equal(labels, left.values()))]


def _relations_of_groups(
    labels: Sequence[str], own: Mapping[str, int], counts: Mapping[str, int], partners: Sequence[Partner]
) -> list[Relation]:
    """Nobody is told which partner counted, nor when: so they are guarded as if it were any that it can be, and all of
    its records where they are as many.
    """
    records, matched, alone = (
        [figure(BY_DEPRIVATION, label, column) for label in labels] for column in (RECORDS, _MATCHED, _ALONE)
    )
    found: list[Relation] = []
    for whole, *parts in zip(records, matched, alone, strict=True):
        found += equal(parts, [whole])
    for partner in partners:
        wholes = {
            figure(COVERAGE, partner.name, RECORDS): records,
            figure(MATCHED, partner.name, ANY): matched,
            figure(MATCHED, partner.name, ALONE): alone,
        }
        left = {whole: counts[whole] - sum(own[part] for part in parts) for whole, parts in wholes.items()}
        if min(left.values()) >= 0:
            for whole, parts in wholes.items():
                found += [never_more(parts, [whole])] if left[whole] else equal(parts, [whole])
    return found


def _age_bands(born_on: pd.Series, day: date) -> pd.Series:
    """Days are ISO texts, so that they compare as they are; of an unlikely or missing one, not stated."""
    bands = pd.Series(_NOT_STATED, index=born_on.index, dtype=object)
    for least, most in _AGES:
        newest = a_year_before(day, least).isoformat()
        oldest = "" if most is None else a_year_before(day, most + 1).isoformat()
        bands[(born_on != "") & (born_on <= newest) & (born_on > oldest)] = _span(least, most)
    return bands


def _span(least: int, most: int | None) -> str:
    return f"{least} and over" if most is None else f"{least} to {most}"
