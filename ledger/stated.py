"""What each row of a partner last stated, as hashes: a row that says the same again needs no look at the graph.

A row is one event of one record. Hashes are BLAKE2b (RFC 7693) of 16 bytes. No row can be read from them, though who
knows a whole row, its event included, can tell that it is held: keep the store as safe as the graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select
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
        rows = connection.execute(select(table.c.row, table.c.content).where(table.c.partner == partner))
        held = {row: content for row, content in rows}
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
    for part in _parts(rows):
        connection.execute(written.on_conflict_do_update(index_elements=["partner", "row"], set_=newer), part)


def forget(connection: Connection, beyond: int) -> None:
    """Drops what was stated in generations ``beyond`` this one."""
    connection.execute(
        delete(tables.stated_rows).where(tables.stated_rows.c.generation > bindparam("beyond")), {"beyond": beyond}
    )


def _parts(rows: Sequence[dict[str, Any]]) -> Iterable[Sequence[dict[str, Any]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
