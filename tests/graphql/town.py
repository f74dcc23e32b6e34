"""A small town in memory, read as the API reads a graph, and an app over it. Everybody in it is invented."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from starlette.testclient import TestClient

from mast.access.audit import Entry, Result
from mast.access.errors import AuditUnavailable, TokenRefused
from mast.access.tokens import Identity, Role
from mast.core.card import Contact, KnownCase, Tally, tally
from mast.core.facts import Case, Details, Partner, Professional
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.fields.names import person_name
from mast.fields.search_keys import record_search_keys
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
from mast.graphql.app import assemble
from mast.graphql.reading import CardReader
from mast.graphql.services import Services
from mast.resolution.explaining.explaining import Explanation, check_keys

TODAY = date(2026, 10, 31)
NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)
PARTNERS = (
    Partner("adults", "Adult social care", True, 35, "Adults duty", "01632 960001", "duty@adults.example", "9 to 5", 1),
    Partner("children", "Children's social care", True, 35, "MASH", "01632 960002", order=2),
    Partner("police", "Police", False, 35, "Safeguarding hub", "01632 960003", order=3),
    Partner("hospital", "Hospital", False, 35, "Safeguarding nurse", "01632 960004", order=4),
    Partner("fire", "Fire and rescue", False, 100, "Control room", "01632 960005", order=5),
)
TOKENS = {
    **{role.value: Identity(f"ann.{role.value}", role, "adults") for role in Role},
    "another-lead": Identity("bo.lead", Role.LEAD, "police"),
}
ALLOWED = {
    "authorization": "Bearer practitioner",
    "mast-purpose": "duty-call",
    "mast-case-reference": "EX-1",
    "accept": "application/graphql-response+json",
}


def home(id: str = "A0000001", **parts: Any) -> AddressDescription:
    said = AddressDescription(id, "100012345678", "WV11 3PJ", "", "12", "12 Heath Way, WV11 3PJ", "", False)
    return replace(said, **parts)


@dataclass
class Town:
    """Facts by person, address and household id; a ``CardReader`` once ``seen_by`` somebody."""

    coverage: dict[str, date] = field(default_factory=lambda: {p.code: TODAY for p in PARTNERS})
    people: dict[str, list[StatedDetails]] = field(default_factory=dict)
    contacts: dict[str, list[Contact]] = field(default_factory=dict)
    cases: dict[str, list[KnownCase]] = field(default_factory=dict)
    workers: dict[str, Professional] = field(default_factory=dict)
    stays: dict[str, list[Residence]] = field(default_factory=dict)
    places: dict[str, AddressDescription] = field(default_factory=dict)
    homes: list[Membership] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    moments: list[datetime | None] = field(default_factory=list)
    explanations: dict[tuple[str, str], Explanation] = field(default_factory=dict)
    fault: Exception | None = None
    meanwhile: Callable[[], None] = lambda: None
    published: bool = True
    number: int = 7
    looked: int = 0

    def person(self, id: str, forenames: str = "Maria", surname: str = "Thornfield", **said: Any) -> str:
        """A person of one record."""
        record = said.pop("record", f"adults:{id}")
        stated_on = said.pop("stated_on", TODAY)
        born_on = said.pop("born_on", date(1984, 3, 12))
        details = Details(forenames=forenames, surname=surname, born_on=born_on, **said)
        self.people.setdefault(id, []).append(StatedDetails(record, record.partition(":")[0], stated_on, details))
        return id

    def touch(self, at: str, partner: str, on: date, event: str = "", kind: str = "contact", by: str = "") -> None:
        """A touchpoint of a person or at an address."""
        key = f"{partner}:{event or len(self.contacts.get(at, ())) + 1}"
        self.contacts.setdefault(at, []).append(Contact(partner, key, kind, on))
        if by:
            self.workers[key] = Professional(f"{partner}|{by}", partner, by, "Officer", "North", "01632 960010")

    def case(self, of: str, partner: str, by: str, case: Case, stated_on: date = TODAY) -> None:
        worker = Professional(
            f"{partner}|{by}", partner, by, "Allocated worker", "South", "01632 960020", "w@x.example"
        )
        self.cases.setdefault(of, []).append(KnownCase(partner, f"{partner}:{of}", case, stated_on, worker))

    def lives(self, id: str, at: AddressDescription, first: date, last: date, current: bool = True) -> None:
        self.places[at.id] = at
        self.stays.setdefault(id, []).append(Residence(id, f"adults:{id}", at, first, last, current))

    def reader(self, visibility: Visibility, known_at: datetime | None, glass_broken: bool) -> "Reader | None":
        self.calls["pin"] += 1
        self.moments.append(known_at)
        if self.fault:
            raise self.fault
        self.looked = self.number
        return Reader(self, visibility, self.number) if self.published else None

    def presumed(self, visibility: Visibility) -> "Reader | None":
        return Reader(self, visibility, self.looked) if self.looked else None


class Reader:
    """Reads the town, and counts the round trips."""

    def __init__(self, town: Town, visibility: Visibility, number: int = 7) -> None:
        self.town, self.visibility = town, visibility
        self.generation = Generation(number, "2026-10-31T06:00:00+00:00", "m1", "d1", town.coverage)

    def _went(self, what: str) -> None:
        self.town.calls[what] += 1
        self.town.meanwhile()

    def person_cards(self, persons: Sequence[str], window: Window) -> Mapping[str, PersonCard]:
        self._went("person_cards")
        found: dict[str, PersonCard] = {}
        for one in (person for person in persons if person in self.town.people):
            contacts = self.town.contacts.get(one, [])
            households = [m for m in self.town.homes if m.person == one]
            members = {h.household: [m for m in self.town.homes if m.household == h.household] for h in households}
            found[one] = PersonCard(
                published=self.town.number,
                details=self.town.people[one],
                contacts=contacts,
                handlers={c.event: self.town.workers[c.event] for c in contacts if c.event in self.town.workers},
                cases=self.town.cases.get(one, []),
                residences=self.town.stays.get(one, []),
                households=households,
                members=members,
                housemates={m.person: self.town.people[m.person] for own in members.values() for m in own},
            )
        return found

    def details(self, persons: Sequence[str]) -> Mapping[str, list[StatedDetails]]:
        self._went("details")
        return {one: self.town.people[one] for one in persons if one in self.town.people}

    def person_contacts(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Contact]]:
        self._went("person_contacts")
        return {one: self.town.contacts.get(one, []) for one in persons}

    def address_tallies(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Tally]]:
        self._went("address_tallies")
        return {one: tally(self.town.contacts.get(one, []), window) for one in addresses}

    def person_cases(self, persons: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]:
        self._went("person_cases")
        return {one: self.town.cases.get(one, []) for one in persons}

    def address_cases(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[KnownCase]]:
        self._went("address_cases")
        return {one: self.town.cases.get(one, []) for one in addresses}

    def handlers(self, events: Sequence[str]) -> Mapping[str, Professional]:
        self._went("handlers")
        return {one: self.town.workers[one] for one in events if one in self.town.workers}

    def residences(self, persons: Sequence[str], window: Window) -> Mapping[str, list[Residence]]:
        self._went("residences")
        return {one: self.town.stays.get(one, []) for one in persons}

    def unsure(self, persons: Sequence[str]) -> Mapping[str, list[Unsure]]:
        self._went("unsure")
        return {one: [unsure for unsure in self.town.unsure if unsure.person == one] for one in persons}

    def households_of(self, persons: Sequence[str]) -> Mapping[str, list[Membership]]:
        self._went("households_of")
        return {one: [m for m in self.town.homes if m.person == one] for one in persons}

    def members(self, households: Sequence[str]) -> Mapping[str, list[Membership]]:
        self._went("members")
        return {one: [m for m in self.town.homes if m.household == one] for one in households}

    def addresses(self, ids: Sequence[str]) -> Mapping[str, AddressDescription]:
        self._went("addresses")
        return {one: self.town.places[one] for one in ids if one in self.town.places}

    def residents(self, addresses: Sequence[str], window: Window) -> Mapping[str, list[Resident]]:
        self._went("residents")
        found: dict[str, list[Resident]] = {}
        for stay in (one for stays in self.town.stays.values() for one in stays):
            if stay.address.id in addresses and stay.last_seen > window.after:
                resident = Resident(stay.person, stay.record, stay.first_seen, stay.last_seen, stay.current)
                found.setdefault(stay.address.id, []).append(resident)
        return found

    def persons_with_identifier(self, key: str) -> list[Candidate]:
        self._went("persons_with_identifier")
        return [Candidate(person, f"adults:{person}", 1) for person in self.town.numbers.get(key, [])]

    def persons_sharing(self, search_keys: Iterable[str]) -> list[Candidate]:
        self._went("persons_sharing")
        wanted, found = set(search_keys), []
        for person, stated in self.town.people.items():
            codes = [stay.address.postcode for stay in self.town.stays.get(person, [])]
            for one in stated:
                said = one.details
                name = person_name(forenames=said.forenames, surname=said.surname, known_as=said.known_as)
                shared = len(wanted & {*record_search_keys(name, said.born_on, codes)})
                if shared:
                    found.append(Candidate(person, one.record, shared))
        return sorted(found, key=lambda candidate: (-candidate.shared, candidate.record))

    def addresses_by_uprn(self, uprn: str) -> list[AddressDescription]:
        return [one for one in self.town.places.values() if one.uprn == uprn]

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]:
        return [one for one in self.town.places.values() if one.postcode == postcode]


@dataclass
class Trail:
    """An audit log in memory. ``broken`` names the step that fails: intent or outcome."""

    rows: list[tuple[str, Any]] = field(default_factory=list)
    broken: str = ""

    async def intent_async(self, entry: Entry) -> int:
        return self._add("intent", entry)

    async def outcome_async(self, intent_seq: int, result: Result) -> int:
        return self._add("outcome", (intent_seq, result))

    def _add(self, step: str, row: Any) -> int:
        if step == self.broken:
            raise AuditUnavailable("disk full at /var/lib/secret-place")
        self.rows.append((step, row))
        return len(self.rows)

    def outcomes(self) -> list[str]:
        return [row[1].outcome for step, row in self.rows if step == "outcome"]


async def verify(token: str) -> Identity:
    if token not in TOKENS:
        raise TokenRefused("The access token is refused.")
    return TOKENS[token]


@dataclass
class Desk:
    """A client with everything that it talks to."""

    client: TestClient
    town: Town
    trail: Trail
    services: Services

    def post(
        self, query: str, variables: dict[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        body: dict[str, Any] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        return self.client.post("/graphql", json=body, headers={**ALLOWED, **(headers or {})})

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        response = self.post(query, variables)
        assert response.status_code == 200, response.text
        body = response.json()
        assert "errors" not in body, body
        return body["data"]

    def refused(self, query: str, **variables: Any) -> Any:
        """The first error of an answer."""
        return self.post(query, variables).json()["errors"][0]


def services_of(town: Town, trail: Trail | None = None, **changed: Any) -> Services:
    """What an app over the town stands on."""

    def pin(visibility: Visibility, known_at: datetime | None, glass_broken: bool) -> CardReader | None:
        return town.reader(visibility, known_at, glass_broken)

    def explain(reader: CardReader, one: str, other: str) -> Explanation | None:
        check_keys(one, other)
        return town.explanations.get((one, other))

    services = Services(
        partners=PARTNERS,
        now=lambda: NOON,
        verify=verify,
        audit=trail or Trail(),
        pin=pin,
        follow=lambda kind, id, generation: town.redirects.get(id, id),
        explain=explain,
        request_seconds=5,
    )
    return replace(services, **changed)


@contextmanager
def desk(town: Town | None = None, trail: Trail | None = None, **changed: Any) -> Iterator[Desk]:
    """An app over the town, with a client that is let in."""
    own, kept = town or Town(), trail or Trail()
    services = services_of(own, kept, **changed)
    with TestClient(assemble(services), base_url="http://localhost") as client:
        yield Desk(client, own, kept, services)
