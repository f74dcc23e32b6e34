"""Counts that a partner made of its own records, by deprivation: a small CSV of groups, never of people."""

import csv
from pathlib import Path
from typing import Final

from mast.core.errors import InputRefused

COLUMNS: Final = ("decile", "records", "matched")
_DECILES: Final = tuple(str(number) for number in range(1, 11))


def read_deprivation(file: Path) -> list[tuple[str, int, int]]:
    """Deciles of the Index of Multiple Deprivation (1: the most deprived tenth of areas), by name, with counts.

    Raises InputRefused; its text says which row, never what stands in it.
    """
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = list(csv.reader(text, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputRefused(f"{file} cannot be read as CSV.") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputRefused(f"{file}: the first line must be {','.join(COLUMNS)}.")
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(COLUMNS) or row[0] not in _DECILES or not all(_is_count(cell) for cell in row[1:]):
            raise InputRefused(f"{file}, row {number}: give a decile of 1 to 10 and two whole numbers.")
        decile, records, matched = row[0], int(row[1]), int(row[2])
        if decile in found or matched > records:
            raise InputRefused(
                f"{file}, row {number}: a decile stands there once, and no more are matched than there are."
            )
        found[decile] = (records, matched)
    return [(_named(decile), *found[decile]) for decile in _DECILES if decile in found]


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) < 10


def _named(decile: str) -> str:
    said = {"1": ", the most deprived", "10": ", the least deprived"}
    return f"decile {decile}{said.get(decile, '')}"
