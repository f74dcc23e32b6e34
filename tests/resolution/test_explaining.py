"""Explanations of pairs: adding up, one sentence, a chain for one person, and reasons for two."""

import json

import pytest

from mast.core.errors import UsageError
from mast.graph.published import Generation
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import REASON, Decisions
from mast.resolution.engine import Resolution, resolve
from mast.resolution.explaining.explaining import Explanation, check_keys, explained
from mast.resolution.explaining.explanation import total
from mast.resolution.explaining.surroundings import Surroundings
from mast.resolution.explaining.weighing import weigh
from mast.resolution.plan import Plan, Sources, partner_plan
from tests.resolution.town import town

GENERATION = Generation(3, "2026-11-01T06:00:00Z", "m-1", "d", {})


def around(
    records: Records, residences: Residences, found: Resolution, decisions: Decisions, plan: Plan | None = None
) -> Surroundings:
    """The surroundings of a resolution of few records: all of them."""
    persons = {key: f"P{number:07d}" for number, group in enumerate(found.persons) for key in group}
    weighed = weigh(records, residences, town().model, found.addresses, {}, plan or partner_plan(), decisions)
    return Surroundings(persons, records, residences, weighed, True)


def explain(
    rows: list[dict[str, object]], one: str, other: str, decisions: Decisions | None = None, plan: Plan | None = None
) -> Explanation:
    records = Records.from_rows(rows)
    stays = [
        {
            "record": row["key"],
            "address": row["at"],
            "current": True,
            "first_seen": "2025-01-01",
            "last_seen": "2026-01-01",
        }
        for row in rows
        if row.get("at")
    ]
    residences = Residences.from_rows(stays)
    decided = decisions or Decisions()
    found = resolve(records, residences, town().model, decisions=decided, plan=plan)
    return explained(around(records, residences, found, decided, plan), GENERATION, one, other)


FAY: dict[str, object] = {"forenames": "Fay", "surname": "Evans", "born_on": "1981-02-03", "sex": "female", "at": "h1"}


def fay(key: str, **other: object) -> dict[str, object]:
    return FAY | {"key": key, "partner": key.partition(":")[0]} | other


def test_one_person_has_a_chain_and_no_reason_against() -> None:
    found = explain([fay("a:1"), fay("b:1")], "a:1", "b:1")
    assert found.one_person
    assert found.band == "link"
    assert [hop[:2] for hop in found.chain] == [("a:1", "b:1")]
    assert found.chain[0].bridge
    assert found.why_not == ()
    assert total(found.steps) == pytest.approx(found.weight)
    assert found.sentence == "same date of birth, forename, surname and address now (since January 2025)"


def test_records_that_say_little_of_each_other_are_joined_through_a_third() -> None:
    nhs = "9990000370"
    rows = [fay("a:1", nhs=nhs, at=""), fay("b:1", nhs=nhs), fay("c:1", born_on="", nhs="", at="h1")]
    found = explain(rows, "a:1", "c:1")
    assert found.one_person
    assert [hop.record_a for hop in found.chain][0] == "a:1"
    assert found.chain[-1].record_b == "c:1"
    assert all(hop.weight >= found.link_from for hop in found.chain)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"born_on": "1952-07-19"}, "born a generation apart"),
        ({"born_on": "1985-07-19"}, "different dates of birth, and no number in common"),
        (
            {"surname": "Begum", "forenames": "Greta", "sex": "male", "at": "h2"},
            "different sex and not the same forename",
        ),
        ({"surname": "Begum", "forenames": "Greta", "born_on": "", "at": ""}, "is below the review band"),
    ],
)
def test_two_people_are_told_why(other: dict[str, object], why: str) -> None:
    found = explain([fay("a:1"), fay("b:1", **other)], "a:1", "b:1")
    assert not found.one_person
    assert found.chain == ()
    assert any(why in reason for reason in found.why_not)


def test_two_verified_numbers_part_them() -> None:
    rows = [fay("a:1", nhs="9990000370", nhs_verified=True), fay("b:1", nhs="9990000407", nhs_verified=True)]
    found = explain(rows, "a:1", "b:1")
    assert found.why_not[0] == "a rule keeps them apart whatever their weight: two different verified NHS numbers"


def test_what_other_records_say_is_told_with_their_keys() -> None:
    # a:1 alone would be either of two namesakes of one home whose numbers differ.
    one, other = {"nhs": "9990000370", "nhs_verified": True}, {"nhs": "9990000407", "nhs_verified": True}
    rows = [fay("a:1"), fay("b:1", **one), fay("c:1", **other)]
    found = explain(rows, "a:1", "c:1")
    assert not found.one_person
    assert found.weight >= found.link_from
    assert any("refused: another record fits as well" in reason for reason in found.why_not)


def test_decisions_are_reasons() -> None:
    rows = [fay("a:1"), fay("b:1"), fay("c:1", forenames="Greta", surname="Begum", born_on="1990-05-06", at="h9")]
    apart = explain(rows, "a:1", "b:1", Decisions(different=(("a:1", "b:1"),)))
    assert apart.why_not == ("a person decided that they are two people",)
    joined = explain(rows, "a:1", "c:1", Decisions(same=(("a:1", "c:1"),)))
    assert joined.one_person
    assert joined.chain
    assert joined.sentence.startswith(REASON)


def test_a_decision_about_others_of_the_two_persons_is_a_reason() -> None:
    # b:1 would join a:1 but for c:1, which is one person with b:1 and was decided to be another one than a:1.
    rows = [fay("a:1"), fay("b:1", nhs="9990000370", at="h2"), fay("c:1", nhs="9990000370", at="h2")]
    decided = Decisions(different=(("a:1", "c:1"),))
    found = explain(rows, "a:1", "b:1", decided)
    assert not found.one_person
    assert found.weight >= found.link_from
    assert "a person decided that a:1 and c:1 are two people" in found.why_not


def test_a_clean_source_is_a_reason_for_its_records_and_for_those_joined_to_them() -> None:
    clean = partner_plan().model_copy(update={"sources": Sources(clean=("a",))})
    rows = [fay("a:1"), fay("a:2", nhs="9990000370", at="h2"), fay("b:1", nhs="9990000370", at="h2")]
    apart = explain(rows, "a:1", "a:2", plan=clean)
    assert apart.weight >= apart.link_from
    assert apart.why_not == ("both are records of a, a clean source: it holds one record a person",)
    through = explain(rows, "a:1", "b:1", plan=clean)
    assert not through.one_person
    assert through.weight >= through.link_from
    assert "a:1 and a:2 are both records of a, a clean source: it holds one record a person" in through.why_not
    assert explain(rows, "a:1", "a:2").one_person


def test_a_decision_that_two_are_one_outranks_the_clean_source_of_a_third() -> None:
    clean = partner_plan().model_copy(update={"sources": Sources(clean=("a",))})
    rows = [fay("a:1"), fay("a:2"), fay("b:1")]
    decided = Decisions(same=(("a:1", "b:1"),))
    joined = explain(rows, "a:1", "b:1", decided, clean)
    assert joined.one_person
    assert joined.sentence.startswith(REASON)
    left = explain(rows, "a:2", "b:1", decided, clean)
    assert "a:2 and a:1 are both records of a, a clean source: it holds one record a person" in left.why_not


def test_every_link_and_every_pair_for_review_of_a_town_is_explained() -> None:
    here = town()
    everyone = around(here.records, here.residences, here.found, Decisions())
    for row in here.found.links.to_dict("records"):
        found = explained(everyone, GENERATION, str(row["record_a"]), str(row["record_b"]))
        assert total(found.steps) == pytest.approx(found.weight)
        assert found.one_person == (row["band"] == "link")
        assert bool(found.chain) == found.one_person
        assert bool(found.why_not) != found.one_person
        assert all(hop.weight >= found.link_from for hop in found.chain)


def test_an_explanation_is_ready_for_json_and_names_no_one() -> None:
    found = explain([fay("a:1"), fay("b:1", surname="Evan")], "a:1", "b:1")
    told = json.dumps(found.as_dict())
    assert not {"Fay", "Evans", "1981"} & set(told.replace('"', " ").split())
    waterfall = found.as_dict()["waterfall"]
    assert waterfall[-1]["total"] == pytest.approx(found.weight, abs=1e-3)
    assert found.records == ("a:1", "b:1")


@pytest.mark.parametrize("pair", [("a1", "b:1"), ("a:1", ":1"), ("a:", "b:1"), ("a:1", "a:1")])
def test_what_is_no_pair_of_keys_is_wrong_usage(pair: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        check_keys(*pair)
