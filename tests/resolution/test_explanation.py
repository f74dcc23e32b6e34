"""Explanations: the waterfall adds up to the weight, and the sentence says what agrees and what does not."""

import numpy as np
import pytest

from mast.resolution.blocking import Pairs
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.comparison import compare
from mast.resolution.comparing.levels import FIELDS, Born, Given, Home, Nhs, Sex, Surname
from mast.resolution.encoding import encode
from mast.resolution.explaining.explanation import reasons, total, waterfall
from mast.resolution.homes import settle
from mast.resolution.learning.train import study
from mast.resolution.scoring import Commonness, adjustments, score


def test_the_waterfall_adds_up_to_the_match_weight() -> None:
    rows = [
        {
            "key": f"p:{n}",
            "forenames": ("Adam", "Bella", "Carl")[n % 3],
            "surname": ("Ash", "Birch")[n % 2],
            "born_on": f"19{50 + n % 7}-02-03",
            "sex": "male",
        }
        for n in range(40)
    ]
    stays = [{"record": f"p:{n}", "address": f"h{n % 6}", "current": True} for n in range(40)]
    records = Records.from_rows(rows)
    homes = settle(records, Residences.from_rows(stays), {})
    encoded = encode(records, homes.last_seen())
    model = study(encoded, homes, seed=1).model
    left, right = (side.astype(np.int32) for side in np.triu_indices(40, k=1))
    pairs = Pairs(left, right)
    levels, shared = compare(encoded, homes, pairs)
    common = Commonness.of(model, encoded, homes)
    weights = score(model, common, pairs, levels, shared)
    rarer = adjustments(model, common, pairs, levels, shared)
    for place in range(0, len(pairs), 37):
        steps = waterfall(model, levels[place].tolist(), rarer[place].tolist())
        assert total(steps) == pytest.approx(weights[place], abs=1e-9)
        assert steps[0].field == "prior"


def test_sentences() -> None:
    rows = np.zeros((3, len(FIELDS)), dtype=np.uint8)
    names = [field.name for field in FIELDS]
    cases: list[dict[str, int]] = [
        {"nhs": Nhs.SAME, "born": Born.SAME, "surname": Surname.TYPED, "home": Home.ELSEWHERE, "sex": Sex.SAME},
        {"forenames": Given.SWAPPED, "sex": Sex.DIFFERENT},
        {"born": Born.SAME},
    ]
    for place, told in enumerate(cases):
        for field, level in told.items():
            rows[place, names.index(field)] = level
    assert reasons(rows) == [
        "same NHS number and date of birth; surname differs by a typing error; different address",
        "forename and surname have changed places; different sex",
        "same date of birth",
    ]
    assert reasons(rows[:0]) == []
