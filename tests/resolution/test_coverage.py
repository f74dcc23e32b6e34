"""What is out of reach: true pairs that nobody compares, and records that say too little."""

import json
from itertools import combinations

import pandas as pd
import pytest

from mast.resolution.columns import Records, Residences
from mast.resolution.evaluating.coverage import blocking_of, blocking_told, people_of, unlinkable_of
from mast.resolution.plan import partner_plan
from tests.resolution.town import town


def test_blocking_tells_how_many_true_pairs_are_compared() -> None:
    here = town()
    found = blocking_of(here.records, here.residences, here.model, here.found.addresses, partner_plan(), here.truth)
    size = len(here.records)
    assert (found.records, found.possible_pairs) == (size, size * (size - 1) // 2)
    assert found.compared_pairs == here.found.report.blocking.pairs
    person = dict(
        zip(here.truth["partner"] + ":" + here.truth["source_record_id"], here.truth["person_key"], strict=True)
    )
    assert found.true_pairs == sum(person[a] == person[b] for a, b in combinations(person, 2))
    assert found.recall is not None
    assert 0.9 < found.recall <= 1
    assert found.reduction > 0.8


def test_blocking_without_truth_has_no_recall() -> None:
    here = town()
    found = blocking_of(here.records, here.residences, here.model, None, partner_plan(), None)
    assert found.recall is None
    assert found.as_dict()["recall"] is None


def test_records_that_the_truth_does_not_name_count_for_nothing() -> None:
    here = town()
    part = here.truth.iloc[:40]
    found = blocking_of(here.records, here.residences, here.model, None, partner_plan(), part)
    sizes = part.groupby("person_key").size()
    assert found.true_pairs == int((sizes * (sizes - 1) // 2).sum())
    assert found.true_compared is not None
    assert found.true_compared <= found.true_pairs


def test_a_run_s_own_report_tells_the_same() -> None:
    here = town()
    told = json.loads(json.dumps(here.found.report.as_dict()))
    found = blocking_told(told)
    asked = blocking_of(here.records, here.residences, here.model, here.found.addresses, partner_plan(), None)
    assert found == asked


@pytest.mark.parametrize("told", [{}, {"blocking": 3, "records": 1}, {"blocking": {"pairs": "x"}, "records": 1}])
def test_a_report_that_says_nothing_of_blocking(told: dict[str, object]) -> None:
    assert blocking_told(told) is None


def test_records_that_say_next_to_nothing_are_unlinkable() -> None:
    here = town()
    rows = [
        {"key": "a:1", "partner": "a", "surname": "Evans"},
        {"key": "a:2", "partner": "a", "surname": "Evans", "forenames": "Fay", "born_on": "1981-02-03"},
        {"key": "b:1", "partner": "b"},
    ]
    found = unlinkable_of(Records.from_rows(rows), Residences.from_rows([]), here.model, None, partner_plan())
    assert (found.records, found.unlinkable, found.partners) == (3, 2, {"a": (1, 2), "b": (1, 1)})
    none = unlinkable_of(Records.from_rows([]), Residences.from_rows([]), here.model, None, partner_plan())
    assert (none.records, none.unlinkable, none.partners) == (0, 0, {})


def test_people_are_told_by_birth_year_and_sex_alone() -> None:
    people = people_of(Records.from_rows([{"key": "a:x:1", "partner": "a", "born_on": "1981-02-03", "sex": "female"}]))
    wanted = pd.DataFrame([("a", "x:1", "1981", "female")], columns=list(people.columns))
    assert people.to_dict("records") == wanted.to_dict("records")
