"""Loaders that gather what one level of a query asks for, and read it in one round trip. One set a request."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from aiodataloader import DataLoader

from mast.core.card import AgencySummary, Contact, KnownCase, newest, summarise
from mast.core.facts import Partner, Professional
from mast.core.window import Window
from mast.graph.reader import AddressDescription, Membership, Residence, Resident, StatedDetails
from mast.graphql.pool import ReadPool
from mast.graphql.reading import CardReader

T = TypeVar("T")
Summaries = tuple[AgencySummary, ...]


class Batch(Generic[T]):
    """Loads values by id; an id without one gives ``absent``."""

    def __init__(self, pool: ReadPool, read: Callable[[Sequence[str]], Mapping[str, T]], absent: T) -> None:
        async def load(ids: list[str]) -> list[T]:
            found = await pool.run(read, ids)
            return [found.get(one, absent) for one in ids]

        self._loader: DataLoader[str, T] = DataLoader(load)

    def load(self, one: str) -> Awaitable[T]:
        future: asyncio.Future[T] = self._loader.load(one)
        # When one read fails the answer is given up, and nobody asks the other futures: say that this is meant.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        return future

    async def load_many(self, ids: Iterable[str]) -> list[T]:
        return list(await asyncio.gather(*(self.load(one) for one in ids)))


class Batches:
    """All the loaders of one request, over one reader."""

    def __init__(self, reader: CardReader, pool: ReadPool, partners: Sequence[Partner], window: Window) -> None:
        self.partners, self.window, self.coverage = partners, window, reader.generation.coverage
        none: list[Any] = []
        self.details: Batch[list[StatedDetails]] = Batch(pool, reader.details, none)
        self.residences: Batch[list[Residence]] = Batch(pool, reader.residences, none)
        self.households_of: Batch[list[Membership]] = Batch(pool, reader.households_of, none)
        self.members: Batch[list[Membership]] = Batch(pool, reader.members, none)
        self.addresses: Batch[AddressDescription | None] = Batch(pool, reader.addresses, None)
        self.residents: Batch[list[Resident]] = Batch(pool, lambda ids: reader.residents(ids, window.after), none)
        self.person_contacts: Batch[list[Contact]] = Batch(pool, lambda ids: reader.person_contacts(ids, window), none)
        self.address_contacts: Batch[list[Contact]] = Batch(
            pool, lambda ids: reader.address_contacts(ids, window), none
        )
        self.person_cases: Batch[list[KnownCase]] = Batch(pool, reader.person_cases, none)
        self.address_cases: Batch[list[KnownCase]] = Batch(pool, reader.address_cases, none)
        self.handlers: Batch[Professional | None] = Batch(pool, reader.handlers, None)

    async def person_agencies(self, person: str) -> Summaries:
        """One summary for every partner."""
        return await self._agencies(self.person_contacts.load(person), self.person_cases.load(person))

    async def address_agencies(self, address: str) -> Summaries:
        """One summary for every partner."""
        return await self._agencies(self.address_contacts.load(address), self.address_cases.load(address))

    async def _agencies(self, reads: Awaitable[list[Contact]], case_reads: Awaitable[list[KnownCase]]) -> Summaries:
        contacts, cases = await asyncio.gather(reads, case_reads)
        last = [newest(c for c in contacts if c.partner == p.code and c.on in self.window) for p in self.partners]
        events = [contact.event for contact in last if contact]
        workers = await self.handlers.load_many(events)
        handlers = {event: worker for event, worker in zip(events, workers, strict=True) if worker}
        return summarise(self.partners, contacts, cases, handlers, self.coverage, self.window)
