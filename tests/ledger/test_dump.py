"""All rows of the SQL store, as lines, and back: the same on both engines, and from one into the other."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mast.core.settings import Settings
from mast.ledger import dump, runs, tables
from mast.ledger.lease import writer_lease
from mast.ledger.store import Ledger, open_ledger

pytest_plugins = ["tests.postgres"]

NOW = datetime(2026, 11, 25, 9, 30, 0, 123456, tzinfo=UTC)


def now() -> datetime:
    return NOW


def fill(ledger: Ledger) -> None:
    """A row with every kind of value in every table that has one."""
    run = runs.start(ledger, "load", now, token=3, files=["Ō'Brien.csv"])
    runs.step(run, "one", "done", {"rows": 2})
    texts: dict[str, Any] = {column.name: "" for column in tables.audit.columns if not column.nullable}
    delivery: dict[str, Any] = {column.name: 0 for column in tables.deliveries.columns if not column.nullable}
    delivery |= {"id": "police-20261031-1a2b3c4d", "partner": "police", "file": "f", "sha256": "s", "state": "loaded"}
    delivery |= {"data_as_of": date(2026, 10, 31), "newest_on": date(2026, 10, 30), "begun_at": NOW, "run_id": run.id}
    for column in tables.deliveries.columns:
        if not column.nullable and column.name not in ("rows", "accepted", "rejected", "flagged", "run_id"):
            delivery[column.name] = delivery[column.name] or "delta"
    with ledger.begin() as connection:
        connection.execute(tables.audit.insert().values({**texts, "seq": 1}))
        connection.execute(tables.deliveries.insert().values(delivery))
        connection.execute(
            tables.stated_rows.insert().values(partner="police", row=b"\0" * 16, content=bytes(range(16)), generation=2)
        )
        connection.execute(tables.register.insert().values(kind="person", member="police:1", since=2, id="P0000001"))


def lines(ledger: Ledger) -> list[dump.Line]:
    with dump.snapshot(ledger) as found:
        return list(found)


def without_lease(found: list[dump.Line]) -> list[dump.Line]:
    return [line for line in found if line[0] != "lease"]


def test_what_is_dumped_comes_back_and_counts_on(ledger: Ledger) -> None:
    assert dump.is_empty(ledger)
    fill(ledger)
    assert not dump.is_empty(ledger)
    before = lines(ledger)
    runs.start(ledger, "resolve", now)
    with writer_lease(ledger, "restore", now) as lease:
        dump.put_back(ledger, before)
    assert without_lease(lines(ledger)) == without_lease(before)
    with ledger.read() as connection:
        row = connection.execute(select(tables.lease)).one()
        assert (row.held, row.token) == (False, lease.token)
    assert runs.start(ledger, "load", now).id == 2


def test_the_audit_chain_is_append_only_again(ledger: Ledger) -> None:
    def change() -> None:
        with ledger.begin() as connection:
            connection.execute(tables.audit.delete())

    fill(ledger)
    dump.put_back(ledger, lines(ledger))
    with pytest.raises(IntegrityError, match="append-only"):
        change()


def test_what_fails_half_way_leaves_what_was_there(ledger: Ledger) -> None:
    fill(ledger)
    before = lines(ledger)
    with pytest.raises(KeyError):
        dump.put_back(ledger, [*before[:2], ["no such table", {}]])
    assert lines(ledger) == before


def test_one_engine_reads_what_the_other_wrote(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    with open_ledger(
        Settings(home=tmp_path / "other", sql_url=SecretStr(f"sqlite:///{tmp_path / 'other.db'}"))
    ) as other:
        dump.put_back(other, lines(ledger))
        assert without_lease(lines(other)) == without_lease(lines(ledger))
        dump.put_back(ledger, lines(other))
        assert without_lease(lines(ledger)) == without_lease(lines(other))
