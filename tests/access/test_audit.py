"""The audit log: whole under threads and processes, found out when tampered with, and fail-closed."""

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from mast.access import chain
from mast.access.audit import LONGEST_TEXT, AuditLog, Entry, Result
from mast.access.errors import AuditUnavailable
from mast.core.errors import LedgerUnreachable, MastError
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger, open_ledger

pytest_plugins = ["tests.postgres"]

ENTRY = Entry("ada", "practitioner", "police", "open-case", "CASE-1", "person", "ab" * 32, "request-1", 7)

APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mast.access.audit import AuditLog, Entry, Result
from mast.core.settings import Settings
from mast.ledger.store import open_ledger
settings = Settings(home=Path(sys.argv[1]), sql_url=sys.argv[2] or None)
with open_ledger(settings) as ledger, AuditLog(ledger, lambda: datetime.now(UTC), 30) as log:
    for number in range(40):
        seq = log.intent(Entry("ada", "lead", "fire", "audit", "C", "person", request_id=f"{sys.argv[3]}-{number}"))
        log.outcome(seq, Result("ok", ["P0000001"]))
"""


def now() -> datetime:
    return datetime(2026, 10, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def log(ledger: Ledger) -> Iterator[AuditLog]:
    with AuditLog(ledger, now, patience_seconds=30) as opened:
        yield opened


def rows(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        found = connection.execute(select(tables.audit).order_by(tables.audit.c.seq)).mappings()
        return [dict(row) for row in found]


def is_whole(ledger: Ledger) -> bool:
    return chain.verify(ledger, chain.key_of(ledger)).ok


def test_an_intent_and_its_outcome_say_who_what_why_and_how_it_went(ledger: Ledger, log: AuditLog) -> None:
    seq = log.intent(ENTRY)
    log.outcome(seq, Result("ok", ["P0000002", "P0000001", "P0000002"]))
    intent, outcome = rows(ledger)
    assert {name: intent[name] for name in ("seq", "step", "actor", "role", "agency", "purpose")} == {
        "seq": 1,
        "step": "intent",
        "actor": "ada",
        "role": "practitioner",
        "agency": "police",
        "purpose": "open-case",
    }
    assert (intent["case_reference"], intent["operation"], intent["query_sha256"]) == ("CASE-1", "person", "ab" * 32)
    assert (intent["request_id"], intent["generation"], intent["at"]) == (
        "request-1",
        7,
        "2026-10-31T12:00:00.000000+00:00",
    )
    assert (outcome["step"], outcome["intent_seq"], outcome["outcome"], outcome["result_count"]) == (
        "outcome",
        seq,
        "ok",
        2,
    )
    assert outcome["result_sha256"] == sha256(b"P0000001\nP0000002").hexdigest()
    assert outcome["prev"] == intent["hash"]


def test_a_row_is_committed_when_its_caller_goes_on(ledger: Ledger, log: AuditLog) -> None:
    for number in range(1, 6):
        assert log.intent(ENTRY) == number
        assert len(rows(ledger)) == number


def test_the_chain_is_whole_under_eight_threads(ledger: Ledger, log: AuditLog) -> None:
    def look(_: int) -> int:
        seq = log.intent(ENTRY)
        log.outcome(seq, Result("ok"))
        return seq

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(look, range(200)))
    assert len(set(numbers)) == 200
    assert chain.verify(ledger, chain.key_of(ledger)) == chain.Verification(True, 400, None)


def test_waiting_rows_share_one_transaction(ledger: Ledger, log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    transactions = []
    begin = Ledger.begin

    def counted(self: Ledger, turn: str = "") -> "contextlib.AbstractContextManager[Connection]":
        transactions.append(turn)
        return begin(self, turn)

    monkeypatch.setattr(Ledger, "begin", counted)

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(log.intent_async(ENTRY) for _ in range(300)))

    numbers = asyncio.run(all_at_once())
    assert sorted(numbers) == list(range(1, 301))
    assert len(transactions) < 100
    assert is_whole(ledger)


def test_two_processes_and_this_one_append_to_one_chain(ledger: Ledger, sql_settings: Settings, log: AuditLog) -> None:
    address = sql_settings.sql_url.get_secret_value() if sql_settings.sql_url else ""
    others = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(sql_settings.home), address, name]) for name in ("a", "b")
    ]
    for _ in range(40):
        log.intent(ENTRY)
    assert [process.wait() for process in others] == [0, 0]
    assert chain.verify(ledger, chain.key_of(ledger)) == chain.Verification(True, 200, None)
    written = {row["request_id"] for row in rows(ledger) if row["step"] == "intent"}
    assert written == {"request-1", *(f"{name}-{number}" for name in ("a", "b") for number in range(40))}


def test_a_cancelled_caller_leaves_its_row(ledger: Ledger, log: AuditLog) -> None:
    async def go_away() -> None:
        waiting = asyncio.create_task(log.intent_async(ENTRY))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        seq = await log.intent_async(ENTRY)
        await log.outcome_async(seq, Result("aborted"))

    asyncio.run(go_away())
    assert [row["outcome"] for row in rows(ledger)] == ["", "", "aborted"]
    assert is_whole(ledger)


def test_close_writes_what_still_waits_and_then_refuses(ledger: Ledger) -> None:
    log = AuditLog(ledger, now, 30)
    with ThreadPoolExecutor(4) as threads:
        written = list(threads.map(lambda _: log.intent(ENTRY), range(20)))
    log.close()
    log.close()
    assert len(rows(ledger)) == len(written) == 20
    with pytest.raises(AuditUnavailable):
        log.intent(ENTRY)


@pytest.mark.parametrize("text_sent", ["nul \x00", "half \ud83d", "line\nline", "x" * 10_000])
def test_a_stranger_s_text_fails_no_row(ledger: Ledger, log: AuditLog, text_sent: str) -> None:
    actor, role, agency, purpose, case, operation, query, request = [text_sent] * 8
    log.intent(Entry(actor, role, agency, purpose, case, operation, query, request))
    (row,) = rows(ledger)
    assert row["actor"].isprintable()
    assert len(row["actor"]) <= LONGEST_TEXT
    assert is_whole(ledger)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit WHERE seq = 1"])
def test_rows_are_neither_changed_nor_deleted(ledger: Ledger, log: AuditLog, statement: str) -> None:
    log.intent(ENTRY)
    with pytest.raises(DBAPIError, match="append-only"), ledger.begin() as connection:
        connection.execute(text(statement))
    assert is_whole(ledger)


def test_sqlite_replaces_no_row_either(tmp_path: Path) -> None:
    with open_ledger(Settings(home=tmp_path)) as ledger, AuditLog(ledger, now, 30) as log:
        log.intent(ENTRY)
        with pytest.raises(DBAPIError, match="append-only"), ledger.begin() as connection:
            connection.execute(tables.audit.insert().prefix_with("OR REPLACE").values(rows(ledger)[0]))


def test_postgresql_truncates_nothing(ledger: Ledger, log: AuditLog, store: str) -> None:
    log.intent(ENTRY)
    if store == "postgresql":
        with pytest.raises(DBAPIError, match="append-only"), ledger.begin() as connection:
            connection.execute(text("TRUNCATE audit"))
    assert len(rows(ledger)) == 1


def remove_the_guard(connection: Connection) -> None:
    """What an insider with the database's own password can do."""
    for table in ("audit", "audit_shown"):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_delete"))
        else:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"))


def rewrite(ledger: Ledger, changed: list[dict[str, Any]]) -> None:
    with ledger.begin() as connection:
        remove_the_guard(connection)
        connection.execute(tables.audit.delete())
        if changed:
            connection.execute(tables.audit.insert(), changed)


@pytest.fixture
def ten(ledger: Ledger, log: AuditLog) -> list[dict[str, Any]]:
    for _ in range(10):
        log.intent(ENTRY)
    return rows(ledger)


def found(ledger: Ledger) -> int | None:
    key = bytes.fromhex((ledger.home / "audit.key").read_text())
    return chain.verify(ledger, key).first_bad


EDITS: dict[str, object] = {
    "actor": "eve",
    "role": "board",
    "agency": "fire",
    "purpose": "audit",
    "case_reference": "CASE-2",
    "operation": "ids kept",
    "query_sha256": "",
    "request_id": "another",
    "generation": 8,
    "at": "2026-10-31T12:00:00.000001+00:00",
    "step": "outcome",
    "intent_seq": 1,
    "outcome": "ok",
    "result_count": 0,
    "result_sha256": "00",
    "hash": "0" * 64,
    "mac": "0" * 64,
    "prev": "0" * 64,
}


def test_an_edit_of_any_column_is_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    assert {*EDITS, "seq"} == set(tables.audit.c.keys())
    for column, value in EDITS.items():
        rewrite(ledger, [{**row, column: value} if row["seq"] == 5 else row for row in ten])
        assert (column, found(ledger)) == (column, 5)
    rewrite(ledger, ten)
    assert is_whole(ledger)


def test_a_number_left_out_is_found_though_the_key_holder_did_it(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    fields = {name: value for name, value in ten[9].items() if name not in ("hash", "mac")}
    rewrite(ledger, [*ten[:9], dict(chain.link({**fields, "seq": 11}, chain.key_of(ledger)))])
    assert found(ledger) == 10


def test_a_deleted_row_is_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    rewrite(ledger, [row for row in ten if row["seq"] != 5])
    assert found(ledger) == 5


def test_a_deleted_row_is_found_though_the_rest_moved_up(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    rewrite(ledger, [{**row, "seq": row["seq"] - (row["seq"] > 5)} for row in ten if row["seq"] != 5])
    assert found(ledger) == 5


def test_an_inserted_row_is_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    moved = [{**row, "seq": row["seq"] + (row["seq"] >= 5)} for row in ten]
    rewrite(ledger, [*moved, {**ten[0], "seq": 5, "prev": "f" * 64}])
    assert found(ledger) == 5


def test_swapped_rows_are_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    rewrite(ledger, [{**row, "seq": {4: 5, 5: 4}.get(row["seq"], row["seq"])} for row in ten])
    assert found(ledger) == 4


def test_a_chain_hashed_anew_without_the_key_is_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    forged, prev = [], ten[0]["prev"]
    for row in ten:
        fields = {name: value for name, value in row.items() if name not in ("hash", "mac")}
        if row["seq"] == 3:
            fields["actor"] = "eve"
        made = chain.link({**fields, "prev": prev}, b"a guess of the key" * 2)
        prev = str(made["hash"])
        forged.append({**made, "mac": row["mac"]})
    rewrite(ledger, forged)
    assert found(ledger) == 3


def test_another_deployment_s_chain_does_not_fit(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    with ledger.begin() as connection:
        connection.execute(tables.about.update().where(tables.about.c.key == "instance_id").values(value="0" * 32))
    other = Ledger(ledger.engine, ledger.home, ledger.lease_seconds, "0" * 32)
    assert found(other) == 1


def test_a_cut_tail_is_found_against_a_head_noted_elsewhere(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    noted = chain.head(ledger)
    key = chain.key_of(ledger)
    assert noted == chain.Head(10, ten[-1]["hash"])
    assert chain.verify(ledger, key, [noted]).ok
    for kept in range(9, -1, -1):
        rewrite(ledger, ten[:kept])
        assert chain.verify(ledger, key).ok
        assert chain.verify(ledger, key, [noted]) == chain.Verification(False, kept, kept + 1)


def test_a_noted_head_of_another_row_is_found(ledger: Ledger, ten: list[dict[str, Any]]) -> None:
    assert chain.verify(ledger, chain.key_of(ledger), [chain.Head(4, "0" * 64)]).first_bad == 4


def test_a_read_only_store_answers_nobody(tmp_path: Path) -> None:
    with open_ledger(Settings(home=tmp_path)) as ledger, AuditLog(ledger, now, 30) as log:
        log.intent(ENTRY)
    address = SecretStr(f"sqlite:///file:{tmp_path / 'mast.sqlite'}?mode=ro&uri=true")
    with open_ledger(Settings(home=tmp_path, sql_url=address)) as ledger, AuditLog(ledger, now, 30) as log:
        with pytest.raises(AuditUnavailable, match="read-only"):
            log.intent(ENTRY)
        with pytest.raises(AuditUnavailable, match="read-only"):
            log.outcome(1, Result("ok"))
        with pytest.raises(AuditUnavailable):
            asyncio.run(log.intent_async(ENTRY))


def test_a_failed_batch_fails_no_later_one(ledger: Ledger, log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise LedgerUnreachable("The SQL store has no room left.")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "begin", fail)
        with pytest.raises(AuditUnavailable, match="no room left"):
            log.intent(ENTRY)
    assert log.intent(ENTRY) == 1


def test_an_error_nobody_thought_of_fails_closed_and_tells_nothing(ledger: Ledger) -> None:
    def broken_clock() -> datetime:
        raise ZeroDivisionError("a secret word")

    with AuditLog(ledger, broken_clock, 30) as log, pytest.raises(AuditUnavailable) as refused:
        log.intent(ENTRY)
    assert "secret" not in str(refused.value)
    assert rows(ledger) == []


def test_a_slow_store_answers_nobody(ledger: Ledger, store: str) -> None:
    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with ledger.begin("audit"):
            held.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    with AuditLog(ledger, now, patience_seconds=0.2) as log:
        holder.start()
        held.wait(20)
        try:
            with pytest.raises(AuditUnavailable, match="in time"):
                log.intent(ENTRY)
            with pytest.raises(AuditUnavailable, match="in time"):
                asyncio.run(log.intent_async(ENTRY))
        finally:
            release.set()
            holder.join()
    assert is_whole(ledger)


def test_a_lost_key_is_noticed_at_once_and_not_made_anew(ledger: Ledger, log: AuditLog) -> None:
    log.intent(ENTRY)
    path = ledger.home / "audit.key"
    path.unlink()
    with pytest.raises(MastError, match="put back your own copy of that one"):
        AuditLog(ledger, now)
    assert not path.exists()
    path.write_text("00" * 32)
    path.chmod(0o600)
    with pytest.raises(MastError, match="put back your own copy of that one"):
        AuditLog(ledger, now)


def test_the_key_is_outside_the_database(ledger: Ledger, log: AuditLog, store: str) -> None:
    log.intent(ENTRY)
    key = (ledger.home / "audit.key").read_text().strip()
    assert len(key) == 64
    with ledger.read() as connection:
        for table in tables.metadata.sorted_tables:
            assert all(key not in str(row) for row in connection.execute(select(table)))


def test_no_column_of_the_audit_is_made_for_personal_data() -> None:
    assert set(tables.audit.c.keys()) == {
        *("seq", "prev", "hash", "mac", "at", "step", "intent_seq"),
        *("actor", "role", "agency", "purpose", "case_reference", "operation", "query_sha256", "request_id"),
        *("generation", "outcome", "result_count", "result_sha256"),
    }


def test_the_ids_of_an_answer_are_not_in_the_row(ledger: Ledger, log: AuditLog) -> None:
    log.outcome(log.intent(ENTRY), Result("ok", ["P0000042"]))
    assert all("P0000042" not in str(row) for row in rows(ledger))
    with ledger.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.audit)).scalar_one() == 2
