"""Runs MAST and Splink in turn on one data set, each in a process of its own, and collects times and accuracy."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from bench.linkage.agreement import Agreement, Labels, agreement, best, labels
from bench.linkage.dataset import TRUTH, Dataset
from bench.linkage.splink_input import write_splink_input

OURS = "mast"
SPLINK_THRESHOLDS = tuple(float(weight) for weight in np.arange(-9.0, 30.5, 0.5))
OUR_THRESHOLDS = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0)


@dataclass(frozen=True, slots=True)
class Engine:
    """What was measured of one engine on one data set: a mapping a run, and accuracy at each threshold.

    ``own`` is the accuracy at the threshold that the engine itself chose, without labels; Splink chooses none.
    """

    name: str
    runs: list[Mapping[str, Any]] = field(default_factory=list)
    accuracy: dict[float, Agreement] = field(default_factory=dict)
    own: Agreement | None = None

    @property
    def best(self) -> Agreement:
        return best(self.accuracy)


def measure(
    dataset: Dataset, place: Path, out: Path, splinks: Mapping[str, Path], runs: int, thresholds: Sequence[float]
) -> list[Engine]:
    """MAST first. ``splinks``: the interpreter of each Splink by name. Engines take turns, ``runs`` times each.

    Accuracy is that of the first run; all runs of one engine give the same answer.
    """
    kind = "febrl" if dataset.name.startswith("febrl") else "synth"
    rules = write_splink_input(dataset, place / "splink.csv") if splinks else 0
    engines = {name: Engine(name) for name in (OURS, *splinks)}
    true = labels(dataset.records[TRUTH].to_numpy())
    partner = labels(dataset.records["partner"].to_numpy()) if dataset.across else None
    for turn in range(runs):
        for name, engine in engines.items():
            home = out / dataset.name / f"{name}-{turn}"
            if name == OURS:
                _child([sys.executable, "-m", "bench.linkage.ours", place, home, *(() if turn else thresholds)])
                found = our_clusters(home)
            else:
                script = Path(__file__).with_name("splink_run.py")
                across = "across" if dataset.across else "within"
                _child([splinks[name], script, place / "splink.csv", home, kind, rules, across])
                found = () if turn else splink_clusters(home / "pairs.csv", len(dataset.records))
            told = json.loads((home / "run.json").read_text(encoding="utf-8"))
            engine.runs.append(told)
            if not turn:
                accuracy = {weight: agreement(weight, clusters, true, partner) for weight, clusters in found}
                own = accuracy.get(told["own_threshold"]) if "own_threshold" in told else None
                engines[name] = Engine(name, engine.runs, accuracy, own)
    return list(engines.values())


def our_clusters(folder: Path) -> Iterable[tuple[float, Labels]]:
    """The clusters that ``bench.linkage.ours`` wrote, with the threshold of each."""
    for path in folder.glob("*.npy"):
        yield float(path.stem), np.load(path)


def splink_clusters(pairs: Path, count: int) -> Iterable[tuple[float, Labels]]:
    """Connected components, as Splink's own clustering makes them, of the pairs at or above each threshold."""
    table = pd.read_csv(pairs)
    left, right, weight = (table[name].to_numpy() for name in ("unique_id_l", "unique_id_r", "match_weight"))
    for threshold in SPLINK_THRESHOLDS:
        kept = weight >= threshold
        graph = coo_matrix((np.ones(int(kept.sum()), dtype=np.int8), (left[kept], right[kept])), shape=(count, count))
        yield threshold, connected_components(graph, directed=False)[1].astype(np.int64)


def _child(command: Sequence[object]) -> None:
    """A process without our output; what it says on an error is passed on."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[1]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
