"""Charts: well-formed SVG, titled and described, escaped, the same bytes each time, whatever the figures."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.charts import bars, columns, lines, ticks

SVG = "{http://www.w3.org/2000/svg}"
MARKUP = "<b>&\"'"


def _bars() -> str:
    return bars(
        "a", "T" + MARKUP, "D", ["one" + MARKUP, "two"], {"m": [0.2, 1.0], "u" + MARKUP: [0.0, 3.0]}, told=".3f"
    )


def _columns() -> str:
    return columns(
        "b", "T" + MARKUP, "D", [0, 1, 2], {"x": [1, 2], "y": [3, 0]}, across=MARKUP, up=MARKUP, marks={MARKUP: 1.5}
    )


def _lines() -> str:
    curve = [(0.0, 1.0), (1.0, 0.5)]
    return lines("c", "T" + MARKUP, "D", {"x": curve, "y": []}, across=MARKUP, up=MARKUP, marks={MARKUP: (0.5, 0.9)})


@pytest.mark.parametrize("draw", [_bars, _columns, _lines])
def test_a_chart_is_well_formed_named_and_always_the_same(draw: Callable[[], str]) -> None:
    tree = ElementTree.fromstring(draw())
    names = [element.get("id") for element in tree if element.tag in {f"{SVG}title", f"{SVG}desc"}]
    assert tree.get("role") == "img"
    assert str(tree.get("aria-labelledby")).split() == names
    assert tree.findtext(f"{SVG}title") == "T" + MARKUP
    assert draw() == draw()


def test_bars_are_as_long_as_their_figures() -> None:
    tree = ElementTree.fromstring(bars("a", "T", "D", ["x", "y", "z"], {"s": [10, 5, 0]}))
    lengths = [float(str(box.get("width"))) for box in tree.iter(f"{SVG}rect")]
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.1)
    assert lengths[2] == 0
    assert {"10", "5", "0"} <= {text.text for text in tree.iter(f"{SVG}text")}


def test_nothing_to_draw_is_drawn() -> None:
    for chart in (
        bars("a", "T", "D", [], {}),
        bars("a", "T", "D", ["x"], {"s": [0.0]}),
        columns("b", "T", "D", [0, 0], {"s": [0]}, across="x", up="y"),
        lines("c", "T", "D", {}, across="x", up="y"),
    ):
        ElementTree.fromstring(chart)


@given(st.floats(-1e4, 1e4), st.floats(1e-2, 1e6), st.integers(2, 12))
@settings(max_examples=60, deadline=None)
def test_ticks_are_few_round_and_within(low: float, span: float, about: int) -> None:
    high = low + span
    found = ticks(low, high, about)
    assert len(found) <= 2 * about + 2
    assert found == sorted(found)
    assert all(low - span * 1e-6 <= tick <= high + span * 1e-6 for tick in found)
