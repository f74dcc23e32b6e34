"""The columns that resolution takes in: one row a record, and one row a record's stay at a stated address."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from mast.core.errors import InputRefused

RECORD_COLUMNS = (
    "key",
    "partner",
    "title",
    "forenames",
    "surname",
    "known_as",
    "born_on",
    "sex",
    "nhs",
    "nhs_verified",
    "upn",
    "phone",
    "email",
)
RESIDENCE_COLUMNS = (
    "record",
    "address",
    "uprn",
    "postcode",
    "flat",
    "number",
    "building",
    "street",
    "town",
    "first_seen",
    "last_seen",
    "current",
)
FLAGS = frozenset({"nhs_verified", "current"})
# The order in which records are held. What a record says comes before its key, so that renaming a partner or shuffling
# a file leaves every tie between two records to be broken as it was.
CONTENT = (
    "surname",
    "forenames",
    "known_as",
    "born_on",
    "sex",
    "title",
    "nhs",
    "upn",
    "phone",
    "email",
    "nhs_verified",
)


class Coded(NamedTuple):
    """A column of texts as codes into its distinct texts, which are in order."""

    codes: npt.NDArray[np.int32]
    texts: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """One row a record: ``key`` ("police:N/123"), what it states, ``""`` for what it does not. In content order.

    ``born_on`` is ISO text, ``sex`` one of male, female, other or "", ``forenames`` may hold several names or initials.
    ``coded`` holds each column of text as codes too.
    """

    frame: pd.DataFrame
    coded: Mapping[str, Coded]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> Self:
        """Records from mappings; a column that a row leaves out is empty. Raises as ``from_frame`` does."""
        kept = [{column: row.get(column, _blank(column)) for column in RECORD_COLUMNS} for row in rows]
        return cls.from_frame(pd.DataFrame(kept, columns=list(RECORD_COLUMNS)))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Self:
        """Records from a frame with at least ``RECORD_COLUMNS``. Raises ``InputRefused`` for a column or key amiss."""
        clean, codes = _typed(frame, RECORD_COLUMNS)
        repeated = len(clean) - len(codes["key"].texts)
        if repeated:
            raise InputRefused(f"{repeated} record keys occur twice: give each record one row.")
        return cls(*_ordered(clean, codes, [*CONTENT, "key"]))

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True, slots=True, eq=False)
class Residences:
    """One row a record's stay at a stated address, whose key is ``address``. First and last seen are ISO dates.

    ``current`` marks the newest address of a record.
    """

    frame: pd.DataFrame
    coded: Mapping[str, Coded]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> Self:
        """Residences from mappings; a column that a row leaves out is empty."""
        kept = [{column: row.get(column, _blank(column)) for column in RESIDENCE_COLUMNS} for row in rows]
        return cls.from_frame(pd.DataFrame(kept, columns=list(RESIDENCE_COLUMNS)))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Self:
        """Residences from a frame with at least ``RESIDENCE_COLUMNS``; raises ``InputRefused`` for a missing column."""
        clean, codes = _typed(frame, RESIDENCE_COLUMNS)
        return cls(*_ordered(clean, codes, ["record", "address", "first_seen", "last_seen", "current"]))

    def __len__(self) -> int:
        return len(self.frame)


def _blank(column: str) -> object:
    return False if column in FLAGS else ""


def coded(values: npt.NDArray[Any]) -> Coded:
    """Texts as codes, numbered in the order of the distinct texts."""
    codes, distinct = pd.factorize(values, sort=False)
    texts: list[str] = distinct.tolist()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), dtype=np.int32)
    rank[order] = np.arange(len(texts), dtype=np.int32)
    return Coded(rank[codes], [texts[place] for place in order])


def _ordered(clean: pd.DataFrame, codes: Mapping[str, Coded], by: list[str]) -> tuple[pd.DataFrame, dict[str, Coded]]:
    """The rows in the order of some columns, and their codes."""
    columns = [codes[name].codes if name in codes else clean[name].to_numpy() for name in by]
    order = np.lexsort(columns[::-1])
    return clean.take(order).reset_index(drop=True), {
        name: Coded(column.codes[order], column.texts) for name, column in codes.items()
    }


def _typed(frame: pd.DataFrame, columns: tuple[str, ...]) -> tuple[pd.DataFrame, dict[str, Coded]]:
    for column in columns:
        if column not in frame.columns:
            near = difflib.get_close_matches(column, [str(name) for name in frame.columns], n=1)
            hint = f" Did you mean it by {near[0]!r}?" if near else ""
            raise InputRefused(f"The column {column!r} is missing.{hint}")
    clean, codes = {}, {}
    for column in columns:
        if column in FLAGS:
            clean[column] = frame[column].fillna(False).astype(bool).to_numpy()
        else:
            codes[column] = coded(frame[column].fillna("").astype(str).to_numpy(dtype=object))
            # Each distinct text is held once.
            clean[column] = np.array([*codes[column].texts, ""], dtype=object)[codes[column].codes]
    return pd.DataFrame(clean, columns=list(columns)), codes
