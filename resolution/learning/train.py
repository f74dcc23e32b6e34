"""Learns a model: how often strangers agree (random pairs), how common names are, and how many pairs are one person."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from mast.core.parallel import in_order
from mast.resolution.blocking import Pairs
from mast.resolution.candidates import Candidates
from mast.resolution.comparing.comparison import chunks, compare
from mast.resolution.comparing.levels import FIELDS, Born, Given, Surname
from mast.resolution.encoding import Codes, Encoded, Ints
from mast.resolution.homes import Homes
from mast.resolution.learning.chances import SAID, named, shares, table
from mast.resolution.learning.defaults import default_births
from mast.resolution.learning.learning import Learnt, learn_same
from mast.resolution.model import Chances, Frequencies, Model
from mast.resolution.scoring import FIRST_SHARED, Floats, Levels, Patterns, Tables, patterns
from mast.resolution.words import NONE, with_bearers

RANDOM_PAIRS = 300_000
BLOCKED_PAIRS = 400_000
"""Pairs of strangers, and at most so many pairs of blocks, that are learnt from: more hardly move a chance."""
ROUNDS = 4
"""How often the chances between strangers and the prior odds are worked out again, each with the other."""
LISTED = 5
"""How often a value must be stated to be listed in the model. Rarer ones are not: nobody is found in it by name."""
FLOOR = 0.5
"""Pairs added to every level's count, so that a level never met is rare and not impossible."""


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A model, and what it was learnt from: ``records`` without default births, and the compared ``pairs`` of blocks.

    ``share`` is the share of all blocked pairs that ``pairs`` are.
    """

    model: Model
    learnt: Learnt
    records: Encoded
    homes: Homes
    strangers: int
    pairs: Pairs
    levels: Levels
    shared: Codes
    share: float


def study(records: Encoded, homes: Homes, seed: int, candidates: Candidates | None = None) -> Study:
    """A model of these records. The same records and seed give the same model, in whatever order the rows came.

    ``candidates`` keeps what was found and compared for whoever resolves the same records next.
    """
    prior = _prior()
    defaults = default_births(records)
    records = without_births(records, defaults)
    common = frequencies(records)
    records = with_names(records, common)
    chance = random_pairs(records.count, seed)
    strangers = patterns(_compared(records, homes, chance)[0])
    candidates = candidates or Candidates()
    found = candidates.pairs(records, homes)[0]
    rows = _some(len(found), seed)
    pairs = found.of(rows)
    levels, shared = _compared(records, homes, pairs)
    candidates.keep(found, records, rows, levels, shared)
    blocked, share = patterns(levels), len(pairs) / len(found) if len(found) else 1.0
    possible = _possible(records.count)
    belief = prior["learning"]["pairs"] * table(_chances(prior, "unlike"))
    begun = replace(
        untrained(records.count),
        unlike=_shares(strangers, strangers.counts.astype(np.float64), belief),
        frequencies=common,
        default_births=defaults,
    )
    before = _balanced(begun, strangers, blocked, belief, possible * share)
    learnt = learn_same(blocked, begun.same, begun.kin, before.unlike, **prior["learning"])
    model = _balanced(replace(before, same=learnt.same), strangers, blocked, belief, possible * share)
    return Study(model, learnt, records, homes, len(chance), pairs, levels, shared, share)


def believed(found: Study) -> Model:
    """The model of a study as it would be had nothing been learnt of one person."""
    return replace(found.model, same=_chances(_prior(), "same"))


def untrained(records: int) -> Model:
    """What is believed of so many records before any of them is seen; no name is rarer than another."""
    prior = _prior()
    unlike = _chances(prior, "unlike")
    given, surname = unlike["forenames"], unlike["surname"]
    means = {
        "forename": sum(given[level.name] for level in FIRST_SHARED),
        "forename family": given[Given.FAMILY.name],
        "surname": surname[Surname.SAME.name],
        "surname family": surname[Surname.FAMILY.name],
        "born": unlike["born"][Born.SAME.name],
    }
    size, possible = max(records, 2), _possible(records)
    return Model(
        records=records,
        same_odds=prior["start"]["same_per_record"] * size / possible,
        kin_odds=prior["start"]["kin_per_record"] * size / possible,
        same=_chances(prior, "same"),
        kin=_chances(prior, "kin"),
        unlike=unlike,
        frequencies={name: Frequencies(rare=mean) for name, mean in means.items()},
    )


def _possible(records: int) -> float:
    """How many pairs so many records make."""
    size = max(records, 2)
    return size * (size - 1) / 2


def _balanced(model: Model, strangers: Patterns, blocked: Patterns, belief: Floats, possible: float) -> Model:
    """The model with the chances between strangers and the prior odds worked out, each with the other."""
    for _ in range(ROUNDS):
        of_same, of_kin = _posteriors(model, strangers)
        unlike = _shares(strangers, strangers.counts * (1 - of_same - of_kin), belief)
        same, kin = _posteriors(replace(model, unlike=unlike), blocked)
        model = replace(
            model,
            unlike=unlike,
            same_odds=max(float((same * blocked.counts).sum()), 1.0) / possible,
            kin_odds=max(float((kin * blocked.counts).sum()), 1.0) / possible,
        )
    return model


def _some(count: int, seed: int) -> Ints:
    """All rows of ``count`` pairs, or so many picked at random as suffice to learn from; in order."""
    if count <= BLOCKED_PAIRS:
        return np.arange(count, dtype=np.int64)
    return np.sort(np.random.default_rng(seed).choice(count, BLOCKED_PAIRS, replace=False))


def random_pairs(count: int, seed: int, wanted: int = RANDOM_PAIRS) -> Pairs:
    """Pairs of distinct records picked at random; all of them where there are no more than ``wanted``."""
    if count * (count - 1) // 2 <= wanted:
        left, right = np.triu_indices(count, k=1)
        return Pairs(left.astype(np.int32), right.astype(np.int32))
    chance = np.random.default_rng(seed)
    left, right = chance.integers(0, count, wanted), chance.integers(0, count - 1, wanted)
    right = right + (right >= left)
    return Pairs(np.minimum(left, right).astype(np.int32), np.maximum(left, right).astype(np.int32))


def frequencies(records: Encoded) -> dict[str, Frequencies]:
    """Shares of the records that state each first forename, surname, their spelling families, and birthday."""
    words = records.words
    first = records.given_words[records.given, 0]
    last = records.surname_words[records.surname, 3]
    first, last = first[first != NONE], last[last != NONE]
    families = words.given_family[first]
    return {
        "forename": _counted(first, list(words.texts)),
        "forename family": _counted(families[families != NONE], words.given_families, len(first)),
        "surname": _counted(last, list(words.texts)),
        "surname family": _counted(words.surname_family[last], words.surname_families),
        "born": _counted(records.born[records.born != NONE], records.days),
    }


def without_births(records: Encoded, defaults: Collection[str]) -> Encoded:
    """The records without these dates of birth."""
    unknown = set(defaults)
    gone = np.array([day in unknown for day in records.days], dtype=bool)
    return (
        replace(records, born=np.where(gone[records.born], NONE, records.born).astype(np.int32))
        if gone.any()
        else records
    )


def with_names(records: Encoded, common: Mapping[str, Frequencies]) -> Encoded:
    """The records knowing which forenames are established: those that the model lists."""
    return replace(records, words=with_bearers(records.words, common["forename"].values))


def _counted(codes: npt.NDArray[Any], texts: list[str], stated: int | None = None) -> Frequencies:
    """Shares of ``stated`` records (of as many as there are codes) by value."""
    counts = np.bincount(codes, minlength=len(texts))
    total = max(len(codes) if stated is None else stated, 1)
    listed = {texts[code]: int(counts[code]) / total for code in np.flatnonzero(counts >= LISTED)}
    unlisted = counts[(counts > 0) & (counts < LISTED)]
    # A rare value is as rare as the mean bearer of one finds it.
    rare = float((unlisted**2).sum() / max(unlisted.sum(), 1)) / total if len(unlisted) else 1 / total
    return Frequencies(listed, min(max(rare, 1e-7), 1.0))


def _compared(records: Encoded, homes: Homes, pairs: Pairs) -> tuple[Levels, Codes]:
    def compared(part: Pairs) -> tuple[Levels, Codes]:
        return compare(records, homes, part)

    parts = in_order(compared, chunks(pairs)) or [compared(pairs)]
    return np.concatenate([levels for levels, _ in parts]), np.concatenate([shared for _, shared in parts])


def _posteriors(model: Model, met: Patterns) -> tuple[Floats, Floats]:
    """For each pattern: the chance that a pair of it is one person, and that it is kin."""
    same, kin = Tables.of(model).sums(met.levels)
    same, kin = same + np.log2(model.same_odds), kin + np.log2(model.kin_odds)
    total = np.logaddexp2(np.logaddexp2(same, kin), 0.0)
    return np.exp2(same - total), np.exp2(kin - total)


def _shares(met: Patterns, weights: Floats, before: Floats) -> Chances:
    """By field and level: its share among the levels of its group, with the pairs that stand for belief ``before``."""
    counts = [np.bincount(column, weights=weights, minlength=SAID.shape[1]) for column in met.levels.T]
    return named(shares(np.stack(counts).astype(np.float64) + FLOOR + before))


def _prior() -> Mapping[str, Any]:
    text = files("mast.resolution").joinpath("prior.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _chances(prior: Mapping[str, Any], kind: str) -> Chances:
    return {
        field.name: {
            field.levels(level).name: float(prior[field.name][field.levels(level).name][kind])
            for group in field.groups
            for level in group
        }
        for field in FIELDS
    }
