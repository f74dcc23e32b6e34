"""A few records weighed by themselves: the same weights, reasons and refusals as among all others."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.clustering.rules import Apart
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import Decisions
from mast.resolution.engine import resolve
from mast.resolution.explaining.explanation import total, waterfall
from mast.resolution.explaining.weighing import Weighed, reach, weigh
from mast.resolution.plan import partner_plan
from tests.resolution.town import Town, town


def some(keys: list[str], among: Town, decisions: Decisions | None = None) -> Weighed:
    """These records alone, with what all records tell of their addresses."""
    frame, stays, groups = among.records.frame, among.residences.frame, among.found.addresses
    lived = stays.assign(group=stays["address"].map(groups)).drop_duplicates(["record", "group"])
    return weigh(
        Records.from_frame(frame[frame["key"].isin(keys)]),
        Residences.from_frame(stays[stays["record"].isin(keys)]),
        among.model,
        groups,
        Counter(lived["group"]),
        partner_plan(),
        decisions or Decisions(),
    )


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_few_records_weigh_as_among_all(data: st.DataObject) -> None:
    here = town()
    links = here.found.links
    chosen = data.draw(st.lists(st.integers(0, len(links) - 1), min_size=1, max_size=5, unique=True))
    pairs = [links.iloc[row] for row in chosen]
    weighed = some([key for pair in pairs for key in (pair["record_a"], pair["record_b"])], here)
    for pair in pairs:
        row = weighed.row(pair["record_a"], pair["record_b"])
        assert row == weighed.row(pair["record_b"], pair["record_a"])
        assert weighed.weights[row] == pytest.approx(pair["weight"], abs=6e-4)
        steps = waterfall(weighed.model, weighed.levels[row].tolist(), weighed.rarer[row].tolist())
        assert total(steps) == pytest.approx(weighed.weights[row], abs=1e-9)


def test_all_pairs_have_their_row() -> None:
    here = town()
    weighed = some(list(here.records.frame["key"])[:9], here)
    rows = [weighed.row(a, b) for place, a in enumerate(weighed.keys) for b in weighed.keys[place + 1 :]]
    assert rows == list(range(36))


def test_a_decision_keeps_apart_and_joins() -> None:
    here = town()
    one, other, *_ = next(person for person in here.found.persons if len(person) == 3)
    apart = some([one, other], here, Decisions(different=((one, other),)))
    assert apart.kinds[0] == Apart.DECISION
    stranger = next(person for person in here.found.persons if one not in person)[0]
    joined = some([one, stranger], here, Decisions(same=((stranger, one),)))
    assert joined.same == frozenset({0})


def test_refusals_are_those_of_the_engine() -> None:
    here = town()
    one, other, third = next(person for person in here.found.persons if len(person) == 3)
    decisions = Decisions(different=((one, third),))
    told = resolve(here.records, here.residences, here.model, decisions=decisions).report.refused
    mine = some([one, other, third], here, decisions).refusals()
    # What was decided of a pair is told of the pair itself: it is no join that clustering tried.
    within = [r for r in told if set(r[:2]) <= {one, other, third} and set(r[:2]) != {one, third}]
    wanted = {(frozenset(r[:2]), r[3]) for r in within}
    assert wanted
    assert {(frozenset(r[:2]), r[3]) for r in mine} == wanted


def test_reach_of_a_record_grows_with_what_it_says() -> None:
    here = town()
    rows = [
        {"key": "p:1"},
        {"key": "p:2", "surname": "Evans"},
        {"key": "p:3", "surname": "Evans", "forenames": "Fay", "born_on": "1981-02-03", "sex": "female"},
        {"key": "p:4", "surname": "Evans", "forenames": "Fay", "born_on": "1981-02-03", "nhs": "9990000370"},
    ]
    records = Records.from_rows(rows)
    told = dict(
        zip(
            records.frame["key"],
            reach(records, Residences.from_rows([]), here.model, None, partner_plan()),
            strict=True,
        )
    )
    assert told["p:1"] < told["p:2"] < here.model.bands.link < told["p:3"] < told["p:4"]
    assert np.isfinite(list(told.values())).all()
