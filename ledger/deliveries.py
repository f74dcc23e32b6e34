"""The deliveries: which file of which partner was taken in, when, and how much of it. ``ledger.intake`` writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, select

from mast.core.facts import delivery_id
from mast.ledger import tables
from mast.ledger.store import Ledger

State = Literal["loading", "loaded", "failed", "held", "withdrawing", "withdrawn"]
Kind = Literal["full", "delta", "corrections"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a delivery has, and what became of them; a flagged row is an accepted one."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery as it came in. ``content``: one hash of all that its rows state, ``""`` where none was read.

    ``newest_on``: the day of its newest row; None where it has none.
    """

    partner: str
    file: str
    sha256: str
    data_as_of: date
    tally: Tally = Tally()
    kind: Kind = "delta"
    content: str = ""
    newest_on: date | None = None

    @property
    def id(self) -> str:
        return delivery_id(self.partner, self.data_as_of, self.sha256)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as the ledger tells it. ``generation``: the one its rows were written in.

    ``reasons``: the codes for which it is or was held (``loaders.holding``).
    ``newest_on``: the day of its newest row, where that is known.
    """

    id: str
    partner: str
    file: str
    sha256: str
    data_as_of: date
    tally: Tally
    state: State
    generation: int | None
    run_id: int
    begun_at: datetime
    loaded_at: datetime | None
    kind: Kind = "delta"
    reasons: tuple[str, ...] = ()
    content: str = ""
    newest_on: date | None = None

    @property
    def speaks_for_its_day(self) -> bool:
        """Corrections are a few rows of an earlier delivery: they make nothing fresher."""
        return self.kind != "corrections"


def known(ledger: Ledger, partner: str, sha256: str) -> DeliveryRow | None:
    """The loaded delivery of this partner with these bytes, if there is one."""
    table = tables.deliveries
    with ledger.read() as connection:
        row = connection.execute(
            select(table)
            .where(table.c.partner == partner, table.c.sha256 == sha256, table.c.state == "loaded")
            .order_by(table.c.loaded_at.desc(), table.c.id)
        ).first()
    return None if row is None else _from(row)


def one(ledger: Ledger, delivery: str) -> DeliveryRow | None:
    """The delivery of that id."""
    table = tables.deliveries
    with ledger.read() as connection:
        row = connection.execute(select(table).where(table.c.id == delivery)).first()
    return None if row is None else _from(row)


def of_partner(ledger: Ledger, partner: str) -> list[DeliveryRow]:
    """All deliveries of a partner, by the day that they speak for; those of one day as they were begun."""
    table = tables.deliveries
    order = (table.c.data_as_of, *_sequence())
    with ledger.read() as connection:
        rows = connection.execute(select(table).where(table.c.partner == partner).order_by(*order)).all()
    return [_from(row) for row in rows]


def in_order(ledger: Ledger) -> list[DeliveryRow]:
    """The loaded deliveries, in the order in which they were loaded."""
    table = tables.deliveries
    with ledger.read() as connection:
        rows = connection.execute(select(table).where(table.c.state == "loaded").order_by(*_sequence()))
        return [_from(row) for row in rows]


def every(ledger: Ledger) -> list[DeliveryRow]:
    """All deliveries, whatever became of them."""
    table = tables.deliveries
    with ledger.read() as connection:
        return [_from(row) for row in connection.execute(select(table).order_by(table.c.id))]


def taken_in(ledger: Ledger) -> set[str]:
    """The ids of all deliveries that are loaded, or being loaded or withdrawn."""
    table = tables.deliveries
    with ledger.read() as connection:
        wanted = table.c.state.in_(["loading", "loaded", "withdrawing"])
        return set(connection.execute(select(table.c.id).where(wanted)).scalars())


def freshness(ledger: Ledger) -> dict[str, date]:
    """Partner code → the newest day that its loaded data speak for."""
    return freshness_of(_standing(ledger, ("loaded",)))


def freshness_of(rows: Iterable[DeliveryRow]) -> dict[str, date]:
    """``freshness``, of these deliveries alone."""
    newest: dict[str, date] = {}
    for row in rows:
        if row.speaks_for_its_day:
            newest[row.partner] = max(row.data_as_of, newest.get(row.partner, date.min))
    return dict(sorted(newest.items()))


def held_back(ledger: Ledger) -> dict[str, DeliveryRow]:
    """Partner code → its newest held delivery, where that speaks for a later day than all that is loaded of it."""
    loaded = freshness(ledger)
    held = {row.partner: row for row in _standing(ledger, ("held",))}
    return {partner: row for partner, row in sorted(held.items()) if row.data_as_of > loaded.get(partner, date.min)}


def coverage(ledger: Ledger) -> dict[str, date]:
    """``freshness`` without the partners that are held back: of those a card can say nothing but what is known."""
    held = held_back(ledger)
    return {partner: day for partner, day in freshness(ledger).items() if partner not in held}


def held(ledger: Ledger, since: datetime) -> list[DeliveryRow]:
    """The held deliveries that came in from that moment on, newest first."""
    found = [row for row in _standing(ledger, ("held",)) if row.begun_at >= since]
    return sorted(found, key=lambda row: (row.begun_at, row.id), reverse=True)


def _standing(ledger: Ledger, states: Iterable[str]) -> list[DeliveryRow]:
    """The deliveries of all partners in these states that speak for their day, oldest day first."""
    table = tables.deliveries
    order = (table.c.data_as_of, *_sequence())
    with ledger.read() as connection:
        rows = connection.execute(select(table).where(table.c.state.in_(list(states))).order_by(*order)).all()
    return [row for row in map(_from, rows) if row.speaks_for_its_day]


def latest(ledger: Ledger) -> dict[str, DeliveryRow]:
    """Partner code → its newest delivery, whatever became of it."""
    table = tables.deliveries
    with ledger.read() as connection:
        rows = connection.execute(select(table).order_by(*_sequence()))
        newest = {row.partner: _from(row) for row in rows}
    return dict(sorted(newest.items()))


def _sequence() -> tuple[ColumnElement[Any], ...]:
    """The order in which deliveries came: by run, since a clock may be set back; within one run by its clock."""
    table = tables.deliveries
    return table.c.run_id, table.c.begun_at, table.c.id


def _from(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        partner=row.partner,
        file=row.file,
        sha256=row.sha256,
        data_as_of=row.data_as_of,
        tally=Tally(row.rows, row.accepted, row.rejected, row.flagged),
        state=row.state,
        generation=row.generation,
        run_id=row.run_id,
        begun_at=row.begun_at,
        loaded_at=row.loaded_at,
        kind=row.kind,
        reasons=tuple(filter(None, row.reasons.split(","))),
        content=row.content,
        newest_on=row.newest_on,
    )
