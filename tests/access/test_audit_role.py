"""The service's own user on PostgreSQL: it adds to the chain and reads it, and can do nothing else to it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mast.access import chain
from mast.access.audit import AuditLog, Entry, Result
from mast.core.settings import Settings
from mast.ledger.store import Ledger, open_ledger

pytest_plugins = ["tests.postgres"]

SCRIPT = Path(__file__).parents[2] / "deploy" / "postgres" / "audit_role.sql"
ENTRY = Entry("ada", "lead", "police", "open-case", "C-1", "person_card", "", "r", 7)


@pytest.fixture
def both(postgresql: Any, tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    """The store as its owner opens it, and as the service's user does."""
    owner, service = postgresql.new_store(), postgresql.new_store()
    schema, user = (address.partition("//")[2].partition(":")[0] for address in (owner, service))
    settings = Settings(home=tmp_path, sql_url=SecretStr(owner))
    with open_ledger(settings) as owned:
        script = (
            SCRIPT.read_text(encoding="utf-8").replace(":service", user).replace("SCHEMA public", f"SCHEMA {schema}")
        )
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(script.encode())
            connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {user}".encode())
        with psycopg.connect(service, autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {user} SET search_path TO {schema}".encode())
        with open_ledger(settings.model_copy(update={"sql_url": SecretStr(service)})) as opened:
            yield owned, opened


def test_the_service_s_user_adds_rows_and_changes_none(both: tuple[Ledger, Ledger]) -> None:
    owned, opened = both
    with AuditLog(opened, lambda: datetime.now(UTC), 30) as log:
        log.outcome(log.intent(ENTRY), Result("ok", ["P0000001"]))
    assert chain.verify(owned, chain.key_of(opened)) == chain.Verification(True, 2, None)
    for attempt in (
        "UPDATE audit SET actor = 'eve'",
        "DELETE FROM audit_shown",
        "TRUNCATE audit",
        "DROP TRIGGER audit_append_only ON audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TABLE audit_shown",
        "DELETE FROM broken_glass",
        "INSERT INTO seal_events SELECT * FROM seal_events",
        "UPDATE register SET id = 'P0000001'",
    ):
        with pytest.raises(DBAPIError, match="InsufficientPrivilege|append-only"), opened.engine.begin() as connection:
            connection.execute(text(attempt))
    assert chain.verify(owned, chain.key_of(opened)).ok
