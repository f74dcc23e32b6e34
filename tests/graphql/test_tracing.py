"""Spans for OpenTelemetry: one a request, with nothing in it of anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pytest

from mast.core.errors import MastError
from mast.graphql.tracing import otlp_tracer
from tests.graphql.town import Town, desk


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


@pytest.mark.skipif(find_spec("opentelemetry") is not None, reason="it is installed here")
def test_what_is_not_installed_is_said() -> None:
    with pytest.raises(MastError, match=r"\[telemetry\]"):
        otlp_tracer()
