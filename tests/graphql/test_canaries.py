"""Canaries: after the service was asked, rightly, wrongly and while things fail, nothing of a person and no secret is
in what it says of itself: logs, errors, metrics, file names, the SQL store.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from mast.access import seals
from mast.access.seals import Reason
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.ledger.store import Ledger
from tests.graphql.sealed_town import NOW, SEALED_PERSON, WAYS, asks, client_of, everything_else, opened, seal_all

PERSONAL = (
    *("9434765870", "Hartley", "Thornfield", "Marlow", "Kim", "Dee", "1990-07-04", "1984-03-12", "1979-01-22"),
    *("100014013599", "Heath Way", "Willow Row", "WV1 9ZZ"),
)
"""The town's other postcode is the example in the API's own sentences."""
ADDRESSES = ("100014013599", "Heath Way", "Willow Row", "WV1 9ZZ")
WRONG: tuple[dict[str, Any], ...] = (
    {"query": '{ person(id: "Kim Hartley") { displayName '},
    {"query": '{ searchPeople(nhsNumber: "9434765870 Kim Hartley") { totalCount } }'},
    {"query": '{ searchPeople(name: "Kim Hartley") { totalCount } }'},
    {"query": '{ searchPeople(name: "Kim Hartley", dateOfBirth: "4 July 1990 Hartley") { totalCount } }'},
    {"query": '{ searchAddresses(postcode: "WV1 9ZZ Willow Row", number: "7") { totalCount } }'},
    {"query": "query Q($v: Date) { searchPeople(dateOfBirth: $v) { totalCount } }", "variables": {"v": "Kim Hartley"}},
    {"query": "query Q($v: ID!) { person(id: $v) { id } }", "variables": {"v": {"Kim": "Hartley"}}},
    {"query": "{ nothing }", "operationName": "Kim Hartley"},
    {"query": "Kim Hartley 9434765870"},
    {"query": 7, "variables": "Kim Hartley"},
)


@pytest.fixture(autouse=True)
def as_it_was() -> Any:
    yield
    structlog.reset_defaults()


def run(client: TestClient, graph: Graph, ledger: Ledger) -> list[str]:
    """Ask everything there is to ask, rightly and wrongly. Returns what errors said, and the metrics."""
    told: list[str] = []
    everything_else(client)
    for way in WAYS:
        asks(client, way, SEALED_PERSON)
    seal_all(ledger)
    seals.add(ledger, "adults:2", Reason.ADOPTION, "dsl", "cli:ann", NOW)
    for way in WAYS:
        asks(client, way, SEALED_PERSON)
    good = {"query": WAYS["person"][0], "variables": {"v": "P0000004"}}
    client.post("/graphql", json=good, headers={"MAST-Break-Glass": "child-at-risk"})
    headers: tuple[dict[str, str], ...] = (
        {"Authorization": "Bearer Hartley.9434765870.Kim"},
        {"MAST-Purpose": "Kim Hartley"},
        {"MAST-Break-Glass": "Kim Hartley"},
        {"X-Request-Id": "Kim-Hartley-9434765870"},
        {"Host": "kim-hartley.example"},
    )
    told += [client.post("/graphql", json=body).text for body in WRONG]
    told += [client.post("/graphql", json={"query": "{"}, headers=wrong).text for wrong in headers]
    told += [client.get(f"/{path}").text for path in ("graphql?query=Kim+Hartley", "Kim/Hartley", "health/ready")]
    graph.close()
    told += [client.post("/graphql", json=good).text, client.get("/health/ready").text, client.get("/metrics").text]
    return told


def test_nothing_of_a_person_and_no_secret_is_in_what_the_service_says_of_itself(
    settings_for: Callable[[str], Settings], capfd: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for("embedded")
    set_up_logs()
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        told = run(client, graph, ledger)
        token = client.headers["Authorization"].removeprefix("Bearer ")
    out, err = capfd.readouterr()
    assert '"event": "answered"' in err
    assert '"event": "glass broken"' in err
    home = Path(settings.home)
    keys = [(home / name).read_text().strip() for name in ("token.key", "audit.key", "checkpoint.key")]
    secrets = (token, *keys)
    said = {"standard output": out, "log": err, "errors and metrics": "\n".join(told)}
    said["file names"] = "\n".join(str(path.relative_to(home)) for path in sorted(home.rglob("*")))
    found = [
        (place, word) for (place, text), word in itertools.product(said.items(), (*PERSONAL, *secrets)) if word in text
    ]
    assert found == []
    stored = b"".join(path.read_bytes() for path in sorted(home.glob("mast.sqlite*")))
    # The register knows addresses by their spelling; of people it knows record keys alone.
    assert [word for word in (*PERSONAL, *secrets) if word.encode() in stored and word not in ADDRESSES] == []
