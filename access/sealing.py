"""What the seals in force hide in one generation, worked out from the id register: whole persons, on all their paths.

A seal on a record hides every person that it belongs to, with all the records of that person, in every generation. What
once was one person with something sealed stays hidden when a split parts them, until somebody has reviewed it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from mast.access.seals import KINDS, Seal, seals
from mast.core.visibility import Sealed
from mast.ledger import tables
from mast.ledger.store import Ledger
from mast.ledger.tables import register

_AT_ONCE: Final = 500
_KEPT: Final = 16


class Sealing:
    """Gives what is sealed in a generation. Worked out anew once a seal or the register has changed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: OrderedDict[tuple[int, int, int], Sealed] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, generation: int) -> Sealed:
        """What is sealed: one statement, unless something has changed."""
        with self._ledger.read() as connection:
            asked = (*_versions(connection), generation)
        with self._lock:
            known = self._known.get(asked)
            if known is not None:
                self._known.move_to_end(asked)
                return known
        found = sealed_at(self._ledger, generation)
        with self._lock:
            self._known[asked] = found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found


def seals_on(ledger: Ledger, generation: int, ids: Iterable[str]) -> list[tuple[Seal, str]]:
    """Which seals hide each of these ids in a generation."""
    wanted = sorted(set(ids))
    found = []
    for seal in (one for one in seals(ledger) if one.in_force):
        alone = _sealed_by(ledger, generation, [seal])
        found += [(seal, id) for id in wanted if alone.hides(id)]
    return found


@dataclass(frozen=True, slots=True)
class Parted:
    """A record that is hidden by a seal only because it once was one person with what is sealed; ``person``: now."""

    seal: Seal
    record: str
    person: str


def sealed_at(ledger: Ledger, generation: int) -> Sealed:
    """What the seals in force hide in a generation."""
    return _sealed_by(ledger, generation, [one for one in seals(ledger) if one.in_force])


def _sealed_by(ledger: Ledger, generation: int, in_force: Sequence[Seal]) -> Sealed:
    if not in_force:
        return Sealed()
    with ledger.read() as connection:
        own: set[str] = set()
        beside: set[str] = set()
        for seal in in_force:
            named = _records(connection, seal)
            own |= named
            beside |= _companions(connection, named) - seal.released
        persons = _ids(connection, "person", own | beside, generation) | _named(in_force, "P")
        households, stated = _named(in_force, "H"), _stated(connection, in_force)
        records = own | beside | _members(connection, "person", persons, generation)
        addresses = _ids(connection, "address", stated, generation) | _named(in_force, "A")
    return Sealed(frozenset(records), frozenset(persons), frozenset(households), frozenset(addresses))


def parted(ledger: Ledger, generation: int) -> list[Parted]:
    """What waits for review: parted by a split from what is sealed, and hidden until somebody decides."""
    found = []
    with ledger.read() as connection:
        for seal in (one for one in seals(ledger) if one.in_force):
            named = _records(connection, seal)
            together = _members(connection, "person", _ids(connection, "person", named, generation), generation)
            for record in sorted(_companions(connection, named) - seal.released - together - named):
                now = _ids(connection, "person", {record}, generation)
                found.append(Parted(seal, record, min(now, default="")))
    return found


def _versions(connection: Connection) -> tuple[int, int]:
    """The newest event of a seal, and the newest generation that the register knows."""
    events, numbers = tables.seal_events.c.number, tables.register_numbers.c.generation
    newest = select(select(func.max(events)).scalar_subquery(), select(func.max(numbers)).scalar_subquery())
    event, generation = connection.execute(newest).one()
    return event or 0, generation or 0


def _records(connection: Connection, seal: Seal) -> set[str]:
    """The records that a seal is about: itself, or all that ever were part of the person or the household."""
    if seal.kind == "address":
        return set()
    if seal.kind in ("person", "household"):
        return _members(connection, seal.kind, {seal.key})
    # A record; or of a kind that this version does not know, and then all that the key can mean.
    unknown = set() if seal.kind == "record" else _members(connection, "", {seal.key})
    return {seal.key} | unknown


def _stated(connection: Connection, in_force: Iterable[Seal]) -> set[str]:
    """The stated addresses that the sealed ones ever consisted of."""
    keys = {one.key for one in in_force if one.kind == "address" or one.kind not in KINDS}
    return _members(connection, "address", keys)


def _named(in_force: Iterable[Seal], letter: str) -> set[str]:
    return {one.key for one in in_force if one.key[:1] == letter and one.kind != "record"}


def _companions(connection: Connection, records: Iterable[str]) -> set[str]:
    """The records that ever were one person with one of these, in some generation."""
    mine, other = register.alias("mine"), register.alias("other")
    overlap = and_(
        or_(mine.c.until.is_(None), other.c.since < mine.c.until),
        or_(other.c.until.is_(None), mine.c.since < other.c.until),
    )
    found: set[str] = set()
    for part in _parts(records):
        found.update(
            connection.execute(
                select(other.c.member)
                .join(mine, mine.c.id == other.c.id)
                .where(mine.c.kind == "person", other.c.kind == "person", mine.c.member.in_(part), overlap)
            ).scalars()
        )
    return found


def _ids(connection: Connection, kind: str, members: Iterable[str], generation: int) -> set[str]:
    """The ids that the members have in a generation."""
    found: set[str] = set()
    for part in _parts(members):
        wanted = and_(register.c.kind == kind, register.c.member.in_(part), _in_force(generation))
        found.update(connection.execute(select(register.c.id).where(wanted)).scalars())
    return found


def _members(connection: Connection, kind: str, ids: Iterable[str], generation: int | None = None) -> set[str]:
    """The members of these ids, in a generation or in any; of every kind where none is given."""
    found: set[str] = set()
    for part in _parts(ids):
        wanted: list[ColumnElement[bool]] = [register.c.id.in_(part)]
        wanted += [register.c.kind == kind] if kind else []
        wanted += [_in_force(generation)] if generation is not None else []
        found.update(connection.execute(select(register.c.member).where(*wanted)).scalars())
    return found


def _in_force(generation: int) -> ColumnElement[bool]:
    return and_(register.c.since <= generation, or_(register.c.until.is_(None), register.c.until > generation))


def _parts(items: Iterable[str]) -> Iterable[Sequence[str]]:
    wanted = sorted(items)
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
