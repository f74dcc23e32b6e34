"""Requests at random: valid ones made from the schema, and ready-made ones with something wrong.

Whatever is sent, the service neither breaks nor shows an error that was not meant to be shown, and no answer goes out
without its two audit rows. `make test` sends some hundreds, `make test-full` twenty thousand.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import StringValueNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql._strategies.strategy import queries

from mast.graph.answers import Membership
from mast.graphql.errors import Code
from mast.graphql.schema import kept_sdl, operations
from tests.graphql.town import ALLOWED, TODAY, Desk, Town, desk, home

SLOW = pytest.mark.slow
IDS = ["P0000001", "P0000002", "H0000001", "A0000001", "P0000077", "X1", ""]
READERS = [
    *[("steward", "operations")] * 5,  # the one whom every field of the schema is open to
    ("practitioner", "duty-call"),
    ("auditor", "audit"),
    ("analyst", "duty-call"),
    ("nobody", "curiosity"),
]
DAYS = ["2026-10-31", "2026-02-30", "1984-03-12", "0000-00-00", "31.10.2026", "+2026-10-31", "", "9999-12-31"]
MOMENTS = ["2026-10-31T09:00:00Z", "2026-10-31T09:00:00", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "now"]
SHOWN = {str(code) for code in Code} - {Code.INTERNAL, Code.OVERLOADED, Code.GRAPH_UNAVAILABLE, Code.AUDIT_UNAVAILABLE}
ROOT = str(Path(__file__).parents[2])
SECRETS = ("Traceback", 'File "', "Thornfield, seen", "neo4j", "sqlite", ROOT, "NoneType", "object at 0x")


def town() -> Town:
    made = Town()
    for id in IDS[:2]:
        made.person(id)
        made.lives(id, home(), date(2026, 1, 1), TODAY)
        made.homes.append(Membership("H0000001", id, "A0000001", date(2026, 1, 1), None))
        for number in range(5):
            made.touch(id, "police", TODAY - timedelta(days=100 * number), by="Sam Hill")
    return made


def check(asked: Desk, send: Callable[[], Any]) -> str:
    """Send a request, and hold its answer against what must be true of every one; what became of it."""
    before = len(asked.trail.rows)
    response = send()
    rows = [step for step, _ in asked.trail.rows[before:]]
    told = (response.status_code, response.text[:400])
    assert response.status_code < 500, told
    assert rows in ([], ["intent", "outcome"]), told
    body = response.json()
    assert not [secret for secret in SECRETS if secret in response.text], told
    for error in body.get("errors", ()):
        assert error["extensions"]["code"] in SHOWN, told
        assert error["extensions"]["requestId"] == response.headers["x-request-id"], told
    if "data" in body:
        assert rows, told
        return "answered"
    assert body["errors"], told
    return f"refused with {response.status_code}"


def text_of(values: list[str]) -> st.SearchStrategy[StringValueNode]:
    return st.sampled_from(values).map(lambda value: StringValueNode(value=value))


VALID = queries(kept_sdl(), custom_scalars={"Date": text_of(DAYS), "DateTime": text_of(MOMENTS)}, codec="utf-8")
BITS = [*"{}()[]!$@:.\"'#&|…\n", "null", "on", "id", "... on Person"]


@pytest.mark.parametrize("requests", [150, pytest.param(10_000, marks=[SLOW, pytest.mark.timeout(1800)])])
def test_documents_made_from_the_schema(requests: int, record_property: Callable[[str, object], None]) -> None:
    outcomes: Counter[str] = Counter()
    with desk(town()) as asked:
        # `make test` sends the same documents every time: so few drawn anew are now and then all refused but a handful.
        @settings(
            max_examples=requests,
            deadline=None,
            database=None,
            derandomize=requests < 1_000,
            suppress_health_check=list(HealthCheck),
        )
        @given(VALID, st.sampled_from(READERS))
        def run(query: str, reader: tuple[str, str]) -> None:
            role, purpose = reader
            headers = {"authorization": f"Bearer {role}", "mast-purpose": purpose}
            outcomes[check(asked, lambda: asked.post(query, headers=headers))] += 1

        run()
    record_property("matrix", f"GraphQL documents from the schema: {dict(outcomes)}")
    assert outcomes["answered"] > requests / 50
    assert sum(outcomes.values()) >= requests * 0.9


@pytest.mark.parametrize("requests", [400, pytest.param(10_000, marks=[SLOW, pytest.mark.timeout(1800)])])
def test_ready_made_requests_with_something_wrong(
    requests: int, record_property: Callable[[str, object], None]
) -> None:
    outcomes: Counter[str] = Counter()
    with desk(town()) as asked:
        for seed in range(requests):
            outcomes[check(asked, partial(spoilt, asked, Random(seed)))] += 1
    record_property("matrix", f"GraphQL requests with something wrong: {dict(outcomes)}")
    assert sum(outcomes.values()) == requests
    assert outcomes["answered"] > requests / 20
    assert len(outcomes) >= 4


def spoilt(asked: Desk, rng: Random) -> Any:
    """A ready-made operation as a front end would send it, with a few things changed."""
    text = rng.choice(sorted(operations().values()))
    body: dict[str, Any] = {"query": text, "variables": _variables(rng)}
    headers = {**ALLOWED, "content-type": "application/json"}
    headers["authorization"] = f"Bearer {rng.choice(['practitioner', 'lead', 'steward'])}"
    if rng.random() < 0.4:
        body["query"] = _edited(text, rng)
    if rng.random() < 0.2:
        body[rng.choice(["query", "operationName", "variables", "extensions", "documentId", "x"])] = _odd(rng)
    if rng.random() < 0.2:
        headers[rng.choice(sorted(headers))] = rng.choice(["", "x", "application/json", "Bearer", "é", "a" * 900])
    content = json.dumps(body).encode()
    if rng.random() < 0.2:
        place = rng.randrange(len(content))
        content = content[:place] + bytes(rng.randrange(256) for _ in range(rng.randint(0, 3))) + content[place + 1 :]
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    if rng.random() < 0.1:
        wanted = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        return asked.client.request(rng.choice(["GET", "PUT", "DELETE"]), "/graphql", params=wanted, headers=sent)
    return asked.client.post("/graphql", content=content, headers=sent)


def _variables(rng: Random) -> dict[str, Any]:
    likely: dict[str, list[Any]] = {
        "id": IDS,
        "name": ["Maria Thornfield", "Thornfeld", "", "é" * 60, "\u202e", "a" * 200, "Мария"],
        "nhsNumber": ["943 476 5919", "1", ""],
        "dateOfBirth": DAYS,
        "postcode": ["WV11 3PJ", "wv113pj", "XX", ""],
        "number": ["12", ""],
        "uprn": ["100012345678", "x"],
        "first": [1, 20, 0, -1, 2**31, 2**63, 1.0, "5"],
        "after": ["WyJwZW9wbGUiLC0xMDAwLCJQMDAwMDAwMSJd", "x", ""],
        "recordA": ["adults:P0000001", "x"],
        "recordB": ["police:9", ""],
    }
    chosen = {name: rng.choice(values) for name, values in likely.items() if rng.random() < 0.6}
    if rng.random() < 0.2:
        chosen[rng.choice(sorted(likely))] = _odd(rng)
    return chosen


def _odd(rng: Random) -> Any:
    return rng.choice([None, True, 0, -1, 1e308, "", "x", [], [[]], {}, {"a": {"b": []}}, "\u0000", "🙂" * 50, 2**70])


def _edited(text: str, rng: Random) -> str:
    """The text with a few characters, words or lines gone, doubled, or put elsewhere."""
    for _ in range(rng.randint(1, 4)):
        a, b = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        b = min(b, a + rng.choice([1, 1, 3, 12, 60]))
        match rng.randrange(4):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:b] + text[a:b] + text[b:]
            case 2:
                text = text[:a] + rng.choice(BITS) + text[a:]
            case _:
                words = text.split(" ")
                rng.shuffle(words[: rng.randint(1, 4)])
                text = " ".join(words)
        text = text or "{"
    return text
