"""What was blocked and compared once is not done again, unless what it depends on has changed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mast.resolution import candidates as module
from mast.resolution.blocking import Pairs, block
from mast.resolution.candidates import Candidates
from mast.resolution.comparing.comparison import compare
from mast.resolution.engine import Prepared, prepare, resolve_prepared, train_prepared
from mast.resolution.words import NONE
from tests.resolution.town import town


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    made = town()
    return prepare(made.records, made.residences)


def test_pairs_are_found_once_until_birthdays_or_terms_are_others(prepared: Prepared) -> None:
    records, homes = prepared.encoded, prepared.homes
    candidates = Candidates()
    found = candidates.pairs(records, homes)
    assert candidates.pairs(records, homes) is found
    assert len(found[0]) > 100
    fewer, _ = candidates.pairs(records, homes, chosen=("same NHS number",))
    assert len(fewer) < len(found[0])
    assert len(candidates.pairs(records, homes)[0]) == len(found[0])
    unborn = replace(records, born=np.full(records.count, NONE, dtype=np.int32))
    assert len(candidates.pairs(unborn, homes)[0]) == len(block(unborn, homes)[0]) < len(found[0])


def test_what_is_remembered_is_looked_up_and_the_rest_compared(prepared: Prepared) -> None:
    records, homes = prepared.encoded, prepared.homes
    candidates = Candidates()
    pairs, _ = candidates.pairs(records, homes)
    levels, shared = compare(records, homes, pairs)
    rows = np.arange(1, len(pairs), 3)
    # A level that comparing never gives shows what was looked up.
    candidates.keep(pairs, records, rows, np.full_like(levels[rows], 77), shared[rows])
    told, groups = candidates.compare(records, homes, pairs, 10, 60)
    known = np.isin(np.arange(10, 60), rows)
    assert (told[known] == 77).all()
    np.testing.assert_array_equal(told[~known], levels[10:60][~known])
    np.testing.assert_array_equal(groups, shared[10:60])


def test_other_pairs_or_other_bearers_of_names_are_compared_anew(prepared: Prepared) -> None:
    records, homes = prepared.encoded, prepared.homes
    candidates = Candidates()
    pairs, _ = candidates.pairs(records, homes)
    levels, shared = compare(records, homes, pairs)
    rows = np.arange(len(pairs))
    candidates.keep(pairs, records, rows, np.full_like(levels, 77), shared)
    copied = Pairs(pairs.left.copy(), pairs.right.copy())
    assert (candidates.compare(records, homes, copied, 0, 50)[0] != 77).all()
    words = replace(records.words, bearers=records.words.bearers + 1)
    assert (candidates.compare(replace(records, words=words), homes, pairs, 0, 50)[0] != 77).all()


def test_a_resolution_after_training_is_that_of_records_never_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made = town()
    trained = prepare(made.records, made.residences)
    model = train_prepared(trained, seed=1)
    alone = resolve_prepared(prepare(made.records, made.residences), model)

    def never(*_: Any) -> Any:
        raise AssertionError("blocked again")

    monkeypatch.setattr(module, "block", never)
    found = resolve_prepared(trained, model)
    pd.testing.assert_frame_equal(found.links, alone.links)
    assert (found.persons, found.households, found.report) == (alone.persons, alone.households, alone.report)
