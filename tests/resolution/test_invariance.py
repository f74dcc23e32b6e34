"""What must not matter: how tables are split and named, in what order rows come, and who else is in them."""

import random
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.linking import Linked, link
from mast.resolution.model import Model
from tests.resolution.test_linking import plan
from tests.resolution.town import town

COLUMNS = {
    "id": "record",
    "first": "forenames",
    "last": "surname",
    "born": "born_on",
    "sex": "sex",
    "nhs": "nhs",
    "no": "number",
    "road": "street",
    "code": "postcode",
}
STRANGER = {
    "first": "Zbigniew",
    "last": "Zwolinski",
    "born": "1931-05-30",
    "sex": "male",
    "nhs": "9999999468",
    "no": "999",
    "road": "Far Away",
    "code": "LK1 1AA",
}
Persons = set[frozenset[str]]


def table(people: int, seed: int) -> pd.DataFrame:
    """A town's records as one table. An id tells nothing of the partner that held the record."""
    made = town(people, seed)
    homes = made.residences.frame.drop_duplicates("record").set_index("record")
    frame = made.records.frame.rename(columns={"forenames": "first", "surname": "last", "born_on": "born"})
    frame = frame.join(homes[["number", "street", "postcode"]], on="key")
    frame = frame.rename(columns={"number": "no", "street": "road", "postcode": "code"})
    frame["id"] = [f"r{place:04d}" for place in range(len(frame))]
    return frame[list(COLUMNS)].fillna("")


@pytest.fixture(scope="module")
def model() -> Model:
    return link({"all": table(150, 4)}, plan(COLUMNS)).model


def persons(linked: Linked) -> Persons:
    """The clusters, by ids without their source."""
    found = linked.clusters.groupby("cluster_id")["record_id"]
    return {frozenset(str(key).rpartition(":")[2] for key in group) for _, group in found}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 5),
    chance=st.randoms(use_true_random=False),
    names=st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=5, unique=True),
)
def test_split_shuffled_and_renamed_files_find_the_same_persons(
    model: Model, seed: int, chance: random.Random, names: list[str]
) -> None:
    frame = table(60, seed)
    whole = link({"all": frame}, plan(COLUMNS), model)
    order = chance.sample(range(len(frame)), len(frame))
    cuts = [0, *sorted(chance.sample(range(1, len(frame)), len(names) - 1)), len(frame)]
    parts = {name: frame.iloc[order[a:b]] for name, (a, b) in zip(names, pairwise(cuts), strict=True)}
    again = link(parts, plan(COLUMNS), model)
    assert persons(again) == persons(whole)
    bare = again.pairs.assign(**{side: again.pairs[side].str.rpartition(":")[2] for side in ("record_a", "record_b")})
    assert pairs(bare) == pairs(whole.pairs)


def pairs(table: pd.DataFrame) -> set[tuple[object, ...]]:
    """Pairs whichever record comes first, with what is said of them."""
    rows = table[["record_a", "record_b", "weight", "band", "reason"]].itertuples(index=False, name=None)
    return {(*sorted(row[:2]), *row[2:]) for row in rows}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5), chance=st.randoms(use_true_random=False), others=st.integers(1, 4))
def test_an_unrelated_record_changes_no_other_person(
    model: Model, seed: int, chance: random.Random, others: int
) -> None:
    frame = table(60, seed)
    rows: list[Any] = frame.to_dict("records")
    for number in range(others):
        stated = {name: value for name, value in STRANGER.items() if chance.random() < 0.7}
        rows.insert(chance.randrange(len(rows) + 1), dict.fromkeys(COLUMNS, "") | stated | {"id": f"q{number}"})
    again = link({"all": pd.DataFrame(rows)}, plan(COLUMNS), model)
    usual = link({"all": frame}, plan(COLUMNS), model)
    strangers = {f"q{number}" for number in range(others)}
    assert {group for group in persons(again) if not group & strangers} == persons(usual)
    assert {row for row in pairs(again.pairs) if not strangers & set(row[:2])} == pairs(usual.pairs)
