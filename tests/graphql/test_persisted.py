"""Ready-made operations by the hash of their text, and a service that answers nothing else."""

from hashlib import sha256
from typing import Any

import pytest

from mast.graphql.persisted import persisted
from mast.graphql.schema import operations
from tests.graphql.town import ALLOWED, Desk, Town, desk

CARD = operations()["person_card"]
HASH = sha256(CARD.encode()).hexdigest()
PERSON = "P0000001"
VARIABLES = {"id": PERSON}
OTHER = "{ viewer { user } }"


def service(*, only: bool = False) -> Any:
    town = Town()
    town.person(PERSON)
    return desk(town, persisted=persisted(operations(), only=only))


def apq(digest: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}


def post(asked: Desk, **body: Any) -> Any:
    return asked.client.post("/graphql", json=body, headers=ALLOWED)


@pytest.mark.parametrize(
    "asked_by",
    [
        {"documentId": f"sha256:{HASH}"},
        apq(HASH),
        {**apq(HASH), "documentId": f"sha256:{HASH}"},
        {**apq(HASH), "query": CARD},
    ],
)
@pytest.mark.parametrize("only", [True, False])
def test_an_operation_is_asked_for_by_its_hash(asked_by: dict[str, Any], only: bool) -> None:
    with service(only=only) as asked:
        response = post(asked, variables=VARIABLES, **asked_by)
        assert response.json()["data"]["person"]["id"] == PERSON
        assert asked.trail.rows[0][1].operation == "person_card"


def test_and_by_get() -> None:
    with service(only=True) as asked:
        wanted = {"documentId": f"sha256:{HASH}", "variables": f'{{"id": "{PERSON}"}}'}
        response = asked.client.get("/graphql", params=wanted, headers=ALLOWED)
    assert response.json()["data"]["person"]["id"] == PERSON


@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), ("*/*", 400)])
def test_a_hash_of_none_of_them_is_not_found(only: bool, accept: str, status: int) -> None:
    with service(only=only) as asked:
        response = asked.client.post("/graphql", json=apq("0" * 64), headers={**ALLOWED, "accept": accept})
    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_with_its_own_hash_is_answered_but_never_kept() -> None:
    digest = sha256(OTHER.encode()).hexdigest()
    with service() as asked:
        assert post(asked, query=OTHER, **apq(digest)).status_code == 200
        assert post(asked, **apq(digest)).json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_of_another_hash_is_refused() -> None:
    with service() as asked:
        error = post(asked, query=OTHER, **apq(HASH)).json()["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == "sha256Hash"


@pytest.mark.parametrize("digest", ["", "x", HASH.upper(), HASH[:-1], 7, None, [], {}])
def test_a_hash_that_is_none_is_malformed(digest: Any) -> None:
    with service() as asked:
        assert post(asked, **apq(digest)).status_code == 400
        assert post(asked, documentId=digest if digest is None else str(digest)).status_code == 400


def test_two_different_hashes_are_malformed() -> None:
    with service() as asked:
        assert post(asked, documentId=f"sha256:{HASH}", **apq("0" * 64)).status_code == 400


def test_where_only_they_are_answered_anything_else_is_refused_unread() -> None:
    with service(only=True) as asked:
        for text in (OTHER, "{", "{ nothing }", CARD + "\n"):
            response = post(asked, query=text, variables=VARIABLES)
            assert response.status_code == 400
            assert response.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_ONLY"
        assert post(asked, query=CARD, variables=VARIABLES).status_code == 200
