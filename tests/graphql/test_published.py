"""The API over a published generation on the real engines, with real tokens, the real audit chain and the register."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from mast.access import chain
from mast.access.tokens import mint
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graphql.app import make_app
from mast.graphql.schema import operations
from mast.ledger import register, succession
from mast.ledger.store import Ledger
from mast.ledger.tables import audit
from tests.graphql.conftest import NOW
from tests.graphql.town import PARTNERS


@pytest.fixture
def client(settings: Settings, published: Graph, ledger: Ledger) -> Iterator[TestClient]:
    with client_of(settings, published, ledger) as made:
        yield made


def client_of(settings: Settings, graph: Graph, ledger: Ledger) -> TestClient:
    token = mint(settings, "ann.other", "practitioner", "adults", NOW, timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}", "MAST-Purpose": "duty-call", "MAST-Case-Reference": "EX-1"}
    app = make_app(settings, graph, ledger, PARTNERS, clock=lambda: NOW)
    return TestClient(app, base_url="http://localhost", headers=headers)


def ask(client: TestClient, query: str, **variables: Any) -> Any:
    response = client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200, response.text
    assert "errors" not in response.json(), response.text
    return response.json()["data"]


def nodes(connection: Any) -> tuple[list[Any], int]:
    return [edge["node"] for edge in connection["edges"]], connection["totalCount"]


def rows(ledger: Ledger) -> list[Any]:
    with ledger.read() as connection:
        return list(connection.execute(audit.select().order_by(audit.c.seq)))


def test_a_person_card_says_who_was_in_touch_and_whom_to_ring(client: TestClient, ledger: Ledger) -> None:
    person = ask(client, operations()["person_card"], id="P0000001")["person"]
    assert (person["displayName"], person["dateOfBirth"]) == ("Maria (Maz) Thornfield", "1984-03-12")
    lines = {line["agency"]["code"]: line for line in person["agencies"]}
    assert list(lines) == ["adults", "children", "police", "hospital", "fire"]
    adults, police = lines["adults"], lines["police"]
    assert (adults["status"], adults["touchpoints12m"], adults["lastOn"]) == ("KNOWN", 1, "2025-11-01")
    assert (adults["openCase"], adults["lead"]["name"]) == (True, "Kay Lead")
    assert adults["lead"]["confirmedOn"] == "2025-11-01"
    assert (police["status"], police["touchpoints12m"], police["lead"]["name"]) == ("KNOWN", 1, "Sam Hill")
    assert police["byKind"] == [{"kind": "call-out", "count": 1, "lastOn": "2026-10-31"}]
    assert {lines[code]["status"] for code in ("children", "hospital", "fire")} == {"NOT_AVAILABLE"}
    ((stay,), total) = nodes(person["residences"])
    assert total == 1
    assert (stay["address"]["id"], stay["firstSeen"], stay["lastSeen"]) == ("A0000001", None, "2026-10-31")
    ((member,), _) = nodes(person["household"]["memberships"])
    assert (member["person"]["id"], member["since"], member["until"]) == ("P0000001", None, "2026-10-31")


def test_an_address_card_counts_calls_that_name_nobody(client: TestClient) -> None:
    found = ask(client, operations()["address_card"], id="A0000001")["address"]
    counts = {line["agency"]["code"]: line["touchpoints12m"] for line in found["agencies"]}
    assert counts == {"adults": 1, "children": 0, "police": 2, "hospital": 0, "fire": 0}
    assert found["agencies"][0]["openCase"] is True
    assert [edge["node"]["person"]["id"] for edge in found["residents"]["edges"]] == ["P0000001"]


def test_nobody_is_listed_at_an_institution(client: TestClient) -> None:
    found = ask(client, operations()["address_card"], id="A0000002")["address"]
    assert found["institution"] == "hostel"
    assert (found["residents"]["withheld"], found["residents"]["totalCount"]) == (True, 0)
    assert found["agencies"][0]["touchpoints12m"] == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {"nhsNumber": "943 476 5919"},
        {"name": "Maria Thornfield", "dateOfBirth": "1984-03-12"},
        {"name": "Thornfeld, Mary", "dateOfBirth": "1984-03-13"},
        {"name": "Maria Thornfield", "dateOfBirth": "1984-12-03"},
        {"name": "Maria Thornfield", "postcode": "wv113pj"},
    ],
)
def test_a_person_is_found(client: TestClient, wanted: dict[str, str]) -> None:
    edges = ask(client, operations()["search_people"], **wanted)["searchPeople"]["edges"]
    assert [edge["node"]["person"]["id"] for edge in edges] == ["P0000001"]


def test_an_address_is_found(client: TestClient) -> None:
    query = """query A($u: String, $p: String, $n: String) {
        searchAddresses(uprn: $u, postcode: $p, number: $n) { edges { node { id } } } }"""
    for wanted, id in (({"u": "100014013599"}, "A0000002"), ({"p": "WV11 3PJ", "n": "12"}, "A0000001")):
        edges = ask(client, query, **wanted)["searchAddresses"]["edges"]
        assert [edge["node"]["id"] for edge in edges] == [id]


def test_a_retired_id_leads_on_and_an_unknown_one_to_nothing(client: TestClient, ledger: Ledger) -> None:
    apart = succession.plan({}, [["adults:1"], ["police:9"]], 1, kind="person")
    register.record(ledger, "person", apart, 1)
    query = "query P($id: ID!) { person(id: $id) { id } }"
    assert ask(client, query, id="P0000002") == {"person": None}
    together = succession.plan(apart.assignment, [["adults:1", "police:9"]], apart.next_number, kind="person")
    register.record(ledger, "person", together, 2)
    assert ask(client, query, id="P0000002") == {"person": {"id": "P0000001"}}
    assert ask(client, query, id="P0000077") == {"person": None}


def test_each_answer_leaves_one_pair_of_rows_in_a_whole_chain(client: TestClient, ledger: Ledger) -> None:
    ask(client, operations()["person_card"], id="P0000001")
    refused = client.post("/graphql", json={"query": "{ viewer { user } }"}, headers={"MAST-Purpose": ""})
    assert refused.status_code == 403
    first, second, third, fourth = rows(ledger)
    assert (first.step, first.actor, first.role, first.purpose) == ("intent", "ann.other", "practitioner", "duty-call")
    assert (first.operation, first.case_reference) == ("person_card", "EX-1")
    assert first.generation > 0
    assert (second.step, second.intent_seq, second.outcome, second.result_count) == ("outcome", first.seq, "ok", 3)
    assert (third.step, fourth.outcome) == ("intent", "refused")
    assert chain.verify(ledger, chain.key_of(ledger)).ok


def test_no_audit_no_answer(settings: Settings, published: Graph, ledger: Ledger) -> None:
    with client_of(settings, published, ledger) as client:
        with ledger.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit RENAME TO audit_gone")
        response = client.post("/graphql", json={"query": '{ person(id: "P0000001") { displayName } }'})
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "Thornf" not in response.text


def test_before_publication_the_service_is_not_ready_and_says_so(
    settings: Settings, staged: Graph, ledger: Ledger
) -> None:
    with client_of(settings, staged, ledger) as client:
        ready = client.get("/health/ready")
        asked = client.post("/graphql", json={"query": "{ viewer { user } }"})
    assert ready.status_code == 503
    assert ready.json()["parts"] == {
        "graph": "ok",
        "sql": "ok",
        "generation": "Nothing is published yet.",
        "audit": "ok",
        "checkpoints": "ok",
        "notices": "ok",
    }
    assert asked.json()["errors"][0]["extensions"]["code"] == "NOT_READY"


def test_the_service_is_ready_once_published(client: TestClient) -> None:
    assert client.get("/health/ready").json()["status"] == "ready"


def test_a_graph_that_is_gone_is_503(settings: Settings, published: Graph, ledger: Ledger) -> None:
    with client_of(settings, published, ledger) as client:
        published.close()
        response = client.post("/graphql", json={"query": '{ person(id: "P0000001") { id } }'})
        ready = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "GRAPH_UNAVAILABLE"
    assert ready.status_code == 503
    assert ready.json()["parts"]["sql"] == "ok"
