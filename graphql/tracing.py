"""A span a request for OpenTelemetry, off unless switched on: route, ready-made operation, status, request id.

Spans leave the machine, so they hold nothing of what was asked or answered, and no exception's text.
"""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from mast.core.errors import MastError
from mast.graphql.observing import route_of, seen_of


class Span(Protocol):
    def set_attribute(self, key: str, value: str | int) -> None: ...


class Tracer(Protocol):
    """What we need of ``opentelemetry.trace.Tracer``."""

    def start_as_current_span(
        self, name: str, *, record_exception: bool, set_status_on_exception: bool
    ) -> AbstractContextManager[Span]: ...


class Tracing:
    """Pure ASGI middleware, inside of ``Observing``."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app, self.tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen, route = seen_of(scope), route_of(scope)
        name = f"{scope['method']} {route}" if route != "other" else "HTTP"
        with self.tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            span.set_attribute("http.route", route)
            span.set_attribute("mast.request_id", seen.request_id)
            failed = 0
            try:
                await self.app(scope, receive, send)
            except Exception:
                failed = 500  # which ``Observing`` answers once this span has ended
                raise
            finally:
                if status := seen.status or failed:
                    span.set_attribute("http.response.status_code", status)
                span.set_attribute("mast.operation", seen.operation)


def otlp_tracer() -> Tracer:
    """A tracer that sends by OTLP over HTTP to where the ``OTEL_EXPORTER_OTLP_*`` variables say.

    Raises MastError when OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise MastError(
            "MAST_TRACING switches tracing on, but OpenTelemetry is not installed: "
            "run pip install -e '.[telemetry]', or switch it off."
        ) from None
    provider: Any = TracerProvider(resource=Resource.create({"service.name": "mast"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer: Tracer = provider.get_tracer("mast")
    return tracer
