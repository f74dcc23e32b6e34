"""No vaguer level of a field ever speaks more for one person than an exacter one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mast.resolution.comparing.levels import BORN, FIELDS, HOME, Born, Home
from mast.resolution.learning.chances import SAID, Floats, shares
from mast.resolution.learning.ordering import Pooled, in_order

TABLES = arrays(np.float64, SAID.shape, elements=st.floats(1e-6, 1.0)).map(shares)


def ratios(same: Floats, unlike: Floats) -> Floats:
    known = unlike.copy()
    known[HOME, [Home.SAME_NOW, Home.SAME_ONCE]] = known[HOME, [Home.SAME_NOW, Home.SAME_ONCE]].sum()
    return np.asarray(np.log(same) - np.log(known))


@settings(max_examples=60, deadline=None)
@given(TABLES, TABLES)
def test_every_order_holds_and_chances_still_add_up(same: Floats, unlike: Floats) -> None:
    held, _ = in_order(same, unlike)
    told = ratios(held, unlike)
    for place, field in enumerate(FIELDS):
        for order in field.orders:
            assert all(told[place, a] >= told[place, b] - 1e-6 for a, b in zip(order, order[1:], strict=False))
        for group in field.groups:
            assert held[place, list(group)].sum() == pytest.approx(1.0)


@settings(max_examples=30, deadline=None)
@given(TABLES, TABLES)
def test_what_is_in_order_is_left_alone(same: Floats, unlike: Floats) -> None:
    once, _ = in_order(same, unlike)
    again, _ = in_order(once, unlike)
    assert np.allclose(once, again)


def test_pooled_levels_share_a_ratio_and_are_told() -> None:
    same = shares(np.full(SAID.shape, 0.1))
    unlike = same.copy()
    same[BORN, [Born.SAME, Born.ONE_DIGIT]] = same[BORN, [Born.ONE_DIGIT, Born.SAME]] * [0.5, 1.5]
    held, pooled = in_order(same, unlike)
    assert Pooled("born", ("SAME", "ONE_DIGIT")) in pooled or pooled[0].field == "born"
    told = ratios(held, unlike)
    assert told[BORN, Born.SAME] == pytest.approx(told[BORN, Born.ONE_DIGIT])


def test_every_field_has_orders_over_levels_that_say_something() -> None:
    for field in FIELDS:
        assert field.orders
        for order in field.orders:
            assert any(set(order) <= set(group) for group in field.groups)
