"""How often one person may ask, and how often for one purpose. Whoever asks more is turned away, which is on record.

The times of the last requests are held in memory, so each serving process counts by itself and forgets when it stops.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from mast.access.audit import Result
from mast.graphql.door import OPERATION, AuditTrail, Entrant
from mast.graphql.errors import Code, HttpRefusal

_MOST_KEYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``most`` requests in any ``seconds``; ``most`` 0 for any number."""

    most: int
    seconds: float


class Rates:
    """``person``: of one user; ``purpose``: of one user for one purpose. ``clock``: seconds that only ever grow."""

    def __init__(self, person: Rate, purpose: Rate, clock: Callable[[], float]) -> None:
        self._person, self._purpose, self._clock = person, purpose, clock
        self._taken: dict[tuple[str, ...], deque[float]] = {}

    def wait(self, user: str, purpose: str) -> float:
        """0, and the request is counted; or the seconds until it may be asked again, and it is not."""
        now = self._clock()
        keys = (((user,), self._person), ((user, purpose), self._purpose))
        waits = [self._until_free(key, rate, now) for key, rate in keys if rate.most]
        if any(waits):
            return max(waits)
        for key, rate in keys:
            if rate.most:
                self._taken.setdefault(key, deque(maxlen=rate.most)).append(now)
        if len(self._taken) > _MOST_KEYS:
            self._forget(now)
        return 0.0

    def _until_free(self, key: tuple[str, ...], rate: Rate, now: float) -> float:
        taken = self._taken.get(key)
        if taken is None or len(taken) < rate.most:
            return 0.0
        return max(0.0, taken[0] + rate.seconds - now)

    def _forget(self, now: float) -> None:
        """Drop those whose last request no longer counts."""
        longest = max(self._person.seconds, self._purpose.seconds)
        for key in [key for key, taken in self._taken.items() if taken[-1] + longest < now]:
            del self._taken[key]


async def keep_pace(rates: Rates, entrant: Entrant, audit: AuditTrail, request_id: str) -> None:
    """Raises HttpRefusal 429, once that is in the audit log; AuditUnavailable when it cannot be."""
    wait = rates.wait(entrant.identity.user, entrant.purpose)
    if not wait:
        return
    intent = await audit.intent_async(entrant.entry(OPERATION, "", request_id, None))
    await audit.outcome_async(intent, Result("refused"))
    message = "You have asked more often than one person may: wait, then go on."
    raise HttpRefusal(429, Code.RATE_LIMITED, message, {"Retry-After": str(max(1, ceil(wait)))})
