"""What goes wrong inside stays inside: errors are masked, and neither they nor the log hold anything personal."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from mast.core.errors import GraphUnreachable, LedgerUnreachable
from mast.core.logs import KEPT
from mast.graphql.pool import ReadPool
from mast.graphql.schema import operations
from tests.graphql.town import ALLOWED, Town, desk

CANARIES = ["9434765919", "Zebedee", "1984-03-12", "hunter2", "WV11 3PJ", "bolt://graph.internal"]
SECRET = " ".join(CANARIES)
CARD = '{ person(id: "P0000001") { id displayName agencies { status } } }'


def failing(error: Exception) -> Town:
    """A town whose reads fail once the generation is pinned."""
    town = Town()
    town.person("P0000001", "Zebedee")

    def fail() -> None:
        raise error

    town.meanwhile = fail
    return town


def waiting_for(gate: threading.Event) -> Callable[[], None]:
    """A read that hangs until the gate opens."""

    def wait() -> None:
        gate.wait(20)

    return wait


def holds_a_canary(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def told(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, but by the client that the test itself is."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), ValueError(SECRET), Exception(SECRET)])
def test_an_error_of_ours_is_masked_and_named_by_the_request(
    error: Exception, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logged, desk(failing(error)) as asked:
        response = asked.post(CARD)
        found = response.json()["errors"]
        assert response.status_code == 200
        assert response.json()["data"] == {"person": None}
        assert {one["message"] for one in found} == {"Internal error"}
        assert {one["extensions"]["code"] for one in found} == {"INTERNAL"}
        assert {one["extensions"]["requestId"] for one in found} == {response.headers["x-request-id"]}
        assert asked.trail.outcomes() == ["error"]
    said = capsys.readouterr()
    assert not holds_a_canary(response.text + str(logged) + told(caplog) + said.out + said.err)
    assert any(entry["event"] == "failed" and entry["request_id"] for entry in logged)
    assert all(set(entry) - {"log_level"} <= KEPT for entry in logged)


def test_an_error_outside_the_query_is_masked_too() -> None:
    town = Town()
    town.fault = RuntimeError(SECRET)
    with capture_logs() as logged, desk(town) as asked:
        response = asked.post(CARD)
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert response.headers["cache-control"] == "no-store"
    assert not holds_a_canary(response.text + str(logged))


@pytest.mark.parametrize("pinned", [False, True])
def test_a_graph_that_is_down_is_503_with_a_time_to_come_back(pinned: bool) -> None:
    error = GraphUnreachable(SECRET)
    town = failing(error)
    town.fault = None if pinned else error
    with desk(town) as asked:
        response = asked.post(CARD)
        assert asked.trail.outcomes() == (["error"] if pinned else [])
    assert response.status_code == 503
    assert response.headers["retry-after"] == "15"
    assert response.json()["errors"][0]["extensions"]["code"] == "GRAPH_UNAVAILABLE"
    assert "data" not in response.json()
    assert not holds_a_canary(response.text)


def test_a_graph_that_takes_too_long_is_503_and_on_record() -> None:
    town, gate = Town(), threading.Event()
    town.person("P0000001")
    town.meanwhile = waiting_for(gate)
    try:
        with desk(town, request_seconds=0.2) as asked:
            response = asked.post(CARD)
            assert response.status_code == 503
            assert response.json()["errors"][0]["extensions"]["code"] == "GRAPH_UNAVAILABLE"
            assert asked.trail.outcomes() == ["error"]
            gate.set()
    finally:
        gate.set()


def test_more_reads_than_will_ever_be_answered_are_refused() -> None:
    town, gate, pool = Town(), threading.Event(), ReadPool(threads=1, most_waiting=0)
    town.person("P0000001")
    town.meanwhile = waiting_for(gate)
    try:
        with desk(town, request_seconds=0.2, pool=pool) as asked:
            responses = [asked.post(CARD) for _ in range(2)]
            gate.set()
    finally:
        gate.set()
    assert [one.status_code for one in responses] == [503, 503]
    assert responses[1].json()["errors"][0]["extensions"]["code"] == "OVERLOADED"


def test_before_the_first_publication_the_answer_says_so() -> None:
    town = Town(published=False)
    with desk(town) as asked:
        response = asked.post(CARD)
        assert asked.trail.rows == []
    assert response.status_code == 503
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == "NOT_READY"
    assert "published" in error["message"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query Q($d: Date) { searchPeople(dateOfBirth: $d) { totalCount } }", {"d": "1984-03-12x"}),
        ("query Q($n: Int) { searchPeople(first: $n) { totalCount } }", {"n": "Zebedee"}),
        ("query Q($n: String) { searchPeople(name: $n) { totalCount } }", {"n": {"a": "9434765919"}}),
        ("query Q($n: ID!) { person(id: $n) { id } }", {"n": {"WV11 3PJ": 1}}),
        ('{ searchPeople(dateOfBirth: "1984-03-12x") { totalCount } }', {}),
        ('{ searchPeople(first: "Zebedee") { totalCount } }', {}),
        ('{ searchPeople(name: ["9434765919"]) { totalCount } }', {}),
        ('{ searchPeople(nhsNumber: "94347659191") { totalCount } }', {}),
        ('{ searchPeople(name: "Zebedee") { totalCount } }', {}),
        ('{ searchPeople(name: "Zebedee", after: "Zebedee", dateOfBirth: "1984-03-12") { totalCount } }', {}),
    ],
)
def test_a_refusal_names_the_field_and_never_repeats_the_value(query: str, variables: dict[str, Any]) -> None:
    with capture_logs() as logged, desk() as asked:
        response = asked.post(query, variables)
    assert response.json()["errors"]
    assert not holds_a_canary(response.text + str(logged))


def test_the_log_of_good_requests_holds_nothing_personal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    town = Town()
    town.person("P0000001", "Zebedee")
    town.numbers["nhs:9434765919"] = ["P0000001"]
    with capture_logs() as logged, desk(town) as asked:
        asked.ask(operations()["search_people"], nhsNumber="9434765919")
        asked.ask("query Zebedee { viewer { user } }")
        asked.client.get(
            "/graphql",
            params={"query": "query Zebedee { viewer { user } }"},
            headers={**ALLOWED, "x-request-id": "Zebedee"},
        )
        asked.client.get("/Zebedee/9434765919?dob=1984-03-12")
        asked.post("{ viewer { user } }", headers={"mast-case-reference": "Zebedee hunter2"})
        metrics = asked.client.get("/metrics").text
    assert logged[0]["operation"] == "search_people"
    assert {entry["operation"] for entry in logged[1:3]} == {"ad hoc"}
    assert {"request_id", "status", "milliseconds"} <= set(logged[0])
    assert not holds_a_canary(json.dumps(logged) + told(caplog) + metrics)
    assert "P0000001" not in json.dumps(logged) + metrics


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("df3adfd5-4965-430c-8ca4-acd87c0cfe9b", True),
        ("9434765919", False),
        ("Zebedee", False),
        ("", False),
    ],
)
def test_a_request_id_is_kept_where_it_can_say_nothing_of_a_person(given: str, kept: bool) -> None:
    with desk() as asked:
        response = asked.post("{ viewer { user } }", headers={"x-request-id": given})
        assert (response.headers["x-request-id"] == given) is kept
        assert asked.trail.rows[0][1].request_id == response.headers["x-request-id"]


def test_a_request_that_is_cancelled_is_on_record_as_aborted() -> None:
    from mast.access.policy import built_in
    from mast.access.purposes import Purpose
    from mast.access.tokens import Identity, Role
    from mast.graphql.documents import Documents
    from mast.graphql.door import Entrant
    from mast.graphql.execution import Executor
    from mast.graphql.messages import Ask
    from mast.graphql.schema import schema
    from mast.graphql.services import Services
    from tests.graphql.town import NOON, PARTNERS, Trail, verify

    town, trail, gate = Town(), Trail(), threading.Event()
    town.person("P0000001")
    town.meanwhile = waiting_for(gate)
    services = Services(
        partners=PARTNERS,
        now=lambda: NOON,
        verify=verify,
        audit=trail,
        pin=town.reader,
        follow=lambda kind, id, number: id,
        explain=lambda reader, one, other: None,
        request_seconds=5,
    )
    documents = Documents(schema())
    executor = Executor(services, documents, {})
    who = Identity("ann", Role.LEAD, "")
    entrant = Entrant(who, "duty-call", "EX-1", built_in().permit(who, Purpose.DUTY_CALL))

    async def cancelled() -> None:
        running = asyncio.create_task(executor.answer(Ask(CARD), documents.get(CARD), entrant, "id"))
        while not town.calls["person_cards"]:
            await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    try:
        asyncio.run(cancelled())
    finally:
        gate.set()
        services.pool.close()
    assert trail.outcomes() == ["aborted"]


def test_while_the_sql_store_is_gone_nothing_is_answered() -> None:
    made = Town()
    made.fault = LedgerUnreachable("The SQL store at /var/lib/secret-place does not answer.")
    with desk(made) as asked:
        response = asked.post('{ person(id: "P0000001") { id } }')
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "secret-place" not in response.text

    def gone(kind: str, id: str, generation: int) -> str:
        raise LedgerUnreachable("The SQL store at /var/lib/secret-place does not answer.")

    with desk(Town(), follow=gone) as asked:
        response = asked.post('{ person(id: "P0000001") { id } }')
    assert response.status_code == 503
    assert asked.trail.outcomes() == ["error"]
    assert "secret-place" not in response.text
