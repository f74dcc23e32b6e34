"""Breaking the glass: a lead sees what is sealed, for one request, and whoever answers for the seal is told at once.

Nobody is told beforehand whether anything is sealed: the glass is broken blind, with a reason from a closed list. What
was shown that is sealed for everybody else is noted before the answer leaves, and listed until somebody reviewed it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select, update

from mast.access.audit import Entry
from mast.access.errors import AuditUnavailable, GlassHeld
from mast.access.sealing import seals_on
from mast.core.errors import InputRefused, MastError
from mast.ledger.store import Ledger
from mast.ledger.tables import broken_glass

FIELD: Final = "Glass.break"
"""The row of the policy that lets somebody break it."""
REVIEW_WITHIN: Final = timedelta(days=2)


class BreakReason(StrEnum):
    """Why the glass is broken: a closed list."""

    DANGER_TO_LIFE = "danger-to-life"
    CHILD_AT_RISK = "child-at-risk"
    MISSING_PERSON = "missing-person"
    COURT_ORDER = "court-order"


@dataclass(frozen=True, slots=True)
class Broken:
    """One sealed thing that was shown to somebody. ``second``: who stood by, "" for nobody."""

    number: int
    seal: int
    owner: str
    shown: str
    actor: str
    agency: str
    purpose: str
    case_reference: str
    reason: str
    second: str
    request_id: str
    at: datetime
    reviewed_by: str
    reviewed_at: datetime | None


class Glass:
    """Notes what was seen through a broken glass. ``now`` is an aware clock."""

    def __init__(self, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._ledger, self._now = ledger, now

    def note(self, entry: Entry, reason: BreakReason, second: str, ids: Iterable[str]) -> int:
        """Note which of the shown ids are sealed, under each seal: its owner's notice. How many rows that made.

        Raises AuditUnavailable: then let no byte of the answer go out.
        """
        assert entry.generation is not None
        try:
            seen = seals_on(self._ledger, entry.generation, ids)
            with self._ledger.begin("glass") as connection:
                number = connection.execute(select(func.max(broken_glass.c.number))).scalar() or 0
                for place, (seal, id) in enumerate(seen, start=1):
                    connection.execute(
                        broken_glass.insert().values(
                            number=number + place,
                            seal=seal.number,
                            owner=seal.owner,
                            shown=id,
                            actor=entry.actor,
                            agency=entry.agency,
                            purpose=entry.purpose,
                            case_reference=entry.case_reference,
                            reason=reason,
                            second=second,
                            request_id=entry.request_id,
                            at=self._now(),
                        )
                    )
        except MastError as error:
            raise AuditUnavailable(f"The broken glass could not be noted, so nothing is answered. {error}") from None
        return len(seen)


def reason_of(text: str) -> BreakReason:
    """Raises GlassHeld for a reason that is not on the list."""
    try:
        return BreakReason(text)
    except ValueError:
        raise GlassHeld(f"To break the glass, give a reason: one of {', '.join(BreakReason)}.") from None


def broken(ledger: Ledger, *, every: bool = False, owner: str = "") -> list[Broken]:
    """What waits for review, the oldest first; ``every``: what was reviewed too; ``owner``: of this one's seals."""
    wanted = select(broken_glass).order_by(broken_glass.c.number)
    if not every:
        wanted = wanted.where(broken_glass.c.reviewed_at.is_(None))
    if owner:
        wanted = wanted.where(broken_glass.c.owner == owner)
    with ledger.read() as connection:
        return [Broken(**row) for row in connection.execute(wanted).mappings()]


def review(ledger: Ledger, number: int, by: str, at: datetime) -> None:
    """Somebody has looked into it. Raises InputRefused for a number that does not wait, and for who broke it."""
    table = broken_glass
    with ledger.begin("glass") as connection:
        row = connection.execute(select(table.c.actor, table.c.reviewed_at).where(table.c.number == number)).first()
        if row is None or row.reviewed_at is not None:
            raise InputRefused(f"{number} does not wait for review: mast seal broken lists what does.")
        if row.actor == by:
            raise InputRefused(f"{number} was broken by {by}: somebody else reviews it.")
        connection.execute(update(table).where(table.c.number == number).values(reviewed_by=by, reviewed_at=at))
