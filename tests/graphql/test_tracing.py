"""Spans for OpenTelemetry: one a request, with nothing in it of anybody."""

import gzip
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from mast.core.errors import MastError
from mast.graphql.tracing import otlp_tracer
from tests.graphql.town import Desk, Town, desk


class Span:
    def __init__(self, name: str) -> None:
        self.name, self.told = name, dict[str, str | int]()

    def set_attribute(self, key: str, value: str | int) -> None:
        self.told[key] = value


class Tracer:
    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.asked: list[dict[str, Any]] = []

    @contextmanager
    def start_as_current_span(self, name: str, **asked: Any) -> Iterator[Span]:
        self.asked.append(asked)
        self.spans.append(Span(name))
        yield self.spans[-1]


def test_a_request_is_a_span_that_says_nothing_of_anybody() -> None:
    tracer, town = Tracer(), Town()
    town.person("P0000001")
    with desk(town, tracer=tracer) as asked:
        asked.ask("query Q($id: ID!) { person(id: $id) { displayName } }", id="P0000001")
        asked.client.get("/P0000001")
    first, second = tracer.spans
    assert first.name == "POST /graphql"
    assert first.told["http.response.status_code"] == 200
    assert first.told["mast.operation"] == "ad hoc"
    assert (second.name, second.told["http.route"]) == ("HTTP", "other")
    assert not [value for span in tracer.spans for value in span.told.values() if "P0000001" in str(value)]
    assert tracer.asked[0] == {"record_exception": False, "set_status_on_exception": False}


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(MastError, match=r"\[telemetry\]"):
        otlp_tracer()


class Collector:
    """An OTLP collector of our own: keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        sent = self.sent

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                plain = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body
                sent.append((self.path, plain))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def batches(self) -> list[Any]:
        return [told for _, body in self.sent for told in ExportTraceServiceRequest.FromString(body).resource_spans]


@contextmanager
def traced(monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[tuple[Desk, Any]]:
    """A town whose spans go to that port of this machine, and the processor that sends them."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    tracer: Any = otlp_tracer()
    town = Town()
    town.person("P0000001", "Margaret", "Thornfield", born_on=date(1984, 3, 12))
    with desk(town, tracer=tracer) as asked:
        yield asked, tracer.span_processor
    tracer.span_processor.shutdown()


def test_spans_arrive_at_a_collector_and_say_nothing_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = Collector()
    with traced(monkeypatch, collector.server.server_address[1]) as (asked, processor):
        card = "query Margaret($id: ID!) { person(id: $id) { displayName } }"
        asked.ask(card, id="P0000001")
        asked.ask('{ searchPeople(name: "Margaret Thornfield", dateOfBirth: "1984-03-12") { totalCount } }')
        asked.ask(card, id="P0000009")
        asked.refused('{ person(id: "Margaret Thornfield") { nothing } }')
        asked.town.fault = RuntimeError("Margaret Thornfield, born 1984-03-12")
        asked.refused(card, id="P0000001")
        asked.client.get("/Thornfield?name=Margaret")
        assert processor.force_flush()
    collector.server.shutdown()
    collector.server.server_close()
    assert {path for path, _ in collector.sent} == {"/v1/traces"}
    spans = [span for batch in collector.batches for scope in batch.scope_spans for span in scope.spans]
    assert [span.name for span in spans] == ["POST /graphql"] * 5 + ["HTTP"]
    told = [{one.key: one.value for one in span.attributes} for span in spans]
    keys = {"http.route", "http.response.status_code", "mast.request_id", "mast.operation"}
    assert [one.keys() ^ keys for one in told] == [set()] * 6
    assert {one["http.route"].string_value for one in told} == {"/graphql", "other"}
    assert [one["http.response.status_code"].int_value for one in told] == [200, 200, 200, 400, 500, 404]
    assert not [event for span in spans for event in span.events]
    kept = b"".join(body for _, body in collector.sent)
    for canary in ("Margaret", "Thornfield", "1984", "P000000", "EX-1", "duty-call", "ann.practitioner", "adults"):
        assert canary.encode() not in kept, canary
    assert socket.gethostname().encode() not in kept


def test_a_collector_that_is_away_delays_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = socket.create_server(("127.0.0.1", 0))  # takes connections and never answers
    with silent, traced(monkeypatch, silent.getsockname()[1]) as (asked, _):
        began = time.monotonic()
        for _ in range(600):  # more than one batch holds
            assert asked.client.get("/health/live").status_code == 200
        assert time.monotonic() - began < 10
