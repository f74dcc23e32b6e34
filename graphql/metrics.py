"""Counters for Prometheus. Labels are routes, ready-made operation names, statuses and codes; never an id."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from mast.graphql.pool import ReadPool

_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """One app's own registry: two apps in one process do not meet."""

    def __init__(self, pool: ReadPool) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "mast_requests", "Requests answered.", ("route", "operation", "status"), registry=self.registry
        )
        self._errors = Counter("mast_errors", "Error codes in answers.", ("code",), registry=self.registry)
        self._seconds = Histogram(
            "mast_request_seconds",
            "Time from request to answer.",
            ("route", "operation"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        waiting = Gauge("mast_graph_reads", "Reads of the graph that run or wait.", registry=self.registry)
        waiting.set_function(lambda: pool.taken)

    def answered(self, route: str, operation: str, status: int, codes: Iterable[str], seconds: float) -> None:
        self._requests.labels(route, operation, str(status)).inc()
        self._seconds.labels(route, operation).observe(seconds)
        for code in codes:
            self._errors.labels(code).inc()

    async def page(self, request: Request) -> Response:
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
