"""Whom to ring about a row: the professional, and the case, that its cells state."""

from datetime import date

from mast.core.facts import Case, Professional
from mast.fields.contacts import email, phone
from mast.fields.reasons import FieldError
from mast.fields.text import clean, fold
from mast.loaders.contract import Mapping, Meaning
from mast.loaders.days import DayReader
from mast.loaders.stating import Cells, Fault, Stated, checked, code, text, too_long

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

    def __init__(self, mapping: Mapping) -> None:
        self._partner = mapping.code
        self._role = mapping.professionals.role
        self._team = mapping.professionals.team

    def __call__(self, cells: Cells) -> Stated[Professional | None]:
        if long := too_long(cells):
            return Stated(None, long)
        faults: list[Fault] = []
        name = clean(text(cells, Meaning.WORKER_NAME))
        team = clean(text(cells, Meaning.WORKER_TEAM)) or self._team
        telephone, address = self._contacts(cells, faults)
        if not (name or telephone or address):
            return Stated(None, tuple(faults))
        parts = "/".join((fold(name), fold(team), telephone, fold(address)))
        worker = Professional(
            key=f"{self._partner}|{parts}",
            partner=self._partner,
            name=name,
            role=self._role,
            team=team,
            phone=telephone,
            email=address,
        )
        return Stated(worker, tuple(faults))

    def _contacts(self, cells: Cells, faults: list[Fault]) -> tuple[str, str]:
        telephone = checked(phone, cells, Meaning.WORKER_PHONE, faults)
        address = checked(email, cells, Meaning.WORKER_EMAIL, faults)
        if "@" in text(cells, Meaning.WORKER_CONTACT):
            address = address or checked(email, cells, Meaning.WORKER_CONTACT, faults)
        else:
            telephone = telephone or checked(phone, cells, Meaning.WORKER_CONTACT, faults)
        return telephone, address


class CaseReader:
    """Reads a case by its status column, and its days where the partner states them."""

    def __init__(self, mapping: Mapping) -> None:
        self._statuses = {code(written): meant == "open" for written, meant in mapping.codes.case_status.items()}
        self._days = {
            meaning: DayReader(mapping.dates, meaning)
            for meaning in (Meaning.CASE_OPENED_ON, Meaning.CASE_CLOSED_ON)
            if meaning in mapping.meanings
        }

    def __call__(self, cells: Cells) -> Stated[Case | None]:
        status = code(text(cells, Meaning.CASE_STATUS))
        if not status:
            return Stated(None)
        if status not in self._statuses:
            return Stated(None, (Fault(Meaning.CASE_STATUS, "unknown_code"),))
        faults: list[Fault] = []
        opened_on, closed_on = (self._day(cells, meaning, faults) for meaning in CASE_MEANINGS[1:])
        return Stated(Case(self._statuses[status], opened_on, closed_on), tuple(faults))

    def _day(self, cells: Cells, meaning: Meaning, faults: list[Fault]) -> date | None:
        if meaning not in self._days:
            return None
        try:
            return self._days[meaning](cells.get(meaning, ""))
        except FieldError:
            faults.append(Fault(meaning, "bad_case_date"))
            return None
