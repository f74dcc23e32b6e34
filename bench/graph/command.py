"""``python -m bench graph``: load, reload, a day's delivery and the full build, as commands; a JSON line a figure."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import emptied, figure, say
from bench.graph.extracts import AS_OF, again, made
from bench.graph.raw import ceiling
from bench.graph.watched import Ran, mast
from bench.machine import machine

FULL_SECONDS, GIB = {400_000: 360, 1_200_000: 1_200}, 2**30
_LINGER = {"MAST_GRAPH_LINGER_SECONDS": "0"}
_HELD = {"MAST_SHRUNKEN_SHARE": "1", "MAST_REJECTED_SHARE": "1"}


def main(arguments: Sequence[str]) -> int:
    """Figures go to standard output, what is being done to standard error."""
    chosen = _parser().parse_args(arguments)
    folder: Path = chosen.folder
    say({"machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "engine": "embedded"})
    place = made(folder / "data", chosen.people, chosen.months, chosen.seed)
    home = emptied(folder / "graph" / "home")
    institutions = {"MAST_INSTITUTIONS": str(place / "institutions.csv"), **_LINGER, **_HELD}

    def run(*verb: object) -> Ran:
        sys.stderr.write(f"mast {' '.join(map(str, verb))}\n")
        return mast(home, *verb, environment=institutions)

    steps = {
        "first load": run("load", place, "--as-of", AS_OF, "--json"),
        "train": run("train"),
        "resolve": run("resolve", "--json"),
    }
    rows = sum(file["loaded"] for file in steps["first load"].told)
    first, full = steps["first load"].seconds, sum(ran.seconds for ran in steps.values())
    for name, ran in steps.items():
        figure(name, rows, ran.seconds, "s", peak_bytes=ran.peak)
    size = next((size for size in FULL_SECONDS if abs(rows / size - 1) < 0.1), None)
    figure("extracts to published generation", rows, full, "s", **({"at_most": FULL_SECONDS[size]} if size else {}))
    figure("peak memory of all processes", rows, max(ran.peak for ran in steps.values()), "bytes", at_most=6 * GIB)
    sys.stderr.write("the same nodes and links by plain CREATE\n")
    raw = ceiling(place, emptied(folder / "graph" / "raw"))
    figure("plain CREATE", rows, raw.seconds, "s", nodes=raw.nodes, links=raw.links)
    figure("first load, share of plain CREATE's rate", rows, raw.seconds / first, "", at_least=0.7)
    reload = run("load", again(place, folder / "graph" / "reload", 1, chosen.seed), "--as-of", AS_OF, "--json")
    figure("reload, shuffled, one row changed", rows, reload.seconds, "s")
    figure("first load / reload", rows, first / reload.seconds, "times", at_least=8)
    changed = again(place, folder / "graph" / "daily", rows // 100, chosen.seed + 1)
    day = run("daily", changed, "--json")
    new = sum(file["loaded"] - file["unchanged"] for file in day.told["files"])
    figure("a day, one row in a hundred changed: mast daily", rows, day.seconds, "s", written=new)
    figure("full build / day", rows, full / day.seconds, "times", at_least=5)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench graph", description=__doc__)
    parser.add_argument("--people", type=int, default=250_000, help="how many people live in the invented area")
    parser.add_argument("--months", type=int, default=12, help="how many months of events the extracts hold")
    parser.add_argument("--seed", type=int, default=7, help="of our generator")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where data and graphs are kept")
    return parser
