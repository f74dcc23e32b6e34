"""One run of MAST's engine in a process of its own: times it, and writes its clusters.

Run as ``python -m bench.linkage.ours DATASET OUT [THRESHOLD ...]``. Reading the columns is not timed; everything from
the columns in memory to persons, households and reasons is. The run encodes the records, trains and resolves; then it
forgets all that, and encodes and resolves again with the trained model, as a daily run would. With thresholds, the
records are also resolved at each.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.linkage.agreement import Labels
from bench.linkage.dataset import Dataset
from bench.linkage.peak import peak_bytes
from mast.fields.nicknames import surname_key
from mast.fields.phonetics import sounds
from mast.fields.postcodes import postcode
from mast.fields.text import clean, fold
from mast.resolution.columns import Records, Residences
from mast.resolution.engine import Resolution, prepare, resolve, resolve_prepared, train_prepared
from mast.resolution.model import Bands
from mast.resolution.plan import Plan, partner_plan

SEED = 1
T = TypeVar("T")


def run(dataset: Dataset, out: Path, thresholds: list[float]) -> None:
    """Writes ``run.json``, and ``<threshold>.npy``: the number of each record's person, in the order of the file."""
    read, reading = _timed(lambda: (Records.from_frame(dataset.records), Residences.from_frame(dataset.residences)))
    records, residences = read
    plan, cpu = _plan(dataset), time.process_time()
    prepared, preparing = _timed(lambda: prepare(records, residences, plan=plan))
    model, training = _timed(lambda: train_prepared(prepared, SEED))
    resolution, resolving = _timed(lambda: resolve_prepared(prepared, model))
    cpu, peak = time.process_time() - cpu, peak_bytes()
    for remembered in (clean, fold, postcode, sounds, surname_key):
        remembered.cache_clear()
    _, predicting = _timed(lambda: resolve(records, residences, model, plan=plan))
    told = {
        "records": len(records),
        "pairs": resolution.report.blocking.pairs,
        "persons": resolution.report.persons,
        "columns_seconds": reading,
        "prepare_seconds": preparing,
        "train_seconds": training,
        "resolve_seconds": resolving,
        "total_seconds": preparing + training + resolving,
        "predict_seconds": predicting,
        "cpu_seconds": cpu,
        "peak_bytes": peak,
        "own_threshold": model.bands.link,
    }
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / f"{model.bands.link:g}.npy", _labels(dataset, resolution))
    for threshold in thresholds:
        bands = Bands(threshold, min(threshold, model.bands.review))
        again = resolve_prepared(prepared, replace(model, bands=bands))
        np.save(out / f"{threshold:g}.npy", _labels(dataset, again))
    (out / "run.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


def _plan(dataset: Dataset) -> Plan:
    """The built-in plan; where each partner's records are known to be different people, it is told so."""
    plan = partner_plan()
    clean = tuple(sorted(set(dataset.records["partner"]))) if dataset.across else ()
    return plan.model_copy(update={"sources": plan.sources.model_copy(update={"clean": clean})})


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begin = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begin


def _labels(dataset: Dataset, resolution: Resolution) -> Labels:
    person = {key: place for place, keys in enumerate(resolution.persons) for key in keys}
    return np.array([person[key] for key in dataset.records["key"]], dtype=np.int64)


if __name__ == "__main__":
    run(Dataset.read(Path(sys.argv[1])), Path(sys.argv[2]), [float(text) for text in sys.argv[3:]])
