"""Scores compared pairs: the log2 odds that two records are one person, against strangers and against relatives.

Fellegi and Sunter (1969) weigh one person against strangers. Records of one home break that: relatives share surname
and address, so two agreements that are one fact count twice. Here a third class, kin, stands beside the two, and a
pair's weight is what speaks for one person against strangers and kin together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mast.resolution.blocking import Pairs
from mast.resolution.comparing.levels import BORN, FIELDS, GIVEN, HOME, NAMES, SURNAME, Born, Given, Home, Surname
from mast.resolution.encoding import Codes, Encoded
from mast.resolution.homes import Homes
from mast.resolution.model import Frequencies, Model
from mast.resolution.words import Words

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]
FIRST_SHARED = (Given.FULL, Given.SAME, Given.OTHER_MIDDLE)
RADIX = tuple(len(field.levels) for field in FIELDS)


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct combinations of levels: ``levels`` one row each, ``of`` the row of each pair, ``counts`` its pairs."""

    levels: Levels
    of: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]


def patterns(levels: Levels) -> Patterns:
    """The distinct rows of a level matrix, in order."""
    code = np.zeros(len(levels), dtype=np.int64)
    for place, size in enumerate(RADIX):
        code = code * size + levels[:, place]
    place_of, met = pd.factorize(code)
    order = np.argsort(met)
    distinct, rank = met[order], np.empty(len(met), dtype=np.int64)
    rank[order] = np.arange(len(met))
    of = rank[place_of]
    rows = np.zeros((len(distinct), len(RADIX)), dtype=np.uint8)
    rest = distinct.copy()
    for place in reversed(range(len(RADIX))):
        rest, rows[:, place] = np.divmod(rest, RADIX[place])
    return Patterns(rows, of, np.bincount(of, minlength=len(distinct)))


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """log2 ratios by field and level, shape (fields, most levels): one person, and kin, against strangers."""

    same: Floats
    kin: Floats

    @classmethod
    def of(cls, model: Model) -> "Tables":
        return cls(_ratios(model.same, model.unlike), _ratios(model.kin, model.unlike))

    def sums(self, levels: Levels) -> tuple[Floats, Floats]:
        """Summed log2 ratios of each row of levels, for one person and for kin."""
        places = np.arange(len(FIELDS))
        return self.same[places, levels].sum(axis=1), self.kin[places, levels].sum(axis=1)


def log_odds(model: Model, same: Floats, kin: Floats) -> Floats:
    """log2 odds of one person against all else, from summed log2 ratios."""
    others = np.logaddexp2(0.0, np.log2(model.kin_odds) + kin)
    return np.asarray(np.log2(model.same_odds) + same - others)


@dataclass(frozen=True, slots=True, eq=False)
class Commonness:
    """How common each record's names and birthday are, and each address group, by the model's frequencies."""

    first: Floats
    given_family: Floats
    surname: Floats
    surname_family: Floats
    born: Floats
    home: Floats

    @classmethod
    def of(cls, model: Model, records: Encoded, homes: Homes) -> "Commonness":
        words, tables = records.words, model.frequencies
        first = records.given_words[records.given, 0]
        last = records.surname_words[records.surname, 3]
        texts = list(words.texts)
        return cls(
            first=_looked_up(tables["forename"], texts)[first],
            given_family=_commonest(tables["forename family"], words)[first],
            surname=_looked_up(tables["surname"], texts)[last],
            surname_family=_looked_up(tables["surname family"], words.surname_families)[words.surname_family[last]],
            born=_looked_up(tables["born"], records.days)[records.born],
            home=np.append(np.maximum(homes.residents, 2) / max(model.records, 2), 1.0),
        )


def adjustments(model: Model, common: Commonness, pairs: Pairs, levels: Levels, shared: Codes) -> Floats:
    """Shape (pairs, fields): the log2 by which a shared value is rarer (above 0) or commoner than its level's mean."""
    added = np.zeros(levels.shape, dtype=np.float64)
    for place, rows, values in _adjusted(model, common, pairs, levels, shared):
        added[rows, place] = values
    return added


def _adjusted(
    model: Model, common: Commonness, pairs: Pairs, levels: Levels, shared: Codes
) -> Iterator[tuple[int, Rows, Floats]]:
    """The adjustments other than 0, field by field in their order: the field, rows, and the adjustment of each."""

    def log_mean(place: int, *chosen: int) -> float:
        of = model.unlike[NAMES[place]]
        return float(np.log2(sum(of[FIELDS[place].levels(level).name] for level in chosen)))

    def both(rows: Rows, values: Floats) -> Floats:
        # Two spellings are shared by whoever bears either, so the commoner of the two counts.
        return np.maximum(values[pairs.left[rows]], values[pairs.right[rows]])

    def at(place: int, *chosen: int) -> Rows:
        column = levels[:, place]
        return np.flatnonzero(np.isin(column, chosen) if len(chosen) > 1 else column == chosen[0])

    # These share a first forename, and its commonness alone: what the further ones add is in the level.
    rows = at(GIVEN, *FIRST_SHARED)
    yield GIVEN, rows, log_mean(GIVEN, *FIRST_SHARED) - np.log2(both(rows, common.first))
    rows = at(GIVEN, Given.FAMILY)
    yield GIVEN, rows, log_mean(GIVEN, Given.FAMILY) - np.log2(both(rows, common.given_family))
    for place, level, frequency in (
        (SURNAME, Surname.SAME, common.surname),
        (SURNAME, Surname.FAMILY, common.surname_family),
        (BORN, Born.SAME, common.born),
    ):
        rows = at(place, level)
        yield place, rows, log_mean(place, level) - np.log2(frequency[pairs.left[rows]])
    for home in (Home.SAME_NOW, Home.SAME_ONCE):
        rows = at(HOME, home)
        yield HOME, rows, log_mean(HOME, home) - np.log2(common.home[shared[rows]])


def score(model: Model, common: Commonness, pairs: Pairs, levels: Levels, shared: Codes) -> Floats:
    """The match weight of each pair. Each distinct pattern of levels is summed once."""
    distinct = patterns(levels)
    same, kin = Tables.of(model).sums(distinct.levels)
    rarer = np.zeros(len(levels))
    for _, rows, values in _adjusted(model, common, pairs, levels, shared):
        rarer[rows] += values
    return log_odds(model, same[distinct.of] + rarer, kin[distinct.of] + rarer)


def _commonest(table: Frequencies, words: Words) -> Floats:
    """By word, the frequency of the commonest family that it is in; the last place is 1."""
    by_family = _looked_up(table, words.given_families)
    by_family[-1] = 0.0
    return np.append(by_family[words.given_family].max(axis=1, initial=0.0), 1.0)


def _looked_up(table: Frequencies, values: list[str]) -> Floats:
    """The frequency of each value; the last place, which ``NONE`` points to, is 1."""
    stated, rare = table.values.get, table.rare
    return np.array([*(stated(value, rare) for value in values), 1.0], dtype=np.float64)


def _ratios(chances: Mapping[str, Mapping[str, float]], unlike: Mapping[str, Mapping[str, float]]) -> Floats:
    ratios = np.zeros((len(FIELDS), max(RADIX)), dtype=np.float64)
    for place, field in enumerate(FIELDS):
        for level in (level for group in field.groups for level in group):
            name = field.levels(level).name
            ratios[place, level] = np.log2(chances[field.name][name]) - np.log2(unlike[field.name][name])
    return ratios
