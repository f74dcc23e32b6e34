"""What the API reads from a graph, as the interface that GraphReader fulfils; a test gives its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mast.core.card import Contact, KnownCase, Tally
from mast.core.facts import Professional
from mast.core.visibility import Visibility
from mast.core.window import Window
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


class CardReader(Protocol):
    """Reads of one pinned generation under one visibility. Each takes many ids, in one round trip or two; all may
    block.
    """

    @property
    def generation(self) -> Generation: ...

    @property
    def visibility(self) -> Visibility: ...

    def person_cards(self, persons: Sequence[str], window: Window) -> Mapping[str, PersonCard]: ...

    def details(self, persons: Sequence[str]) -> Mapping[str, list[StatedDetails]]: ...

    def unsure(self, persons: Sequence[str]) -> Mapping[str, list[Unsure]]: ...

    def person_contacts(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Contact]]: ...

    def address_tallies(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Tally]]: ...

    def person_cases(self, persons: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]: ...

    def address_cases(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]: ...

    def handlers(self, events: Sequence[str]) -> Mapping[str, Professional]: ...

    def residences(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Residence]]: ...

    def households_of(self, persons: Sequence[str]) -> Mapping[str, list[Membership]]: ...

    def members(self, households: Sequence[str]) -> Mapping[str, list[Membership]]: ...

    def addresses(self, ids: Sequence[str]) -> Mapping[str, AddressDescription]: ...

    def residents(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Resident]]: ...

    def persons_with_identifier(self, key: str) -> list[Candidate]: ...

    def persons_sharing(self, search_keys: Iterable[str]) -> list[Candidate]: ...

    def addresses_by_uprn(self, uprn: str) -> list[AddressDescription]: ...

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]: ...


Pin = Callable[[Visibility, datetime | None, bool], CardReader | None]
"""Pin for one request the generation that is published, or that was at a moment, with what is sealed in it, unless the
glass was broken; None where there was none. May block.
"""

Presume = Callable[[Visibility], CardReader | None]
"""The same of the generation that was published when somebody looked last, without looking; None where nobody did."""
