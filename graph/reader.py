"""Read what one published generation says, as far as the reader may see. Methods take many ids: one round trip."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mast.core.card import Contact, KnownCase
from mast.core.errors import MastError
from mast.core.facts import Case, Details, Professional
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph

SEARCH_CANDIDATES: Final = 400
"""Records taken up for re-ranking; those that share the most search keys come first."""


class VisibilityBreach(MastError):
    """The graph returned a row that the reader may not see: the second check caught what the first let through."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation, and how fresh each partner's data are in it.

    ``model``, ``plan`` and ``decisions`` name what it was resolved with; of the last two "" is the built-in and none.
    """

    number: int
    published_at: str
    model: str
    digest: str
    coverage: dict[str, date]
    plan: str = ""
    decisions: str = ""


@dataclass(frozen=True, slots=True)
class StatedDetails:
    """What one record says of a person, and the day of the newest row that says so."""

    record: str
    partner: str
    stated_on: date
    details: Details


@dataclass(frozen=True, slots=True)
class AddressDescription:
    """An address as resolution describes it in this generation."""

    id: str
    uprn: str
    postcode: str
    flat: str
    number: str
    lines: str
    institution: str
    crowded: bool


@dataclass(frozen=True, slots=True)
class Residence:
    """One record's time at an address: a tie with dates, never a family tie."""

    person: str
    record: str
    address: AddressDescription
    first_seen: date
    last_seen: date
    current: bool


@dataclass(frozen=True, slots=True)
class Resident:
    """A person's time at an address, by one record."""

    person: str
    record: str
    first_seen: date
    last_seen: date
    current: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's time in a household."""

    household: str
    person: str
    address: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a search found. ``shared``: how many search keys it shares with the query."""

    person: str
    record: str
    shared: int


def current_generation(graph: Graph) -> Generation | None:
    """The published generation, or None before the first publication."""
    rows = graph.read("generations/published")
    if not rows:
        return None
    first = rows[0]
    coverage = {row["code"]: date.fromisoformat(row["data_as_of"]) for row in rows if row["code"] and row["data_as_of"]}
    return Generation(
        number=first["number"],
        published_at=first["published_at"],
        model=first["model"],
        digest=first["digest"],
        coverage=coverage,
        plan=first["plan"] or "",
        decisions=first["decisions"] or "",
    )


def highest_number(graph: Graph) -> int:
    """The highest number that was ever handed out to a load or a resolve."""
    return int(graph.read("generations/highest")[0]["highest"])


def staged_deliveries(graph: Graph) -> dict[str, int]:
    """Ids of the deliveries that are written whole and not yet published, each with its number."""
    rows = graph.read("generations/staged")
    return {row["what"].removeprefix("load "): row["number"] for row in rows if row["what"].startswith("load ")}


class GraphReader:
    """Reads one generation under one ``Visibility``. Make one a request; it holds no state but these."""

    def __init__(self, graph: Graph, generation: Generation, visibility: Visibility) -> None:
        self.graph, self.generation, self.visibility = graph, generation, visibility

    def details(self, persons: Sequence[str]) -> dict[str, list[StatedDetails]]:
        """Person id to what each visible record says of them. A person without one is absent."""
        found: dict[str, list[StatedDetails]] = {}
        for row in self._read("reading/person_records", ids=sorted(persons)):
            stated = StatedDetails(row["record"], row["partner"], date.fromisoformat(row["stated_on"]), _details(row))
            found.setdefault(row["id"], []).append(stated)
        return found

    def person_contacts(self, persons: Sequence[str], window: Window) -> dict[str, list[Contact]]:
        return self._contacts("reading/person_touchpoints", persons, window)

    def address_contacts(self, addresses: Sequence[str], window: Window) -> dict[str, list[Contact]]:
        return self._contacts("reading/address_touchpoints", addresses, window)

    def person_cases(self, persons: Sequence[str]) -> dict[str, list[KnownCase]]:
        return self._cases("reading/person_cases", persons)

    def address_cases(self, addresses: Sequence[str]) -> dict[str, list[KnownCase]]:
        """Address id to the cases of the records whose current address it is."""
        return self._cases("reading/address_cases", addresses)

    def handlers(self, events: Sequence[str]) -> dict[str, Professional]:
        """Event key to the worker who dealt with it; of several, the one with the smallest key."""
        found: dict[str, Professional] = {}
        for row in self._read("reading/handlers", events=sorted(events)):
            worker = _professional(row, row["event"].partition(":")[0])
            held = found.get(row["event"])
            if held is None or worker.key < held.key:
                found[row["event"]] = worker
        return found

    def residences(self, persons: Sequence[str]) -> dict[str, list[Residence]]:
        found: dict[str, list[Residence]] = {}
        for row in self._read("reading/person_addresses", ids=sorted(persons)):
            residence = Residence(
                person=row["id"],
                record=row["record"],
                address=_address(row, row["address"]),
                first_seen=date.fromisoformat(row["first_seen"]),
                last_seen=date.fromisoformat(row["last_seen"]),
                current=row["current"],
            )
            found.setdefault(row["id"], []).append(residence)
        return found

    def households_of(self, persons: Sequence[str]) -> dict[str, list[Membership]]:
        rows = self._read("reading/person_households", ids=sorted(persons))
        return _memberships(rows, by="id", household="household", person="id")

    def members(self, households: Sequence[str]) -> dict[str, list[Membership]]:
        rows = self._read("reading/household_members", ids=sorted(households))
        return _memberships(rows, by="id", household="id", person="person")

    def addresses(self, ids: Sequence[str]) -> dict[str, AddressDescription]:
        return {row["id"]: _address(row, row["id"]) for row in self._read("reading/addresses", ids=sorted(ids))}

    def residents(self, addresses: Sequence[str], after: date) -> dict[str, list[Resident]]:
        """Address id to the persons seen there after ``after``, one entry a record."""
        found: dict[str, list[Resident]] = {}
        rows = self._read("reading/address_residents", ids=sorted(addresses), after=after.isoformat())
        for row in rows:
            resident = Resident(
                person=row["person"],
                record=row["record"],
                first_seen=date.fromisoformat(row["first_seen"]),
                last_seen=date.fromisoformat(row["last_seen"]),
                current=row["current"],
            )
            found.setdefault(row["id"], []).append(resident)
        return found

    def persons_with_identifier(self, key: str) -> list[Candidate]:
        """Persons of the records that carry the identifier ``nhs:9434765919``."""
        rows = self._read("reading/persons_by_identifier", key=key)
        return [Candidate(row["person"], row["record"], 1) for row in rows]

    def persons_sharing(self, search_keys: Iterable[str]) -> list[Candidate]:
        rows = self._read("reading/persons_by_search_keys", keys=sorted(search_keys), most=SEARCH_CANDIDATES)
        return [Candidate(row["person"], row["record"], row["shared"]) for row in rows]

    def addresses_by_uprn(self, uprn: str) -> list[AddressDescription]:
        rows = self._read("reading/addresses_by_uprn", uprn=uprn)
        return [_address(row, row["address"]) for row in rows]

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]:
        rows = self._read("reading/addresses_by_postcode", postcode=postcode)
        return [_address(row, row["address"]) for row in rows]

    def _contacts(self, name: str, ids: Sequence[str], window: Window) -> dict[str, list[Contact]]:
        found: dict[str, list[Contact]] = {}
        rows = self._read(name, ids=sorted(ids), after=window.after.isoformat(), until=window.until.isoformat())
        for row in rows:
            contact = Contact(row["partner"], row["event"], row["kind"], date.fromisoformat(row["happened_on"]))
            found.setdefault(row["id"], []).append(contact)
        return found

    def _cases(self, name: str, ids: Sequence[str]) -> dict[str, list[KnownCase]]:
        found: dict[str, list[KnownCase]] = {}
        for row in self._read(name, ids=sorted(ids)):
            case = Case(row["is_open"], _day(row["opened_on"]), _day(row["closed_on"]))
            worker = _professional(row, row["partner"])
            known = KnownCase(row["partner"], row["record"], case, date.fromisoformat(row["stated_on"]), worker)
            found.setdefault(row["id"], []).append(known)
        return found

    def _read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement, then hold every row against the visibility once more."""
        rows = self.graph.read(name, number=self.generation.number, **self.visibility.parameters(), **params)
        for row in rows:
            record = row["record"]
            if record and not self.visibility.admits(record):
                raise VisibilityBreach(f"{name} returned a record that this reader may not see; nothing was shown.")
        return rows


def _details(row: dict[str, Any]) -> Details:
    return Details(row["title"], row["forenames"], row["surname"], row["known_as"], _day(row["born_on"]), row["sex"])


def _professional(row: dict[str, Any], partner: str) -> Professional:
    return Professional(row["worker"], partner, row["name"], row["role"], row["team"], row["phone"], row["email"])


def _address(row: dict[str, Any], id: str) -> AddressDescription:
    return AddressDescription(
        id=id,
        uprn=row["uprn"],
        postcode=row["postcode"],
        flat=row["flat"],
        number=row["number"],
        lines=row["lines"],
        institution=row["institution"],
        crowded=row["crowded"],
    )


def _memberships(
    rows: Iterable[dict[str, Any]], *, by: str, household: str, person: str
) -> dict[str, list[Membership]]:
    """One membership a person and household, however many records of the person the statement saw."""
    found: dict[str, dict[tuple[str, str], Membership]] = {}
    for row in rows:
        membership = Membership(
            household=row[household],
            person=row[person],
            address=row["address"],
            first_day=_day(row["first_day"]),
            last_day=_day(row["last_day"]),
        )
        found.setdefault(row[by], {})[(membership.household, membership.person)] = membership
    return {key: [own[name] for name in sorted(own)] for key, own in found.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
