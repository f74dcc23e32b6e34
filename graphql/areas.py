"""A reader of some areas alone: people who were seen there, and addresses there. Whatever lies elsewhere is absent.

It stands between the resolvers and the reader of the whole. Somebody of whom no address is known belongs to every area:
who has no home must not be overlooked for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from mast.core.card import Contact, KnownCase, Tally
from mast.core.facts import Professional
from mast.core.visibility import Visibility
from mast.core.window import Window, local_day
from mast.graph.answers import (
    AddressDescription,
    Candidate,
    Membership,
    PersonCard,
    Residence,
    Resident,
    StatedDetails,
    Unsure,
)
from mast.graph.published import Generation
from mast.graphql.reading import CardReader

T = TypeVar("T")


class AreaReader:
    """Reads by ``inner``, and gives only what is in the reader's areas. ``admits``: whether a postcode is in them.

    It asks ``inner`` more than once where the answer names people whose addresses are not in it.
    """

    def __init__(self, inner: CardReader, admits: Callable[[str], bool]) -> None:
        self._inner, self._admits = inner, admits
        day = local_day(datetime.fromisoformat(inner.generation.published_at))
        self._today = Window.as_of(day, day)
        self._people: dict[str, bool] = {}
        self._places: dict[str, bool] = {}

    @property
    def generation(self) -> Generation:
        return self._inner.generation

    @property
    def visibility(self) -> Visibility:
        return self._inner.visibility

    def person_cards(self, persons: Sequence[str], window: Window) -> Mapping[str, PersonCard]:
        cards = self._of_people(persons, lambda ids: self._inner.person_cards(ids, window))
        return {id: self._cut(card) for id, card in cards.items()}

    def details(self, persons: Sequence[str]) -> Mapping[str, list[StatedDetails]]:
        return self._of_people(persons, self._inner.details)

    def unsure(self, persons: Sequence[str]) -> Mapping[str, list[Unsure]]:
        found = self._of_people(persons, self._inner.unsure)
        near = self._in_area({one.other for own in found.values() for one in own})
        return {id: [one for one in own if one.other in near] for id, own in found.items()}

    def person_contacts(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Contact]]:
        return self._of_people(persons, lambda ids: self._inner.person_contacts(ids, window))

    def address_tallies(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Tally]]:
        return self._of_places(addresses, lambda ids: self._inner.address_tallies(ids, window))

    def person_cases(self, persons: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]:
        return self._of_people(persons, lambda ids: self._inner.person_cases(ids, window))

    def address_cases(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]:
        return self._of_places(addresses, lambda ids: self._inner.address_cases(ids, window))

    def handlers(self, events: Sequence[str]) -> Mapping[str, Professional]:
        return self._inner.handlers(events)

    def residences(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Residence]]:
        found = self._of_people(persons, lambda ids: self._inner.residences(ids, window))
        return {id: self._stays(stays) for id, stays in found.items()}

    def households_of(self, persons: Sequence[str]) -> Mapping[str, list[Membership]]:
        found = self._of_people(persons, self._inner.households_of)
        return {id: self._memberships(own) for id, own in found.items()}

    def members(self, households: Sequence[str]) -> Mapping[str, list[Membership]]:
        return {id: own for id, held in self._inner.members(households).items() if (own := self._memberships(held))}

    def addresses(self, ids: Sequence[str]) -> Mapping[str, AddressDescription]:
        return {id: one for id, one in self._inner.addresses(ids).items() if self._admits(one.postcode)}

    def residents(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Resident]]:
        return self._of_places(addresses, lambda ids: self._inner.residents(ids, window))

    def persons_with_identifier(self, key: str) -> list[Candidate]:
        return self._candidates(self._inner.persons_with_identifier(key))

    def persons_sharing(self, search_keys: Iterable[str]) -> list[Candidate]:
        return self._candidates(self._inner.persons_sharing(search_keys))

    def addresses_by_uprn(self, uprn: str) -> list[AddressDescription]:
        return [one for one in self._inner.addresses_by_uprn(uprn) if self._admits(one.postcode)]

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]:
        return self._inner.addresses_by_postcode(postcode) if self._admits(postcode) else []

    def _of_people(self, persons: Collection[str], read: Callable[[Sequence[str]], Mapping[str, T]]) -> Mapping[str, T]:
        here = self._in_area(persons)
        return read(sorted(here)) if here else {}

    def _of_places(
        self, addresses: Collection[str], read: Callable[[Sequence[str]], Mapping[str, T]]
    ) -> Mapping[str, T]:
        here = [id for id in addresses if self._is_here(addresses, id)]
        return read(here) if here else {}

    def _candidates(self, found: list[Candidate]) -> list[Candidate]:
        here = self._in_area({one.person for one in found})
        return [one for one in found if one.person in here]

    def _in_area(self, persons: Collection[str]) -> set[str]:
        """Those who were seen in an area of the reader, or of whom no address is known."""
        unknown = [id for id in persons if id not in self._people]
        if unknown:
            stays = self._inner.residences(unknown, self._today)
            for id in unknown:
                held = stays.get(id, [])
                self._people[id] = not held or any(self._admits(stay.address.postcode) for stay in held)
        return {id for id in persons if self._people[id]}

    def _is_here(self, addresses: Collection[str], id: str) -> bool:
        unknown = [one for one in addresses if one not in self._places]
        if unknown:
            told = self._inner.addresses(unknown)
            self._places |= {one: one in told and self._admits(told[one].postcode) for one in unknown}
        return self._places[id]

    def _stays(self, stays: Iterable[Residence]) -> list[Residence]:
        return [stay for stay in stays if self._admits(stay.address.postcode)]

    def _memberships(self, held: Sequence[Membership]) -> list[Membership]:
        places = [one.address for one in held]
        return [one for one in held if self._is_here(places, one.address)]

    def _cut(self, card: PersonCard) -> PersonCard:
        """The card without homes elsewhere, and without those who live there."""
        households = self._memberships(card.households)
        members = {home.household: card.members[home.household] for home in households}
        near = {one.person for own in members.values() for one in own}
        return replace(
            card,
            residences=self._stays(card.residences),
            households=households,
            members=members,
            housemates={id: said for id, said in card.housemates.items() if id in near},
        )
