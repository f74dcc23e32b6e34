"""Which generation a request reads: the one that is published, or was for an earlier request, and whether it stood.

To look what is published takes a round trip, a third of a card's time. So a request is answered from the generation
that was published when somebody looked last; a card tells which one is, in its own round trip, and an answer without a
card is held against a look at its end. Where another one is published by then, nothing of the answer is used.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from mast.access.errors import AuditUnavailable
from mast.core.errors import GraphUnreachable, LedgerUnreachable, MastError
from mast.graphql.areas import AreaReader
from mast.graphql.batches import Batches
from mast.graphql.context import Context
from mast.graphql.door import Entrant
from mast.graphql.errors import Code, HttpRefusal, bad_input
from mast.graphql.moments import KNOWN_AT, Moment
from mast.graphql.policy import visibility_of
from mast.graphql.pool import Overloaded
from mast.graphql.reading import CardReader
from mast.graphql.services import Services
from mast.graphql.sharing import SharedReads

RETRY_SECONDS: Final = 15

T = TypeVar("T")


class Superseded(MastError):
    """The generation that was presumed is not the published one any more: ask again of the one that is."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a request reads, and whether the generation is only ``presumed`` to be the published one."""

    context: Context
    presumed: bool


class Pinning:
    """For one request of somebody who was let in. ``deadline``: of the running loop."""

    def __init__(
        self, services: Services, shared: SharedReads, entrant: Entrant, moment: Moment, deadline: float
    ) -> None:
        self.services, self.shared = services, shared
        self.entrant, self.moment, self.deadline = entrant, moment, deadline
        self.visibility = visibility_of(entrant.permit, services.partners)

    async def presumed(self) -> Pinned | None:
        """The generation that was the published one for an earlier request; None for the first, and for those who ask
        for an earlier moment or break the glass.

        Raises HttpRefusal 503, AuditUnavailable.
        """
        if self.moment.known_at is not None or self.entrant.glass is not None:
            return None
        key = ("presumed", self.visibility)
        reader = await self._looked(key, lambda: self.services.presume(self.visibility))
        return Pinned(self._context(reader), presumed=True) if reader else None

    async def published(self) -> Pinned:
        """The generation that is published, or was at the moment that is asked for.

        Raises ShownError BAD_USER_INPUT where there was none at that moment, HttpRefusal 503, AuditUnavailable.
        """
        reader = await self._published()
        if reader is None and self.moment.known_at is not None:
            raise bad_input(KNOWN_AT, "Nothing was published by then.")
        if reader is None:
            raise HttpRefusal(
                503,
                Code.NOT_READY,
                "Nothing is published yet: load the partners' extracts and resolve them first.",
                {"Retry-After": str(RETRY_SECONDS)},
            )
        return Pinned(self._context(reader), presumed=False)

    async def check(self, pinned: Pinned) -> None:
        """Make sure that what was read was the published generation at some moment since the request came.

        Raises Superseded where it was not, HttpRefusal 503, AuditUnavailable.
        """
        if not pinned.presumed:
            return
        published = pinned.context.batches.published
        if published is None:
            reader = await self._published()
            published = reader.generation.number if reader else None
        if published != pinned.context.generation.number:
            raise Superseded("Another generation was published.")

    async def _published(self) -> CardReader | None:
        known_at, glass_broken = self.moment.known_at, self.entrant.glass is not None
        key = ("pin", self.visibility, known_at, glass_broken)
        return await self._looked(key, lambda: self.services.pin(self.visibility, known_at, glass_broken))

    async def _looked(self, key: tuple[object, ...], look: Callable[[], CardReader | None]) -> CardReader | None:
        """One look serves all who came before it and see the same."""

        def read(_: Sequence[str]) -> Mapping[str, CardReader | None]:
            return {"": look()}

        found = await in_time(self.deadline, self.shared.read(key, read, [""]))
        return found[""]

    def _context(self, pinned: CardReader) -> Context:
        services, permit = self.services, self.entrant.permit
        reader = pinned if permit.is_everywhere else AreaReader(pinned, permit.admits)
        window = self.moment.window(services.now())
        # Of an agency that this reader may not see, nothing is available: that never reads as no contact.
        seen = self.visibility.agencies
        coverage = {code: day for code, day in reader.generation.coverage.items() if code in seen}
        batches = Batches(reader, services.pool, self.shared, services.partners, window, coverage, permit.areas)
        return Context(
            identity=self.entrant.identity,
            partners=services.partners,
            window=window,
            reader=reader,
            batches=batches,
            pool=services.pool,
            follow=services.follow,
            explain=services.explain,
            model_of=services.model_of,
            looks=services.looks,
        )


async def in_time(deadline: float, work: Awaitable[T]) -> T:
    """What ``work`` gives. Raises HttpRefusal 503 when the graph does not answer by the deadline, AuditUnavailable when
    the SQL store does not: then it is not known what is sealed.
    """
    try:
        async with asyncio.timeout_at(deadline):
            return await work
    except (TimeoutError, GraphUnreachable, Overloaded) as error:
        raise unavailable(error) from None
    except LedgerUnreachable:
        raise AuditUnavailable("What is sealed is not known, so nothing is answered.") from None


def unavailable(error: Exception) -> HttpRefusal:
    """The refusal when the graph does not answer, or too many wait for it."""
    headers = {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(error, Overloaded):
        return HttpRefusal(503, Code.OVERLOADED, "Too many requests are waiting: try again shortly.", headers)
    return HttpRefusal(503, Code.GRAPH_UNAVAILABLE, "The graph does not answer in time: try again shortly.", headers)
