"""What becomes of a delivery: begun, held, loaded, failed, withdrawn; each step written when it is taken."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, select, update

from mast.core.errors import MastError
from mast.ledger import tables
from mast.ledger.deliveries import Arrived, DeliveryRow, State
from mast.ledger.runs import Run
from mast.ledger.stated import NOTHING, Stated, forget, forget_rows, remember, renumber
from mast.ledger.store import Clock, Ledger


def begin(run: Run, arrived: Arrived, reasons: Sequence[str] = ()) -> str:
    """Writes that a delivery is being loaded, and gives its id. One that was put aside before may begin again.

    ``reasons``: why it was held, where it is loaded all the same. Raises MastError when it is loaded already: look it
    up with ``known`` first, under the writer's lease.
    """
    with run.ledger.begin("deliveries") as connection:
        if _state(connection, arrived.id) in ("loaded", "withdrawing"):
            raise MastError(f"Delivery {arrived.id} is loaded already.")
        _write(connection, run, arrived, "loading", reasons)
    return arrived.id


def hold(run: Run, arrived: Arrived, reasons: Sequence[str]) -> str:
    """Writes that a delivery is held back for these reasons, and gives its id; one that is loaded stays as it is.

    The same delivery held again for the same reasons leaves the ledger as it was.
    """
    table = tables.deliveries
    with run.ledger.begin("deliveries") as connection:
        earlier = connection.execute(select(table.c.state, table.c.reasons).where(table.c.id == arrived.id)).first()
        as_before = earlier is not None and (earlier.state, earlier.reasons) == ("held", ",".join(reasons))
        if not as_before and (earlier is None or earlier.state in ("held", "failed", "loading")):
            _write(connection, run, arrived, "held", reasons)
    return arrived.id


def _state(connection: Connection, delivery: str) -> str | None:
    table = tables.deliveries
    return connection.execute(select(table.c.state).where(table.c.id == delivery)).scalar()


def _write(connection: Connection, run: Run, arrived: Arrived, state: State, reasons: Sequence[str]) -> None:
    table, tally = tables.deliveries, arrived.tally
    facts = {
        "partner": arrived.partner,
        "file": arrived.file,
        "sha256": arrived.sha256,
        "data_as_of": arrived.data_as_of,
        "rows": tally.rows,
        "accepted": tally.accepted,
        "rejected": tally.rejected,
        "flagged": tally.flagged,
        "state": state,
        "generation": None,
        "run_id": run.id,
        "begun_at": run.now(),
        "loaded_at": None,
        "kind": arrived.kind,
        "reasons": ",".join(reasons),
        "content": arrived.content,
        "newest_on": arrived.newest_on,
    }
    if _state(connection, arrived.id) is None:
        connection.execute(table.insert().values(id=arrived.id, **facts))
    else:
        connection.execute(update(table).where(table.c.id == arrived.id).values(**facts))


def complete(ledger: Ledger, delivery: str, now: Clock, generation: int, stated: Stated = NOTHING) -> None:
    """Writes that the delivery is loaded, its rows in that generation, and what they ``stated`` (``ledger.stated``)."""
    with ledger.begin("deliveries") as connection:
        partner = _move(connection, delivery, {"state": "loaded", "loaded_at": now(), "generation": generation})
        remember(connection, partner, stated, generation)


def fail(ledger: Ledger, delivery: str) -> None:
    """Writes that the delivery failed: nothing of it was taken in."""
    with ledger.begin("deliveries") as connection:
        _move(connection, delivery, {"state": "failed"})


def settle(ledger: Ledger, staged: Mapping[str, int], now: Clock) -> list[str]:
    """After a crash: what became of the deliveries that were being loaded, as the graph decides; their ids.

    ``staged``: the ids whose rows the graph holds whole, each with its generation. Those are loaded, even where they
    are said to have failed: the graph kept them, and could not say so. All others failed. Call it under the lease.
    """
    table = tables.deliveries
    loading = table.c.state == "loading"
    whole = (table.c.state == "failed") & table.c.id.in_(list(staged))
    with ledger.begin("deliveries") as connection:
        ids = list(connection.execute(select(table.c.id).where(loading | whole).order_by(table.c.id)).scalars())
        for number in ids:
            if number in staged:
                facts = {"state": "loaded", "loaded_at": now(), "generation": staged[number]}
                connection.execute(update(table).where(table.c.id == number).values(**facts))
        connection.execute(update(table).where(loading).values(state="failed"))
    return ids


def begin_withdrawal(ledger: Ledger, row: DeliveryRow, forgotten: Iterable[bytes]) -> None:
    """Writes that a loaded delivery is being withdrawn, and forgets what these rows of its partner stated.

    Forgotten before the graph is changed: after a crash between they are news again, never lost.
    """
    table = tables.deliveries
    with ledger.begin("deliveries") as connection:
        connection.execute(update(table).where(table.c.id == row.id).values(state="withdrawing"))
        forget_rows(connection, row.partner, forgotten)


def end_withdrawal(ledger: Ledger, row: DeliveryRow, generation: int, stated: Stated) -> None:
    """Writes that the delivery is withdrawn, and what the rows that it spoke of state without it."""
    table = tables.deliveries
    with ledger.begin("deliveries") as connection:
        connection.execute(update(table).where(table.c.id == row.id).values(state="withdrawn"))
        remember(connection, row.partner, stated, generation)


def settle_withdrawals(ledger: Ledger, withdrawn: Iterable[str]) -> None:
    """After a crash: ``withdrawn`` are those of which the graph is rid; all others are loaded as before."""
    table = tables.deliveries
    withdrawing = table.c.state == "withdrawing"
    with ledger.begin("deliveries") as connection:
        connection.execute(update(table).where(withdrawing, table.c.id.in_(list(withdrawn))).values(state="withdrawn"))
        connection.execute(update(table).where(withdrawing).values(state="loaded"))


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


def rewritten(ledger: Ledger, delivery: DeliveryRow, generation: int, stated: Stated) -> None:
    """Writes that the rows of a loaded delivery are in another generation now, and what they state: the graph was made
    anew."""
    table = tables.deliveries
    with ledger.begin("deliveries") as connection:
        connection.execute(update(table).where(table.c.id == delivery.id).values(generation=generation))
        renumber(connection, delivery.partner, generation)
        remember(connection, delivery.partner, stated, generation)


def give_up(ledger: Ledger, ids: Collection[str]) -> None:
    """Writes that these deliveries failed: they cannot be had any more, and may be loaded again."""
    table = tables.deliveries
    with ledger.begin("deliveries") as connection:
        connection.execute(update(table).where(table.c.id.in_(list(ids))).values(state="failed"))


def _move(connection: Connection, delivery: str, facts: dict[str, object]) -> str:
    """The partner whose delivery it is."""
    table = tables.deliveries
    moved = update(table).where(table.c.id == delivery, table.c.state == "loading").values(**facts)
    partner = connection.execute(moved.returning(table.c.partner)).scalar()
    if partner is None:
        raise MastError(f"Delivery {delivery} is not being loaded.")
    return str(partner)
