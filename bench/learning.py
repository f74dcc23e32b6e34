"""What each way of learning without labels is worth, on extracts whose truth is known.

``python -m bench learning [FOLDER]`` (default: the samples of the tests) prints one JSON line a figure: pairwise
precision and recall of persons at the link band, and how often a model expects one person's forenames to differ, for a
model

- ``believed``: as ``prior.toml`` has it, nothing learnt of one person;
- ``plain``: by expectation and maximisation of two classes, one person and strangers, over all blocked pairs;
- ``learnt``: as ``mast train`` learns it;

each trained on all partners, and once without each partner, whose records it then links unseen.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.linkage.agreement import Labels, agreement, labels
from bench.linkage.synthetic import read_extracts
from mast.resolution.columns import Records, Residences
from mast.resolution.engine import join, prepare
from mast.resolution.learning.chances import SAID, named, shares, table
from mast.resolution.learning.train import Study, believed, study
from mast.resolution.model import Model
from mast.resolution.scoring import patterns

SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "samples"
SEED = 1
ROUNDS = 100


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else SAMPLES
    records, residences = read_extracts(folder)
    truth = pd.read_csv(folder / "truth.csv", dtype=str, keep_default_na=False)
    person = dict(zip(truth["partner"] + ":" + truth["source_record_id"], truth["person_key"], strict=True))
    whole = prepare(Records.from_frame(records), Residences.from_frame(residences))
    true = labels(whole.records.frame["key"].map(person).to_numpy(dtype=object))
    for left_out in ("", *sorted(records["partner"].unique())):
        kept = Records.from_frame(records[records["partner"] != left_out])
        told = prepare(kept, Residences.from_frame(residences))
        found = study(told.encoded, told.homes, SEED)
        models = {"believed": believed(found), "plain": _plain(found), "learnt": found.model}
        for way, model in models.items():
            got = agreement(model.bands.link, _persons(whole, model), true)
            figures = {"precision": got.precision, "recall": got.recall, "f1": got.f1}
            figures["one person, different forename"] = model.same["forenames"]["DIFFERENT"]
            _print(folder.name, way, left_out, figures)
    return 0


def _plain(found: Study) -> Model:
    """Two classes, all blocked pairs, u fixed: how the chances of one person are usually estimated."""
    met, model = patterns(found.levels), believed(found)
    same, unlike, share = table(model.same), table(model.unlike), 0.5
    for _ in range(ROUNDS):
        ratios = np.where(SAID, np.log(same) - np.log(unlike), 0.0)
        odds = ratios[np.arange(len(SAID)), met.levels].sum(axis=1) + np.log(share / (1 - share))
        weights = met.counts / (1 + np.exp(-odds))
        share = float(np.clip(weights.sum() / met.counts.sum(), 1e-6, 1 - 1e-6))
        counts = [np.bincount(column, weights=weights, minlength=SAID.shape[1]) for column in met.levels.T]
        same = shares(np.stack(counts).astype(np.float64) + 0.5)
    possible = model.records * (model.records - 1) / 2
    pairs = float(weights.sum()) / found.share
    return replace(model, same=named(same), same_odds=pairs / possible, kin_odds=1e-12)


def _persons(whole: Any, model: Model) -> Labels:
    return join(whole, replace(model, compared=whole.plan.compared)).number


def _print(data: str, way: str, left_out: str, figures: dict[str, float]) -> None:
    for name, value in figures.items():
        line = {"bench": "learning", "data": data, "model": way, "unseen": left_out, "figure": name}
        sys.stdout.write(json.dumps(line | {"value": round(value, 4)}) + "\n")
