"""What is past keeping leaves the SQL store: hashes of rows, and the register's members that are no more."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import and_, bindparam, delete, func, select

from mast.ledger import stated, tables
from mast.ledger.store import Ledger
from mast.ledger.succession import Kind

_AT_ONCE: Final = 5_000


def forget_rows(ledger: Ledger, partner: str, rows: Collection[bytes]) -> int:
    """Drop the hashes by which these rows of a partner are known; how many there were."""
    table = tables.stated_rows
    known = select(func.count()).select_from(table).where(table.c.partner == partner)
    with ledger.begin("deliveries") as connection:
        before = connection.execute(known).scalar_one()
        stated.forget_rows(connection, partner, rows)
        return int(before - connection.execute(known).scalar_one())


def forget_members(ledger: Ledger, kind: Kind, standing: Collection[str]) -> int:
    """Drop the register's closed entries of members that are not ``standing``; how many there were.

    Their ids are not handed out again: how many there are is kept apart from who had them.
    """
    table = tables.register
    closed = and_(table.c.kind == kind, table.c.until.is_not(None))
    with ledger.read() as connection:
        known = set(connection.execute(select(table.c.member).where(closed)).scalars())
        held = select(table.c.member).where(table.c.kind == kind, table.c.until.is_(None))
        known -= set(connection.execute(held).scalars())
    gone = delete(table).where(closed, table.c.member == bindparam("name"))
    members, done = [{"name": member} for member in sorted(known - set(standing))], 0
    with ledger.begin("register") as connection:
        for start in range(0, len(members), _AT_ONCE):
            done += connection.execute(gone, members[start : start + _AT_ONCE]).rowcount
    return done
