"""Blocking: every pair that shares a key, against a naive search; huge blocks split, thinned and reported."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.blocking import NEIGHBOURS, block
from mast.resolution.columns import Records, Residences
from mast.resolution.encoding import Encoded, encode
from mast.resolution.homes import Homes, settle
from mast.resolution.keys import rules


def prepared(rows: list[dict[str, object]], stays: list[dict[str, object]] | None = None) -> tuple[Encoded, Homes]:
    records = Records.from_rows(rows)
    homes = settle(records, Residences.from_rows(stays or []), {})
    return encode(records, homes.last_seen()), homes


def names() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "forenames": st.sampled_from(["", "John", "Jon", "Robert", "Bob", "J", "Amir Ali"]),
            "surname": st.sampled_from(["", "Smith", "Smyth", "Ali", "Norton-Hardbourne"]),
            "born_on": st.sampled_from(["", "1980-01-02", "1980-02-01", "1990-01-02", "1900-01-01"]),
            "nhs": st.sampled_from(["", "9434765919", "9434765870"]),
        }
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(names(), max_size=14))
def test_all_pairs_that_share_a_key_and_no_others(rows: list[dict[str, object]]) -> None:
    keyed = [row | {"key": f"p:{place}"} for place, row in enumerate(rows)]
    records, homes = prepared(keyed)
    blocks: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for keys in rules(records, homes):
        for record, key in zip(keys.record.tolist(), keys.key.tolist(), strict=True):
            blocks[keys.rule, key].add(record)
    naive = {(a, b) for members in blocks.values() for a in members for b in members if a < b}
    pairs, report = block(records, homes)
    assert set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == naive
    assert report.pairs == len(naive) == len(pairs)


def test_at_most_ten_rules() -> None:
    records, homes = prepared([{"key": "p:1", "surname": "Smith"}])
    assert len(list(rules(records, homes))) <= 10


def test_swapped_names_and_nicknames_meet() -> None:
    records, homes = prepared(
        [
            {"key": "a:1", "forenames": "Amir", "surname": "Ali", "born_on": "2005-07-28"},
            {"key": "b:1", "forenames": "Ali", "surname": "Amir", "born_on": "2005-07-28"},
            {"key": "a:2", "forenames": "Robert", "surname": "Birbourne", "born_on": "1934-07-30"},
            {"key": "b:2", "forenames": "Bob", "surname": "Birbourne", "born_on": "1934-07-03"},
        ]
    )
    assert len(block(records, homes)[0]) == 2


def test_one_home_and_an_initial_or_a_birthday_make_a_pair_whatever_the_surname() -> None:
    stays: list[dict[str, object]] = [
        {"record": "a:1", "address": "1", "postcode": "WS4 3JH"},
        {"record": "b:1", "address": "1", "postcode": "WS4 3JH"},
        {"record": "b:2", "address": "2", "postcode": "WS4 3JH"},
        {"record": "b:3", "address": "3", "postcode": "WS4 9LA"},
    ]
    mistyped: list[dict[str, object]] = [
        {"key": "a:1", "forenames": "William", "surname": "Watcliffe", "born_on": "1935-10-28"},
        {"key": "b:1", "forenames": "W", "surname": "Watclifef"},
        {"key": "b:2", "forenames": "Piotr", "surname": "Bains", "born_on": "1935-10-28"},
        {"key": "b:3", "forenames": "Piotr", "surname": "Nowak", "born_on": "1935-10-28"},
    ]
    records, homes = prepared(mistyped, stays)
    at_home = block(records, homes, chosen=["same address, some name or initial alike"])[0]
    in_postcode = block(records, homes, chosen=["same postcode, born on the same day"])[0]
    named = Records.from_rows(mistyped).frame["key"].tolist()
    for pairs, keys in ((at_home, {"a:1", "b:1"}), (in_postcode, {"a:1", "b:2"})):
        assert [{named[a], named[b]} for a, b in zip(pairs.left, pairs.right, strict=True)] == [keys]


def test_a_huge_block_is_split_by_finer_keys_and_reported() -> None:
    rows: list[dict[str, object]] = [
        {"key": f"p:{n}", "nhs": "9434765919", "surname": "Smith", "born_on": f"{1950 + n % 60}-03-04"}
        for n in range(600)
    ]
    records, homes = prepared(rows)
    pairs, report = block(records, homes, largest=100)
    rule = next(rule for rule in report.rules if rule.rule == "same NHS number")
    assert (rule.largest, rule.split_blocks, rule.thinned_blocks) == (600, 1, 0)
    assert rule.estimated_pairs == 600 * 599 // 2
    assert rule.made_pairs == 60 * (10 * 9 // 2)
    assert len(pairs) >= rule.made_pairs


def test_fifty_thousand_equal_records_are_thinned_and_reported() -> None:
    rows: list[dict[str, object]] = [
        {"key": f"p:{n:05d}", "forenames": "John", "surname": "Smith", "born_on": "1980-01-02"} for n in range(50_000)
    ]
    records, homes = prepared(rows)
    pairs, report = block(records, homes)
    assert len(pairs) <= NEIGHBOURS * 50_000
    assert sum(rule.thinned_records for rule in report.rules) >= 50_000
    assert np.array_equal(np.unique(np.concatenate((pairs.left, pairs.right))), np.arange(50_000))
