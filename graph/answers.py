"""What the reading statements answer, as values: what a person's records say and had, addresses, stays, households."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from typing import Any

from mast.core.card import Contact, KnownCase
from mast.core.facts import Case, Details, Professional

Row = Mapping[str, Any]


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
class Unsure:
    """A partner's record that may be ``person``'s too, and is ``other``'s as long as nobody has confirmed it."""

    person: str
    partner: str
    other: str


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


@dataclass(slots=True)
class PersonCard:
    """All that a card shows of one person, read at once.

    ``published``: the number of the generation that was the published one just then. ``handlers``: event to the worker
    who dealt with it. ``members``: household to its members, themselves among them; ``housemates``: other members to
    what their records say.
    """

    published: int = 0
    details: list[StatedDetails] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    handlers: dict[str, Professional] = field(default_factory=dict)
    cases: list[KnownCase] = field(default_factory=list)
    residences: list[Residence] = field(default_factory=list)
    households: list[Membership] = field(default_factory=list)
    members: dict[str, list[Membership]] = field(default_factory=dict)
    housemates: dict[str, list[StatedDetails]] = field(default_factory=dict)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def stated_details(record: str, partner: str, said: Sequence[Any]) -> StatedDetails:
    """``said``: the day it was stated on, title, forenames, surname, known as, date of birth, sex."""
    stated_on, title, forenames, surname, known_as, born_on, sex = said
    details = Details(title, forenames, surname, known_as, day(born_on), sex)
    return StatedDetails(record, partner, date.fromisoformat(stated_on), details)


def known_case(record: str, partner: str, said: Sequence[Any]) -> KnownCase:
    """``said``: is it open, the days it was opened, closed and stated on, and the worker as in ``professional``."""
    is_open, opened_on, closed_on, stated_on, *worker = said
    case = Case(is_open, day(opened_on), day(closed_on))
    return KnownCase(partner, record, case, date.fromisoformat(stated_on), professional(partner, worker))


def professional(partner: str, said: Sequence[Any]) -> Professional:
    """``said``: key, name, role, team, phone, email."""
    key, *parts = said
    return Professional(key, partner, *parts)


def residence(person: str, record: str, said: Sequence[Any]) -> Residence:
    """``said``: the address's id, the days first and last seen, is it current, and the address's parts in order."""
    address, first_seen, last_seen, current, *parts = said
    description = AddressDescription(address, *parts)
    return Residence(
        person, record, description, date.fromisoformat(first_seen), date.fromisoformat(last_seen), current
    )


def with_current(stays: Sequence[Residence]) -> list[Residence]:
    """One record's stays. Where its current address may not be seen, the newest that may is the current one: else the
    others would tell that there is another.
    """
    if not stays or any(stay.current for stay in stays):
        return list(stays)
    newest = max(stays, key=lambda stay: (stay.last_seen, stay.first_seen, stay.address.id))
    return [replace(stay, current=stay is newest) for stay in stays]


def person_card(row: Row) -> PersonCard:
    """A row of ``reading/person_cards``."""
    card = PersonCard(published=row["published"])
    for record, partner, says, contacts, cases, residences in sorted(row["records"], key=itemgetter(0)):
        card.details += [stated_details(record, partner, said) for said in says]
        for event, kind, on, handlers in contacts:
            card.contacts.append(Contact(partner, event, kind, date.fromisoformat(on)))
            for _, *worker in handlers:
                take_handler(card.handlers, event, worker)
        card.cases += [known_case(record, partner, said) for said in cases]
        card.residences += with_current([residence(row["id"], record, said) for said in residences])
    for household, address, first_day, last_day in row["homes"]:
        membership = Membership(household, row["id"], address, day(first_day), day(last_day))
        card.households.append(membership)
        card.members[household] = [membership]
    seen: set[tuple[str, str]] = set()
    for household, person, first_day, last_day, record, partner, *said in row["housemates"]:
        home = card.members.get(household)
        if home is None:
            continue
        card.housemates.setdefault(person, []).append(stated_details(record, partner, said))
        if (household, person) not in seen:
            seen.add((household, person))
            home.append(Membership(household, person, home[0].address, day(first_day), day(last_day)))
    return card


def records_shown(row: Row) -> Iterator[str]:
    """Every record that a row of ``reading/person_cards`` was made of, for the check of what may be seen."""
    for record, _, _, contacts, _, _ in row["records"]:
        yield record
        yield from (handler[0] for *_, handlers in contacts for handler in handlers)
    yield from (mate[4] for mate in row["housemates"])


def ids_shown(row: Row) -> Iterator[str]:
    """Every person, household and address that a row of ``reading/person_cards`` names, for the same check."""
    yield row["id"]
    for *_, residences in row["records"]:
        yield from (said[0] for said in residences)
    for household, address, *_ in row["homes"]:
        yield from (household, address)
    yield from (mate[1] for mate in row["housemates"])


def take_handler(found: dict[str, Professional], event: str, said: Sequence[Any]) -> None:
    """Note who dealt with an event; of several, the one with the smallest key stays."""
    worker = professional(event.partition(":")[0], said)
    held = found.get(event)
    if held is None or worker.key < held.key:
        found[event] = worker


def address_of(row: Row, id: str) -> AddressDescription:
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


def memberships(rows: Iterable[Row], *, by: str, household: str, person: str) -> dict[str, list[Membership]]:
    """One membership a person and household, however many records of the person the statement saw."""
    found: dict[str, dict[tuple[str, str], Membership]] = {}
    for row in rows:
        membership = Membership(
            household=row[household],
            person=row[person],
            address=row["address"],
            first_day=day(row["first_day"]),
            last_day=day(row["last_day"]),
        )
        found.setdefault(row[by], {})[(membership.household, membership.person)] = membership
    return {key: [own[name] for name in sorted(own)] for key, own in found.items()}
