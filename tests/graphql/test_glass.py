"""Breaking the glass: who may, that it shows what is sealed for one request, and that it is told and reviewed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from mast.access import glass
from mast.access.glass import BreakReason
from mast.access.tokens import Role
from mast.core.errors import InputRefused, LedgerUnreachable
from mast.core.settings import Settings
from mast.ledger.store import Ledger
from mast.ledger.tables import audit
from tests.graphql import sealed_town
from tests.graphql.sealed_town import NOW, SEALED_PERSON, WAYS, asks, client_of, opened
from tests.graphql.town import ALLOWED, Town, desk

CARD = '{ person(id: "P0000001") { displayName } }'
BREAK = {"mast-break-glass": "child-at-risk"}
LEAD = {"authorization": "Bearer lead"}


@pytest.fixture
def town(settings_for: Callable[[str], Settings]) -> Iterator[tuple[TestClient, Ledger]]:
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        sealed_town.seal_all(ledger)
        yield client, ledger


def test_a_broken_glass_shows_what_is_sealed_once_and_its_owner_is_told(town: tuple[TestClient, Ledger]) -> None:
    client, ledger = town
    query = {"query": WAYS["person"][0], "variables": {"v": SEALED_PERSON["id"]}}
    hidden = asks(client, "person", SEALED_PERSON)
    shown = client.post("/graphql", json=query, headers=BREAK).json()["data"]["person"]
    assert shown["displayName"] == "Kim Hartley"
    assert asks(client, "person", SEALED_PERSON) == hidden
    told = glass.broken(ledger)
    assert {(one.shown, one.seal, one.owner) for one in told} == {("P0000004", 1, "dsl"), ("A0000003", 2, "dsl")}
    assert {(one.actor, one.agency, one.reason, one.second) for one in told} == {
        ("ann.other", "adults", "child-at-risk", "")
    }
    with ledger.read() as connection:
        operations = [row.operation for row in connection.execute(audit.select()) if row.step == "intent"]
    assert operations.count("ad hoc, glass broken: child-at-risk") == 1


def test_what_is_not_sealed_makes_no_notice(town: tuple[TestClient, Ledger]) -> None:
    client, ledger = town
    query = {"query": '{ person(id: "P0000002") { displayName } }'}
    assert client.post("/graphql", json=query, headers=BREAK).status_code == 200
    assert glass.broken(ledger) == []


def test_it_is_listed_until_somebody_else_reviewed_it(town: tuple[TestClient, Ledger]) -> None:
    client, ledger = town
    query = {"query": '{ person(id: "P0000004") { displayName } }'}
    client.post("/graphql", json=query, headers=BREAK)
    (one,) = glass.broken(ledger, owner="dsl")
    assert glass.broken(ledger, owner="another") == []
    with pytest.raises(InputRefused, match="somebody else"):
        glass.review(ledger, one.number, "ann.other", NOW)
    glass.review(ledger, one.number, "bo", NOW)
    assert glass.broken(ledger) == []
    (kept,) = glass.broken(ledger, every=True)
    assert (kept.reviewed_by, kept.reviewed_at) == ("bo", NOW)
    with pytest.raises(InputRefused, match="does not wait"):
        glass.review(ledger, one.number, "bo", NOW)


def test_no_notice_no_answer(town: tuple[TestClient, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    client, ledger = town

    def gone(*_: object) -> None:
        raise LedgerUnreachable("The SQL store has no room left.")

    monkeypatch.setattr("mast.access.glass.seals_on", gone)
    query = {"query": '{ person(id: "P0000004") { displayName } }'}
    response = client.post("/graphql", json=query, headers=BREAK)
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "Kim" not in response.text


def sent(headers: dict[str, str]) -> tuple[Any, list[Any], list[bool]]:
    """What the service answers, what was noted, and whether it read with the glass broken."""
    noted: list[Any] = []
    glasses: list[bool] = []
    made = Town()
    made.person("P0000001")

    def pin(visibility: Any, known_at: Any, glass_broken: bool) -> Any:
        glasses.append(glass_broken)
        return made.reader(visibility, known_at, glass_broken)

    def note(entry: Any, reason: BreakReason, second: str, ids: Any) -> int:
        noted.append((entry.actor, reason, second, sorted(ids)))
        return 0

    with desk(made, pin=pin, note_glass=note) as asked:
        response = asked.client.post("/graphql", json={"query": CARD}, headers={**ALLOWED, **headers})
        if response.status_code != 200:
            assert asked.trail.outcomes() == ["refused"]
        return response, noted, glasses


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("purpose", ["safeguarding-enquiry", "duty-call", "open-case", "operations", "audit"])
def test_a_lead_alone_breaks_it_and_not_for_every_purpose(role: Role, purpose: str) -> None:
    response, noted, glasses = sent({**BREAK, "authorization": f"Bearer {role.value}", "mast-purpose": purpose})
    if role is Role.LEAD and purpose in ("safeguarding-enquiry", "duty-call"):
        assert response.status_code == 200
        assert noted == [("ann.lead", BreakReason.CHILD_AT_RISK, "", ["P0000001"])]
        assert glasses == [True]
    else:
        assert response.status_code == 403
        assert (noted, glasses) == ([], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"mast-break-glass": ""},
        {"mast-break-glass": "curiosity"},
        {"mast-break-glass": "CHILD-AT-RISK"},
        {"mast-second-person": "lead"},
        {**BREAK, "mast-second-person": ""},
        {**BREAK, "mast-second-person": "forged"},
        {**BREAK, "mast-second-person": "practitioner"},
        {**BREAK, "mast-second-person": "lead"},
    ],
)
def test_without_a_reason_or_with_somebody_unfit_beside_it_stays_whole(headers: dict[str, str]) -> None:
    response, noted, glasses = sent({**LEAD, **headers})
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (noted, glasses) == ([], [])


def test_a_second_lead_may_stand_by() -> None:
    response, noted, _ = sent({**LEAD, **BREAK, "mast-second-person": "another-lead"})
    assert response.status_code == 200
    assert noted == [("ann.lead", BreakReason.CHILD_AT_RISK, "bo.lead", ["P0000001"])]


def test_without_the_header_nothing_is_broken() -> None:
    response, noted, glasses = sent(LEAD)
    assert (response.status_code, noted, glasses) == (200, [], [False])
