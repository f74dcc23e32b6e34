"""The SQL store: opened, created on first use, and its transactions."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from mast.core.errors import LedgerUnreachable, MastError, OldStore, StaleWriter, UsageError
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.migration import newest
from mast.ledger.trouble import place_of, sentence_for

Clock = Callable[[], datetime]

LOCK_WAIT_SECONDS = 10
CONNECT_SECONDS = 5
IDLE_SECONDS = 60
"""How long PostgreSQL waits for a writer that was stopped in the middle of a transaction."""
TAKEN_OVER = "Another writer took over while this one was silent. Nothing half-done remains: run this again."


@dataclass(frozen=True, slots=True)
class Ledger:
    """The open store. ``instance_id``: made once, carried by both stores, so that a wrong partner store is refused.

    ``token``: of the writer's lease, where what is written belongs to its holder (``Lease.ledger``).
    """

    engine: Engine
    home: Path
    lease_seconds: float
    instance_id: str
    token: int | None = None

    @contextmanager
    def begin(self, turn: str = "") -> Iterator[Connection]:
        """A writing transaction: committed at the end of the block, undone by any error in it.

        SQLite has one writer at a time. On PostgreSQL, writers that name the same ``turn`` follow one another.
        Raises LedgerUnreachable when the store does not answer, refuses or has no room, and StaleWriter when ``token``
        is no longer the writer's.
        """
        with _transaction(self.engine, writes=True) as connection:
            if turn and self.engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_lock_number(turn))))
            if self.token is not None:
                _prove(connection, self.token)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction. Raises LedgerUnreachable as ``begin`` does."""
        with _transaction(self.engine, writes=False) as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(settings: Settings, *, to_migrate: bool = False) -> Ledger:
    """Opens the SQL store that the settings name, and creates its folder, file and tables when they are not there.

    Raises UsageError for an address that is not SQLite's or PostgreSQL's, LedgerUnreachable when the store cannot be
    reached, read or written, OldStore when an older version of MAST wrote it, unless it is opened ``to_migrate``, and
    MastError when a newer one did.
    """
    url = _address(settings)
    _make_home(settings.home)
    if url.get_backend_name() == "sqlite":
        _make_file(url)
    engine = _engine(url)
    try:
        return Ledger(engine, settings.home, settings.lease_seconds, _instance_id(engine, url, to_migrate))
    except BaseException:
        engine.dispose()
        raise


def _address(settings: Settings) -> URL:
    try:
        url = make_url(settings.sql_address)
    except ArgumentError:
        raise UsageError("MAST_SQL_URL is not an address: write sqlite:///FILE or postgresql://HOST/NAME.") from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise UsageError("MAST_SQL_URL must name a SQLite file (sqlite:///FILE) or a PostgreSQL (postgresql://HOST/NAME).")


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnreachable(
            f"The data folder {home} cannot be made: {error.strerror}. Set MAST_HOME to a folder you may write to."
        ) from None


def _make_file(url: URL) -> None:
    """Creates SQLite's file with mode 600 before SQLite does with the umask's; an existing file is never opened here.

    Opening and closing it would drop the locks that SQLite holds on it in this process.
    """
    if "uri" in url.query:
        return
    path = Path(url.database or "")
    try:
        if path.exists():
            if not os.access(path, os.R_OK | os.W_OK):
                raise PermissionError(13, "it may not be read and written by this user")
            path.chmod(0o600)
            return
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise LedgerUnreachable(
            f"The SQL store {path} cannot be used: {error.strerror}. Check the file's owner and folder."
        ) from None


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _begin_in_sqlite)
        return engine
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": f"-c synchronous_commit=on -c lock_timeout={LOCK_WAIT_SECONDS}s -c timezone=UTC "
                f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s",
            },
        )
    except ModuleNotFoundError:
        raise UsageError(
            "MAST_SQL_URL names a PostgreSQL, but psycopg is not installed: pip install 'psycopg[binary]'."
        ) from None


def _make_durable(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # None: the driver starts no transaction of its own accord; `_begin_in_sqlite` does, and says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {LOCK_WAIT_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # Without it INSERT OR REPLACE deletes a row past the triggers that forbid it.
        "recursive_triggers = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_in_sqlite(connection: Connection) -> None:
    # A reader that turns writer midway is refused at once by SQLite, so a writer says so from the start.
    writes = connection.get_execution_options().get("mast_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _transaction(engine: Engine, writes: bool) -> Iterator[Connection]:
    try:
        with engine.execution_options(mast_writes=writes).begin() as connection:
            yield connection
    except DBAPIError as error:
        sentence = sentence_for(error, engine.url)
        if sentence is None:
            raise
        raise LedgerUnreachable(sentence) from None


def _prove(connection: Connection, token: int) -> None:
    """That the lease is still held under this token, and stays so until this transaction ends.

    On PostgreSQL the row is locked against whoever takes over, and not against the holder's own heartbeat.
    """
    row = connection.execute(
        select(tables.lease.c.token, tables.lease.c.held)
        .where(tables.lease.c.name == "writer")
        .with_for_update(read=True, key_share=True)
    ).one()
    if row.token != token or not row.held:
        raise StaleWriter(TAKEN_OVER)


def _lock_number(turn: str) -> int:
    digest = hashlib.sha256(f"mast ledger {turn}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def schema_version(ledger: Ledger) -> int:
    """The version of the tables: below ``migration.newest()`` only in a store opened to be migrated."""
    return int(_read_about(ledger.engine)["schema_version"])


def _instance_id(engine: Engine, url: URL, to_migrate: bool) -> str:
    """The instance id; on first use the tables are made. Two first starts at once agree, by the writer's turn."""
    known = _read_about(engine)
    if not known:
        probe = Ledger(engine, Path(), 0, "")
        with probe.begin("schema") as connection:
            if not inspect(connection).has_table(tables.about.name):
                _create(connection)
        known = _read_about(engine)
    found = int(known["schema_version"])
    if found > newest():
        raise MastError(
            f"{place_of(url)} has schema version {found}, this MAST knows {newest()}: "
            "use the MAST version that wrote it."
        )
    if found < newest() and not to_migrate:
        raise OldStore(
            f"{place_of(url)} has schema version {found}, this MAST needs {newest()}. "
            "Stop mast serve, then run: mast migrate"
        )
    return known["instance_id"]


def _read_about(engine: Engine) -> dict[str, str]:
    with _transaction(engine, writes=False) as connection:
        if not inspect(connection).has_table(tables.about.name):
            return {}
        return {key: value for key, value in connection.execute(select(tables.about.c.key, tables.about.c.value))}


def _create(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    connection.execute(
        tables.about.insert(),
        [
            {"key": "schema_version", "value": str(newest())},
            {"key": "instance_id", "value": secrets.token_hex(16)},
        ],
    )
    connection.execute(
        tables.lease.insert().values(name="writer", token=0, held=False, verb="", pid=0, host="", birth="", beat=0.0)
    )
