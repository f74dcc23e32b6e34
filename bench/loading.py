"""``python -m bench loading``: rows a second that are read, mapped, normalised and checked, on one core, by extract.

Our generator's extracts are read whole, each in a process of its own that is bound to one core: ``kept`` as a load
keeps the accepted rows, ``let go`` one at a time. Prints one JSON line for each: rows a second of processor time and of
the clock, and the most memory held. ``--grown N`` reads the adults' rows N times over as one file as well, with ids of
their own, to show what memory does; with ``--whole`` that file alone, by ``mast load`` into an embedded graph, and once
more on the next day, shuffled and with one row in a hundred changed: the most memory that the command held.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import emptied, say
from bench.graph.watched import mast
from bench.linkage.peak import peak_bytes
from bench.machine import machine
from mast.loaders.checking import check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings
from mast.loaders.reading import open_table, positions, read_rows
from mast.loaders.recognition import recognise
from mast.loaders.validation import Validator
from mast.synth.extracts import write

AS_OF = date(2026, 10, 31)
AT_LEAST = {"csv": 25_000, "xlsx": 8_000}
WAYS = ("kept", "let go")


def main(arguments: Sequence[str]) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.file:
        sys.stdout.write(json.dumps(measured(chosen.file, chosen.way)) + "\n")
        return 0
    folder = chosen.folder / f"people-{chosen.people}-seed{chosen.seed}"
    if not (folder / "truth.csv").is_file():
        write(folder, chosen.people, chosen.seed, AS_OF)
    sys.stdout.write(json.dumps({"bench": "loading", "machine": machine()}) + "\n")
    if chosen.whole:
        _whole(_grown(folder, chosen.grown), chosen.folder / "whole")
        return 0
    for path in _extracts(folder, chosen.grown):
        for way in WAYS:
            runs = [_child(path, way) for _ in range(chosen.runs)]
            best = max(runs, key=lambda run: run["rows_per_processor_second"])
            sys.stdout.write(
                json.dumps({"bench": "loading", "file": path.name, "way": way, "runs": len(runs)} | best) + "\n"
            )
            sys.stdout.flush()
    return 0


def measured(path: Path, way: str) -> dict[str, Any]:
    """One file read on the core that this process is bound to."""
    with opened(path) as source:
        mapping = recognise(source, built_in_mappings())
        if mapping is None:
            raise ValueError(f"{path.name} is no extract")
        before, processor, clock = peak_bytes(), time.process_time(), time.perf_counter()
        if way == "kept":
            checked = check(source, mapping, AS_OF)
            rows, accepted = checked.tally.rows, checked.tally.accepted
        else:
            table = open_table(source, mapping)
            validator = Validator(mapping, positions(source, mapping, table), AS_OF)
            accepted = sum(1 for _ in validator.accepted(read_rows(source, table)))
            rows = validator.seen
        processor, clock = time.process_time() - processor, time.perf_counter() - clock
    return {
        "format": mapping.file.format,
        "rows": rows,
        "accepted": accepted,
        "rows_per_processor_second": round(rows / processor),
        "rows_per_second": round(rows / clock),
        "at_least": AT_LEAST.get(mapping.file.format),
        "peak_mib": round(peak_bytes() / 2**20),
        "of_it_before_reading_mib": round(before / 2**20),
    }


def _extracts(folder: Path, grown: int) -> Iterator[Path]:
    yield from sorted(path for path in folder.glob("*_20261031*") if path.is_file())
    if grown > 1:
        yield _grown(folder, grown)


def _grown(folder: Path, times: int) -> Path:
    """The adults' extract ``times`` over, each time with other ids of people and of contacts."""
    grown = folder / f"adults_social_care_{times}times.csv"
    if not grown.is_file():
        with (folder / "adults_social_care_20261031.csv").open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        person, contact = header.index("LAS_ID"), header.index("CONTACT_ID")
        with grown.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for time_ in range(times):
                for row in rows:
                    if len(row) == len(header):
                        row = [*row]
                        row[person], row[contact] = f"{row[person]}-{time_}", f"{row[contact]}-{time_}"
                    writer.writerow(row)
    return grown


def _whole(path: Path, folder: Path) -> None:
    """Loads the file, and then the next day's."""
    home, later = emptied(folder / "home"), folder / path.name
    _next_day(path, later)
    for day, file in (("first", path), ("next", later)):
        ran = mast(home, "load", file, "--as-of", AS_OF, "--json")
        (told,) = ran.told
        about = {
            "bench": "loading",
            "file": path.name,
            "day": day,
            "rows": told["rows"],
            "unchanged": told["unchanged"],
        }
        say({**about, "seconds": round(ran.seconds, 1), "peak_mib": round(ran.own / 2**20)})


def _next_day(path: Path, later: Path) -> None:
    """The same rows in another order, one in a hundred of them with another surname."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    surname, chance = header.index("LAST_NAME"), Random(1)
    chance.shuffle(rows)
    for row in rows[: len(rows) // 100]:
        row[surname] = f"{row[surname]}-Jones"
    with later.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _child(path: Path, way: str) -> dict[str, Any]:
    """A process of its own, on one core where the system can bind it there."""
    core = {max(os.sched_getaffinity(0))} if hasattr(os, "sched_setaffinity") else set()
    done = subprocess.run(
        [sys.executable, "-m", "bench", "loading", "--file", path, "--way", way],
        check=True, capture_output=True, text=True,
        preexec_fn=(lambda: os.sched_setaffinity(0, core)) if core else None,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench loading", description=__doc__)
    parser.add_argument("--people", type=int, default=60_000, help="how many people the generator makes")
    parser.add_argument("--seed", type=int, default=1, help="of our generator")
    parser.add_argument("--runs", type=int, default=1, help="how often each file is read; the best counts")
    parser.add_argument("--grown", type=int, default=1, help="read the adults' extract so many times over as well")
    parser.add_argument("--whole", action="store_true", help="load what --grown says, and the next day's, by mast load")
    parser.add_argument("--folder", type=Path, default=Path(".bench/loading"), help="where extracts are kept")
    parser.add_argument("--file", type=Path, help="read this one file here and now")
    parser.add_argument("--way", choices=WAYS, default="kept", help="keep the rows, or let them go")
    return parser
