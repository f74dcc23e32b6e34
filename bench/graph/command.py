"""``python -m bench graph``: from extracts to cards, and load, reload and a day's delivery; a JSON line a figure."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import emptied, figure, say
from bench.graph import reading
from bench.graph.extracts import AS_OF, again, made
from bench.graph.raw import ceiling
from bench.graph.watched import Ran, mast
from bench.machine import machine
from mast.core.settings import Settings
from mast.graph.opening import open_graph

FULL_SECONDS, GIB = {400_000: 360, 1_200_000: 1_200}, 2**30
_LINGER = {"MAST_GRAPH_LINGER_SECONDS": "0"}
_HELD = {"MAST_SHRUNKEN_SHARE": "1", "MAST_REJECTED_SHARE": "1"}


@dataclass(frozen=True, slots=True)
class Area:
    """The extracts of one area, and the data folder in which they are loaded. ``seconds``: of the full build."""

    place: Path
    home: Path
    rows: int
    seconds: float

    @property
    def settings(self) -> Settings:
        return Settings(_env_file=None, home=self.home, graph_linger_seconds=0)

    def run(self, *verb: object) -> Ran:
        return _run(self.place, self.home, *verb)


def main(arguments: Sequence[str]) -> int:
    """Figures go to standard output, what is being done to standard error."""
    chosen = _parser().parse_args(arguments)
    folder: Path = chosen.folder
    say({"machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "engine": "embedded"})
    areas: list[Area] = []
    for months in chosen.months:
        place = made(folder / "data", chosen.people, months, chosen.seed)
        area = _built(place, emptied(folder / "graph" / f"{months}m"))
        _read(area, chosen.cards, chosen.seed)
        if areas:
            _read_beside(areas[0], area, chosen.cards, chosen.seed)
        elif not chosen.build_alone:
            _reloaded(area, folder / "graph", chosen.seed)
        areas.append(area)
    return 0


def _built(place: Path, home: Path) -> Area:
    """The first day of a deployment: ``mast daily`` loads the extracts, learns a model, resolves and publishes."""
    full = _run(place, home, "daily", place, "--json")
    rows = sum(file["loaded"] for file in full.told["files"])
    size = next((size for size in FULL_SECONDS if abs(rows / size - 1) < 0.1), None)
    asked: Mapping[str, float] = {"at_most": FULL_SECONDS[size]} if size else {}
    figure("extracts to published generation: mast daily", rows, full.seconds, "s", **asked)
    figure("peak memory of all processes", rows, full.peak, "bytes", at_most=6 * GIB)
    return Area(place, home, rows, full.seconds)


def _read(area: Area, cards: int, seed: int) -> None:
    with open_graph(area.settings) as graph:
        times = reading.cards_of(graph, area.settings, cards, seed)
    reading.tell(times, {"rows": area.rows, "engine": "embedded", "cards": cards})


def _read_beside(first: Area, area: Area, cards: int, seed: int) -> None:
    """Cards of both areas in turns, so that what else the machine does meets both alike."""
    with open_graph(first.settings) as one, open_graph(area.settings) as other:
        before, after = reading.beside(one, other, area.settings, cards, seed)
    figure("card p95 / that of the first area", area.rows, after / before, "times", at_most=1.2)


def _reloaded(area: Area, folder: Path, seed: int) -> None:
    """The first load alone beside the same again and beside plain CREATE; the full build beside a day's delivery."""
    first = _run(area.place, emptied(folder / "alone"), "load", area.place, "--as-of", AS_OF, "--json")
    figure("first load", area.rows, first.seconds, "s")
    reload = area.run("load", again(area.place, folder / "reload", 1, seed), "--as-of", AS_OF, "--json")
    figure("reload, shuffled, one row changed", area.rows, reload.seconds, "s")
    figure("first load / reload", area.rows, first.seconds / reload.seconds, "times", at_least=8)
    day = area.run("daily", again(area.place, folder / "daily", area.rows // 100, seed + 1), "--json")
    new = sum(file["loaded"] - file["unchanged"] for file in day.told["files"])
    figure("a day, one row in a hundred changed: mast daily", area.rows, day.seconds, "s", written=new)
    figure("full build / day", area.rows, area.seconds / day.seconds, "times", at_least=5)
    sys.stderr.write("the same nodes and links by plain CREATE\n")
    raw = ceiling(area.place, emptied(folder / "raw"))
    figure("plain CREATE", area.rows, raw.seconds, "s", nodes=raw.nodes, links=raw.links)
    figure("first load, share of plain CREATE's rate", area.rows, raw.seconds / first.seconds, "", at_least=0.7)


def _run(place: Path, home: Path, *verb: object) -> Ran:
    sys.stderr.write(f"mast {' '.join(map(str, verb))}\n")
    institutions = {"MAST_INSTITUTIONS": str(place / "institutions.csv")}
    return mast(home, *verb, environment={**institutions, **_LINGER, **_HELD})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench graph", description=__doc__)
    parser.add_argument("--people", type=int, default=282_000, help="how many people live in the invented area")
    parser.add_argument(
        "--months", type=int, nargs="+", default=[12], help="how many months of events the extracts hold; an area each"
    )
    parser.add_argument("--build-alone", action="store_true", help="measure the full build and cards, and no more")
    parser.add_argument("--cards", type=int, default=2_000, help="how many persons' cards to read")
    parser.add_argument("--seed", type=int, default=7, help="of our generator")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="where data and graphs are kept")
    return parser
