"""Who a row is about: the details and identifiers that its cells state."""

from datetime import date
from typing import NamedTuple

from mast.core.facts import Details, Identifier
from mast.fields.contacts import email, phone
from mast.fields.dates import is_default_birthday
from mast.fields.identifiers import is_test_nhs_number, nhs_number, upn
from mast.fields.names import PersonName, parse_full_name, person_name
from mast.fields.reasons import FieldError
from mast.fields.sex import sex
from mast.loaders.contract import Mapping, Meaning
from mast.loaders.days import DayReader
from mast.loaders.formats.table import Cell
from mast.loaders.stating import Cells, Checked, Fault, Places, Remembered, Stated, code, number, text

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


class Person(NamedTuple):
    """``record`` is the partner's own id of the person, ``""`` where the row gives none."""

    record: str = ""
    details: Details = Details()
    identifiers: tuple[Identifier, ...] = ()


class PersonReader:
    """Reads a person as one mapping describes it; no one is born after ``as_of``. Called through a Statement."""

    def __init__(self, mapping: Mapping, as_of: date, places: Places) -> None:
        self._places = places
        self._record, self._born_on, self._sex = map(places.of, (Meaning.RECORD, Meaning.BORN_ON, Meaning.SEX))
        self._name = NameReader(places)
        self._birthdays = Remembered(BirthdayReader(mapping, as_of))
        self._sexes = Remembered(SexReader(mapping))
        self._nhs = NhsReader(mapping, places)
        self._others = tuple(
            (meaning.value, places.of(meaning), Checked(read, meaning))
            for meaning, read in ((Meaning.UPN, upn), (Meaning.PHONE, phone), (Meaning.EMAIL, email))
            if meaning in places
        )

    def __call__(self, cells: Cells) -> Stated[Person]:
        if unfit := self._places.beyond_limits(cells):
            return Stated(Person(), unfit)
        name = self._name(cells)
        born_on, faults = self._birthdays[cells[self._born_on]]
        sex, of_sex = self._sexes[cells[self._sex]]
        found, of_number = self._nhs(cells)
        if of_sex or of_number:
            faults = (*faults, *of_sex, *of_number)
        for kind, at, read in self._others:
            value, fault = read(cells[at])
            if value:
                found = (*found, Identifier(kind, value))
            elif fault:
                faults = (*faults, *fault)
        details = Details(name.title, name.forenames, name.surname, name.known_as, born_on, sex)
        return Stated(Person(number(cells[self._record]), details, found), faults)


class NameReader:
    """Reads title, forenames, surname and known-as, whole or in parts."""

    def __init__(self, places: Places) -> None:
        self._whole = places.of(Meaning.FULL_NAME) if Meaning.FULL_NAME in places else None
        self._title, self._forenames, self._middle, self._surname, self._known_as = map(
            places.of, (Meaning.TITLE, Meaning.FORENAMES, Meaning.MIDDLE_NAMES, Meaning.SURNAME, Meaning.KNOWN_AS)
        )

    def __call__(self, cells: Cells) -> PersonName:
        if self._whole is not None:
            return parse_full_name(text(cells[self._whole]))
        return person_name(
            forenames=f"{text(cells[self._forenames])} {text(cells[self._middle])}",
            surname=text(cells[self._surname]),
            title=text(cells[self._title]),
            known_as=text(cells[self._known_as]),
        )


class BirthdayReader:
    """Reads a date of birth; None for what the partner or many systems write where none is known."""

    def __init__(self, mapping: Mapping, as_of: date) -> None:
        self._as_of = as_of
        self._day = DayReader(mapping.dates, Meaning.BORN_ON)
        self._unknown_days = {self._day(written) for written in mapping.dates.unknown_birth_dates}

    def __call__(self, cell: Cell) -> Stated[date | None]:
        try:
            born_on = self._day(cell)
        except FieldError:
            return Stated(None, (Fault(Meaning.BORN_ON, "bad_dob"),))
        if born_on is None or born_on in self._unknown_days:
            return Stated(None)
        if born_on > self._as_of:
            return Stated(None, (Fault(Meaning.BORN_ON, "future_dob"),))
        if is_default_birthday(born_on):
            return Stated(None, (Fault(Meaning.BORN_ON, "default_dob"),))
        return Stated(born_on)


class SexReader:
    """Reads a sex by the mapping's codes, or without any by those that are in use."""

    def __init__(self, mapping: Mapping) -> None:
        self._sexes = {code(written): meant for written, meant in mapping.codes.sex.items()}

    def __call__(self, cell: Cell) -> Stated[str]:
        written = number(cell)
        try:
            return Stated(self._sexes[code(written)] if self._sexes and written else sex(written))
        except (KeyError, FieldError):
            return Stated("", (Fault(Meaning.SEX, "unknown_code"),))


class NhsReader:
    """Reads the NHS number, and whether it was traced to the national register."""

    def __init__(self, mapping: Mapping, places: Places) -> None:
        self._number, self._status = places.of(Meaning.NHS), places.of(Meaning.NHS_STATUS)
        self._states_status = Meaning.NHS_STATUS in places
        self._live, self._verified = mapping.records.nhs_live, mapping.records.nhs_verified
        self._statuses = {code(written): meant == "verified" for written, meant in mapping.codes.nhs_status.items()}
        self._read = Checked(nhs_number, Meaning.NHS)

    def __call__(self, cells: Cells) -> Stated[tuple[Identifier, ...]]:
        value, faults = self._read(cells[self._number])
        if not value:
            return Stated((), faults)
        if self._live and is_test_nhs_number(value):
            return Stated((), (Fault(Meaning.NHS, "test_nhs_number"),))
        if not self._states_status:
            return Stated((Identifier("nhs", value, self._verified),))
        status = number(cells[self._status])
        verified = self._statuses.get(code(status))
        unknown = (Fault(Meaning.NHS_STATUS, "unknown_code"),) if status and verified is None else ()
        return Stated((Identifier("nhs", value, bool(verified)),), unknown)
