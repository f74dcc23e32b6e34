"""The audit store down, locked, full or slow under a service that is asked: no answer without a committed row."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from mast.access.audit import AuditLog
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger, open_ledger
from tests.cli.verbs import until
from tests.graphql.town import ALLOWED, Desk, Town, desk

CARD = '{ person(id: "P0000001") { displayName } }'
Trouble = Callable[[Ledger, threading.Event], Any]


def down(ledger: Ledger, over: threading.Event) -> None:
    """The table is taken away and put back."""
    while not over.wait(0.02):
        with ledger.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit RENAME TO audit_aside"))
        over.wait(0.02)
        with ledger.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_aside RENAME TO audit"))


def locked(ledger: Ledger, over: threading.Event) -> None:
    """Somebody else holds the writer's turn, longer than anybody waits, again and again."""
    while not over.wait(0.02):
        with ledger.begin():
            over.wait(0.3)


def full(ledger: Ledger, over: threading.Event) -> None:
    """There is no room for another page, and then there is again."""
    while not over.wait(0.02):
        for pages in (1, 1_000_000):
            with ledger.engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            over.wait(0.02)


def slow(ledger: Ledger, over: threading.Event) -> None:
    """Each turn is had late, now and then too late."""
    wait = 0.0
    while not over.wait(0.05):
        wait = (wait + 0.03) % 0.2
        with ledger.begin():
            over.wait(wait)


@dataclass
class Told:
    answered: list[str] = field(default_factory=list)
    refused: int = 0


@contextmanager
def service(home: Path) -> Iterator[tuple[Desk, Ledger]]:
    town = Town()
    town.person("P0000001", "Zebedee")
    with (
        open_ledger(Settings(home=home)) as ledger,
        AuditLog(ledger, lambda: datetime.now(UTC), patience_seconds=0.1) as log,
        desk(town, audit=log, request_seconds=30) as asked,
    ):
        yield asked, ledger


def under(trouble: Trouble, requests: int, home: Path) -> Told:
    """Ask while there is trouble. Each answer must have its rows by then; each refusal must tell nothing."""
    told, over = Told(), threading.Event()
    with service(home) as (asked, ledger):
        troubling = threading.Thread(target=trouble, args=(ledger, over))
        troubling.start()
        try:
            for number in range(requests):
                id = f"{number:032x}"
                response = asked.client.post("/graphql", json={"query": CARD}, headers={**ALLOWED, "x-request-id": id})
                if response.status_code == 200:
                    told.answered.append(id)
                    assert "Zebedee" in response.text
                else:
                    told.refused += 1
                    assert response.status_code == 503, response.text
                    assert response.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
                    assert "Zebedee" not in response.text
        finally:
            over.set()
            troubling.join()
        intent, outcome = tables.audit.alias(), tables.audit.alias()
        both = select(intent.c.request_id).join(outcome, intent.c.seq == outcome.c.intent_seq)
        with ledger.read() as connection:
            ended = set(connection.execute(both.where(outcome.c.outcome == "ok")).scalars())
        assert set(told.answered) <= ended
    return told


@pytest.mark.parametrize("trouble", [down, locked, full, slow])
def test_no_answer_without_a_committed_row(trouble: Trouble, tmp_path: Path) -> None:
    told = under(trouble, 40, tmp_path)
    assert len(told.answered) + told.refused == 40


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("trouble", [down, locked, full, slow])
def test_no_answer_without_a_committed_row_in_ten_thousand(
    trouble: Trouble, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    told = under(trouble, 2_500, tmp_path)
    assert told.answered
    assert told.refused
    name = getattr(trouble, "__name__", "")
    record_property(
        "matrix", f"audit store {name}: {len(told.answered)} answered and {told.refused} refused, 0 without a row"
    )


def test_many_at_once_while_the_store_is_locked(tmp_path: Path) -> None:
    with service(tmp_path) as (asked, ledger):
        with ledger.begin(), ThreadPoolExecutor(8) as threads:
            sent = [
                threads.submit(asked.client.post, "/graphql", json={"query": CARD}, headers=ALLOWED) for _ in range(16)
            ]
            statuses = {one.result().status_code for one in sent}
        assert statuses == {503}
        until(lambda: asked.post(CARD).status_code == 200, "the store takes rows again")
