"""All that the API stands on, made once for an app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mast.core.facts import Partner
from mast.graphql.context import Follow
from mast.graphql.door import AuditTrail, Verify
from mast.graphql.pool import ReadPool
from mast.graphql.reading import Pin

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Services:
    """``now`` is an aware clock. ``checks``: what must work for the service to be ready, each raising when it does not.

    ``close`` is called when the app stops.
    """

    partners: tuple[Partner, ...]
    now: Callable[[], datetime]
    verify: Verify
    audit: AuditTrail
    pin: Pin
    follow: Follow
    request_seconds: float
    checks: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    close: Callable[[], None] = lambda: None
    pool: ReadPool = field(default_factory=ReadPool)

    def today(self) -> date:
        """The day in the United Kingdom, up to which a card counts."""
        return self.now().astimezone(LONDON).date()
