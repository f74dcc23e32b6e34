"""One training: learns a model, calibrates it where there are labels, and writes the model file and its card."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mast.resolution.blocking import Pairs
from mast.resolution.clustering.rules import Apart, apart
from mast.resolution.comparing.comparison import compare
from mast.resolution.engine import Prepared
from mast.resolution.learning.card import card, card_page
from mast.resolution.learning.labels import PRECISION, Calibration, Labels, calibrate, thresholds
from mast.resolution.learning.train import Study, study
from mast.resolution.model import Model, save_model
from mast.resolution.outputs import write_json, write_text
from mast.resolution.scoring import Commonness, Floats, score


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A model, and the facts of its card as JSON holds them."""

    model: Model
    card: dict[str, Any]


def trained(prepared: Prepared, seed: int, labels: Labels | None = None, precision: float = PRECISION) -> Trained:
    """Learn a model of records that are encoded already. Raises ``InputRefused`` for too few ``labels``."""
    found = study(prepared.encoded, prepared.homes, seed, prepared.candidates)
    model = replace(found.model, compared=prepared.plan.compared)
    common = Commonness.of(model, found.records, found.homes)
    free = apart(found.levels) == Apart.NO
    weights = score(model, common, found.pairs, found.levels, found.shared)[free]
    calibration = None
    if labels is not None:
        calibration = _calibrated(prepared, found, model, common, labels, precision)
        model = replace(model, bands=thresholds(calibration, weights), labels=len(labels.pairs))
    return Trained(model, card(prepared, found, model, weights, seed, calibration))


def write_model(told: Trained, path: Path) -> None:
    """Write the model to ``path``, and its card beside it as ``.card.json`` and ``.html``."""
    save_model(told.model, path)
    write_json(told.card, path.with_suffix(".card.json"))
    write_text(card_page(told.card), path.with_suffix(".html"))


def _calibrated(
    prepared: Prepared, found: Study, model: Model, common: Commonness, labels: Labels, precision: float
) -> Calibration:
    place = pd.Index(prepared.records.frame["key"])
    sides = np.array([place.get_indexer(pd.Index(keys, dtype=object)) for keys in zip(*labels.pairs, strict=True)])
    low, high = np.sort(sides, axis=0).astype(np.int32)
    pairs = Pairs(low, high)
    levels, shared = compare(found.records, found.homes, pairs)
    weights: Floats = score(model, common, pairs, levels, shared)
    ruled = np.asarray(apart(levels) != Apart.NO)
    return calibrate(weights, np.array(labels.same, dtype=bool), ruled, model.bands, precision)
