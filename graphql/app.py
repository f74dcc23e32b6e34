"""The web application: the API with everything it stands on, its health and its metrics."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from mast.access.audit import AuditLog, Entry
from mast.access.checkpoints import Notary, checkpoint_file
from mast.access.glass import BreakReason, Glass
from mast.access.looks import looks_of
from mast.access.notices import Courier, mailbox
from mast.access.oidc import Issuer
from mast.access.policy import policy_of
from mast.access.revoking import Ended
from mast.access.sealing import Sealing
from mast.access.tokens import Identity, signing_key, verify
from mast.core.errors import InputRefused, ModelRefused
from mast.core.facts import Partner
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.graph.connection import Graph
from mast.graph.published import Pin, generation_at
from mast.graph.reader import GraphReader
from mast.graphql.context import Kind
from mast.graphql.documents import Documents
from mast.graphql.door import Verify
from mast.graphql.endpoint import Endpoint
from mast.graphql.execution import Executor
from mast.graphql.graphiql import graphiql_routes
from mast.graphql.headers import KnownHosts, SecurityHeaders
from mast.graphql.health import Health
from mast.graphql.metrics import Metrics
from mast.graphql.observing import Observing, note_failure
from mast.graphql.persisted import persisted
from mast.graphql.policy import schema_fields
from mast.graphql.rates import Rate, Rates
from mast.graphql.readiness import readiness
from mast.graphql.reading import CardReader
from mast.graphql.schema import operation_names, operations, schema
from mast.graphql.services import Services
from mast.graphql.tracing import Tracing, otlp_tracer
from mast.ledger.register import follow
from mast.ledger.store import Ledger
from mast.resolution.archive import Archive
from mast.resolution.explaining import explaining
from mast.resolution.learning.train import untrained
from mast.resolution.model import Model

KEPT_MODELS: Final = 4
"""Of the generation in force, and of earlier ones that somebody asks about."""


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

    Raises MastError when the signing key or the audit chain cannot be used, or GraphiQL is on and not installed, and
    PolicyRefused when the policy leaves a field of the schema to nobody's decision.
    """
    policy = policy_of(settings)
    notary = Notary(ledger, checkpoint_file(settings), clock)
    audit = AuditLog(ledger, clock, notary=notary, checkpoint_seconds=settings.checkpoint_seconds)

    glass, courier = Glass(ledger, clock), Courier(ledger, mailbox(settings), settings.notice_sender, clock)

    graph.give_up_after(settings.request_seconds + 1)
    published, sealing = Pin(graph), Sealing(ledger)

    def pin(visibility: Visibility, known_at: datetime | None, glass_broken: bool) -> CardReader | None:
        generation = published() if known_at is None else generation_at(graph, known_at)
        if generation is None:
            return None
        seen = visibility if glass_broken else replace(visibility, sealed=sealing.at(generation.number))
        return GraphReader(graph, generation, seen, history=known_at is not None)

    def presume(visibility: Visibility) -> CardReader | None:
        generation = published.known
        if generation is None:
            return None
        return GraphReader(graph, generation, replace(visibility, sealed=sealing.at(generation.number)))

    def onward(kind: Kind, number: str, generation: int) -> str:
        return follow(ledger, kind, number, generation)

    def explain(reader: CardReader, one: str, other: str) -> explaining.Explanation | None:
        explaining.check_keys(one, other)
        terms = Archive.of(settings).terms(reader.generation)
        try:
            found = explaining.explain(graph, reader.generation, terms, one, other, reader.visibility)
        except InputRefused:
            return None  # of a record that is not there no more is said than of one that may not be seen
        persons = {found.person_a, found.person_b}
        return found if len(reader.details(sorted(persons))) == len(persons) else None

    @lru_cache(maxsize=KEPT_MODELS)
    def model_named(version: str) -> Model:
        try:
            return Archive.of(settings).model(version)
        except ModelRefused:
            # Searching goes on by what is believed before any data; that the file is gone is for the operator.
            structlog.get_logger().warning("model.unreadable", version=version)
            return untrained(0)

    def note_glass(entry: Entry, reason: BreakReason, second: str, ids: Iterable[str]) -> int:
        noted = glass.note(entry, reason, second, ids)
        courier.wake()
        return noted

    def close() -> None:
        courier.close()
        audit.close()

    services = Services(
        partners=tuple(partners),
        now=clock,
        verify=verifier(settings, clock, Ended(ledger, time.monotonic)),
        audit=audit,
        pin=pin,
        presume=presume,
        follow=onward,
        explain=explain,
        model_of=lambda generation: model_named(generation.model),
        request_seconds=settings.request_seconds,
        persisted=persisted(operations(), only=settings.only_persisted),
        rates=Rates(Rate(settings.rate_minute, 60), Rate(settings.rate_purpose_hour, 3600), time.monotonic),
        graphiql=settings.graphiql,
        tracer=otlp_tracer() if settings.tracing else None,
        policy=policy,
        looks=partial(looks_of, ledger),
        note_glass=note_glass,
        checks=readiness(graph, ledger, audit, courier),
        close=close,
    )
    return assemble(services, hosts)


def verifier(settings: Settings, clock: Callable[[], datetime], ended: Ended) -> Verify:
    """Tokens of the configured issuer, or without one those of ``mast token``, unless they were ended early."""
    if settings.oidc_issuer is not None:
        issuer = Issuer(settings, clock, ended=ended.of)

        async def identify(token: str) -> Identity:
            await ended.refresh()
            return await asyncio.to_thread(issuer.identify, token)  # it may have to ask the issuer for its keys

        return identify
    key = signing_key(settings)

    async def own(token: str) -> Identity:
        await ended.refresh()
        return verify(token, key, clock(), ended.of)

    return own


def assemble(services: Services, hosts: Iterable[str] = ()) -> Starlette:
    """The application over these services; its ``state.executor`` answers in this process too.

    Raises PolicyRefused when their policy leaves out a field of the schema.
    """
    services.policy.cover(schema_fields(schema()))
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

    app = Starlette(
        routes=[
            Route("/graphql", Endpoint(executor)),
            *(graphiql_routes() if services.graphiql else ()),
            Route("/health/live", health.live, methods=["GET"]),
            Route("/health/ready", health.ready, methods=["GET"]),
            Route("/metrics", metrics.page, methods=["GET"]),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Observing, metrics=metrics),
            *((Middleware(Tracing, tracer=services.tracer),) if services.tracer else ()),
            Middleware(KnownHosts, hosts=tuple(hosts)),
        ],
        lifespan=lifespan,
    )
    app.state.executor = executor
    return app
