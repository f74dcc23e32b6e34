"""GraphQL over HTTP: media types, methods, and the status of every kind of answer."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.graphql.errors import HttpRefusal
from mast.graphql.messages import MAX_BODY_BYTES, MAX_JSON_DEPTH, PLAIN_JSON, RESPONSE_JSON, answer_type
from tests.graphql.town import ALLOWED, Desk, Town, desk

VIEWER = "{ viewer { user } }"
JSON = {"content-type": "application/json"}


def post(asked: Desk, content: bytes | str, **headers: str) -> Any:
    sent = {**ALLOWED, **JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return asked.client.post("/graphql", content=content, headers=sent)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, RESPONSE_JSON),
        ("", RESPONSE_JSON),
        ("*/*", RESPONSE_JSON),
        ("application/*", RESPONSE_JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (PLAIN_JSON, PLAIN_JSON),
        ("application/json; charset=utf-8", PLAIN_JSON),
        ("APPLICATION/JSON", PLAIN_JSON),
        (f"{RESPONSE_JSON}, {PLAIN_JSON};q=0.9", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.1, {PLAIN_JSON};q=0.9", PLAIN_JSON),
        (f"{PLAIN_JSON}, */*;q=0.1", PLAIN_JSON),
        (f"{RESPONSE_JSON};q=0, */*", PLAIN_JSON),
        ("text/html, */*;q=0.8", RESPONSE_JSON),
    ],
)
def test_the_answer_is_of_the_type_that_is_accepted_best(accept: str | None, media: str) -> None:
    assert answer_type(accept) == media


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0", "application/json;q=x", "json"])
def test_no_type_of_ours_accepted_is_406(accept: str) -> None:
    with pytest.raises(HttpRefusal) as raised:
        answer_type(accept)
    assert raised.value.status == 406
    with desk() as asked:
        assert asked.post(VIEWER, headers={"accept": accept}).status_code == 406


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_accept_header_is_understood_or_refused(accept: str) -> None:
    try:
        outcome: str | int = answer_type(accept)
    except HttpRefusal as refused:
        outcome = refused.status
    assert outcome in (PLAIN_JSON, RESPONSE_JSON, 406)


@pytest.mark.parametrize(
    ("query", "variables", "status", "code"),
    [
        (VIEWER, {}, 200, None),
        ("{", {}, 400, "GRAPHQL_PARSE_FAILED"),
        ("", {}, 400, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { x }", {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { x }", {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { viewer { user } } query B { viewer { role } }", {}, 400, "BAD_USER_INPUT"),
        ("query Q($id: ID!) { person(id: $id) { id } }", {}, 400, "BAD_USER_INPUT"),
        ("query Q($id: ID!) { person(id: $id) { id } }", {"id": [1]}, 400, "BAD_USER_INPUT"),
        (
            "query Q($d: Date) { searchPeople(dateOfBirth: $d) { totalCount } }",
            {"d": "1984-02-30"},
            400,
            "BAD_USER_INPUT",
        ),
        ('{ searchPeople(dateOfBirth: "12/03/1984") { totalCount } }', {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("{ searchPeople { totalCount } }", {}, 200, "BAD_USER_INPUT"),
    ],
)
def test_the_status_is_that_of_the_media_type(query: str, variables: Any, status: int, code: str | None) -> None:
    with desk() as asked:
        newer = asked.post(query, variables)
        older = asked.post(query, variables, headers={"accept": PLAIN_JSON})
    assert newer.headers["content-type"] == f"{RESPONSE_JSON}; charset=utf-8"
    assert older.headers["content-type"] == f"{PLAIN_JSON}; charset=utf-8"
    assert (newer.status_code, older.status_code) == (status, 200)
    for response in (newer, older):
        body = response.json()
        assert ("data" in body) == (status == 200)
        if code:
            assert body["errors"][0]["extensions"]["code"] == code
            assert body["errors"][0]["extensions"]["requestId"] == response.headers["x-request-id"]


@pytest.mark.parametrize("accept", [PLAIN_JSON, RESPONSE_JSON])
def test_a_document_past_the_limits_is_400_in_either_type(accept: str) -> None:
    with desk() as asked:
        response = asked.post("{" + " viewer { user }" * 11 + "}", headers={"accept": accept})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
        "",
    ],
)
def test_another_content_type_is_415(content_type: str) -> None:
    with desk() as asked:
        assert post(asked, json.dumps({"query": VIEWER}), content_type=content_type).status_code == 415


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_in_utf_8_is_read(content_type: str) -> None:
    with desk() as asked:
        assert post(asked, json.dumps({"query": VIEWER}), content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"NONSENSE",
        b'{"query":',
        b"null",
        b"7",
        b'"{ viewer { user } }"',
        b"[]",
        json.dumps([{"query": VIEWER}]).encode(),
        b"{}",
        b'{"qeury": "{ viewer { user } }"}',
        b'{"query": null}',
        b'{"query": ["a"]}',
        b'{"query": "{ viewer { user } }", "variables": [7]}',
        b'{"query": "{ viewer { user } }", "variables": "x"}',
        b'{"query": "{ viewer { user } }", "operationName": 7}',
        b'{"query": "{ viewer { user } }", "extensions": []}',
        b'{"query": "{ viewer { user } }", "variables": {"a": NaN}}',
        b'{"query": "{ viewer { user } }", "variables": {"a": "\\ud800"}}',
        b'{"query": "\\udfff"}',
        b'{"query": "{ viewer { user } }", "variables": {"a": ' + b"9" * 5000 + b"}}",
        b"\xff\xfe",
        b"[" * 8000,
        b'{"query": "{ viewer { user } }", "variables": {"a": ' + b"[" * 30 + b"]" * 30 + b"}}",
    ],
)
def test_what_is_not_one_well_formed_request_is_400(content: bytes) -> None:
    with desk() as asked:
        for accept in (PLAIN_JSON, RESPONSE_JSON):
            response = post(asked, content, accept=accept)
            assert response.status_code == 400
            assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert asked.trail.rows == []


def test_null_stands_for_what_is_left_out() -> None:
    whole = {"query": VIEWER, "variables": None, "operationName": None, "extensions": None, "further": 1}
    with desk() as asked:
        assert post(asked, json.dumps(whole)).status_code == 200
        assert post(asked, json.dumps({**whole, "operationName": ""})).status_code == 200


def test_brackets_inside_strings_do_not_nest() -> None:
    text = "[" * (MAX_JSON_DEPTH + 9) + '\\"]{{{'
    with desk() as asked:
        assert post(asked, json.dumps({"query": VIEWER, "variables": {"a": text}})).status_code == 200


def test_a_body_past_16_kilobytes_is_413() -> None:
    body = json.dumps({"query": VIEWER}).encode()
    with desk() as asked:
        assert post(asked, body + b" " * (MAX_BODY_BYTES - len(body))).status_code == 200
        assert post(asked, body + b" " * (MAX_BODY_BYTES - len(body) + 1)).status_code == 413
        pieces = (b" " * 1000 for _ in range(20))
        assert asked.client.post("/graphql", content=pieces, headers={**ALLOWED, **JSON}).status_code == 413


def test_get_answers_queries() -> None:
    town = Town()
    town.person("P0000001")
    query = "query A($id: ID!) { person(id: $id) { id } } query B { viewer { user } }"
    with desk(town) as asked:

        def get(**parameters: str) -> Any:
            return asked.client.get("/graphql", params=parameters, headers=ALLOWED)

        found = get(query=query, operationName="A", variables='{"id": "P0000001"}')
        assert (found.status_code, found.json()) == (200, {"data": {"person": {"id": "P0000001"}}})
        assert get(query=query, operationName="B", variables="").status_code == 200
        assert get(query=query, operationName="C").status_code == 400
        assert get(query="mutation { x }").status_code == 400
        assert get().status_code == 400
        assert get(query=VIEWER, variables="[1]").status_code == 400
        assert get(query=VIEWER, variables="{").status_code == 400
        assert get(query=VIEWER + " " * MAX_BODY_BYTES).status_code == 413
        twice = asked.client.get("/graphql", params=[("query", VIEWER), ("query", VIEWER)], headers=ALLOWED)
        assert twice.status_code == 400
        assert asked.client.get("/graphql", params={"query": VIEWER}).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_other_methods_are_405(method: str) -> None:
    with desk() as asked:
        response = asked.client.request(method, "/graphql", headers=ALLOWED)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda text: json.dumps({"query": text}).encode()))
def test_whatever_is_sent_is_never_a_fault_of_ours(content: bytes) -> None:
    with desk() as asked:
        assert post(asked, content).status_code in (200, 400)
