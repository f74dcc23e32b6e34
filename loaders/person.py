"""Who a row is about: the details and identifiers that its cells state."""

from datetime import date
from typing import NamedTuple

from mast.core.facts import Details, Identifier
from mast.fields.contacts import email, phone
from mast.fields.dates import is_default_birthday
from mast.fields.identifiers import nhs_number, upn
from mast.fields.names import PersonName, parse_full_name, person_name
from mast.fields.reasons import FieldError
from mast.fields.sex import sex
from mast.loaders.contract import Mapping, Meaning
from mast.loaders.days import DayReader
from mast.loaders.stating import Cells, Fault, Stated, checked, code, number, text, too_long

MEANINGS = (
    Meaning.RECORD,
    Meaning.TITLE,
    Meaning.FORENAMES,
    Meaning.MIDDLE_NAMES,
    Meaning.SURNAME,
    Meaning.FULL_NAME,
    Meaning.KNOWN_AS,
    Meaning.BORN_ON,
    Meaning.SEX,
    Meaning.NHS,
    Meaning.NHS_STATUS,
    Meaning.UPN,
    Meaning.PHONE,
    Meaning.EMAIL,
)


_IDENTIFIERS = ((Meaning.NHS, nhs_number), (Meaning.UPN, upn), (Meaning.PHONE, phone), (Meaning.EMAIL, email))


class Person(NamedTuple):
    """``record`` is the partner's own id of the person, ``""`` where the row gives none."""

    record: str = ""
    details: Details = Details()
    identifiers: tuple[Identifier, ...] = ()

    @property
    def is_named(self) -> bool:
        return bool(self.details.surname or self.details.forenames)


class PersonReader:
    """Reads a person as one mapping describes it; no one is born after ``as_of``. Called through a Statement."""

    def __init__(self, mapping: Mapping, as_of: date) -> None:
        self._as_of = as_of
        self._verified = mapping.records.nhs_verified
        self._statuses = {code(written): meant == "verified" for written, meant in mapping.codes.nhs_status.items()}
        self._sexes = {code(written): meant for written, meant in mapping.codes.sex.items()}
        self._day = DayReader(mapping.dates, Meaning.BORN_ON)
        self._unknown_days = {self._day(written) for written in mapping.dates.unknown_birth_dates}

    def __call__(self, cells: Cells) -> Stated[Person]:
        if long := too_long(cells):
            return Stated(Person(), long)
        faults: list[Fault] = []
        name = _name(cells)
        details = Details(
            title=name.title,
            forenames=name.forenames,
            surname=name.surname,
            known_as=name.known_as,
            born_on=self._born_on(cells, faults),
            sex=self._sex(cells, faults),
        )
        return Stated(Person(number(cells, Meaning.RECORD), details, self._found(cells, faults)), tuple(faults))

    def _born_on(self, cells: Cells, faults: list[Fault]) -> date | None:
        try:
            born_on = self._day(cells.get(Meaning.BORN_ON, ""))
        except FieldError:
            faults.append(Fault(Meaning.BORN_ON, "bad_dob"))
            return None
        if born_on is None or born_on in self._unknown_days:
            return None
        if born_on > self._as_of:
            faults.append(Fault(Meaning.BORN_ON, "future_dob"))
            return None
        if is_default_birthday(born_on):
            faults.append(Fault(Meaning.BORN_ON, "default_dob"))
            return None
        return born_on

    def _sex(self, cells: Cells, faults: list[Fault]) -> str:
        written = number(cells, Meaning.SEX)
        try:
            return self._sexes[code(written)] if self._sexes and written else sex(written)
        except (KeyError, FieldError):
            faults.append(Fault(Meaning.SEX, "unknown_code"))
            return ""

    def _found(self, cells: Cells, faults: list[Fault]) -> tuple[Identifier, ...]:
        found: list[Identifier] = []
        for meaning, read in _IDENTIFIERS:
            if value := checked(read, cells, meaning, faults):
                verified = meaning is Meaning.NHS and self._is_verified(cells, faults)
                found.append(Identifier(meaning.value, value, verified))
        return tuple(found)

    def _is_verified(self, cells: Cells, faults: list[Fault]) -> bool:
        if Meaning.NHS_STATUS not in cells:
            return self._verified
        written = number(cells, Meaning.NHS_STATUS)
        if written and code(written) not in self._statuses:
            faults.append(Fault(Meaning.NHS_STATUS, "unknown_code"))
        return self._statuses.get(code(written), False)


def _name(cells: Cells) -> PersonName:
    if Meaning.FULL_NAME in cells:
        return parse_full_name(text(cells, Meaning.FULL_NAME))
    return person_name(
        forenames=f"{text(cells, Meaning.FORENAMES)} {text(cells, Meaning.MIDDLE_NAMES)}",
        surname=text(cells, Meaning.SURNAME),
        title=text(cells, Meaning.TITLE),
        known_as=text(cells, Meaning.KNOWN_AS),
    )
