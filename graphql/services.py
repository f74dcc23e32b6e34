"""All that the API stands on, made once for an app."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mast.access.audit import Entry
from mast.access.glass import BreakReason
from mast.access.policy import Policy, built_in
from mast.core.facts import Partner
from mast.graphql.context import Explain, Follow, Looks, ModelOf
from mast.graphql.door import AuditTrail, Verify
from mast.graphql.persisted import Persisted
from mast.graphql.pool import ReadPool
from mast.graphql.rates import Rate, Rates
from mast.graphql.reading import Pin, Presume
from mast.graphql.tracing import Tracer
from mast.resolution.learning.train import untrained


def unlimited() -> Rates:
    return Rates(Rate(0, 1), Rate(0, 1), time.monotonic)


NoteGlass = Callable[[Entry, BreakReason, str, Iterable[str]], int]
"""Note who was shown what is sealed; how many notices that made. Raises AuditUnavailable. May block."""


@dataclass(frozen=True, slots=True)
class Services:
    """``now`` is an aware clock. ``checks``: what must work for the service to be ready, each raising when it does not.

    ``persisted``: the ready-made operations. ``graphiql``: whether that page is served. ``tracer``:
    where each request is told as a span, None for nowhere. ``close`` is called when the app stops.
    """

    partners: tuple[Partner, ...]
    now: Callable[[], datetime]
    verify: Verify
    audit: AuditTrail
    pin: Pin
    follow: Follow
    explain: Explain
    request_seconds: float
    presume: Presume = lambda visibility: None
    model_of: ModelOf = lambda generation: untrained(0)
    persisted: Persisted = Persisted({})
    rates: Rates = field(default_factory=unlimited)
    graphiql: bool = False
    tracer: Tracer | None = None
    policy: Policy = field(default_factory=built_in)
    looks: Looks = lambda id: []
    note_glass: NoteGlass = lambda entry, reason, second, ids: 0
    checks: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    close: Callable[[], None] = lambda: None
    pool: ReadPool = field(default_factory=ReadPool)
