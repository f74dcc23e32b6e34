"""What each row of a partner last stated, as hashes: a row that says the same again needs no look at the graph.

A row is one event of one record. Hashes are BLAKE2b (RFC 7693) of 16 bytes. No row can be read from them, though who
knows a whole row, its event included, can tell that it is held: keep the store as safe as the graph.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mast.core.hashes import Hashes, HashIndex, Places, hashes_of, in_line
from mast.core.pieces import pieces
from mast.ledger import tables
from mast.ledger.store import Ledger

_AT_ONCE: Final = 10_000


class Stated:
    """The hash of which row it is (``rows``), and beside it the hash of what it states (``contents``)."""

    def __init__(self, rows: Hashes | None = None, contents: Hashes | None = None) -> None:
        self.rows = hashes_of(()) if rows is None else rows
        self.contents = hashes_of(()) if contents is None else contents

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, rows: Hashes) -> Places:
        """Where each of these rows stands; -1 for one that is not there."""
        return self._index.places(rows)

    def hold(self, at: Places, contents: Hashes) -> npt.NDArray[np.bool_]:
        """Of each of these places (-1 for none), whether just this content stands there."""
        found = at >= 0
        found[found] = self.contents[at[found]] == contents[found]
        return found

    def under(self, newer: "Stated") -> "Stated":
        """All of this and of what is newer, which holds where both state something of a row."""
        if not (len(newer) and len(self)):
            return self if len(self) else newer
        rows, contents = np.concatenate([self.rows, newer.rows]), np.concatenate([self.contents, newer.contents])
        keep = HashIndex(rows).last()
        return Stated(rows[keep], contents[keep])

    def without(self, rows: Iterable[bytes]) -> "Stated":
        """All but what these rows state."""
        at = self.places(hashes_of(rows))
        keep = np.ones(len(self), dtype=bool)
        keep[at[at >= 0]] = False
        return Stated(self.rows[keep], self.contents[keep])

    def pairs(self) -> Iterator[tuple[bytes, bytes]]:
        """Each row and what it states, in the order of the rows."""
        for start in range(0, len(self), _AT_ONCE):
            part = self._index.order[start : start + _AT_ONCE]
            yield from zip(self.rows[part].tolist(), self.contents[part].tolist(), strict=True)

    @cached_property
    def _index(self) -> HashIndex:
        return HashIndex(self.rows)


NOTHING: Final = Stated()


def stated_by(ledger: Ledger, partner: str) -> tuple[Stated, int]:
    """All that the partner's loaded rows last stated, and the newest generation with one of them (0 for none)."""
    table = tables.stated_rows
    columns = bytearray(), bytearray()
    with ledger.read() as connection:
        wanted = select(table.c.row, table.c.content).where(table.c.partner == bindparam("of_partner"))
        rows = connection.exec_driver_sql(*_driven(connection, wanted, [{"of_partner": partner}]))
        while part := rows.fetchmany(_AT_ONCE):
            for column, values in zip(columns, zip(*part, strict=True), strict=True):
                column += b"".join(values)
        newest = connection.execute(select(func.max(table.c.generation)).where(table.c.partner == partner)).scalar()
    return Stated(*map(in_line, columns)), int(newest or 0)


def remember(connection: Connection, partner: str, stated: Stated, generation: int) -> None:
    """Writes what rows stated in that generation over what they stated before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    written: Any = dialect.insert(tables.stated_rows)
    newer = {"content": written.excluded.content, "generation": written.excluded.generation}
    written = written.on_conflict_do_update(index_elements=["partner", "row"], set_=newer)
    rows = (
        {"partner": partner, "row": row, "content": content, "generation": generation}
        for row, content in stated.pairs()
    )
    for part in pieces(rows, _AT_ONCE):
        connection.exec_driver_sql(*_driven(connection, written, part))


def forget(connection: Connection, beyond: int) -> None:
    """Drops what was stated in generations ``beyond`` this one."""
    connection.execute(
        delete(tables.stated_rows).where(tables.stated_rows.c.generation > bindparam("beyond")), {"beyond": beyond}
    )


def forget_rows(connection: Connection, partner: str, rows: Iterable[bytes]) -> None:
    """Drops what these rows stated: when they come again, they are news."""
    table = tables.stated_rows
    gone = ({"of_row": row} for row in sorted(rows))
    for part in pieces(gone, _AT_ONCE):
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
