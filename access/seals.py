"""Seals: who or what must not be found, as people decided it. The SQL store is the source; a seal acts at once.

Events are added and never changed. A seal is in force until an event of the step ``lift``; a reason or a kind that this
version does not know seals all the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, get_args

from sqlalchemy import Connection, func, select

from mast.core.errors import InputRefused, UsageError
from mast.ledger import tables
from mast.ledger.store import Ledger
from mast.ledger.tables import register

Kind = Literal["record", "person", "household", "address"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_ID: Final = re.compile(r"[PHA][0-9]{7,15}")
_RECORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}:[^\s:][^\r\n]{0,199}")
_OWNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}")


class Reason(StrEnum):
    """Why something is sealed: a closed list, since what people write would say too much."""

    REFUGE = "refuge"
    WITNESS_PROTECTION = "witness-protection"
    ADOPTION = "adoption"
    STAFF = "staff"
    COURT_ORDER = "court-order"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal. ``owner``: who answers for it and is told of a broken glass. ``released``: records that a split parted
    from it, and that somebody reviewed.
    """

    number: int
    kind: str
    key: str
    reason: str
    owner: str
    by: str
    at: datetime
    lifted_at: datetime | None
    released: frozenset[str]

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None


def kind_of(key: str) -> Kind:
    """What a key names. Raises UsageError for a text that is no key."""
    if _ID.fullmatch(key):
        kinds: dict[str, Kind] = {"P": "person", "H": "household", "A": "address"}
        return kinds[key[0]]
    if _RECORD.fullmatch(key) and key.isprintable():
        return "record"
    raise UsageError("Give a record's key (police:N123), or the id of a person, household or address (P0000001).")


def add(ledger: Ledger, key: str, reason: str, owner: str, by: str, at: datetime) -> Seal:
    """Seal what the key names, from the next request on.

    A record may be sealed before any delivery brings it. Raises UsageError for a reason or owner that is none,
    InputRefused for an id that nothing ever had, and for what is under a seal of this owner already.
    """
    kind = kind_of(key)
    if reason not in set(Reason):
        raise UsageError(f"Unknown reason: give one of {', '.join(Reason)}.")
    if not _OWNER.fullmatch(owner):
        raise UsageError("An owner is up to 128 letters, digits and . _ @ + -: a user, or a mailbox that is read.")
    with ledger.begin("seals") as connection:
        held = _folded(connection)
        if any(one.in_force and (one.key, one.owner) == (key, owner) for one in held):
            raise InputRefused(f"{key} is under a seal of {owner} already: mast seal list shows it.")
        if (
            kind != "record"
            and not connection.execute(select(register.c.id).where(register.c.id == key).limit(1)).first()
        ):
            raise InputRefused(f"Nothing ever had the id {key}: look it up, or seal the record by its key.")
        number = _next(connection)
        _write(connection, number, number, "add", kind, key, reason, owner, by, at)
    return Seal(number, kind, key, reason, owner, by, at, None, frozenset())


def lift(ledger: Ledger, key: str, by: str, at: datetime, number: int | None = None) -> list[Seal]:
    """Lift the seals in force on this key, or the one of this number alone; those that were lifted.

    Raises InputRefused when there is none.
    """
    with ledger.begin("seals") as connection:
        lifted = [
            one for one in _folded(connection) if one.in_force and one.key == key and number in (None, one.number)
        ]
        if not lifted:
            raise InputRefused(f"There is no such seal on {key}: mast seal list shows those in force.")
        for one in lifted:
            _write(connection, _next(connection), one.number, "lift", one.kind, key, one.reason, one.owner, by, at)
    return lifted


def release(ledger: Ledger, seal: Seal, records: Iterable[str], by: str, at: datetime) -> None:
    """Records that a split parted from what was sealed are no longer hidden by it: somebody has reviewed them."""
    with ledger.begin("seals") as connection:
        for record in sorted(set(records)):
            number = _next(connection)
            _write(connection, number, seal.number, "release", "record", record, seal.reason, seal.owner, by, at)


def seals(ledger: Ledger) -> list[Seal]:
    """Every seal there ever was, the oldest first."""
    with ledger.read() as connection:
        return _folded(connection)


def newest_event(connection: Connection) -> int:
    """A number that grows with every decision about a seal."""
    return int(connection.execute(select(func.max(tables.seal_events.c.number))).scalar() or 0)


def _folded(connection: Connection) -> list[Seal]:
    events = connection.execute(select(tables.seal_events).order_by(tables.seal_events.c.number)).all()
    lifted = {e.seal: e.at for e in events if e.step == "lift"}
    released: defaultdict[int, set[str]] = defaultdict(set)
    for e in events:
        if e.step == "release":
            released[e.seal].add(e.key)
    return [
        Seal(
            e.seal,
            e.kind,
            e.key,
            e.reason,
            e.owner,
            e.by,
            e.at,
            lifted.get(e.seal),
            frozenset(released.get(e.seal, ())),
        )
        for e in events
        if e.number == e.seal
    ]


def _next(connection: Connection) -> int:
    return newest_event(connection) + 1


def _write(
    connection: Connection,
    number: int,
    seal: int,
    step: str,
    kind: str,
    key: str,
    reason: str,
    owner: str,
    by: str,
    at: datetime,
) -> None:
    connection.execute(
        tables.seal_events.insert().values(
            number=number, seal=seal, step=step, kind=kind, key=key, reason=reason, owner=owner, by=by, at=at
        )
    )
