"""How good the links are: pairs by band, and whether groups of people are matched alike."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from mast.core.facts import Partner
from mast.core.window import a_year_before
from mast.network.evidence import LINK, REVIEW, Evidence
from mast.network.population import Population
from mast.reports.tables import Count, Entry, Part, Share, Table
from mast.resolution.evaluating.probes import Probe, by_origin

BANDS: Final = "match-bands"
BY_SEX: Final = "fairness-sex"
BY_AGE: Final = "fairness-age"
BY_DEPRIVATION: Final = "fairness-deprivation"
PROBES: Final = "fairness-probes"

_MATCHED, _UNSURE = "matched with another partner", "not matched, left for review"
_AGES: Final = ((0, 4), (5, 10), (11, 17), (18, 24), (25, 44), (45, 64), (65, None))
_SEXES: Final = ("female", "male")
_NOT_STATED: Final = "not stated"
_MEANING: Final = (
    "Of the records of all partners, the share that is matched with another partner's, and the share that is not but "
    "has a likely match that waits for review: where that is high, matches may be missed. Told to the nearest 5 "
    "points, and of 300 records or more."
)


def describe_bands(evidence: Evidence, partners: Sequence[Partner]) -> Part:
    """Pairs of records that link, and that were left for review, by the partners of the two."""
    bands = evidence.bands
    keys = zip(bands["partner_a"], bands["partner_b"], bands["band"], strict=True)
    pairs = {key: int(count) for key, count in zip(keys, bands["pairs"], strict=True)}
    rows = []
    for place, one in enumerate(partners):
        for other in partners[place:]:
            lesser, greater = sorted((one.code, other.code))
            label = f"within {one.name}" if one is other else f"{one.name} and {other.name}"
            rows.append((label, tuple(Count(pairs.get((lesser, greater, band), 0)) for band in (LINK, REVIEW))))
    table = Table(
        BANDS,
        "Pairs of records by how sure the match is",
        "Pairs of records that the evidence itself joins, and pairs that are alike and unsure. Unsure pairs are never "
        "shown as one person: they wait for somebody to decide.",
        ("between", "linked", "for review"),
        tuple(rows),
    )
    return Part([table])


def describe_fairness(population: Population, evidence: Evidence) -> Part:
    """By sex and by age on the day, as most records of the person state them."""
    records = population.records.copy()
    for name in ("born_on", "sex"):
        records[name] = records["person"].map(population.people[name]).fillna("").astype(object)
    partners = records.groupby("person")["partner"].transform("nunique")
    matched = partners > 1
    unsure = ~matched & records["record"].isin(evidence.unsure)
    sexes = records["sex"].where(records["sex"].isin(_SEXES), _NOT_STATED)
    ages = _age_bands(records["born_on"], population.window.until)
    by_age = [_span(*band) for band in _AGES]
    return Part(
        [
            _fairness(BY_SEX, "Matching by sex", "sex", sexes, [*_SEXES, _NOT_STATED], matched, unsure),
            _fairness(BY_AGE, "Matching by age", "age", ages, [*by_age, _NOT_STATED], matched, unsure),
        ]
    )


def describe_deprivation(groups: Sequence[tuple[str, int, int]]) -> Part:
    """Groups as a partner counted them: name, records, of them matched. Nothing where no partner did."""
    if not groups:
        return Part([])
    table = Table(
        BY_DEPRIVATION,
        "Matching by deprivation",
        "As a partner counted its own records and gave the counts only. Told to the nearest 5 points, of 300 or more.",
        ("group", _MATCHED),
        tuple((name, (Share(matched, records),)) for name, records, matched in groups),
    )
    return Part([table])


def describe_probes(probes: Sequence[Probe]) -> Part:
    """Made-up pairs of names. Nobody's origin is derived: a live record has none."""
    table = Table(
        PROBES,
        "Invented names of many origins",
        "The model in force, tried on invented pairs of names of many origins, the same kinds of pairs of each: pairs "
        "of one person found, pairs of one person left for review, and pairs of two people wrongly joined. No real "
        "person is in it.",
        ("names", "found", "left for review", "wrongly joined"),
        tuple(
            (
                origin,
                (
                    f"{told.recall:.0%}",
                    f"{told.review / told.one_person:.0%}" if told.one_person else "–",
                    f"{told.false_link_rate:.0%}",
                ),
            )
            for origin, told in by_origin(probes).items()
        ),
    )
    return Part([table])


def _fairness(
    name: str, title: str, by: str, groups: pd.Series, labels: Sequence[str], matched: pd.Series, unsure: pd.Series
) -> Table:
    rows: list[tuple[str, tuple[Entry, ...]]] = []
    for label in labels:
        own = groups == label
        size = int(own.sum())
        rows.append((label, (Share(int((own & matched).sum()), size), Share(int((own & unsure).sum()), size))))
    return Table(name, title, _MEANING, (by, _MATCHED, _UNSURE), tuple(rows))


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
