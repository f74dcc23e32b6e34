"""What the API reads from a graph, as the interface that GraphReader fulfils; a test gives its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from mast.core.card import Contact, KnownCase
from mast.core.facts import Professional
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.reader import (
    AddressDescription,
    Candidate,
    Generation,
    Membership,
    Residence,
    Resident,
    StatedDetails,
)


class CardReader(Protocol):
    """Reads of one pinned generation under one visibility. Each takes many ids and is one round trip; all may block."""

    @property
    def generation(self) -> Generation: ...

    def details(self, persons: Sequence[str]) -> Mapping[str, list[StatedDetails]]: ...

    def person_contacts(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Contact]]: ...

    def address_contacts(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Contact]]: ...

    def person_cases(self, persons: Sequence[str]) -> Mapping[str, list[KnownCase]]: ...

    def address_cases(self, addresses: Sequence[str]) -> Mapping[str, list[KnownCase]]: ...

    def handlers(self, events: Sequence[str]) -> Mapping[str, Professional]: ...

    def residences(self, persons: Sequence[str]) -> Mapping[str, list[Residence]]: ...

    def households_of(self, persons: Sequence[str]) -> Mapping[str, list[Membership]]: ...

    def members(self, households: Sequence[str]) -> Mapping[str, list[Membership]]: ...

    def addresses(self, ids: Sequence[str]) -> Mapping[str, AddressDescription]: ...

    def residents(self, addresses: Sequence[str], after: date) -> Mapping[str, list[Resident]]: ...

    def persons_with_identifier(self, key: str) -> list[Candidate]: ...

    def persons_sharing(self, search_keys: Iterable[str]) -> list[Candidate]: ...

    def addresses_by_uprn(self, uprn: str) -> list[AddressDescription]: ...

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]: ...


Pin = Callable[[Visibility], CardReader | None]
"""Pin the published generation for one request; None before the first publication. May block."""
