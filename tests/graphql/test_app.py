"""The application around the API: health, metrics, front page, headers and hosts."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from mast.graphql.health import NotReady
from tests.graphql.town import ALLOWED, desk

PATHS = ["/", "/graphql", "/health/live", "/health/ready", "/metrics", "/nothing"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_kept_out_of_caches_frames_and_scripts(path: str) -> None:
    with desk() as asked:
        headers = asked.client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]
    assert "server" not in headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
def test_loopback_names_are_answered_to(host: str) -> None:
    with desk() as asked:
        assert asked.client.get("/health/live", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example/localhost", "", "localhost:x", "localhost@evil:80"]
)
@pytest.mark.parametrize("path", ["/graphql", "/metrics"])
def test_another_host_name_is_refused(host: str, path: str) -> None:
    with desk() as asked:
        response = asked.client.get(path, headers={**ALLOWED, "host": host})
        assert asked.trail.rows == []
    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"


def test_the_service_lives_whatever_else_is_down() -> None:
    def down() -> None:
        raise RuntimeError("bolt://graph.internal is down")

    with desk(checks={"graph": down}) as asked:
        assert asked.client.get("/health/live").json() == {"status": "live"}
        response = asked.client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"] == {"graph": "It does not answer."}


def test_ready_when_every_part_is() -> None:
    with desk(checks={"graph": lambda: None, "sql": lambda: None}) as asked:
        response = asked.client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "parts": {"graph": "ok", "sql": "ok"}}


def test_a_part_that_lacks_something_says_what() -> None:
    def nothing() -> None:
        raise NotReady("Nothing is published yet.")

    with desk(checks={"generation": nothing}) as asked:
        assert asked.client.get("/health/ready").json()["parts"] == {"generation": "Nothing is published yet."}


def test_counts_of_requests_and_codes_are_kept_without_ids() -> None:
    with desk() as asked:
        asked.post("{ viewer { user } }", headers={"x-request-id": "0123456789abcdef0123456789abcdef"})
        asked.post("{ nothing }")
        asked.client.get("/graphql")
        asked.client.get("/P0000001")
        text = asked.client.get("/metrics").text
    assert 'mast_requests_total{operation="ad hoc",route="/graphql",status="200"} 1.0' in text
    assert 'mast_requests_total{operation="",route="/graphql",status="401"} 1.0' in text
    assert 'mast_requests_total{operation="",route="other",status="404"} 1.0' in text
    assert 'mast_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1.0' in text
    assert "mast_graph_reads 0.0" in text
    assert not re.search(r"P0000001|0123456789abcdef|ann\.", text)


def test_two_apps_in_one_process_count_apart() -> None:
    with desk() as one, desk() as other:
        one.post("{ viewer { user } }")
        assert 'route="/graphql"' not in other.client.get("/metrics").text


def test_the_path_that_is_served_is_the_one_that_was_asked_for() -> None:
    """A Host header that carries a path must not lead anywhere (CVE-2026-48710)."""
    with desk() as asked:
        client: TestClient = asked.client
        response: Any = client.get("/nothing", headers={"host": "localhost/graphql?"})
    assert response.status_code == 400
