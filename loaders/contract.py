"""The closed contract of one partner's extract: everything that a mapping file may say, typed and checked.

A column that the contract does not name does not come in. That is the point of it: a partner that adds a column of free
text to its export is stopped at the door, and not at the first reader.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from mast.loaders.columns import detail_in, folded
from mast.loaders.parts import (
    Codes,
    DeliveryPart,
    FilePart,
    Part,
    PartnerPart,
    Professionals,
    Records,
    Text,
    Touchpoints,
)


class Meaning(StrEnum):
    """What a column may mean to MAST. There is no meaning for notes, offences, diagnoses or outcomes."""

    RECORD = "record"
    EVENT = "event"
    ON = "on"
    KIND = "kind"
    TITLE = "title"
    FORENAMES = "forenames"
    MIDDLE_NAMES = "middle_names"
    SURNAME = "surname"
    FULL_NAME = "full_name"
    KNOWN_AS = "known_as"
    BORN_ON = "born_on"
    SEX = "sex"
    NHS = "nhs"
    NHS_STATUS = "nhs_status"
    UPN = "upn"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS_1 = "address_1"
    ADDRESS_2 = "address_2"
    ADDRESS_3 = "address_3"
    ADDRESS_4 = "address_4"
    ADDRESS_5 = "address_5"
    TOWN = "town"
    POSTCODE = "postcode"
    UPRN = "uprn"
    CASE_STATUS = "case_status"
    CASE_OPENED_ON = "case_opened_on"
    CASE_CLOSED_ON = "case_closed_on"
    WORKER_NAME = "worker_name"
    WORKER_TEAM = "worker_team"
    WORKER_PHONE = "worker_phone"
    WORKER_EMAIL = "worker_email"
    WORKER_CONTACT = "worker_contact"


DATED = (Meaning.ON, Meaning.BORN_ON, Meaning.CASE_OPENED_ON, Meaning.CASE_CLOSED_ON)
ADDRESS_LINES = tuple(meaning for meaning in Meaning if meaning.startswith("address_"))
DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?([0-3]\d)(?!\d)")
IGNORED = "ignored"

_DIRECTIVE = re.compile(r"%(.)")
_READABLE = frozenset("YmdbBHMSz")


def _date_format(written: str) -> str:
    parts = _DIRECTIVE.findall(written)
    if not (set(parts) <= _READABLE and {"Y", "d"} <= set(parts) and set(parts) & {"m", "b", "B"}):
        raise ValueError(f"'{written}' is no date format; write one of %Y %m %b %B %d %H %M %S %z for each part")
    return written


def _as_tuple(written: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_date_format(one) for one in ((written,) if isinstance(written, str) else written))


Formats = Annotated[str | tuple[str, ...], AfterValidator(_as_tuple)]


class Dates(Part):
    """How days and times are written."""

    formats: dict[Meaning, Formats]
    """One strptime pattern, or several, by meaning. A spreadsheet's own dates are read without any."""
    timezone: Literal["Europe/London", "UTC"] = "Europe/London"
    """Of a time that states no offset."""
    unknown_birth_dates: tuple[str, ...] = ()
    """What this partner's system writes where it holds no date of birth: these read as empty."""


class Mapping(Part):
    """One partner's extract."""

    partner: PartnerPart
    """The agency that the extract comes from."""
    file: FilePart
    """What the file looks like."""
    columns: dict[str, Meaning | Literal["ignored"]]
    """Header name to meaning, or to ``ignored``. A column that is not listed refuses the file."""
    synonyms: dict[str, tuple[Text, ...]] = {}
    """Other header names that a column of ``[columns]`` may come under."""
    dates: Dates
    """How days and times are written."""
    codes: Codes = Codes()
    """What the partner's codes mean."""
    touchpoints: Touchpoints
    """How a row becomes a touchpoint."""
    records: Records = Records()
    """How a row becomes a record."""
    professionals: Professionals = Professionals()
    """How a row becomes a professional."""
    delivery: DeliveryPart = DeliveryPart()
    """What one delivery is."""

    @property
    def code(self) -> str:
        return self.partner.code

    def written(self) -> dict[str, Any]:
        """What its file says, as JSON: no key that was left out, since a format may not have it at all."""
        return self.model_dump(mode="json", exclude_unset=True)

    @property
    def meanings(self) -> dict[Meaning, str]:
        """Header name by meaning, the ignored columns apart."""
        return {meaning: name for name, meaning in self.columns.items() if isinstance(meaning, Meaning)}

    @property
    def names(self) -> dict[str, str]:
        """Column of ``[columns]`` by every folded name that it may come under."""
        return {folded(name): column for column in self.columns for name in (column, *self.synonyms.get(column, ()))}

    @model_validator(mode="after")
    def _takes_in_no_case_detail(self) -> Self:
        for column, meaning in self.columns.items():
            for name in (column, *self.synonyms.get(column, ())):
                if meaning != IGNORED and (detail := detail_in(name)):
                    raise ValueError(f"columns.{column}: a column named '{name}' holds {detail}. List it as ignored")
        return self

    @model_validator(mode="after")
    def _names_each_column_once(self) -> Self:
        seen: dict[str, str] = {}
        for column in self.synonyms:
            if column not in self.columns:
                raise ValueError(f"synonyms.{column}: '{column}' is no column of [columns]. Correct or remove it")
        for column in self.columns:
            for name in (column, *self.synonyms.get(column, ())):
                if (other := seen.setdefault(folded(name), column)) != column:
                    raise ValueError(f"columns.{column}: '{name}' is a name of '{other}' as well. Keep one of them")
        if self.file.widths and set(self.file.widths) != set(self.columns):
            odd = sorted(set(self.file.widths) ^ set(self.columns))[0]
            raise ValueError(f"file.widths: '{odd}' is in [columns] or in file.widths alone. List it in both")
        return self

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        mapped = [meaning for meaning in self.columns.values() if meaning != IGNORED]
        twice = sorted({meaning for meaning in mapped if mapped.count(meaning) > 1})
        if twice:
            raise ValueError(f"columns: two columns mean '{twice[0]}'; map one of them and list the other as ignored")
        if self.file.format in ("jsonl", "json"):
            names = [name for column in self.columns for name in (column, *self.synonyms.get(column, ()))]
            for name in names:
                if any(other.startswith(f"{name}.") for other in names):
                    raise ValueError(f"columns: '{name}' is both a value and an object; map it, or what lies in it")
        for name in self.file.optional:
            if name not in self.columns:
                raise ValueError(f"file.optional: '{name}' is no column of [columns]; correct or remove it")
        return self

    @model_validator(mode="after")
    def _says_who_what_and_when(self) -> Self:
        has = self.meanings
        if Meaning.EVENT not in has or Meaning.ON not in has:
            raise ValueError("columns: map one column to 'event' and one to 'on'")
        if self.records.id_is_event == (Meaning.RECORD in has):
            raise ValueError("columns: map one column to 'record', or set records.id_is_event = true, not both")
        if (Meaning.SURNAME in has) == (Meaning.FULL_NAME in has):
            raise ValueError("columns: map one column to 'surname' or one to 'full_name', not both")
        if self.partner.has_cases != (Meaning.CASE_STATUS in has):
            raise ValueError("columns: a partner with has_cases = true maps 'case_status', and no other partner does")
        return self

    @model_validator(mode="after")
    def _says_how_to_read_dates_and_codes(self) -> Self:
        has = self.meanings
        for meaning in DATED:
            if meaning in has and meaning not in self.dates.formats:
                raise ValueError(f"dates.formats: say how to read '{meaning}', for instance \"%d/%m/%Y\"")
        for name, codes in (("nhs_status", self.codes.nhs_status), ("case_status", self.codes.case_status)):
            if Meaning(name) in has and not codes:
                raise ValueError(f"codes.{name}: list the codes of that column and what each means")
        if Meaning.KIND in has and not self.codes.kind:
            raise ValueError("codes.kind: list the codes of that column and the kind that each means")
        if Meaning.KIND not in has and not self.touchpoints.kind:
            raise ValueError("touchpoints.kind: name the kind of every row, or map a column to 'kind'")
        for kind in filter(None, [self.touchpoints.kind, *self.codes.kind.values()]):
            if kind not in self.touchpoints.kinds:
                raise ValueError(f"touchpoints.kinds: '{kind}' is not in the closed list; add it there or correct it")
        return self
