"""A data set on disk: the columns that resolution takes in, and the true person of each record."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pandas as pd

from mast.resolution.columns import FLAGS, RECORD_COLUMNS, RESIDENCE_COLUMNS

TRUTH = "person"
_ABOUT, _RECORDS, _RESIDENCES = "dataset.json", "records.csv", "residences.csv"


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """``records`` has ``RECORD_COLUMNS`` and ``person``, ``residences`` ``RESIDENCE_COLUMNS``.

    ``across``: each partner's own records are known to be different people, so that only pairs of two partners count.
    """

    name: str
    records: pd.DataFrame
    residences: pd.DataFrame
    across: bool = False

    @staticmethod
    def is_held(folder: Path) -> bool:
        """The description is written last: a data set without one was not finished."""
        return (folder / _ABOUT).is_file()

    @classmethod
    def read(cls, folder: Path) -> Self:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        return cls(
            about["name"],
            _read(folder / _RECORDS, [*RECORD_COLUMNS, TRUTH]),
            _read(folder / _RESIDENCES, list(RESIDENCE_COLUMNS)),
            about["across"],
        )

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.records.loc[:, [*RECORD_COLUMNS, TRUTH]].to_csv(folder / _RECORDS, index=False)
        self.residences.loc[:, list(RESIDENCE_COLUMNS)].to_csv(folder / _RESIDENCES, index=False)
        about = {"name": self.name, "across": self.across, "records": len(self.records)}
        (folder / _ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, usecols=columns)
    for column in FLAGS.intersection(columns):
        frame[column] = frame[column] == "True"
    return frame
