"""A store of the first version, migrated, is the store that this version makes; what it held is still there."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import CheckConstraint, inspect, select
from sqlalchemy.exc import IntegrityError

from mast.core.errors import OldStore
from mast.core.settings import Settings
from mast.ledger import migration, tables
from mast.ledger.store import Ledger, open_ledger, schema_version

pytest_plugins = ["tests.postgres"]

FIRST = Path(__file__).resolve().parents[1] / "data" / "schema"


@pytest.fixture
def first(sql_settings: Settings, store: str) -> Settings:
    """Settings of a store as the first version of MAST left it."""
    ddl = (FIRST / f"v1-{store}.sql").read_text(encoding="utf-8")
    sql_settings.home.mkdir(mode=0o700)
    if sql_settings.sql_url is None:
        made = sqlite3.connect(sql_settings.home / "mast.sqlite")
        made.executescript(ddl)
        made.close()
    else:
        with psycopg.connect(sql_settings.sql_url.get_secret_value()) as connection:
            connection.execute(ddl.encode())
    return sql_settings


def migrated(settings: Settings) -> Ledger:
    ledger = open_ledger(settings, to_migrate=True)
    migration.migrate(ledger.engine, schema_version(ledger))
    return ledger


def test_an_older_store_is_refused_with_the_command_to_run(first: Settings) -> None:
    with pytest.raises(OldStore, match=r"has schema version 1, this MAST needs \d+\..* run: mast migrate$"):
        open_ledger(first)


def test_a_migrated_store_is_as_one_made_anew(first: Settings) -> None:
    """When this fails after a change in tables.py: write the migration (CONTRIBUTING.md)."""
    with migrated(first) as ledger, ledger.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), tables.metadata)
        assert found == []
        told = inspect(connection)
        for table in tables.metadata.sorted_tables:
            checks = {rule.name for rule in table.constraints if isinstance(rule, CheckConstraint)}
            assert {rule["name"] for rule in told.get_check_constraints(table.name)} == checks, table.name
    open_ledger(first).close()


def test_what_it_held_is_still_there(first: Settings) -> None:
    with migrated(first) as ledger:
        assert ledger.instance_id == "0123456789abcdef0123456789abcdef"
        with ledger.read() as connection:
            assert connection.execute(select(tables.lease.c.token)).scalar_one() == 7
            assert connection.execute(select(tables.run_steps.c.run_id)).scalar_one() == 1
            kept = connection.execute(select(tables.deliveries)).one()
            assert (kept.id, kept.state, kept.newest_on) == ("police-20261031-1a2b3c4d", "loaded", None)
            assert connection.execute(select(tables.register.c.id)).scalar_one() == "P0000001"


def test_the_audit_chain_stays_append_only(first: Settings) -> None:
    texts = {column.name: "" for column in tables.audit.columns if not column.nullable}

    def change(ledger: Ledger) -> None:
        with ledger.begin() as connection:
            connection.execute(tables.audit.delete())

    with migrated(first) as ledger:
        with ledger.begin() as connection:
            connection.execute(tables.audit.insert().values({**texts, "seq": 1}))
        with pytest.raises(IntegrityError, match="append-only"):
            change(ledger)


def test_migrating_again_does_nothing(first: Settings) -> None:
    with migrated(first) as ledger:
        assert migration.migrate(ledger.engine, schema_version(ledger)) == []


@pytest.mark.parametrize("dies_at", [2, 3])
def test_a_migration_that_dies_half_way_can_be_run_again(
    first: Settings, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """Two migrations; one writes, and then fails: the store is at the version before it, and the next try succeeds."""
    monkeypatch.setattr(migration, "migrations", lambda: {2: "m2", 3: "m3"})
    fails = {dies_at}

    def numbered(number: int) -> Callable[[Operations], None]:
        def upgrade(op: Operations) -> None:
            with op.batch_alter_table("runs") as batch:
                batch.create_check_constraint(f"runs_{number}", "id > 0")
            if number in fails:
                raise ZeroDivisionError

        return upgrade

    class Module:
        def __init__(self, name: str) -> None:
            self.upgrade = numbered(int(name[-1]))

    with patch.object(migration, "import_module", Module), open_ledger(first, to_migrate=True) as ledger:
        with pytest.raises(ZeroDivisionError):
            migration.migrate(ledger.engine, 1)
        assert schema_version(ledger) == dies_at - 1
        fails.clear()
        assert migration.migrate(ledger.engine, schema_version(ledger)) == ["m2", "m3"][dies_at - 2 :]
        with ledger.read() as connection:
            checks = {rule["name"] for rule in inspect(connection).get_check_constraints("runs")}
            assert {"runs_2", "runs_3"} <= checks
            assert connection.execute(select(tables.run_steps.c.run_id)).scalar_one() == 1


def test_the_numbers_are_without_gap_and_the_newest_is_what_a_new_store_is_marked_with(ledger: Ledger) -> None:
    assert list(migration.migrations()) == list(range(2, migration.newest() + 1))
    assert schema_version(ledger) == migration.newest()
