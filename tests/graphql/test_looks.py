"""``whoSaw``: who looked at somebody, for auditors alone, and of what is sealed nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mast.access.looks import Look
from mast.access.tokens import Role
from mast.core.settings import Settings
from mast.core.visibility import Sealed
from mast.graphql.schema import operations
from tests.graphql import sealed_town
from tests.graphql.sealed_town import SEALED_PERSON, asks, client_of, opened
from tests.graphql.town import NOON, Town, desk

QUERY = operations()["who_saw"]
AUDITOR = {"authorization": "Bearer auditor", "mast-purpose": "audit"}
FIRST = Look(4, NOON, "ada", "lead", "police", "open-case", "C-1", "person_card", "r-1", 3)
LOOKS = [replace(FIRST, seq=9, at=NOON + timedelta(hours=1), actor="cli:root", agency="", request_id=""), FIRST]


def looks(id: str) -> list[Look]:
    return LOOKS if id == "P0000001" else []


def test_an_auditor_is_told_who_saw_somebody_the_newest_first() -> None:
    with desk(Town(), looks=looks) as asked:
        found = asked.post(QUERY, {"id": "P0000001"}, AUDITOR).json()["data"]["whoSaw"]
        assert asked.trail.rows[-1][1][1].ids == ["P0000001"]
        assert asked.town.calls == {"pin": 1}
        page = asked.post(QUERY, {"id": "P0000001", "first": 1}, AUDITOR).json()["data"]["whoSaw"]
        after = {"id": "P0000001", "first": 1, "after": page["pageInfo"]["endCursor"]}
        rest = asked.post(QUERY, after, AUDITOR).json()["data"]["whoSaw"]
        nobody = asked.post(QUERY, {"id": "P0000002"}, AUDITOR).json()["data"]["whoSaw"]
    assert found["totalCount"] == 2
    newest, oldest = (edge["node"] for edge in found["edges"])
    assert (newest["user"], newest["agency"], newest["requestId"]) == ("cli:root", None, None)
    assert oldest == {
        "at": "2026-10-31T12:00:00+00:00",
        "user": "ada",
        "role": "lead",
        "agency": "police",
        "purpose": "open-case",
        "caseReference": "C-1",
        "operation": "person_card",
        "requestId": "r-1",
        "shown": 3,
    }
    assert [edge["node"]["user"] for edge in (*page["edges"], *rest["edges"])] == ["cli:root", "ada"]
    assert nobody["totalCount"] == 0


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("purpose", ["audit", "subject-access", "duty-call", "operations"])
def test_nobody_else_is(role: Role, purpose: str) -> None:
    with desk(Town(), looks=looks) as asked:
        headers = {"authorization": f"Bearer {role.value}", "mast-purpose": purpose}
        response = asked.post(QUERY, {"id": "P0000001"}, headers)
        allowed = role is Role.AUDITOR and purpose in ("audit", "subject-access")
        assert response.status_code == (200 if allowed else 403)
        assert asked.trail.outcomes() == ["ok" if allowed else "refused"]


def test_an_auditor_looks_at_no_card_of_today_beside_it() -> None:
    with desk(Town(), looks=looks) as asked:
        both = '{ whoSaw(id: "P0000001") { totalCount } person(id: "P0000001") { id } }'
        assert asked.post(both, {}, AUDITOR).status_code == 403


@pytest.mark.parametrize("id", ["P0000001", "adults:1"])
def test_of_what_is_sealed_nothing_is_told(id: str) -> None:
    made = Town()
    sealed = Sealed(frozenset({"adults:1"}), frozenset({"P0000001"}))

    def pin(visibility: Any, known_at: Any, glass_broken: bool) -> Any:
        return made.reader(replace(visibility, sealed=sealed), known_at, glass_broken)

    with desk(made, looks=lambda asked: LOOKS, pin=pin) as asked:
        assert asked.post(QUERY, {"id": id}, AUDITOR).json()["data"]["whoSaw"]["totalCount"] == 0
        assert asked.trail.rows[-1][1][1].ids == []


def test_over_a_real_store(settings_for: Callable[[str], Settings]) -> None:
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        asks(client, "person", SEALED_PERSON)
        with client_of(settings, graph, ledger, "auditor") as auditor:
            body = {"query": QUERY, "variables": {"id": SEALED_PERSON["id"]}}
            found = auditor.post("/graphql", json=body).json()["data"]["whoSaw"]
            assert [edge["node"]["user"] for edge in found["edges"]] == ["ann.other"]
            sealed_town.seal_all(ledger)
            assert auditor.post("/graphql", json=body).json()["data"]["whoSaw"]["totalCount"] == 0
