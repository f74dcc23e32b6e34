"""A pack beside the ones before it. Only what was printed is compared, so that a comparison says nothing new."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mast.reports.matching import BANDS
from mast.reports.overlap import ANY, CASES, COVERAGE, HOUSEHOLDS, MATCHED, PEOPLE, RECORDS, SHARE
from mast.reports.places import ADDRESSES
from mast.reports.shapes import BRIDGES
from mast.reports.tables import NONE, Cell, Printed

COMPARED: Final = "compared"
TREND: Final = "trend"
_COLUMNS: Final[Mapping[str, tuple[str, ...] | None]] = {
    COVERAGE: (RECORDS,),
    MATCHED: (ANY,),
    PEOPLE: None,
    HOUSEHOLDS: None,
    CASES: None,
    ADDRESSES: None,
    BRIDGES: None,
    BANDS: None,
}
"""The tables that are compared, and of which columns; None: all."""
_MOST: Final = 8

_FIGURE: Final = re.compile(rf"[*c{NONE}]|\d{{1,3}}%")

PastPack = Mapping[str, Any]
"""A pack as its JSON gives it."""


def compare(tables: Sequence[Printed], previous: PastPack) -> Printed:
    """Figure by figure: as it was in the previous pack, as it is, and the difference where both are shown."""
    rows = []
    for table in tables:
        if table.name not in _COLUMNS:
            continue
        wanted = _COLUMNS[table.name] or table.columns[1:]
        for label, *cells in table.rows:
            for column, cell in zip(table.columns[1:], cells, strict=True):
                if column in wanted and cell != NONE:
                    before = _cell(previous, table.name, str(label), column)
                    rows.append((f"{table.title}: {label}, {column}", before, cell, _change(before, cell)))
    return Printed(
        COMPARED,
        "Compared with the last pack",
        f"Beside the pack of {previous.get('as_of')}. The change is that of the figures shown, each of which is "
        "rounded: up to 4 of it may be rounding.",
        ("figure", str(previous.get("as_of")), "now", "change"),
        tuple(rows),
    )


def trend(tables: Sequence[Printed], as_of: str, earlier: Sequence[PastPack]) -> Printed:
    """The share of each partner's records that another holds too, in this pack and the seven before it."""
    past = earlier[-(_MOST - 1) :]
    now = next(table for table in tables if table.name == MATCHED)
    place = now.columns.index(SHARE)
    rows = tuple((row[0], *(_cell(pack, MATCHED, str(row[0]), SHARE) for pack in past), row[place]) for row in now.rows)
    return Printed(
        TREND,
        "Share of records that another partner holds too, over time",
        "As each pack showed it.",
        ("partner", *(str(pack.get("as_of")) for pack in past), as_of),
        rows,
    )


def _cell(pack: PastPack, table: str, row: str, column: str) -> Cell:
    for one in pack.get("tables", ()):
        if one["name"] == table and column in one["columns"]:
            place = one["columns"].index(column)
            for cells in one["rows"]:
                if cells[0] == row and _is_figure(cells[place]):
                    found: Cell = cells[place]
                    return found
    return NONE


def _is_figure(cell: object) -> bool:
    """What a pack prints for a count or a share; a file that somebody gave may hold anything."""
    return type(cell) is int or (isinstance(cell, str) and _FIGURE.fullmatch(cell) is not None)


def _change(before: Cell, now: Cell) -> str:
    if isinstance(before, str) or isinstance(now, str):
        return NONE
    return f"{now - before:+d}" if now != before else "0"
