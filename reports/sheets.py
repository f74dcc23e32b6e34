"""A pack's tables as CSV that a spreadsheet opens without running anything in it."""

import csv
import io
from typing import Final

from mast.reports.tables import Cell, Printed

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", '"', "'", ";")


def as_csv(table: Printed) -> str:
    """One table: a heading of its columns, then its rows. Counts stay numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_guarded(column) for column in table.columns])
    writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _guarded(cell: Cell) -> Cell:
    """Text that a spreadsheet could take for a formula begins with an apostrophe; control characters are left out.

    A change such as +15 or -10 is a number and stays one.
    """
    if isinstance(cell, int) or _is_number(cell):
        return cell
    plain = "".join(character for character in cell if character.isprintable())
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) or cell[:1] in _FORMULA else plain


def _is_number(text: str) -> bool:
    return text.lstrip("+-").isascii() and text.lstrip("+-").isdigit() and len(text) - len(text.lstrip("+-")) <= 1
