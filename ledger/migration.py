"""Brings an older SQL store to this version: numbered migrations, each with its mark in one transaction.

A migration is a module ``migrations/mNNNN_what_it_does.py`` with one function, ``upgrade(op)``; ``op`` is Alembic's,
which alters tables on SQLite and PostgreSQL alike. A store made anew has the newest tables and needs none of them.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Final

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import DBAPIError

from mast.core.errors import LedgerUnreachable, MastError
from mast.ledger import tables
from mast.ledger.trouble import sentence_for

_FIRST: Final = 1
_NAME: Final = re.compile(r"m(\d{4})_\w+\.py")


@cache
def migrations() -> dict[int, str]:
    """Number → module name, ascending: each brings a store from the number before it to its own."""
    names = sorted(file.name for file in files("mast.ledger").joinpath("migrations").iterdir())
    return {int(found[1]): name.removesuffix(".py") for name in names if (found := _NAME.fullmatch(name))}


def newest() -> int:
    """The version of a store that this MAST makes and works on."""
    return max(migrations(), default=_FIRST)


def migrate(engine: Engine, found: int) -> list[str]:
    """Run all migrations above version ``found``, in order; the names of those that were run.

    One that fails undoes itself, and the store stays at the version before it. Raises LedgerUnreachable when the store
    does not answer or has no room. Call it under the writer's lease.
    """
    done = []
    try:
        with engine.connect() as connection:
            _without_foreign_keys(connection)
            try:
                for number, name in migrations().items():
                    if number > found:
                        with connection.execution_options(mast_writes=True).begin():
                            _step(connection, number, name)
                        done.append(name)
            finally:
                # Its foreign keys are off: nobody else may get this connection.
                connection.invalidate()
    except DBAPIError as error:
        sentence = sentence_for(error, engine.url)
        if sentence is None:
            raise
        raise LedgerUnreachable(sentence) from None
    return done


def _step(connection: Connection, number: int, name: str) -> None:
    # Alembic takes a fifth of a second to import, and hardly any command needs it.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    upgrade: Callable[[Operations], None] = import_module(f"mast.ledger.migrations.{name}").upgrade
    upgrade(Operations(MigrationContext.configure(connection)))
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise MastError(
            f"Migration {name} leaves rows that refer to none: nothing of it was kept. Tell the developers."
        )
    connection.execute(update(tables.about).where(tables.about.c.key == "schema_version").values(value=str(number)))


def _without_foreign_keys(connection: Connection) -> None:
    """SQLite alters a table by copying it; to drop the old one would break what refers to it (lang_altertable.html)."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()
