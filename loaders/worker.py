"""Whom to ring about a row: the professional, and the case, that its cells state."""

from datetime import date

from mast.core.facts import Case, Professional
from mast.fields.contacts import email, phone
from mast.fields.reasons import FieldError
from mast.fields.text import clean, spelt
from mast.loaders.contract import Mapping, Meaning
from mast.loaders.days import DayReader
from mast.loaders.formats.table import Cell
from mast.loaders.stating import NO_FAULTS, Cells, Checked, Fault, Places, Remembered, Stated, code, text

WORKER_MEANINGS = (
    Meaning.WORKER_NAME,
    Meaning.WORKER_TEAM,
    Meaning.WORKER_PHONE,
    Meaning.WORKER_EMAIL,
    Meaning.WORKER_CONTACT,
)
CASE_MEANINGS = (Meaning.CASE_STATUS, Meaning.CASE_OPENED_ON, Meaning.CASE_CLOSED_ON)


class WorkerReader:
    """Reads a professional as one mapping describes it. A telephone here is the worker's, never the person's."""

    def __init__(self, mapping: Mapping, places: Places) -> None:
        self._places = places
        self._partner = mapping.code
        self._role = mapping.professionals.role
        self._team = mapping.professionals.team
        self._name, self._team_at, self._phone, self._email, self._contact = map(places.of, WORKER_MEANINGS)
        self._phones = Remembered(Checked(phone, Meaning.WORKER_PHONE))
        self._emails = Remembered(Checked(email, Meaning.WORKER_EMAIL))
        self._contact_phones = Remembered(Checked(phone, Meaning.WORKER_CONTACT))
        self._contact_emails = Remembered(Checked(email, Meaning.WORKER_CONTACT))

    def __call__(self, cells: Cells) -> Stated[Professional | None]:
        if unfit := self._places.beyond_limits(cells):
            return Stated(None, unfit)
        name = clean(text(cells[self._name]))
        team = clean(text(cells[self._team_at])) or self._team
        telephone, address, faults = self._contacts(cells)
        if not (name or telephone or address):
            return Stated(None, faults)
        parts = "/".join((spelt(name), spelt(team), telephone, spelt(address)))
        worker = Professional(
            key=f"{self._partner}|{parts}",
            partner=self._partner,
            name=name,
            role=self._role,
            team=team,
            phone=telephone,
            email=address,
        )
        return Stated(worker, faults)

    def _contacts(self, cells: Cells) -> tuple[str, str, tuple[Fault, ...]]:
        """Telephone and e-mail address, each of its own column, else of that which is either."""
        telephone, of_phone = self._phones[cells[self._phone]]
        address, of_email = self._emails[cells[self._email]]
        either, of_either = cells[self._contact], NO_FAULTS
        if "@" in text(either):
            if not address:
                address, of_either = self._contact_emails[either]
        elif not telephone:
            telephone, of_either = self._contact_phones[either]
        return telephone, address, (*of_phone, *of_email, *of_either)


class CaseReader:
    """Reads a case by its status column, and its days where the partner states them."""

    def __init__(self, mapping: Mapping, places: Places) -> None:
        self._status, self._opened_on, self._closed_on = map(places.of, CASE_MEANINGS)
        self._statuses = {code(written): meant == "open" for written, meant in mapping.codes.case_status.items()}
        self._opened = Remembered(_CaseDayReader(mapping, Meaning.CASE_OPENED_ON))
        self._closed = Remembered(_CaseDayReader(mapping, Meaning.CASE_CLOSED_ON))

    def __call__(self, cells: Cells) -> Stated[Case | None]:
        status = code(text(cells[self._status]))
        if not status:
            return Stated(None)
        if status not in self._statuses:
            return Stated(None, (Fault(Meaning.CASE_STATUS, "unknown_code"),))
        opened_on, of_opened = self._opened[cells[self._opened_on]]
        closed_on, of_closed = self._closed[cells[self._closed_on]]
        return Stated(Case(self._statuses[status], opened_on, closed_on), (*of_opened, *of_closed))


class _CaseDayReader:
    def __init__(self, mapping: Mapping, meaning: Meaning) -> None:
        self._meaning = meaning
        self._day = DayReader(mapping.dates, meaning)

    def __call__(self, cell: Cell) -> Stated[date | None]:
        try:
            return Stated(self._day(cell))
        except FieldError:
            return Stated(None, (Fault(self._meaning, "bad_case_date"),))
