"""What a partner states, in MAST's own shape: the one vocabulary between loaders/, graph/ and resolution/.

Dates are ``datetime.date``; an absent text is ``""``, never None, so that both graph engines store and compare it
alike. What rows are made of is of named tuples, which are made three times as fast as frozen dataclasses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Details(NamedTuple):
    """Who the partner says a record is. ``sex`` is ``male``, ``female``, ``other`` or ``""``."""

    title: str = ""
    forenames: str = ""
    surname: str = ""
    known_as: str = ""
    born_on: date | None = None
    sex: str = ""


class Identifier(NamedTuple):
    """A number or address of reach that several records may share: ``kind`` is nhs, upn, phone or email.

    ``verified``: the partner traced it to the national register (an NHS number of status 01).
    """

    kind: str
    value: str
    verified: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


class StatedAddress(NamedTuple):
    """An address as a row wrote it, parsed. Two spellings are two of these; resolution joins them to one address.

    ``key`` is made of all the other parts but ``lines``, so a stated address never changes.
    """

    key: str
    uprn: str = ""
    postcode: str = ""
    flat: str = ""
    number: str = ""
    building: str = ""
    street: str = ""
    town: str = ""
    lines: str = ""


class Professional(NamedTuple):
    """A worker whom one may ring. Key: the partner and the worker's folded name, team and contact."""

    key: str
    partner: str
    name: str
    role: str = ""
    team: str = ""
    phone: str = ""
    email: str = ""


class Case(NamedTuple):
    """A case of a partner that has cases.

    It is open on a day from ``opened_on`` on and before ``closed_on``, where these are stated.

    A partner that states only "open: yes" has ``opened_on`` None: open from its first row on.
    """

    open: bool
    opened_on: date | None = None
    closed_on: date | None = None

    def open_on(self, day: date) -> bool:
        if self.opened_on is not None and day < self.opened_on:
            return False
        if self.closed_on is not None:
            return day < self.closed_on
        return self.open


class Row(NamedTuple):
    """One accepted row: one event, and what it states beside it. ``record`` is ``""`` where it names nobody."""

    partner: str
    event: str
    kind: str
    on: date
    record: str = ""
    details: Details | None = None
    identifiers: tuple[Identifier, ...] = ()
    address: StatedAddress | None = None
    professional: Professional | None = None
    case: Case | None = None

    @property
    def record_key(self) -> str:
        return f"{self.partner}:{self.record}" if self.record else ""

    @property
    def event_key(self) -> str:
        return f"{self.partner}:{self.event}"


@dataclass(frozen=True, slots=True)
class Partner:
    """A configured partner. Data older than ``stale_after_days`` read as NOT_AVAILABLE. ``order``: place on a card."""

    code: str
    name: str
    has_cases: bool
    stale_after_days: int
    duty_team: str
    duty_phone: str
    duty_email: str = ""
    duty_hours: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file of one partner, accepted: its rows in file order."""

    partner: Partner
    file: str
    sha256: str
    data_as_of: date
    rows: Sequence[Row] = ()

    @property
    def id(self) -> str:
        return delivery_id(self.partner.code, self.data_as_of, self.sha256)


def delivery_id(partner: str, data_as_of: date, sha256: str) -> str:
    """As in ``police-20261031-1a2b3c4d``: the same file of the same day has the same id."""
    return f"{partner}-{data_as_of:%Y%m%d}-{sha256[:8]}"
