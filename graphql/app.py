"""The web application: the API with everything it stands on, its health, its metrics and its front page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from mast.access.audit import AuditLog
from mast.access.tokens import Identity, signing_key, verify
from mast.core.facts import Partner
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.graph.connection import Graph
from mast.graph.reader import GraphReader, current_generation
from mast.graphql.context import Kind
from mast.graphql.documents import Documents
from mast.graphql.endpoint import Endpoint
from mast.graphql.execution import Executor
from mast.graphql.front_page import front_page
from mast.graphql.headers import KnownHosts, SecurityHeaders
from mast.graphql.health import Health, NotReady
from mast.graphql.metrics import Metrics
from mast.graphql.observing import Observing, note_failure
from mast.graphql.reading import CardReader
from mast.graphql.schema import operation_names, schema
from mast.graphql.services import Services
from mast.ledger.register import follow
from mast.ledger.store import Ledger


def make_app(
    settings: Settings,
    graph: Graph,
    ledger: Ledger,
    partners: Sequence[Partner],
    *,
    clock: Callable[[], datetime],
    hosts: Iterable[str] = (),
) -> Starlette:
    """The application over an open graph and ledger, which the caller closes once it has stopped.

    ``clock`` gives aware moments: tokens, audit rows and the twelve months go by it. ``partners``: one entry each on
    every card, in this order. ``hosts``: names beside loopback under which the service may be addressed.

    Raises MastError when the signing key or the audit chain cannot be used.
    """
    key = signing_key(settings)
    audit = AuditLog(ledger, clock)

    def identify(token: str) -> Identity:
        return verify(token, key, clock())

    def pin(visibility: Visibility) -> CardReader | None:
        generation = current_generation(graph)
        return GraphReader(graph, generation, visibility) if generation else None

    def onward(kind: Kind, number: str, generation: int) -> str:
        return follow(ledger, kind, number, generation)

    def published() -> None:
        if current_generation(graph) is None:
            raise NotReady("Nothing is published yet.")

    def sql() -> None:
        with ledger.read() as connection:
            connection.exec_driver_sql("SELECT 1")

    def appendable() -> None:
        with ledger.begin("audit"):
            pass  # the appenders' turn was had, in a transaction that may write

    services = Services(
        partners=tuple(partners),
        now=clock,
        verify=identify,
        audit=audit,
        pin=pin,
        follow=onward,
        request_seconds=settings.request_seconds,
        checks={"graph": graph.ping, "sql": sql, "generation": published, "audit": appendable},
        close=audit.close,
    )
    return assemble(services, hosts)


def assemble(services: Services, hosts: Iterable[str] = ()) -> Starlette:
    """The application over these services."""
    metrics, health = Metrics(services.pool), Health(services.checks)
    executor = Executor(services, Documents(schema()), operation_names())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # The loop's own report of an error that nobody waited for would print its text.
        asyncio.get_running_loop().set_exception_handler(lambda loop, about: note_failure("", about.get("exception")))
        try:
            yield
        finally:
            health.close()
            services.pool.close()
            services.close()

    return Starlette(
        routes=[
            Route("/", front_page, methods=["GET"]),
            Route("/graphql", Endpoint(executor)),
            Route("/health/live", health.live, methods=["GET"]),
            Route("/health/ready", health.ready, methods=["GET"]),
            Route("/metrics", metrics.page, methods=["GET"]),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Observing, metrics=metrics),
            Middleware(KnownHosts, hosts=tuple(hosts)),
        ],
        lifespan=lifespan,
    )
