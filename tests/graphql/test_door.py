"""Who is let in: token first, then purpose and case, then role; each refusal on record before it is given."""

from typing import Any

import pytest

from mast.access.audit import Entry
from mast.access.tokens import Role
from tests.graphql.town import ALLOWED, Town, Trail, desk

CARD = '{ person(id: "P0000001") { displayName } }'


def headers(**changed: str | None) -> dict[str, str]:
    """The headers of somebody who is let in, changed; None leaves one out."""
    wanted = {**ALLOWED, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return {name: value for name, value in wanted.items() if value is not None}


def send(sent: dict[str, str], town: Town | None = None, **request: Any) -> tuple[Any, Trail, Town]:
    own = town or Town()
    own.person("P0000001")
    with desk(own) as asked:
        response = asked.client.post("/graphql", headers=sent, **(request or {"json": {"query": CARD}}))
        return response, asked.trail, own


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic practitioner", "practitioner", "Bearer forged", "Bearer practitioner x"],
)
def test_without_a_good_token_the_answer_is_401(authorization: str | None) -> None:
    response, trail, town = send(headers(authorization=authorization))
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert trail.outcomes() == ["refused"]
    assert not town.calls


@pytest.mark.parametrize(
    ("name", "value"),
    [("mast_purpose", value) for value in (None, "", "   ", "curiosity", "duty-call, audit", "DUTY-CALL")]
    + [("mast_case_reference", value) for value in (None, "", "   ", "x" * 65)],
)
def test_without_a_purpose_and_a_case_the_answer_is_403_before_any_look_up(name: str, value: str | None) -> None:
    response, trail, town = send(headers(**{name: value}))
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert trail.outcomes() == ["refused"]
    assert not town.calls
    intent: Entry = trail.rows[0][1]
    assert (intent.actor, intent.agency) == ("ann.practitioner", "adults")


def test_a_header_given_twice_counts_as_not_given() -> None:
    own = Town()
    with desk(own) as asked:
        for name in ("authorization", "mast-purpose", "mast-case-reference"):
            doubled = [*ALLOWED.items(), (name, ALLOWED[name])]
            response = asked.client.post("/graphql", headers=doubled, json={"query": CARD})
            assert response.status_code in (401, 403), name
    assert not own.calls


def test_the_token_is_judged_before_the_purpose_and_both_before_the_body() -> None:
    response, _, _ = send(headers(authorization=None, mast_purpose=None), content=b"not json")
    assert response.status_code == 401
    response, _, _ = send(headers(mast_purpose=None, content_type="text/plain"), content=b"not json")
    assert response.status_code == 403
    response, _, _ = send(headers(authorization="Bearer analyst", content_type="text/plain"), content=b"x" * 99999)
    assert response.status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_or_does_not(role: Role) -> None:
    response, trail, town = send(headers(authorization=f"Bearer {role.value}"))
    if role in (Role.PRACTITIONER, Role.LEAD):
        assert response.status_code == 200
        assert trail.outcomes() == ["ok"]
    else:
        assert response.status_code == 403
        assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert trail.outcomes() == ["refused"]
        assert not town.calls


def test_an_answered_request_leaves_one_pair_of_rows_around_its_reads() -> None:
    town = Town()
    town.person("P0000001")
    trail, steps = Trail(), []
    town.meanwhile = lambda: steps.append([step for step, _ in trail.rows])
    with desk(town, trail) as asked:
        asked.ask(CARD)
    assert steps == [["intent"]]
    assert [step for step, _ in trail.rows] == ["intent", "outcome"]
    intent, (seq, result) = trail.rows[0][1], trail.rows[1][1]
    assert seq == 1
    assert (intent.purpose, intent.case_reference, intent.generation) == ("duty-call", "EX-1", 7)
    assert (result.outcome, result.ids) == ("ok", ["P0000001"])


def test_equal_questions_leave_equal_fingerprints_and_others_do_not() -> None:
    query = "query Q($id: ID!) { person(id: $id) { id } }"
    with desk() as asked:
        for id in ("P0000001", "P0000001", "P0000002"):
            asked.ask(query, id=id)
        asked.ask(query + " ", id="P0000001")
        prints = [row.query_sha256 for step, row in asked.trail.rows if step == "intent"]
    assert prints[0] == prints[1]
    assert len({*prints}) == 3
    assert all(len(one) == 64 for one in prints)


@pytest.mark.parametrize("broken", ["intent", "outcome"])
@pytest.mark.parametrize("changed", [{}, {"authorization": None}, {"mast_purpose": None}])
def test_no_audit_no_answer(broken: str, changed: dict[str, None]) -> None:
    town = Town()
    town.person("P0000001", "Zebedee")
    with desk(town, Trail(broken=broken)) as asked:
        response = asked.client.post("/graphql", headers=headers(**changed), json={"query": CARD})
    assert response.status_code == 503
    assert response.headers["retry-after"] == "15"
    assert response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "Zebedee" not in response.text
    assert "secret-place" not in response.text
    if broken == "intent":
        assert "person_cards" not in town.calls


def test_what_was_never_run_leaves_no_rows() -> None:
    with desk() as asked:
        for query in ("{", "{ nothing }", "{ viewer { user } } { viewer { role } }"):
            assert asked.post(query).status_code == 400
        assert asked.trail.rows == []
