"""Read what one published generation says, as far as the reader may see. Methods take many ids: one round trip."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from mast.core.card import Contact, KnownCase, Tally
from mast.core.errors import MastError
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
    address_of,
    ids_shown,
    known_case,
    memberships,
    person_card,
    records_shown,
    residence,
    stated_details,
    take_handler,
    with_current,
)
from mast.graph.connection import Graph
from mast.graph.history import read_history
from mast.graph.published import Generation
from mast.graph.statements import statement

SEARCH_CANDIDATES: Final = 400
"""Records taken up for re-ranking; those that share the most search keys come first."""

_WORKER: Final = ("worker", "name", "role", "team", "phone", "email")
_SAID: Final = ("stated_on", "title", "forenames", "surname", "known_as", "born_on", "sex")
_CASE: Final = ("is_open", "opened_on", "closed_on", "stated_on", *_WORKER)
_OPEN_CASE: Final = ("opened_on", "closed_on", "stated_on", *_WORKER)
_PLACE: Final = ("uprn", "postcode", "flat", "number", "lines", "institution", "crowded")
_RESIDENCE: Final = ("address", "first_seen", "last_seen", "current", *_PLACE)
"""Columns in the order in which ``answers`` takes them."""


class VisibilityBreach(MastError):
    """The graph returned a row that the reader may not see: the second check caught what the first let through."""


class GraphReader:
    """Reads one generation under one ``Visibility``. Make one a request; it holds no state but these.

    ``history``: the generation may be so old that links of it were moved aside; then those are read too.
    """

    def __init__(self, graph: Graph, generation: Generation, visibility: Visibility, *, history: bool = False) -> None:
        self.graph, self.generation, self.visibility, self.history = graph, generation, visibility, history

    def person_cards(self, persons: Sequence[str], window: Window) -> dict[str, PersonCard]:
        """Person id to all that a card shows. A person of whom nothing is visible is absent."""
        name = "reading/person_cards"
        rows = self._rows(name, ids=self._asked(persons), **_days(window))
        for row in rows:
            for record in set(records_shown(row)):
                self._check(name, record)
            for id in set(ids_shown(row)):
                self._check_id(name, id)
        cards = {row["id"]: person_card(row) for row in rows}
        return {id: card for id, card in cards.items() if card.details}

    def details(self, persons: Sequence[str]) -> dict[str, list[StatedDetails]]:
        """Person id to what each visible record says of them. A person without one is absent."""
        found: dict[str, list[StatedDetails]] = {}
        for row in self._read("reading/person_records", ids=self._asked(persons)):
            stated = stated_details(row["record"], row["partner"], [row[name] for name in _SAID])
            found.setdefault(row["id"], []).append(stated)
        return found

    def unsure(self, persons: Sequence[str]) -> dict[str, list[Unsure]]:
        """Person id to the records that may be theirs too: what is left for review, and on no card."""
        found: dict[str, list[Unsure]] = {}
        for row in self._read("reading/person_unsure", ids=self._asked(persons)):
            found.setdefault(row["id"], []).append(Unsure(row["id"], row["partner"], row["person"]))
        return found

    def person_contacts(self, persons: Sequence[str], window: Window) -> dict[str, list[Contact]]:
        found: dict[str, list[Contact]] = {}
        for row in self._read("reading/person_touchpoints", ids=self._asked(persons), **_days(window)):
            contact = Contact(row["partner"], row["event"], row["kind"], _date(row["happened_on"]))
            found.setdefault(row["id"], []).append(contact)
        return found

    def address_tallies(self, addresses: Sequence[str], window: Window) -> dict[str, list[Tally]]:
        """Address id to the touchpoints at it, counted by the graph: an address may have tens of thousands."""
        found: dict[str, list[Tally]] = {}
        for row in self._read("reading/address_tallies", ids=self._asked(addresses), **_days(window)):
            on, event = row["last"].split(" ", 1)
            last = Contact(row["partner"], event, row["kind"], _date(on))
            found.setdefault(row["id"], []).append(Tally(row["partner"], row["kind"], row["count"], last))
        return found

    def person_cases(self, persons: Sequence[str], window: Window) -> dict[str, list[KnownCase]]:
        return self._cases("reading/person_cases", persons, window)

    def address_cases(self, addresses: Sequence[str], window: Window) -> dict[str, list[KnownCase]]:
        """Address id to the cases of the records whose current address it is: of each partner the newest open one, as
        the graph finds it, since an address may have thousands; for a past window, all.
        """
        if window.past:
            return self._cases("reading/address_cases", addresses, window)
        found: dict[str, list[KnownCase]] = {}
        for row in self._read("reading/address_open_cases", ids=self._asked(addresses), until=window.until.isoformat()):
            known = known_case(row["record"], row["partner"], [True, *(row[column] for column in _OPEN_CASE)])
            found.setdefault(row["id"], []).append(known)
        return found

    def handlers(self, events: Sequence[str]) -> dict[str, Professional]:
        """Event key to the worker who dealt with it; of several, the one with the smallest key."""
        found: dict[str, Professional] = {}
        for row in self._read("reading/handlers", events=sorted(events)):
            take_handler(found, row["event"], [row[name] for name in _WORKER])
        return found

    def residences(self, persons: Sequence[str], window: Window) -> dict[str, list[Residence]]:
        """Person id to where each record was seen; for a past window, as that was known to be on its last day."""
        if window.past:
            rows = self._read("reading/person_stays", ids=self._asked(persons), until=window.until.isoformat())
            newest: dict[str, str] = {}
            for row in rows:
                newest[row["record"]] = max(newest.get(row["record"], ""), row["last_seen"])
            rows = [{**row, "current": row["last_seen"] == newest[row["record"]]} for row in rows]
        else:
            rows = self._read("reading/person_addresses", ids=self._asked(persons))
        of_record: dict[tuple[str, str], list[Residence]] = {}
        for row in rows:
            stay = residence(row["id"], row["record"], [row[name] for name in _RESIDENCE])
            of_record.setdefault((row["id"], row["record"]), []).append(stay)
        found: dict[str, list[Residence]] = {}
        for (person, _), stays in of_record.items():
            found.setdefault(person, []).extend(with_current(stays))
        return found

    def households_of(self, persons: Sequence[str]) -> dict[str, list[Membership]]:
        rows = self._read("reading/person_households", ids=self._asked(persons))
        return memberships(rows, by="id", household="household", person="id")

    def members(self, households: Sequence[str]) -> dict[str, list[Membership]]:
        rows = self._read("reading/household_members", ids=self._asked(households))
        return memberships(rows, by="id", household="id", person="person")

    def addresses(self, ids: Sequence[str]) -> dict[str, AddressDescription]:
        return {row["id"]: address_of(row, row["id"]) for row in self._read("reading/addresses", ids=self._asked(ids))}

    def residents(self, addresses: Sequence[str], window: Window) -> dict[str, list[Resident]]:
        """Address id to the persons seen there in the window, one entry a record; as in ``residences``."""
        if window.past:
            rows = self._read("reading/address_stays", ids=self._asked(addresses), until=window.until.isoformat())
            rows = [{**row, "current": row["last_seen"] >= max(row["elsewhere"], default="")} for row in rows]
        else:
            rows = self._read("reading/address_residents", ids=self._asked(addresses), after=window.after.isoformat())
            rows = [{**row, "current": row["current"] or self._is_newest_seen(row)} for row in rows]
        found: dict[str, list[Resident]] = {}
        for row in rows:
            resident = Resident(
                person=row["person"],
                record=row["record"],
                first_seen=_date(row["first_seen"]),
                last_seen=_date(row["last_seen"]),
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
        return [address_of(row, row["address"]) for row in rows]

    def addresses_by_postcode(self, postcode: str) -> list[AddressDescription]:
        rows = self._read("reading/addresses_by_postcode", postcode=postcode)
        return [address_of(row, row["address"]) for row in rows]

    def _cases(self, name: str, ids: Sequence[str], window: Window) -> dict[str, list[KnownCase]]:
        """Cases by id. One whose opening has no day is open from its record's first row on; before that it is not."""
        rows = self._read(name, ids=self._asked(ids))
        undated = sorted({row["record"] for row in rows if window.past and not row["opened_on"]})
        first = self._read("reading/record_days", records=undated) if undated else []
        days = {row["record"]: row["first_on"] for row in first}
        found: dict[str, list[KnownCase]] = {}
        for row in rows:
            known = known_case(row["record"], row["partner"], [row[column] for column in _CASE])
            if row["record"] not in days or days[row["record"]] <= window.until.isoformat():
                found.setdefault(row["id"], []).append(known)
        return found

    def _read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement, then hold every row against the visibility once more."""
        rows = self._rows(name, **params)
        for row in rows:
            self._check(name, row["record"])
            for column in ("id", "person", "household", "address"):
                self._check_id(name, row.get(column, ""))
        return rows

    def _rows(self, name: str, **params: Any) -> list[dict[str, Any]]:
        wanted = statement(name).params
        seen = {key: value for key, value in self.visibility.parameters().items() if key in wanted}
        given = {"number": self.generation.number, **seen, **params}
        return read_history(self.graph, name, **given) if self.history else self.graph.read(name, **given)

    def _is_newest_seen(self, row: dict[str, Any]) -> bool:
        """Whether a record's current address is sealed, and this one the newest of the others; as ``with_current``."""
        sealed = self.visibility.sealed.addresses
        if not any(address in sealed and current for address, _, _, current in row["stays"]):
            return False
        seen = [(last, first, address) for address, last, first, _ in row["stays"] if address not in sealed]
        return bool(max(seen)[2] == row["id"])

    def _asked(self, ids: Iterable[str]) -> list[str]:
        return self.visibility.sealed.asked(ids)

    def _check(self, name: str, record: str) -> None:
        if record and not self.visibility.admits(record):
            raise VisibilityBreach(f"{name} returned a record that this reader may not see; nothing was shown.")

    def _check_id(self, name: str, id: str) -> None:
        if self.visibility.sealed.hides(id):
            raise VisibilityBreach(f"{name} returned what is sealed for this reader; nothing was shown.")


def _days(window: Window) -> dict[str, str]:
    return {"after": window.after.isoformat(), "until": window.until.isoformat()}


def _date(text: str) -> date:
    return date.fromisoformat(text)
