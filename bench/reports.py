"""``python -m bench reports``: what the board's pack and the analysts' copy cost beside resolving, a JSON line each."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import emptied, figure, say
from bench.graph.extracts import AS_OF, made
from bench.graph.watched import Ran, mast
from bench.machine import machine

AT_MOST = {"report board": 2.0, "analysis publish": 3.0}


def main(arguments: Sequence[str]) -> int:
    """Figures go to standard output, what is being done to standard error."""
    chosen = _parser().parse_args(arguments)
    folder: Path = chosen.folder
    say({"machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "engine": "embedded"})
    place = made(folder / "data", chosen.people, 12, chosen.seed)
    home, packs = (emptied(folder / "reports" / name) for name in ("home", "packs"))
    settings = {"MAST_INSTITUTIONS": str(place / "institutions.csv"), "MAST_REJECTED_SHARE": "1"}

    def run(*verb: object) -> Ran:
        sys.stderr.write(f"mast {' '.join(map(str, verb))}\n")
        return mast(home, *verb, environment=settings)

    loaded = run("load", place, "--as-of", AS_OF, "--json")
    rows = sum(file["loaded"] for file in loaded.told)
    run("train")
    resolved = run("resolve", "--json")
    figure("resolve", rows, resolved.seconds, "s", peak_bytes=resolved.peak)
    verbs = {
        "report board": ("report", "board", "--as-of", AS_OF, "--out", packs / "first", "--json"),
        "analysis publish": ("analysis", "publish", "--as-of", AS_OF, "--json"),
    }
    for name, verb in verbs.items():
        ran = run(*verb)
        figure(name, rows, ran.seconds, "s", peak_bytes=ran.peak)
        figure(f"{name} / resolve", rows, ran.seconds / resolved.seconds, "times", at_most=AT_MOST[name])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench reports", description=__doc__)
    parser.add_argument("--people", type=int, default=250_000, help="how many people live in the invented area")
    parser.add_argument("--seed", type=int, default=7, help="of our generator")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where data and graphs are kept")
    return parser
