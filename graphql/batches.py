"""Loaders that gather what one level of a query asks for, and read it in one round trip. One set a request."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Generic, TypeVar

from aiodataloader import DataLoader

from mast.core.card import AgencySummary, Contact, KnownCase, Tally, newest, summarise, tally
from mast.core.facts import Partner, Professional
from mast.core.window import Window
from mast.graph.answers import AddressDescription, Membership, PersonCard, Residence, Resident, StatedDetails, Unsure
from mast.graphql.pool import ReadPool
from mast.graphql.reading import CardReader
from mast.graphql.sharing import Read, SharedReads

T = TypeVar("T")
Summaries = tuple[AgencySummary, ...]

CARD_READS: Final = 3
"""Reads of cards that may be under way at once for readers who see the same; what comes meanwhile goes together."""


class Batch(Generic[T]):
    """Loads values by id; an id without one gives ``absent``."""

    def __init__(self, read: Callable[[Sequence[str]], Awaitable[Mapping[str, T]]], absent: T) -> None:
        async def load(ids: list[str]) -> list[T]:
            found = await read(ids)
            return [found.get(one, absent) for one in ids]

        self._loader: DataLoader[str, T] = DataLoader(load)

    def load(self, one: str) -> Awaitable[T]:
        future: asyncio.Future[T] = self._loader.load(one)
        # When one read fails the answer is given up, and nobody asks the other futures: say that this is meant.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        return future

    def know(self, one: str, value: T) -> None:
        """Take a value that came with another read, so that it is not asked for again."""
        self._loader.prime(one, value)

    async def load_many(self, ids: Iterable[str]) -> list[T]:
        return list(await asyncio.gather(*(self.load(one) for one in ids)))


class Batches:
    """All the loaders of one request, over one reader.

    ``coverage``: how far the data of each visible agency reach. ``areas``: what limits the reader, beside what its
    visibility says. ``published``: the number of the generation that was published when the first card was read; None
    as long as none was.
    """

    def __init__(
        self,
        reader: CardReader,
        pool: ReadPool,
        shared: SharedReads,
        partners: Sequence[Partner],
        window: Window,
        coverage: Mapping[str, date],
        areas: Hashable,
    ) -> None:
        self.partners, self.window, self.coverage = partners, window, coverage
        self.published: int | None = None
        none: list[Any] = []

        def own(read: Read[T]) -> Callable[[Sequence[str]], Awaitable[Mapping[str, T]]]:
            return lambda ids: pool.run(read, ids)

        async def cards(persons: Sequence[str]) -> Mapping[str, PersonCard]:
            # What a card shows depends on these alone, whoever of those who see the same asks for it.
            key = ("cards", reader.generation.number, reader.visibility, areas, window)
            return await shared.read(key, lambda ids: reader.person_cards(ids, window), persons, CARD_READS)

        async def unsure(persons: Sequence[str]) -> Mapping[str, list[Unsure]]:
            key = ("unsure", reader.generation.number, reader.visibility, areas)
            return await shared.read(key, reader.unsure, persons, CARD_READS)

        self.details: Batch[list[StatedDetails]] = Batch(own(reader.details), none)
        self.residences: Batch[list[Residence]] = Batch(own(lambda ids: reader.residences(ids, window)), none)
        self.households_of: Batch[list[Membership]] = Batch(own(reader.households_of), none)
        self.members: Batch[list[Membership]] = Batch(own(reader.members), none)
        self.addresses: Batch[AddressDescription | None] = Batch(own(reader.addresses), None)
        self.residents: Batch[list[Resident]] = Batch(own(lambda ids: reader.residents(ids, window)), none)
        self.person_contacts: Batch[list[Contact]] = Batch(own(lambda ids: reader.person_contacts(ids, window)), none)
        self.address_tallies: Batch[list[Tally]] = Batch(own(lambda ids: reader.address_tallies(ids, window)), none)
        self.person_cases: Batch[list[KnownCase]] = Batch(own(lambda ids: reader.person_cases(ids, window)), none)
        self.address_cases: Batch[list[KnownCase]] = Batch(own(lambda ids: reader.address_cases(ids, window)), none)
        self.handlers: Batch[Professional | None] = Batch(own(reader.handlers), None)
        self.unsure: Batch[list[Unsure]] = Batch(unsure, none)
        self._cards: Batch[PersonCard | None] = Batch(cards, None)

    async def person(self, person: str) -> bool:
        """Read a person whose card is asked for, at once with all that it shows; whether there is one."""
        card = await self._cards.load(person)
        if card is None:
            return False
        if self.published is None:
            self.published = card.published
        self.details.know(person, card.details)
        self.person_contacts.know(person, card.contacts)
        if not self.window.past:
            # Of an earlier day, cases and residences need more than what the links of today say.
            self.person_cases.know(person, card.cases)
            self.residences.know(person, card.residences)
        self.households_of.know(person, card.households)
        for household, members in card.members.items():
            self.members.know(household, members)
        for housemate, said in card.housemates.items():
            self.details.know(housemate, said)
        for event in {contact.event for contact in card.contacts}:
            self.handlers.know(event, card.handlers.get(event))
        return True

    async def person_agencies(self, person: str) -> Summaries:
        """One summary for every partner."""
        contacts, cases = await asyncio.gather(self.person_contacts.load(person), self.person_cases.load(person))
        return await self._agencies(tally(contacts, self.window), cases)

    async def address_agencies(self, address: str) -> Summaries:
        """One summary for every partner."""
        tallies, cases = await asyncio.gather(self.address_tallies.load(address), self.address_cases.load(address))
        return await self._agencies(tallies, cases)

    async def _agencies(self, tallies: Sequence[Tally], cases: Sequence[KnownCase]) -> Summaries:
        last = [newest(tallies, partner.code) for partner in self.partners]
        events = [contact.event for contact in last if contact]
        workers = await self.handlers.load_many(events)
        handlers = {event: worker for event, worker in zip(events, workers, strict=True) if worker}
        return summarise(self.partners, tallies, cases, handlers, self.coverage, self.window)
