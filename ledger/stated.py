"""What each row of a partner last stated, as hashes: a row that says the same again needs no look at the graph.

A row is one event of one record. Hashes are BLAKE2b (RFC 7693) of 16 bytes. No row can be read from them, though who
knows a whole row, its event included, can tell that it is held: keep the store as safe as the graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mast.ledger import tables
from mast.ledger.store import Ledger

Stated = Mapping[bytes, bytes]
"""The hash of which row it is, to the hash of what it states."""

_AT_ONCE: Final = 10_000


def stated_by(ledger: Ledger, partner: str) -> tuple[dict[bytes, bytes], int]:
    """All that the partner's loaded rows last stated, and the newest generation with one of them (0 for none)."""
    table = tables.stated_rows
    with ledger.read() as connection:
        wanted = select(table.c.row, table.c.content).where(table.c.partner == bindparam("of_partner"))
        rows = connection.exec_driver_sql(*_driven(connection, wanted, [{"of_partner": partner}]))
        held: dict[bytes, bytes] = dict(rows.all())
        newest = connection.execute(select(func.max(table.c.generation)).where(table.c.partner == partner)).scalar()
    return held, int(newest or 0)


def remember(connection: Connection, partner: str, stated: Stated, generation: int) -> None:
    """Writes what rows stated in that generation over what they stated before."""
    rows = [
        {"partner": partner, "row": row, "content": content, "generation": generation}
        for row, content in sorted(stated.items())
    ]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    written: Any = dialect.insert(tables.stated_rows)
    newer = {"content": written.excluded.content, "generation": written.excluded.generation}
    written = written.on_conflict_do_update(index_elements=["partner", "row"], set_=newer)
    for part in _parts(rows):
        connection.exec_driver_sql(*_driven(connection, written, part))


def forget(connection: Connection, beyond: int) -> None:
    """Drops what was stated in generations ``beyond`` this one."""
    connection.execute(
        delete(tables.stated_rows).where(tables.stated_rows.c.generation > bindparam("beyond")), {"beyond": beyond}
    )


def forget_rows(connection: Connection, partner: str, rows: Iterable[bytes]) -> None:
    """Drops what these rows stated: when they come again, they are news."""
    table = tables.stated_rows
    gone = [{"of_row": row} for row in sorted(rows)]
    for part in _parts(gone):
        connection.execute(delete(table).where(table.c.partner == partner, table.c.row == bindparam("of_row")), part)


def renumber(connection: Connection, partner: str, generation: int) -> None:
    """Writes that all which the partner's rows stated is in that generation."""
    table = tables.stated_rows
    connection.execute(update(table).where(table.c.partner == partner).values(generation=generation))


def _driven(connection: Connection, wanted: Any, rows: Sequence[dict[str, Any]]) -> tuple[str, Any]:
    """A statement and its rows as the driver takes them: what SQLAlchemy adds to each row takes longer than SQLite."""
    compiled = wanted.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if not compiled.positional:
        return str(compiled), rows if len(rows) > 1 else rows[0]
    values = itemgetter(*compiled.positiontup)
    tuples = [values(row) for row in rows] if len(compiled.positiontup) > 1 else [(values(row),) for row in rows]
    return str(compiled), tuples if len(tuples) > 1 else tuples[0]


def _parts(rows: Sequence[dict[str, Any]]) -> Iterable[Sequence[dict[str, Any]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
