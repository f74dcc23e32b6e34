"""Who looked at whom, and why: read from the audit chain, for the auditor and the data-protection officer."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from mast.access.chain import MOST_KEPT
from mast.ledger.store import Ledger
from mast.ledger.tables import audit, audit_shown, register

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One answer. ``shown``: how many persons, addresses and records it showed in all."""

    seq: int
    at: datetime
    actor: str
    role: str
    agency: str
    purpose: str
    case_reference: str
    operation: str
    request_id: str
    shown: int

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat(timespec="seconds")}


def same_person(ledger: Ledger, key: str) -> set[str]:
    """Every id under which the records of a person were ever shown, and the records' own keys. ``key``: of the person,
    or of one of the records.
    """
    with ledger.read() as connection:
        members = {key, *connection.execute(select(register.c.member).where(register.c.id == key)).scalars()}
        others = select(register.c.id).where(register.c.kind == "person", register.c.member.in_(sorted(members)))
        return members | set(connection.execute(others).scalars())


def looks_at(ledger: Ledger, ids: Iterable[str]) -> list[Look]:
    """Every answer that showed one of these ids, the oldest first."""
    wanted = sorted(set(ids))
    found: dict[int, Look] = {}
    with ledger.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found |= _looks(connection, select(audit_shown.c.seq).where(audit_shown.c.id.in_(part)))
    return [found[seq] for seq in sorted(found)]


def looks_of(ledger: Ledger, key: str) -> list[Look]:
    """Every answer that showed somebody under any id they ever had, or a household or address, the newest first."""
    return looks_at(ledger, same_person(ledger, key))[::-1]


def looks_since(ledger: Ledger, since: datetime) -> list[tuple[Look, frozenset[str]]]:
    """Every answer since a moment with the ids that were kept of it, the oldest first."""
    at = since.astimezone(UTC).isoformat(timespec="microseconds")
    with ledger.read() as connection:
        recent = select(audit.c.seq).where(audit.c.at >= at, audit.c.step == "outcome", audit.c.result_count > 0)
        looks = _looks(connection, recent)
        shown: dict[int, set[str]] = {seq: set() for seq in looks}
        kept = select(audit_shown.c.seq, audit_shown.c.id).where(audit_shown.c.seq.in_(recent))
        for seq, id in connection.execute(kept):
            shown[seq].add(id)
    return [(looks[seq], frozenset(shown[seq])) for seq in sorted(looks)]


def looks_at_very_many(ledger: Ledger) -> list[Look]:
    """Answers that showed so many that their ids were not kept, exports above all: each may have shown anybody."""
    with ledger.read() as connection:
        found = _looks(connection, select(audit.c.seq).where(audit.c.result_count > MOST_KEPT))
    return [found[seq] for seq in sorted(found)]


def _looks(connection: Connection, outcomes: Select[tuple[int]]) -> dict[int, Look]:
    intent, outcome = audit.alias("intent"), audit.alias("outcome")
    both = (
        select(intent, outcome.c.seq.label("outcome_seq"), outcome.c.result_count.label("shown"))
        .join(outcome, outcome.c.intent_seq == intent.c.seq)
        .where(outcome.c.seq.in_(outcomes))
    )
    return {
        row.outcome_seq: Look(
            row.outcome_seq,
            datetime.fromisoformat(row.at),
            row.actor,
            row.role,
            row.agency,
            row.purpose,
            row.case_reference,
            row.operation,
            row.request_id,
            row.shown or 0,
        )
        for row in connection.execute(both)
    }
