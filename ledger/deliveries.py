"""The deliveries: which file of which partner was taken in, when, and how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update

from mast.core.errors import MastError
from mast.core.facts import delivery_id
from mast.ledger import tables
from mast.ledger.runs import Run
from mast.ledger.stated import Stated, forget, remember
from mast.ledger.store import Clock, Ledger

State = Literal["loading", "loaded", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a delivery has, and what became of them; a flagged row is an accepted one."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as the ledger tells it. ``generation``: the one its rows were written in."""

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


def begin(run: Run, partner: str, file: str, sha256: str, data_as_of: date, tally: Tally = Tally()) -> str:
    """Writes that a delivery is being loaded, and gives its id. One that failed or was held before may begin again.

    Raises MastError when it is loaded already: look it up with ``known`` first, under the writer's lease.
    """
    table = tables.deliveries
    number = delivery_id(partner, data_as_of, sha256)
    facts = {
        "partner": partner,
        "file": file,
        "sha256": sha256,
        "data_as_of": data_as_of,
        "rows": tally.rows,
        "accepted": tally.accepted,
        "rejected": tally.rejected,
        "flagged": tally.flagged,
        "state": "loading",
        "generation": None,
        "run_id": run.id,
        "begun_at": run.now(),
        "loaded_at": None,
    }
    with run.ledger.begin("deliveries") as connection:
        earlier = connection.execute(select(table.c.state).where(table.c.id == number)).scalar()
        if earlier == "loaded":
            raise MastError(f"Delivery {number} is loaded already.")
        if earlier is None:
            connection.execute(table.insert().values(id=number, **facts))
        else:
            connection.execute(update(table).where(table.c.id == number).values(**facts))
    return number


def complete(ledger: Ledger, delivery: str, now: Clock, generation: int, stated: Stated = MappingProxyType({})) -> None:
    """Writes that the delivery is loaded, its rows in that generation, and what they ``stated`` (``ledger.stated``)."""
    with ledger.begin("deliveries") as connection:
        partner = _move(connection, delivery, {"state": "loaded", "loaded_at": now(), "generation": generation})
        remember(connection, partner, stated, generation)


def put_aside(ledger: Ledger, delivery: str, state: Literal["failed", "held"]) -> None:
    """Writes that the delivery failed, or is held back until somebody looks at it."""
    with ledger.begin("deliveries") as connection:
        _move(connection, delivery, {"state": state})


def settle(ledger: Ledger, staged: Mapping[str, int], now: Clock) -> list[str]:
    """After a crash: what became of the deliveries that were being loaded, as the graph decides; their ids.

    ``staged``: the ids whose rows the graph holds whole, each with its generation. Those are loaded; all others failed.
    Call it under the writer's lease.
    """
    table = tables.deliveries
    loading = table.c.state == "loading"
    with ledger.begin("deliveries") as connection:
        ids = list(connection.execute(select(table.c.id).where(loading).order_by(table.c.id)).scalars())
        for number in ids:
            if number in staged:
                _move(connection, number, {"state": "loaded", "loaded_at": now(), "generation": staged[number]})
        connection.execute(update(table).where(loading).values(state="failed"))
    return ids


def lose(ledger: Ledger, beyond: int) -> list[str]:
    """The graph has lost all generations ``beyond`` this one: their deliveries failed, and may be loaded again.

    Returns their ids. So it is when a graph was emptied, or brought back from a backup older than the SQL store.
    """
    table = tables.deliveries
    lost = (table.c.state == "loaded") & (table.c.generation > beyond)
    with ledger.begin("deliveries") as connection:
        ids = list(connection.execute(select(table.c.id).where(lost).order_by(table.c.id)).scalars())
        connection.execute(update(table).where(lost).values(state="failed"))
        forget(connection, beyond)
    return ids


def freshness(ledger: Ledger) -> dict[str, date]:
    """Partner code → the newest day that its loaded data speak for."""
    table = tables.deliveries
    with ledger.read() as connection:
        rows = connection.execute(
            select(table.c.partner, func.max(table.c.data_as_of))
            .where(table.c.state == "loaded")
            .group_by(table.c.partner)
            .order_by(table.c.partner)
        )
        return {partner: day for partner, day in rows}


def latest(ledger: Ledger) -> dict[str, DeliveryRow]:
    """Partner code → its newest delivery, whatever became of it."""
    table = tables.deliveries
    with ledger.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.begun_at, table.c.run_id, table.c.id))
        newest = {row.partner: _from(row) for row in rows}
    return dict(sorted(newest.items()))


def _move(connection: Connection, delivery: str, facts: dict[str, object]) -> str:
    """The partner whose delivery it is."""
    table = tables.deliveries
    moved = update(table).where(table.c.id == delivery, table.c.state == "loading").values(**facts)
    partner = connection.execute(moved.returning(table.c.partner)).scalar()
    if partner is None:
        raise MastError(f"Delivery {delivery} is not being loaded.")
    return str(partner)


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
    )
