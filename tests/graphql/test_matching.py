"""Which records make up a person, and why two of them are one person: for stewards alone."""

from typing import Any

import pytest

from mast.graphql.schema import operations
from mast.resolution.explaining.chains import Hop
from mast.resolution.explaining.explaining import Explanation
from mast.resolution.explaining.explanation import Step
from tests.graphql.town import Desk, Town, desk

PERSON, ONE, OTHER = "P0000001", "adults:1", "police:9"
RECORDS = "query R($id: ID!) { person(id: $id) { id records { totalCount edges { node { key agency { code } } } } } }"
STEWARD = {"authorization": "Bearer steward", "mast-purpose": "operations"}
FOUND = Explanation(
    record_a=ONE,
    record_b=OTHER,
    generation=7,
    model="m1",
    person_a=PERSON,
    person_b=PERSON,
    weight=9.51234,
    band="link",
    link_from=2.5,
    review_from=-2.0,
    sentence="same date of birth; surname spelt alike",
    steps=(Step("prior", "two records picked at random", -9.0), Step("born", "same date of birth", 18.51234)),
    chain=(Hop(ONE, OTHER, 9.51234, True),),
    why_not=(),
)


def town() -> Town:
    made = Town()
    made.person(PERSON, record=ONE)
    made.person(PERSON, record=OTHER)
    made.explanations[ONE, OTHER] = FOUND
    return made


def ask(asked: Desk, query: str, headers: dict[str, str] = STEWARD, **variables: Any) -> Any:
    return asked.post(query, variables, headers).json()


def test_a_steward_sees_the_records_of_a_person_and_they_are_on_record() -> None:
    with desk(town()) as asked:
        found = ask(asked, RECORDS, id=PERSON)["data"]["person"]["records"]
        assert asked.trail.rows[-1][1][1].ids == [PERSON, ONE, OTHER]
    assert [edge["node"] for edge in found["edges"]] == [
        {"key": ONE, "agency": {"code": "adults"}},
        {"key": OTHER, "agency": {"code": "police"}},
    ]


def test_a_steward_reads_why_two_records_are_one_person() -> None:
    with desk(town()) as asked:
        found = ask(asked, operations()["match_explanation"], recordA=ONE, recordB=OTHER)["data"]["matchExplanation"]
        assert asked.trail.rows[-1][1][1].ids == [PERSON, ONE, OTHER]
    assert (found["samePerson"], found["band"], found["weight"]) == (True, "LINK", 9.512)
    assert found["steps"][1] == {"field": "born", "meaning": "same date of birth", "bits": 18.512}
    assert found["chain"] == [{"recordA": ONE, "recordB": OTHER, "weight": 9.512, "bridge": True}]
    assert found["whyNot"] == []


def test_a_record_that_is_not_there_to_see_gives_null() -> None:
    with desk(town()) as asked:
        answer = ask(asked, operations()["match_explanation"], recordA=ONE, recordB="fire:7")
    assert answer == {"data": {"matchExplanation": None}}


@pytest.mark.parametrize(("one", "other"), [("x", OTHER), (ONE, ONE), ("", ""), (":9", OTHER)])
def test_a_key_that_is_none_is_bad_input(one: str, other: str) -> None:
    with desk(town()) as asked:
        error = ask(asked, operations()["match_explanation"], recordA=one, recordB=other)["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == "recordB"


@pytest.mark.parametrize("role", ["practitioner", "lead"])
@pytest.mark.parametrize("name", ["records", "matchExplanation"])
def test_others_are_refused_and_that_is_on_record(role: str, name: str) -> None:
    query = RECORDS if name == "records" else operations()["match_explanation"]
    with desk(town()) as asked:
        variables = {"id": PERSON} if name == "records" else {"recordA": ONE, "recordB": OTHER}
        answer = ask(asked, query, {"authorization": f"Bearer {role}"}, **variables)
        assert asked.trail.outcomes() == ["refused"]
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert ONE not in str(answer)
