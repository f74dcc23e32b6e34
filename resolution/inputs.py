"""Reads the tables that are to be linked: CSV or Parquet, every cell as text."""

import csv
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mast.core.errors import InputRefused

_PARQUET: Final = (".parquet", ".pq")


def read_inputs(paths: Sequence[Path]) -> Mapping[str, pd.DataFrame]:
    """Each file's table by the file's stem, cells as text, ``""`` where there is nothing.

    Raises ``InputRefused`` that names the file: one that is missing, damaged, no UTF-8, or named like another.
    """
    tables: dict[str, pd.DataFrame] = {}
    for path in paths:
        if path.stem in tables:
            raise InputRefused(f"{path}: another file is named {path.stem!r} too. Rename one: its name is the source.")
        tables[path.stem] = _read_parquet(path) if path.suffix.lower() in _PARQUET else _read_csv(path)
    return tables


def as_text(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """A column as text: days in ISO form, whole numbers without a point, ``""`` where there is nothing."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        told = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(column.dtype) and (column.dropna() % 1 == 0).all():
        # A whole-number column with gaps is read as one of fractions.
        told = column.astype("Int64").astype(object)
    else:
        told = column.astype(object)
    written: pd.Series[Any] = told.where(told.notna(), "").map(str).astype(object)
    return written


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
        if not header:
            raise InputRefused(f"{path.name}: refused, it is empty. A header is expected at least.")
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise InputRefused(f"{path.name}: refused, two columns are named {twice[0]!r}. Rename one.")
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8-sig", index_col=False
            )
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror}). Give a file that exists.") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{path.name}: refused, it is not UTF-8 text. Save it as UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error):
        raise InputRefused(f"{path.name}: refused, a row has more cells than the header. Correct that row.") from None
    return table.apply(as_text) if len(table) else table


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
    except OSError as error:
        raise InputRefused(
            f"{path}: cannot be read as Parquet ({error.strerror or 'damaged'}). Give a whole file."
        ) from None
    except ValueError:
        raise InputRefused(f"{path.name}: refused, it is not Parquet. Give a whole file.") from None
    return table.apply(as_text) if len(table) else table
