"""The tables of a mapping file, each typed and closed to keys that it does not know.

What is written below a key is its description in the published JSON Schema (``mapping.schema.json``).
"""

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from mast.core.facts import Partner

Text = Annotated[str, Field(min_length=1, max_length=200)]
Format = Literal["csv", "tsv", "fixed", "jsonl", "json", "xlsx", "ods", "parquet"]
Encoding = Literal["utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "detect"]
TEXT_FORMATS: tuple[Format, ...] = ("csv", "tsv", "fixed", "jsonl", "json")

_ONLY_FOR: dict[str, tuple[Format, ...]] = {
    "encoding": TEXT_FORMATS,
    "delimiter": ("csv",),
    "quote": ("csv", "tsv"),
    "escape": ("csv", "tsv"),
    "sheet": ("xlsx", "ods"),
    "widths": ("fixed",),
    "trimmed": ("fixed",),
}


class Part(BaseModel):
    """A table of a mapping file: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)


class DutyDesk(Part):
    """Whom to ring at this partner when no worker is known."""

    team: Text
    """The desk's name, as a card shows it."""
    phone: Text
    """Its telephone number, as a card shows it."""
    email: str = ""
    """Its mailbox."""
    hours: str = ""
    """When it answers, and who does at other times."""


class PartnerPart(Part):
    """The agency that the extract comes from."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    """Short name in record keys, exports and commands; never changed once data are loaded."""
    name: Text
    """The agency's name, as a card shows it."""
    order: int = 100
    """Place on a card, smallest first."""
    has_cases: bool
    """Whether it opens and closes cases: then it maps ``case_status``, and a card says whether one is open."""
    stale_after_days: Annotated[int, Field(gt=0)]
    """Data older than this read as "not available", never as "no contact"."""
    duty_desk: DutyDesk
    """Whom to ring when no worker is known."""

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
    """What the file looks like. Gzip, and a zip of one file, are unpacked whatever the format is."""

    name: Text
    """Pattern of its name, with ``*``; a date in the name (yyyymmdd or yyyy-mm-dd) is the day of the data."""
    format: Format
    """``csv`` (any delimiter), ``tsv``, ``fixed`` (fixed width), ``jsonl``, ``json`` (one array), ``xlsx``, ``ods`` or
    ``parquet``."""
    encoding: Encoding = "utf-8"
    """Encoding of a text format. ``detect`` finds out and reports it, and refuses a file that it cannot be sure of."""
    delimiter: Annotated[str, StringConstraints(strip_whitespace=False, pattern=r"^([^\w\s\"]|\t)$")] = ","
    """What parts the cells of a ``csv``: any one character that is no letter, figure, space or double quote."""
    quote: Literal['"', "'", ""] = '"'
    """What encloses a cell that holds the delimiter or a line end; empty where cells are never enclosed."""
    escape: Literal["\\", ""] = ""
    """What stands before a quote or delimiter that belongs to a cell; empty where quotes are doubled instead."""
    sheet: str = ""
    """Name of the sheet of a workbook; empty for the only one that holds anything."""
    widths: dict[Text, Annotated[int, Field(gt=0, le=1000)]] = {}
    """Columns of a ``fixed`` file from left to right and their widths in characters; such a file has no header."""
    trimmed: bool = False
    """Whether a ``fixed`` file leaves out the blanks at the end of a line."""
    optional: tuple[str, ...] = ()
    """Columns of ``[columns]`` that may be missing from a file."""

    @property
    def separator(self) -> str:
        """What parts the cells of a line."""
        return "\t" if self.format == "tsv" else self.delimiter

    @model_validator(mode="after")
    def _says_what_its_format_needs(self) -> Self:
        for key in sorted(self.model_fields_set & set(_ONLY_FOR)):
            if self.format not in _ONLY_FOR[key]:
                raise ValueError(f"file.{key}: a file of format '{self.format}' has none. Remove it")
        if (self.format == "fixed") != bool(self.widths):
            raise ValueError("file.widths: list the columns and their widths for format 'fixed', and for no other")
        if self.separator in (self.quote, self.escape):
            raise ValueError("file.delimiter: it is the quote or the escape as well. Correct one of them")
        return self


class DeliveryPart(Part):
    """What one delivery is: how much of the partner's data, and how much there should be."""

    kind: Literal["delta", "full"] = "delta"
    """``full``: everything that the partner holds, so that what is no longer in it is retired. ``delta``: what is new
    or changed; what is absent is kept."""
    expected_rows: Annotated[int, Field(gt=0)] | None = None
    """Rows that a day's delivery usually has; left out where that is not known."""
    band: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of ``expected_rows`` by which a delivery may be smaller or larger before it is held."""

    @property
    def fewest_rows(self) -> int:
        """The smallest delivery within the band; 0 where nothing is expected."""
        return math.ceil(self.expected_rows * (1 - self.band)) if self.expected_rows else 0

    @property
    def most_rows(self) -> int | None:
        """The largest delivery within the band; None where nothing is expected."""
        return math.floor(self.expected_rows * (1 + self.band)) if self.expected_rows else None


class Codes(Part):
    """What codes mean, by the partner's own spelling; case, outer spaces and leading zeros do not count."""

    sex: dict[str, Literal["male", "female", "other", ""]] = {}
    """Codes of the ``sex`` column; empty means not known. Left out, usual words and the NHS codes are understood."""
    nhs_status: dict[str, Literal["verified", "not_verified"]] = {}
    """Codes of the ``nhs_status`` column."""
    case_status: dict[str, Literal["open", "closed"]] = {}
    """Codes of the ``case_status`` column."""
    kind: dict[str, Text] = {}
    """Codes of the ``kind`` column, each with a kind of ``touchpoints.kinds``."""


class Touchpoints(Part):
    """How a row becomes a touchpoint."""

    kinds: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The closed list of kinds that this partner's rows may have, in the words of a card."""
    kind: str = ""
    """Every row's kind, or the kind of a row whose ``kind`` column is empty."""


class Records(Part):
    """How a row becomes a record, which is one person as this partner knows them."""

    id_is_event: bool = False
    """The partner has no ids of persons: an event's id names its one person."""
    may_name_nobody: bool = False
    """A row with neither an id of a person nor a name is an event at an address, and not a fault."""
    nhs_verified: bool = False
    """Every NHS number in the extract was traced to the national register."""
    nhs_live: bool = False
    """NHS numbers are those of people: one of the range for tests (999) is flagged, and left out."""


class Professionals(Part):
    """How a row becomes a professional whom one may ring."""

    role: str = ""
    """What the worker of a row is, as a card shows it."""
    team: str = ""
    """The team of a worker whose row names none."""
