"""A measured figure as one JSON line, and a folder with nothing of an earlier run in it."""

import json
import shutil
import sys
from pathlib import Path


def figure(name: str, rows: int, value: float, unit: str, **more: float) -> None:
    """Print what was measured of so many rows; ``more``: what is asked of it, or the memory it took."""
    say({"figure": name, "rows": rows, "value": round(value, 4), "unit": unit, **more})


def say(said: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def emptied(folder: Path) -> Path:
    """The folder, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
