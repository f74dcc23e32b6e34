"""A training's model file and card: the same bytes for the same records, and nobody to be found in them."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from mast.core.errors import InputRefused, MastError
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.levels import FIELDS
from mast.resolution.engine import prepare
from mast.resolution.learning.card import FEWER, card_page
from mast.resolution.learning.labels import Labels
from mast.resolution.learning.training import Trained, trained, write_model
from mast.resolution.model import load_model
from tests.resolution.town import town


@cache
def usual() -> Trained:
    made = town()
    return trained(prepare(made.records, made.residences), seed=1)


def labels() -> Labels:
    """What the truth says of every pair that the town's resolution shows."""
    made = town()
    person = dict(
        zip(made.truth["partner"] + ":" + made.truth["source_record_id"], made.truth["person_key"], strict=True)
    )
    pairs = tuple(sorted(zip(made.found.links["record_a"], made.found.links["record_b"], strict=True)))
    return Labels(pairs, tuple(person[a] == person[b] for a, b in pairs))


def test_the_model_is_that_of_the_engine() -> None:
    assert usual().model == town().model
    assert usual().card["model"] == town().model.version


def test_shuffled_rows_give_the_same_bytes(tmp_path: Path) -> None:
    made = town()
    records = Records.from_frame(made.records.frame.sample(frac=1, random_state=5))
    residences = Residences.from_frame(made.residences.frame.sample(frac=1, random_state=6))
    write_model(usual(), tmp_path / "one.json")
    write_model(trained(prepare(records, residences), seed=1), tmp_path / "two.json")
    for suffix in (".json", ".card.json", ".html"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()
    assert load_model(tmp_path / "one.json").records == len(made.records)


def test_another_value_or_seed_is_another_fingerprint_or_model() -> None:
    made = town()
    frame = made.records.frame.copy()
    frame.loc[0, "surname"] = "Zuckerman"
    other = trained(prepare(Records.from_frame(frame), made.residences), seed=1)
    assert other.card["data"]["content"] != usual().card["data"]["content"]
    again = trained(prepare(made.records, made.residences), seed=2)
    assert again.card["data"] == usual().card["data"]
    assert again.card["seed"] == 2


def test_nobody_is_found_in_a_card() -> None:
    frame = town().records.frame
    text = json.dumps(usual().card) + card_page(usual().card)
    for column in ("key", "surname", "born_on", "nhs"):
        for value in set(frame[column]) - {""}:
            assert str(value) not in text


def test_a_partner_of_few_records_is_not_counted() -> None:
    made = town()
    frame = made.records.frame.copy()
    frame.loc[:3, "partner"] = "fire"
    facts = trained(prepare(Records.from_frame(frame), made.residences), seed=1).card
    assert facts["data"]["partners"]["fire"] == {"records": FEWER}
    assert facts["data"]["partners"]["hospital"]["filled"]["nhs_verified"] == 1.0
    assert FEWER in card_page(facts)


def test_a_card_tells_every_level_in_plain_words_and_what_to_expect() -> None:
    facts = usual().card
    page = card_page(facts)
    for field in FIELDS:
        for group in field.groups:
            assert all(field.meaning(level) in page for level in group)
    expected = facts["expected"]
    assert 0.95 <= expected["precision"] <= 1.0
    assert expected["recall"] <= expected["recall_with_review"] <= 1.0
    assert facts["thresholds"] == {"link": 2.5, "review": -2.0}
    assert {start["name"] for start in facts["learning"]["starting_blocks"]} >= {"same surname and date of birth"}


def test_labels_set_the_thresholds_and_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mast.resolution.learning.labels.FEWEST", 2)
    made = town()
    found = trained(prepare(made.records, made.residences), 1, labels(), precision=0.9)
    assert found.model.labels == len(labels().pairs)
    assert replace(found.model, bands=usual().model.bands, labels=0) == usual().model
    assert found.card["labels"]["precision"] == 0.9
    assert found.card["model"] != usual().card["model"]
    assert "labelled pairs" in card_page(found.card)


def test_labels_of_one_band_only_are_refused() -> None:
    made = town()
    few = Labels(labels().pairs[:5], labels().same[:5])
    with pytest.raises(InputRefused, match="are needed"):
        trained(prepare(made.records, made.residences), 1, few)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(MastError, match="none"):
        write_model(usual(), tmp_path / "none" / "m.json")


def test_no_records_at_all_have_a_card() -> None:
    nothing = trained(prepare(Records.from_rows([]), Residences.from_rows([])), seed=1)
    assert "0 records" in card_page(nothing.card)
