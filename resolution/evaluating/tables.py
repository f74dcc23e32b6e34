"""Reads the CSV tables that an evaluation takes: links, truth, people and pairs."""

from pathlib import Path

import pandas as pd

from mast.core.errors import InputRefused

LINK_COLUMNS = ("partner", "source_record_id", "person_id", "household_id")
TRUTH_COLUMNS = ("partner", "source_record_id", "person_key", "household_key")
PEOPLE_COLUMNS = ("partner", "source_record_id", "birth_year", "sex")
PAIR_COLUMNS = ("record_a", "record_b", "weight", "band")


def read_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """A CSV as text. Raises ``InputRefused`` when it cannot be read or lacks one of ``columns``."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputRefused(
            f"{path.name} cannot be read as CSV. Give a file with the columns {', '.join(columns)}."
        ) from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputRefused(f"{path.name} lacks the columns {', '.join(missing)}.")
    return table


def read_people(path: Path) -> pd.DataFrame:
    """A CSV of ``PEOPLE_COLUMNS``; birth years and sexes may be empty. Raises ``InputRefused``."""
    people = read_table(path, PEOPLE_COLUMNS)
    amiss = int((~people["birth_year"].str.fullmatch(r"(\d{4})?")).sum())
    if amiss:
        raise InputRefused(f"{path.name}: {amiss} rows have a birth_year that is no year. Write 1984, or nothing.")
    return people


def read_pairs(path: Path) -> pd.DataFrame:
    """What ``mast export pairs`` writes, ``weight`` as a number. Raises ``InputRefused``."""
    pairs = read_table(path, PAIR_COLUMNS)
    weight = pd.to_numeric(pairs["weight"], errors="coerce")
    if weight.isna().any():
        raise InputRefused(f"{path.name}: {int(weight.isna().sum())} rows have a weight that is no number.")
    return pairs.assign(weight=weight.astype(float))
