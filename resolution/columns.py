"""The columns that resolution takes in: one row a record, and one row a record's stay at a stated address."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
STAY_ORDER = ("record", "address", "first_seen", "last_seen", "current")


class Coded(NamedTuple):
    """A column of texts as codes into its distinct texts, which are in order."""

    codes: npt.NDArray[np.int32]
    texts: list[str]


class _Columns(NamedTuple):
    """What was taken in, in the order it came in."""

    texts: Mapping[str, Coded]
    flags: Mapping[str, npt.NDArray[np.bool_]]


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
        return cls._of(_from_rows(rows, RECORD_COLUMNS))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Self:
        """Records from a frame with at least ``RECORD_COLUMNS``. Raises ``InputRefused`` for a column or key amiss."""
        return cls._of(_from_frame(frame, RECORD_COLUMNS))

    @classmethod
    def _of(cls, told: "_Columns") -> Self:
        keys = told.texts["key"]
        repeated = len(keys.codes) - len(keys.texts)
        if repeated:
            raise InputRefused(f"{repeated} record keys occur twice: give each record one row.")
        return cls(*_ordered(told, RECORD_COLUMNS, [*CONTENT, "key"]))

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
        return cls(*_ordered(_from_rows(rows, RESIDENCE_COLUMNS), RESIDENCE_COLUMNS, STAY_ORDER))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Self:
        """Residences from a frame with at least ``RESIDENCE_COLUMNS``; raises ``InputRefused`` for a missing column."""
        return cls(*_ordered(_from_frame(frame, RESIDENCE_COLUMNS), RESIDENCE_COLUMNS, STAY_ORDER))

    def __len__(self) -> int:
        return len(self.frame)


def coded(values: npt.NDArray[Any]) -> Coded:
    """Texts as codes, numbered in the order of the distinct texts."""
    codes, distinct = pd.factorize(values, sort=False)
    texts: list[str] = distinct.tolist()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), dtype=np.int32)
    rank[order] = np.arange(len(texts), dtype=np.int32)
    return Coded(rank[codes], [texts[place] for place in order])


def _ordered(told: _Columns, columns: Sequence[str], by: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Coded]]:
    """The rows in the order of some columns, and the codes of their texts."""
    order = np.lexsort([told.flags[name] if name in FLAGS else told.texts[name].codes for name in reversed(by)])
    codes = {name: Coded(column.codes[order], column.texts) for name, column in told.texts.items()}
    # Each distinct text is held once.
    clean = {
        name: told.flags[name][order]
        if name in FLAGS
        else np.array([*codes[name].texts, ""], object)[codes[name].codes]
        for name in columns
    }
    return pd.DataFrame(clean, columns=list(columns)), codes


def _from_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> _Columns:
    """Taken in without a frame between, which for a few rows takes longer than all the rest of comparing them."""
    kept = list(rows)
    texts: dict[str, Coded] = {}
    for name in (name for name in columns if name not in FLAGS):
        values = [row.get(name) for row in kept]
        texts[name] = coded(np.array(["" if value is None else str(value) for value in values], dtype=object))
    flags = {name: np.array([bool(row.get(name)) for row in kept], dtype=bool) for name in columns if name in FLAGS}
    return _Columns(texts, flags)


def _from_frame(frame: pd.DataFrame, columns: Sequence[str]) -> _Columns:
    for column in columns:
        if column not in frame.columns:
            near = difflib.get_close_matches(column, [str(name) for name in frame.columns], n=1)
            hint = f" Did you mean it by {near[0]!r}?" if near else ""
            raise InputRefused(f"The column {column!r} is missing.{hint}")
    flags = {name: frame[name].fillna(False).astype(bool).to_numpy() for name in columns if name in FLAGS}
    texts = {
        name: coded(frame[name].fillna("").astype(str).to_numpy(dtype=object)) for name in columns if name not in FLAGS
    }
    return _Columns(texts, flags)


def rows_of(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The named columns of each row; pandas' own ``to_dict`` takes several times as long."""
    columns = (frame[name].tolist() for name in names)
    return (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
