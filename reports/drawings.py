"""The pack's charts, drawn from printed tables, and the picture of shapes."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from mast.reports.overlap import SHARE
from mast.reports.shapes import SHAPES
from mast.reports.tables import Cell, Printed
from mast.resolution.charts import COLOURS, INK, bars, lines

_CELL_WIDTH, _CELL_HEIGHT, _ACROSS = 250, 150, 3
_POINTS: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "a pair": ((85, 60), (165, 60)),
    "a chain of three": ((55, 60), (125, 60), (195, 60)),
    "a triangle": ((125, 25), (85, 90), (165, 90)),
    "a chain of four": ((35, 60), (95, 60), (155, 60), (215, 60)),
    "a star of four": ((125, 65), (125, 20), (75, 95), (175, 95)),
    "a square": ((90, 25), (160, 25), (160, 95), (90, 95)),
    "a triangle with a tail": ((60, 25), (60, 95), (120, 60), (190, 60)),
    "a square with one diagonal": ((90, 25), (160, 25), (160, 95), (90, 95)),
    "four all tied to each other": ((90, 25), (160, 25), (160, 95), (90, 95)),
}


def chart(table: Printed, columns: Sequence[str] = ()) -> str:
    """Bars of a table's counts or percentages, of all columns or of these; "" where nothing can be drawn.

    What is hidden has no bar: the table under it says so.
    """
    wanted = [column for column in table.columns[1:] if not columns or column in columns]
    rows = [row for row in table.rows if all(_number(row[table.columns.index(name)]) is not None for name in wanted)]
    if not rows or not wanted:
        return ""
    series = {name: [_number(row[table.columns.index(name)]) or 0.0 for row in rows] for name in wanted}
    hidden = len(table.rows) - len(rows)
    without = f" {hidden} of {len(table.rows)} rows have a hidden figure and no bar." if hidden else ""
    percentages = any(str(row[table.columns.index(wanted[0])]).endswith("%") for row in rows)
    return bars(
        f"chart-{table.name}",
        table.title,
        f"Bars of {', '.join(wanted)}. The table under the chart has the same figures.{without}",
        [str(row[0]) for row in rows],
        {name: [value / 100 for value in values] for name, values in series.items()} if percentages else series,
        told=".0%" if percentages else ",.0f",
        most=1.0 if percentages else None,
    )


def trend_chart(table: Printed) -> str:
    """Lines of percentages from pack to pack; "" where there is none with two points."""
    series: dict[str, list[tuple[float, float]]] = {}
    for name, *cells in table.rows:
        told = [_number(cell) for cell in cells]
        points = [(float(place), value) for place, value in enumerate(told) if value is not None]
        if len(points) > 1:
            series[str(name)] = points
    if not series:
        return ""
    return lines(
        f"chart-{table.name}",
        table.title,
        f"Percent, by pack from {table.columns[1]} to {table.columns[-1]}, for {', '.join(series)}. The table under "
        "the chart has the same figures.",
        series,
        across="packs, the oldest first",
        up=SHARE,
        x_range=(0.0, float(len(table.columns) - 2)),
        y_range=(0.0, 100.0),
    )


def shapes_picture(name: str = "shapes") -> str:
    """Every shape of two to four households, as dots and lines that stand for none in particular."""
    drawn = []
    for place, (shape, ties) in enumerate(SHAPES.items()):
        left, top = place % _ACROSS * _CELL_WIDTH, place // _ACROSS * _CELL_HEIGHT
        points = [(left + x, top + y) for x, y in _POINTS[shape]]
        drawn += [_line(points[one], points[other]) for one, other in ties]
        drawn += [f'<circle cx="{x}" cy="{y}" r="11" fill="{COLOURS[0]}"/>' for x, y in points]
        middle = left + _CELL_WIDTH // 2
        drawn.append(f'<text x="{middle}" y="{top + 130}" text-anchor="middle">{escape(shape)}</text>')
    height = -(-len(SHAPES) // _ACROSS) * _CELL_HEIGHT
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'viewBox="0 0 {_ACROSS * _CELL_WIDTH} {height}" '
            f'font-family="Arial, sans-serif" font-size="14" fill="{INK}">',
            f'<title id="{name}-title">Shapes of tied households</title>',
            f'<desc id="{name}-desc">The nine shapes that two, three or four tied households can have: '
            f"{escape(', '.join(SHAPES))}. A dot is a household, a line a tie. They are drawn as such and show no "
            "household that exists; the table says how many there are of each.</desc>",
            *drawn,
            "</svg>",
        )
    )


def _line(one: tuple[int, int], other: tuple[int, int]) -> str:
    return f'<line x1="{one[0]}" y1="{one[1]}" x2="{other[0]}" y2="{other[1]}" stroke="{INK}" stroke-width="3"/>'


def _number(cell: Cell) -> float | None:
    if isinstance(cell, int):
        return float(cell)
    told = cell.removesuffix("%")
    return float(told) if told.isdigit() and told != cell else None
