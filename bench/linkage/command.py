"""``python -m bench linkage``: makes the data and the environments, measures, and prints a JSON line a figure."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.linkage import figures
from bench.linkage.dataset import Dataset
from bench.linkage.febrl import febrl
from bench.linkage.interpreters import interpreter
from bench.linkage.reach import reach
from bench.linkage.runs import OUR_THRESHOLDS, Engine, measure
from bench.linkage.synthetic import synthetic
from bench.machine import machine


def main(arguments: Sequence[str]) -> int:
    """Figures go to standard output, what is being done to standard error."""
    chosen = _parser().parse_args(arguments)
    splinks = {f"splink{number}": interpreter(f"splink{number}", chosen.folder) for number in chosen.splink}
    _say({"machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "engines": ["mast", *splinks]})
    generated: list[tuple[int, Engine]] = []
    for dataset, place in _datasets(chosen):
        sys.stderr.write(f"{dataset.name}: {len(dataset.records)} records, {chosen.runs} runs each\n")
        measured = measure(dataset, place, chosen.folder / "runs", splinks, chosen.runs, chosen.thresholds)
        _say(figures.within_reach(dataset.name, len(dataset.records), reach(dataset)))
        for figure in figures.of_dataset(dataset.name, len(dataset.records), measured):
            _say(figure)
        if dataset.name.startswith("synth"):
            generated.append((len(dataset.records), measured[0]))
    if len(generated) > 1:
        generated.sort(key=lambda one: one[0])
        _say(figures.growth(generated[0], generated[-1]))
    return 0


def _datasets(chosen: argparse.Namespace) -> Iterable[tuple[Dataset, Path]]:
    data = chosen.folder / "data"
    for number in chosen.febrl:
        exported = data / "febrl"
        if not (exported / "febrl4b.csv").is_file():
            script = Path(__file__).with_name("febrl_export.py")
            subprocess.run([interpreter("febrl", chosen.folder), script, exported], check=True)
        dataset = febrl(number, exported)
        dataset.write(data / dataset.name)
        yield dataset, data / dataset.name
    for people in chosen.people:
        dataset = synthetic(data, people, chosen.seed)
        yield dataset, data / dataset.name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench linkage", description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[77_000], help="sizes of our generator's populations")
    parser.add_argument("--febrl", type=int, nargs="*", choices=(3, 4), default=[], help="FEBRL data sets")
    parser.add_argument("--splink", type=int, nargs="*", choices=(4, 5), default=[5], help="versions to compare with")
    parser.add_argument("--runs", type=int, default=3, help="how often each engine runs on each data set")
    parser.add_argument("--seed", type=int, default=7, help="of our generator")
    parser.add_argument(
        "--thresholds", type=float, nargs="*", default=OUR_THRESHOLDS, help="at which MAST's accuracy is also measured"
    )
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where data and environments are kept")
    return parser


def _say(figure: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(figure) + "\n")
    sys.stdout.flush()
