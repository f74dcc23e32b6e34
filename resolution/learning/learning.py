"""Learns, without labels, how often each comparison level is met between records of one person.

Expectation and maximisation (Dempster, Laird and Rubin 1977; Winkler 1988 for record linkage) over distinct patterns of
levels. With two classes that is a trap: people of one home share surname and address, so blocks on those make homes
pass for persons. Here

- pairs are of three classes, one person, kin and strangers; how often strangers agree is known from random pairs;
- pairs are learnt from in several starting blocks, each made of all pairs alike in some fields. A field is learnt in
  the blocks that did not choose by it, and each block has shares of the three classes of its own;
- a pair that no typing error explains, as of two verified NHS numbers, is never one person;
- what was believed before counts as a number of pairs, so that thin data move little, and keeps a share of the say, so
  that records of a partner not seen in training are not judged by the others' habits alone.

Kin are told apart in the mixture but not learnt: where data have few families the class would take in slips instead.
"""

from dataclasses import dataclass

import numpy as np

from mast.resolution.clustering.rules import Apart, apart
from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    FIELDS,
    GIVEN,
    HOME,
    NHS,
    PHONE,
    SURNAME,
    UPN,
    Born,
    Contact,
    Given,
    Home,
    Nhs,
    Number,
    Surname,
)
from mast.resolution.encoding import Flags
from mast.resolution.learning.chances import SAID, Floats, named, shares, table
from mast.resolution.learning.ordering import Pooled, in_order
from mast.resolution.model import Chances
from mast.resolution.scoring import Levels, Patterns

ROUNDS = 100
SETTLED = 1e-6
"""Learning ends when no chance moves by more than this in a round, or after so many rounds."""
BEGIN = (0.5, 0.4, 0.1)
"""The shares of one person, kin and strangers from which each block begins."""
IMPOSSIBLE = (Apart.VERIFIED_NUMBERS, Apart.GENERATION)


@dataclass(frozen=True, slots=True)
class Start:
    """A starting block: the fields by which it chooses pairs, how many it has, and the share of each class in it."""

    name: str
    chosen_by: tuple[str, ...]
    pairs: int
    same: float
    kin: float
    strangers: float


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """The chances of levels between records of one person, and how they came about."""

    same: Chances
    starts: tuple[Start, ...]
    pooled: tuple[Pooled, ...]
    rounds: int


def learn_same(blocked: Patterns, same: Chances, kin: Chances, unlike: Chances, pairs: float, kept: float) -> Learnt:
    """Learn from compared pairs. ``same`` and ``kin`` are what is believed before, and ``unlike`` is known.

    ``pairs`` is how many pairs that belief counts for; ``kept`` is its share in the answer.
    """
    before, family, known = (table(chances) for chances in (same, kin, unlike))
    chosen = _starts(blocked.levels)
    mixture = _Mixture(blocked, tuple(chosen.values()))
    learnt, rounds, change = before, 0, 1.0
    while change > SETTLED and rounds < ROUNDS:
        moved = shares(mixture.counts(learnt, family, known) + pairs * before)
        change = float(np.abs(moved - learnt).max())
        learnt, rounds = moved, rounds + 1
    mixed = kept * before + (1 - kept) * learnt
    ordered, pooled = in_order(mixed, known)
    told = zip(chosen.items(), mixture.sizes(), mixture.classes.tolist(), strict=True)
    starts = tuple(
        Start(name, tuple(FIELDS[place].name for place in places), size, *classes)
        for (name, (places, _)), size, classes in told
    )
    return Learnt(named(ordered), starts, pooled, rounds)


def _starts(levels: Levels) -> dict[str, tuple[tuple[int, ...], Flags]]:
    """By name of a starting block: the fields by which it chooses, and which patterns it holds."""
    number = (levels[:, NHS] == Nhs.SAME_VERIFIED) | (levels[:, UPN] == Number.SAME)
    contact = (levels[:, PHONE] == Contact.SAME) | (levels[:, EMAIL] == Contact.SAME)
    born, surname = levels[:, BORN] == Born.SAME, levels[:, SURNAME] == Surname.SAME
    forename = np.isin(levels[:, GIVEN], (Given.FULL, Given.SAME, Given.OTHER_MIDDLE, Given.FAMILY))
    home = np.isin(levels[:, HOME], (Home.SAME_NOW, Home.SAME_ONCE))
    return {
        "same verified NHS number or pupil number": ((NHS, UPN), number),
        "same telephone number or email address": ((PHONE, EMAIL), contact),
        "same surname and date of birth": ((SURNAME, BORN), surname & born),
        "same forename and date of birth": ((GIVEN, BORN), forename & born),
        "same names at one address": ((GIVEN, SURNAME, HOME), forename & surname & home),
    }


class _Mixture:
    """The starting blocks' patterns, and the shares of the three classes in each block (``classes``)."""

    def __init__(self, blocked: Patterns, starts: tuple[tuple[tuple[int, ...], Flags], ...]) -> None:
        member = np.stack([chosen for _, chosen in starts], axis=1)
        self._levels, self._member = blocked.levels, member
        self._counts = blocked.counts.astype(np.float64)
        self._possible = ~np.isin(apart(blocked.levels), IMPOSSIBLE)
        self._free = np.ones((len(starts), len(FIELDS)), dtype=bool)
        for row, (places, _) in enumerate(starts):
            self._free[row, list(places)] = False
        # A pair counts once for a field, in however many blocks it is learnt from.
        self._often = np.maximum(member.astype(np.float64) @ self._free, 1.0)
        self.classes = np.tile(np.array(BEGIN), (len(starts), 1))

    def sizes(self) -> list[int]:
        return [int(self._counts[chosen].sum()) for chosen in self._member.T]

    def counts(self, same: Floats, kin: Floats, unlike: Floats) -> Floats:
        """How many pairs of one person show each level, shape (fields, most levels); moves the shares of classes."""
        logs = np.where(SAID, np.log(np.where(SAID, np.stack((same, kin, unlike)), 1.0)), 0.0)
        told = np.zeros(SAID.shape)
        for row, chosen in enumerate(self._member.T):
            levels, counts = self._levels[chosen], self._counts[chosen]
            free = np.flatnonzero(self._free[row])
            likely = np.log(self.classes[row])[:, None] + logs[:, free[:, None], levels[:, free].T].sum(axis=1)
            likely[0, ~self._possible[chosen]] = -np.inf
            posterior = np.exp(likely - np.logaddexp.reduce(likely, axis=0)) * counts
            self.classes[row] = (posterior.sum(axis=1) + BEGIN) / (counts.sum() + 1)
            for place in free:
                weights = posterior[0] / self._often[chosen, place]
                told[place] += np.bincount(levels[:, place], weights=weights, minlength=same.shape[-1])
        return np.where(SAID, told, 0.0)
