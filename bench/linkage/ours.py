"""One run of MAST's engine in a process of its own: times it, and writes its clusters.

Run as ``python -m bench.linkage.ours DATASET OUT [THRESHOLD ...]``. Reading the columns is not timed; everything from
the columns in memory to persons, households and reasons is. With thresholds, the records are also resolved at each.
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
from mast.resolution.columns import Records, Residences
from mast.resolution.engine import Resolution, resolve, train
from mast.resolution.model import Bands
from mast.resolution.plan import Plan, partner_plan

SEED = 1
T = TypeVar("T")


def run(dataset: Dataset, out: Path, thresholds: list[float]) -> None:
    """Writes ``run.json``, and ``<threshold>.npy``: the number of each record's person, in the order of the file."""
    prepared, prepare = _timed(lambda: (Records.from_frame(dataset.records), Residences.from_frame(dataset.residences)))
    records, residences = prepared
    cpu = time.process_time()
    plan = _plan(dataset)
    model, training = _timed(lambda: train(records, residences, SEED, plan=plan))
    resolution, resolving = _timed(lambda: resolve(records, residences, model, plan=plan))
    cpu = time.process_time() - cpu
    told = {
        "records": len(records),
        "pairs": resolution.report.blocking.pairs,
        "persons": resolution.report.persons,
        "columns_seconds": prepare,
        "train_seconds": training,
        "predict_seconds": resolving,
        "total_seconds": training + resolving,
        "cpu_seconds": cpu,
        "peak_bytes": peak_bytes(),
        "own_threshold": model.bands.link,
    }
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / f"{model.bands.link:g}.npy", _labels(dataset, resolution))
    for threshold in thresholds:
        bands = Bands(threshold, min(threshold, model.bands.review))
        again = resolve(records, residences, replace(model, bands=bands), plan=plan)
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
