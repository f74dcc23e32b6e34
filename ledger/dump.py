"""All that the SQL store holds as plain lines, and a store made of such lines: the same for SQLite and PostgreSQL.

A line is ``[table, {column: value, …}]``; a day, a moment and bytes are written as text.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Date, LargeBinary, func, inspect, select, text, update
from sqlalchemy.schema import Column, Table

from mast.ledger import tables
from mast.ledger.store import Ledger
from mast.ledger.tables import Moment

Line = list[Any]

_AT_ONCE: Final = 5_000


@contextmanager
def snapshot(ledger: Ledger) -> Iterator[Iterator[Line]]:
    """Every row of every table, as they are at one moment, for the block; others may go on writing."""
    with ledger.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield _lines(connection)


def _lines(connection: Connection) -> Iterator[Line]:
    for table in tables.metadata.sorted_tables:
        every = select(table).order_by(*table.primary_key.columns)
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(every).mappings():
            yield [table.name, {column.name: _written(row[column.name]) for column in table.columns}]


def put_back(ledger: Ledger, lines: Iterable[Line]) -> None:
    """Make the tables anew and fill them, in one transaction. Nobody holds the lease afterwards.

    The lines of a table must follow one another, in the order of ``snapshot``.
    """
    with ledger.begin("schema") as connection:
        token = connection.execute(select(tables.lease.c.token)).scalar_one()
        _drop(connection)
        tables.metadata.create_all(connection)
        for name, rows in groupby(lines, key=lambda line: str(line[0])):
            _fill(connection, tables.metadata.tables[name], (row[1] for row in rows))
        lease = tables.lease
        connection.execute(update(lease).values(held=False))
        connection.execute(update(lease).where(lease.c.token < token).values(token=token))
        _count_on(connection)


def _drop(connection: Connection) -> None:
    tables.metadata.drop_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS audit_append_only()"))


def _fill(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append({name: _read(table.columns[name], value) for name, value in row.items()})
        if len(batch) == _AT_ONCE:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)


def _count_on(connection: Connection) -> None:
    """PostgreSQL's own numbers know nothing of rows that came with theirs; SQLite's do."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and len(table.primary_key.columns) == 1:
            highest = connection.execute(select(func.max(column))).scalar()
            if highest is not None:
                connection.execute(
                    select(func.setval(func.pg_get_serial_sequence(table.name, column.name), int(highest)))
                )


def is_empty(ledger: Ledger) -> bool:
    """Whether nothing has ever been done with this store."""
    with ledger.read() as connection:
        found = inspect(connection)
        return not any(
            connection.execute(select(table).limit(1)).first()
            for table in (tables.runs, tables.audit, tables.deliveries)
            if found.has_table(table.name)
        )


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _read(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return b64decode(value)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
