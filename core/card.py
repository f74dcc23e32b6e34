"""What a card says of each agency: known or not, how often, when last, is a case open, and whom to ring.

Pure rules over facts that somebody else read; the same for a person, an address, the exports and the pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mast.core.facts import Case, Partner, Professional
from mast.core.window import Window


class Status(StrEnum):
    """How a partner stands to a person or an address (``command-line`` words)."""

    KNOWN = "KNOWN"
    NONE_RECORDED = "NONE_RECORDED"
    NOT_AVAILABLE = "NOT_AVAILABLE"


@dataclass(frozen=True, slots=True)
class Contact:
    """One touchpoint as a card counts it; ``event`` tells it from others."""

    partner: str
    event: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a partner had one kind of touchpoint in a window, each event once, and the newest of them."""

    partner: str
    kind: str
    count: int
    last: Contact


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case of one record, with the worker who leads it."""

    partner: str
    record: str
    case: Case
    stated_on: date
    worker: Professional


@dataclass(frozen=True, slots=True)
class Lead:
    """Whom to ring. A duty desk has no name; ``confirmed_on`` is the day the partner last stated this contact,
    None outside the window."""

    name: str
    role: str
    team: str
    phone: str
    email: str
    hours: str
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class KindCount:
    kind: str
    count: int
    last_on: date


@dataclass(frozen=True, slots=True)
class AgencySummary:
    """One partner's line on a card. ``open_case`` is None for partners that have no cases, and for no days."""

    partner: Partner
    status: Status
    touchpoints: int
    by_kind: tuple[KindCount, ...]
    last_on: date | None
    open_case: bool | None
    lead: Lead
    data_as_of: date | None


def tally(contacts: Iterable[Contact], window: Window) -> list[Tally]:
    """Contacts in the window by partner and kind.

    An event may be there several times (several records of one person had it): its newest day counts, and of two
    kinds on that day the greater.
    """
    events: dict[str, Contact] = {}
    for contact in contacts:
        held = events.get(contact.event)
        if contact.on in window and (held is None or (held.on, held.kind) < (contact.on, contact.kind)):
            events[contact.event] = contact
    found: dict[tuple[str, str], list[Contact]] = {}
    for contact in events.values():
        found.setdefault((contact.partner, contact.kind), []).append(contact)
    return [Tally(*name, len(own), max(own, key=_recency)) for name, own in sorted(found.items())]


def newest(tallies: Iterable[Tally], partner: str) -> Contact | None:
    """A partner's latest contact; of two on one day, the one with the greater event key, so that every run picks the
    same.
    """
    return max((one.last for one in tallies if one.partner == partner), key=_recency, default=None)


def summarise(
    partners: Sequence[Partner],
    tallies: Sequence[Tally],
    cases: Iterable[KnownCase],
    handlers: Mapping[str, Professional],
    coverage: Mapping[str, date],
    window: Window,
) -> tuple[AgencySummary, ...]:
    """One entry for every partner, in their order.

    ``tallies``: of the same window, one a partner and kind. ``handlers``: event to the worker who dealt with it, at
    least for each partner's newest event. ``coverage``: partner code to the date of its newest data; a partner that is
    absent was never loaded. Of a window without days nothing can be said, and so no partner is said to know nothing.
    """
    open_cases: dict[str, list[KnownCase]] = {}
    for known in cases:
        if known.case.open_on(window.until) and not window.is_empty:
            open_cases.setdefault(known.partner, []).append(known)
    return tuple(
        _summary(
            p, [one for one in tallies if one.partner == p.code], open_cases.get(p.code, []), handlers, coverage, window
        )
        for p in partners
    )


def _recency(contact: Contact) -> tuple[date, str]:
    return contact.on, contact.event


def _summary(
    partner: Partner,
    tallies: list[Tally],
    cases: list[KnownCase],
    handlers: Mapping[str, Professional],
    coverage: Mapping[str, date],
    window: Window,
) -> AgencySummary:
    last = newest(tallies, partner.code)
    as_of = coverage.get(partner.code)
    if tallies or cases:
        status = Status.KNOWN
    elif window.is_empty or as_of is None or window.until - as_of > timedelta(days=partner.stale_after_days):
        status = Status.NOT_AVAILABLE
    else:
        status = Status.NONE_RECORDED
    return AgencySummary(
        partner=partner,
        status=status,
        touchpoints=sum(one.count for one in tallies),
        by_kind=tuple(KindCount(one.kind, one.count, one.last.on) for one in sorted(tallies, key=lambda t: t.kind)),
        last_on=last.on if last else None,
        open_case=bool(cases) if partner.has_cases and not window.is_empty else None,
        lead=_lead(partner, last, cases, handlers, window),
        data_as_of=as_of,
    )


def _lead(
    partner: Partner,
    last: Contact | None,
    cases: list[KnownCase],
    handlers: Mapping[str, Professional],
    window: Window,
) -> Lead:
    """The worker of the newest open case, else of the newest touchpoint, else the duty desk."""
    worker, confirmed = None, None
    if cases:
        chosen = max(cases, key=lambda c: (c.case.opened_on or c.stated_on, c.stated_on, c.worker.key))
        worker, confirmed = chosen.worker, chosen.stated_on
    if (worker is None or not worker.name) and last is not None:
        worker, confirmed = handlers.get(last.event), last.on
    if worker is None or not worker.name:
        return Lead(
            name="",
            role="Duty desk",
            team=partner.duty_team,
            phone=partner.duty_phone,
            email=partner.duty_email,
            hours=partner.duty_hours,
            confirmed_on=None,
        )
    return Lead(
        name=worker.name,
        role=worker.role,
        team=worker.team,
        phone=worker.phone or partner.duty_phone,
        email=worker.email,
        hours="",
        confirmed_on=confirmed if confirmed and confirmed in window else None,
    )
