"""Says why two records were linked: each field's meaning and weight, and one sentence that a professional reads."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mast.resolution.comparing.levels import BORN, EMAIL, FIELDS, GIVEN, HOME, NHS, PHONE, SEX, SURNAME, UPN, Sex
from mast.resolution.model import Model
from mast.resolution.scoring import Levels, Tables, patterns

SPOKEN = (NHS, UPN, BORN, GIVEN, SURNAME, HOME, PHONE, EMAIL)
"""The order in which a reason names the fields. Sex is named only where it differs."""


class Step(NamedTuple):
    """One line of the waterfall: what was compared, what was seen, and by how many bits it moves the odds."""

    field: str
    meaning: str
    weight: float


def waterfall(model: Model, levels: Sequence[int], rarer: Sequence[float]) -> tuple[Step, ...]:
    """The steps from the prior odds to the match weight of one pair; their weights add up to it.

    ``levels`` are the pair's levels by field, ``rarer`` its ``adjustments`` by field.
    """
    tables = Tables.of(model)
    row = np.array([levels], dtype=np.uint8)
    steps = [Step("prior", "two records picked at random", float(np.log2(model.same_odds)))]
    for place, field in enumerate(FIELDS):
        weight = float(tables.same[place, levels[place]]) + rarer[place]
        if weight or levels[place]:
            steps.append(Step(field.name, field.meaning(levels[place]), weight))
    kin = tables.sums(row)[1] + np.sum(rarer) + np.log2(model.kin_odds)
    steps.append(Step("family", "as two people of one home or family would agree", -float(np.logaddexp2(0.0, kin)[0])))
    return tuple(steps)


def reasons(levels: Levels) -> list[str]:
    """One sentence a pair; each distinct pattern of levels is put into words once."""
    distinct = patterns(levels)
    sentences = [sentence(row) for row in distinct.levels.tolist()]
    return [sentences[place] for place in distinct.of.tolist()]


def sentence(levels: Sequence[int], since: str = "") -> str:
    """Agreements first ("same NHS number and date of birth"), then what differs.

    ``since`` follows what is said of the addresses, as ``moves.since`` words it.
    """
    same: list[str] = []
    other: list[str] = []
    for place in SPOKEN:
        field, level = FIELDS[place], levels[place]
        if not any(level in group for group in field.groups):
            continue
        meaning = field.meaning(level) + (since if place == HOME else "")
        (same if meaning.startswith("same ") else other).append(meaning)
    if levels[SEX] == Sex.DIFFERENT:
        other.append(FIELDS[SEX].meaning(Sex.DIFFERENT))
    agreed = _listed([meaning.removeprefix("same ") for meaning in same])
    return "; ".join([f"same {agreed}", *other] if agreed else other)


def _listed(things: list[str]) -> str:
    return " and ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)


def total(steps: Sequence[Step]) -> float:
    """The match weight that a waterfall adds up to."""
    return sum(step.weight for step in steps)
