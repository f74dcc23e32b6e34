"""The closed contract of one partner's extract: everything that a mapping file may say, typed and checked.

A column that the contract does not name does not come in. That is the point of it: a partner that adds a column of free
text to its export is stopped at the door, and not at the first reader.
"""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mast.core.facts import Partner


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


def _as_tuple(written: object) -> object:
    return (written,) if isinstance(written, str) else written


Text = Annotated[str, Field(min_length=1, max_length=200)]
Formats = Annotated[tuple[Annotated[str, AfterValidator(_date_format)], ...], BeforeValidator(_as_tuple)]


class Part(BaseModel):
    """A table of a mapping file: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DutyDesk(Part):
    team: Text
    phone: Text
    email: str = ""
    hours: str = ""


class PartnerPart(Part):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    name: Text
    order: int = 100
    has_cases: bool
    stale_after_days: Annotated[int, Field(gt=0)]
    duty_desk: DutyDesk

    def partner(self) -> Partner:
        desk = self.duty_desk
        return Partner(
            code=self.code,
            name=self.name,
            has_cases=self.has_cases,
            stale_after_days=self.stale_after_days,
            duty_team=desk.team,
            duty_phone=desk.phone,
            duty_email=desk.email,
            duty_hours=desk.hours,
            order=self.order,
        )


class FilePart(Part):
    """``name`` is a pattern with ``*``; a date in it (yyyymmdd or yyyy-mm-dd) is the as-of date."""

    name: Text
    format: Literal["csv", "xlsx", "jsonl"]
    encoding: Literal["utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15"] = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[^\w\s\"]|\t$")] = ","
    sheet: str = ""
    optional: tuple[str, ...] = ()


class Dates(Part):
    """``formats``: one strptime pattern or several by meaning; ``timezone``: of a time that states no offset.

    ``unknown_birth_dates`` are what this partner's system writes where it holds no date of birth: they read as empty.
    """

    formats: dict[Meaning, Formats]
    timezone: Literal["Europe/London", "UTC"] = "Europe/London"
    unknown_birth_dates: tuple[str, ...] = ()


class Codes(Part):
    """What the partner's codes mean, by the partner's own spelling; case and outer spaces do not count."""

    sex: dict[str, Literal["male", "female", "other", ""]] = {}
    nhs_status: dict[str, Literal["verified", "not_verified"]] = {}
    case_status: dict[str, Literal["open", "closed"]] = {}
    kind: dict[str, Text] = {}


class Touchpoints(Part):
    """The closed list of kinds; ``kind`` is every row's kind, or the kind of a row whose kind column is empty."""

    kinds: Annotated[tuple[Text, ...], Field(min_length=1)]
    kind: str = ""


class Records(Part):
    """How a row becomes a record. ``id_is_event``: the partner has no person ids, an event's id names its one person.

    ``may_name_nobody``: a row with neither an id of a person nor a name is an event at an address, and not a fault.
    """

    id_is_event: bool = False
    may_name_nobody: bool = False
    nhs_verified: bool = False


class Professionals(Part):
    role: str = ""
    team: str = ""


class Mapping(Part):
    """One partner's extract. ``columns`` is header name to meaning, or to ``ignored``."""

    partner: PartnerPart
    file: FilePart
    columns: dict[str, Meaning | Literal["ignored"]]
    dates: Dates
    codes: Codes = Codes()
    touchpoints: Touchpoints
    records: Records = Records()
    professionals: Professionals = Professionals()

    @property
    def code(self) -> str:
        return self.partner.code

    @property
    def meanings(self) -> dict[Meaning, str]:
        """Header name by meaning, the ignored columns apart."""
        return {meaning: name for name, meaning in self.columns.items() if isinstance(meaning, Meaning)}

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        mapped = [meaning for meaning in self.columns.values() if meaning != IGNORED]
        twice = sorted({meaning for meaning in mapped if mapped.count(meaning) > 1})
        if twice:
            raise ValueError(f"columns: two columns mean '{twice[0]}'; map one of them and list the other as ignored")
        if self.file.format == "jsonl":
            for name in self.columns:
                if any(other.startswith(f"{name}.") for other in self.columns):
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
