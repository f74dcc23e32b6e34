"""Draws charts as SVG text that needs nothing else: titled and described for screen readers, the same bytes each time.

Colours are those of the Government Analysis Function for charts, told apart by lightness too. Numbers of a chart belong
in a table beside it: a chart alone is never the only place where a figure is given.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape

Point = tuple[float, float]

COLOURS = ("#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1")
"""One a series; with more series than colours they begin again."""
DASHES = ("", "8 4", "2 4", "10 3 2 3", "4 2", "1 3")
INK, GRID = "#0b0c0c", "#b1b4b6"
WIDTH = 760
LETTER = 7.0
"""Pixels to a letter at the charts' 13 px text: wide enough that no label is cut."""


def bars(
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    told: str = ",.0f",
    most: float | None = None,
) -> str:
    """Lying bars: a group for each label, in it a bar a series, each with its figure (format ``told``) at its end.

    ``name`` is an id, unique in the page. ``most`` is the length of a full bar; by default the largest figure.
    """
    left = 16 + LETTER * max((len(label) for label in labels), default=0)
    room = (
        WIDTH - left - 16 - LETTER * max((len(f"{v:{told}}") for values in series.values() for v in values), default=1)
    )
    full = most or max((value for values in series.values() for value in values), default=0.0) or 1.0
    thick, gap, top = (16 if len(series) == 1 else 12), 8, _legend_height(series)
    body = _legend(series)
    for place, label in enumerate(labels):
        begin = top + place * (thick * len(series) + gap)
        body.append(_text(left - 8, begin + thick * len(series) / 2 + 4, label, "end"))
        for row, (colour, values) in enumerate(zip(_colours(series), series.values(), strict=True)):
            y, length = begin + row * thick, max(0.0, min(values[place] / full, 1.0)) * room
            body.append(_box(left, y, length, thick - 2, colour))
            body.append(_text(left + length + 6, y + thick - 4, f"{values[place]:{told}}"))
    height = top + len(labels) * (thick * len(series) + gap) + 8
    body.append(_line(left, top - 4, left, height - 8, INK))
    return _svg(name, title, description, height, body)


def columns(
    name: str,
    title: str,
    description: str,
    edges: Sequence[float],
    series: Mapping[str, Sequence[float]],
    *,
    across: str,
    up: str,
    marks: Mapping[str, float] | None = None,
) -> str:
    """A histogram: standing columns between ``edges`` (one more than columns), the series stacked on each other.

    ``marks`` are upright lines with a word, as for a threshold.
    """
    stacked = [sum(values) for values in zip(*series.values(), strict=True)]
    frame = _Frame(edges[0], edges[-1], 0.0, max(stacked, default=0.0) or 1.0, _legend_height(series))
    body = [*_legend(series), *frame.axes(across, up)]
    for place in range(len(edges) - 1):
        base = 0.0
        for colour, values in zip(_colours(series), series.values(), strict=True):
            x, y = frame.x(edges[place]), frame.y(base + values[place])
            if values[place]:
                body.append(_box(x + 0.5, y, frame.x(edges[place + 1]) - x - 1, frame.y(base) - y, colour))
            base += values[place]
    for word, value in (marks or {}).items():
        body.append(_line(frame.x(value), frame.top, frame.x(value), frame.foot, INK, "4 3"))
        body.append(_text(frame.x(value) + 4, frame.top + 12, word))
    return _svg(name, title, description, frame.height, body)


def lines(
    name: str,
    title: str,
    description: str,
    series: Mapping[str, Sequence[Point]],
    *,
    across: str,
    up: str,
    x_range: tuple[float, float] = (0.0, 1.0),
    y_range: tuple[float, float] = (0.0, 1.0),
    marks: Mapping[str, Point] | None = None,
) -> str:
    """Lines through points (x, y) in the order given. ``marks`` are single points with a word beside them."""
    frame = _Frame(*x_range, *y_range, _legend_height(series))
    body = [*_legend(series), *frame.axes(across, up)]
    for place, (colour, points) in enumerate(zip(_colours(series), series.values(), strict=True)):
        path = " ".join(f"{_n(frame.x(x))},{_n(frame.y(y))}" for x, y in points)
        dash = DASHES[place % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>')
    for word, (x, y) in (marks or {}).items():
        body.append(f'<circle cx="{_n(frame.x(x))}" cy="{_n(frame.y(y))}" r="5" fill="{INK}"/>')
        late = frame.x(x) > WIDTH / 2
        body.append(_text(frame.x(x) + (-9 if late else 9), frame.y(y) + 16, word, "end" if late else "start"))
    return _svg(name, title, description, frame.height, body)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``, about so many, in steps of 1, 2 or 5 times a power of ten."""
    if high <= low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(times for times in (1, 2, 5, 10) if times * power >= rough * 0.999999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


class _Frame:
    """The plotting area: turns values into pixels and draws both axes."""

    def __init__(self, x_low: float, x_high: float, y_low: float, y_high: float, top: float) -> None:
        self._x_low, self._x_high = x_low, (x_high if x_high > x_low else x_low + 1)
        self._y_low, self._y_high = y_low, (y_high if y_high > y_low else y_low + 1)
        self.top, self.foot, self.left, self.right = top + 4, top + 284, 84.0, WIDTH - 16.0
        self.height = self.foot + 48

    def x(self, value: float) -> float:
        share = (value - self._x_low) / (self._x_high - self._x_low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, value: float) -> float:
        share = (value - self._y_low) / (self._y_high - self._y_low)
        return self.foot - min(max(share, 0.0), 1.0) * (self.foot - self.top)

    def axes(self, across: str, up: str) -> list[str]:
        drawn = []
        for value in ticks(self._y_low, self._y_high):
            drawn.append(_line(self.left, self.y(value), self.right, self.y(value), GRID))
            drawn.append(_text(self.left - 8, self.y(value) + 4, f"{value:,g}", "end"))
        for value in ticks(self._x_low, self._x_high, 10):
            drawn.append(_line(self.x(value), self.foot, self.x(value), self.foot + 5, INK))
            drawn.append(_text(self.x(value), self.foot + 20, f"{value:,g}", "middle"))
        drawn.append(_line(self.left, self.foot, self.right, self.foot, INK))
        drawn.append(_text((self.left + self.right) / 2, self.foot + 40, across, "middle"))
        middle = (self.top + self.foot) / 2
        turned = f' transform="rotate(-90 16 {_n(middle)})"'
        drawn.append(f'<text x="16" y="{_n(middle)}" text-anchor="middle"{turned}>{escape(up)}</text>')
        return drawn


def _colours(series: Mapping[str, Sequence[object]]) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(len(series))]


def _legend_height(series: Mapping[str, Sequence[object]]) -> int:
    return 32 if len(series) > 1 else 8


def _legend(series: Mapping[str, Sequence[object]]) -> list[str]:
    """A swatch and a word for each series, in one row; nothing for one series alone."""
    if len(series) < 2:
        return []
    drawn, x = [], 8.0
    for colour, word in zip(_colours(series), series, strict=True):
        drawn += [_box(x, 6, 14, 14, colour), _text(x + 20, 18, word)]
        x += 40 + LETTER * len(word)
    return drawn


def _svg(name: str, title: str, description: str, height: float, body: Sequence[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'viewBox="0 0 {WIDTH} {_n(height)}" font-family="Arial, sans-serif" font-size="13" fill="{INK}">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(description)}</desc>',
            *body,
            "</svg>",
        )
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}"{anchored}>{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}" stroke="{colour}"{dashed}/>'


def _n(value: float) -> str:
    """A coordinate to a tenth of a pixel, so that the last bit of a sum changes no byte."""
    return f"{value + 0.0:.1f}".removesuffix(".0")
