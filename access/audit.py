"""The audit log: no answer goes out before its row is safely written. One appender writes all waiting rows at once."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import Connection, select

from mast.access import chain
from mast.access.checkpoints import Notary
from mast.access.errors import AuditUnavailable
from mast.core.errors import MastError
from mast.ledger import tables
from mast.ledger.store import Ledger

Outcome = Literal["ok", "refused", "error", "aborted", "superseded"]

LONGEST_TEXT = 200
MOST_ROWS = 500

_BLANK: chain.Fields = {
    "step": "",
    "intent_seq": None,
    "actor": "",
    "role": "",
    "agency": "",
    "purpose": "",
    "case_reference": "",
    "operation": "",
    "query_sha256": "",
    "request_id": "",
    "generation": None,
    "outcome": "",
    "result_count": None,
    "result_sha256": "",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody is about to do. Texts that nobody could check yet are cut and cleaned when they are written.

    ``query_sha256``: hash of the document and its variables, never the text. ``generation``: what the request reads.
    """

    actor: str
    role: str
    agency: str
    purpose: str
    case_reference: str
    operation: str
    query_sha256: str = ""
    request_id: str = ""
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. ``ids``: of the persons, addresses or records in the answer. Their number and hash are in the
    row; up to ``chain.MOST_KEPT`` of them are kept beside it, so that it can be said who looked at whom.
    """

    outcome: Outcome
    ids: Sequence[str] = ()


@dataclass(slots=True)
class _Waiting:
    fields: chain.Fields
    ids: tuple[str, ...]
    done: "Future[int]"


class AuditLog:
    """Appends intents and outcomes to the chain. Several processes may append to the same chain.

    Opening it raises MastError when the chain was written with another key than the one in the data folder.
    ``patience_seconds``: how long a caller waits for its row before it raises AuditUnavailable. ``notary``: signs the
    chain's head every ``checkpoint_seconds`` in which rows came, and at the end; what keeps it from that is its
    ``trouble``.
    """

    def __init__(
        self,
        ledger: Ledger,
        now: Callable[[], datetime],
        patience_seconds: float = 2.0,
        *,
        notary: Notary | None = None,
        checkpoint_seconds: float = 60.0,
    ) -> None:
        self._ledger = ledger
        self._notary, self._rhythm, self._unsigned = notary, checkpoint_seconds, False
        self._signed_at = time.monotonic()
        self.trouble = ""
        self._now = now
        self._patience = patience_seconds
        self._key = chain.key_of(ledger)
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._appender = threading.Thread(target=self._append_all, name="audit appender", daemon=True)
        self._appender.start()

    def intent(self, entry: Entry) -> int:
        """Writes that somebody is about to look; its sequence number. Raises AuditUnavailable: then do not look."""
        return self._wait(self._hand_in(_intent_fields(entry), ()))

    def outcome(self, intent_seq: int, result: Result) -> int:
        """Writes what came of an intent. Raises AuditUnavailable: then let no byte of the answer go out."""
        return self._wait(self._hand_in(*_outcome(intent_seq, result)))

    async def intent_async(self, entry: Entry) -> int:
        """``intent`` for an event loop. The row is written even if the caller is cancelled while it waits."""
        return await self._wait_async(self._hand_in(_intent_fields(entry), ()))

    async def outcome_async(self, intent_seq: int, result: Result) -> int:
        """``outcome`` for an event loop."""
        return await self._wait_async(self._hand_in(*_outcome(intent_seq, result)))

    def close(self) -> None:
        """Writes what still waits, and stops."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._appender.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _hand_in(self, fields: chain.Fields, ids: tuple[str, ...]) -> "Future[int]":
        waiting = _Waiting(fields, ids, Future())
        # From now on it cannot be cancelled: a client that goes away must not take the row of its request with it.
        waiting.done.set_running_or_notify_cancel()
        with self._door:
            if self._closed:
                raise AuditUnavailable("The audit log is closed, so nothing is answered.")
            self._waiting.put(waiting)
        return waiting.done

    def _wait(self, done: "Future[int]") -> int:
        try:
            return done.result(timeout=self._patience)
        except TimeoutError:
            raise _too_slow() from None

    async def _wait_async(self, done: "Future[int]") -> int:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(done), timeout=self._patience)
        except TimeoutError:
            raise _too_slow() from None

    def _append_all(self) -> None:
        """The appender. While one batch is being made durable the next one gathers, so nobody waits for company."""
        going_on = True
        while going_on:
            batch, going_on = self._next_batch()
            if batch:
                try:
                    first = self._append(batch)
                except Exception as error:
                    self._fail(batch, error)
                    continue
                self._unsigned = True
                for place, waiting in enumerate(batch):
                    waiting.done.set_result(first + place)
            self._sign(now=not going_on)

    def _sign(self, now: bool) -> None:
        """Have the head signed when it is time. That it fails keeps no answer back: the rows themselves are written."""
        due = now or time.monotonic() - self._signed_at >= self._rhythm
        if self._notary is None or not (self._unsigned and due):
            return
        self._signed_at = time.monotonic()
        try:
            self._notary.note()
        except Exception as error:
            self.trouble = str(error) if isinstance(error, MastError) else f"It failed with {type(error).__name__}."
        else:
            self.trouble, self._unsigned = "", False

    def _next_batch(self) -> tuple[list[_Waiting], bool]:
        """What waits, and whether more may come; nothing when it is time to sign and nobody waits."""
        batch: list[_Waiting] = []
        try:
            found = self._waiting.get(timeout=self._rhythm if self._unsigned and self._notary else None)
        except queue.Empty:
            return batch, True
        while found is not None:
            batch.append(found)
            if len(batch) == MOST_ROWS:
                return batch, True
            try:
                found = self._waiting.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _append(self, batch: list[_Waiting]) -> int:
        """Chains the batch in one durable transaction, under the appenders' turn; the first row's number."""
        with self._ledger.begin("audit") as connection:
            seq, prev = _head(connection, self._ledger)
            rows, shown = [], []
            for number, waiting in enumerate(batch, start=seq + 1):
                at = self._now().astimezone(UTC).isoformat(timespec="microseconds")
                row = chain.link({**waiting.fields, "seq": number, "prev": prev, "at": at}, self._key)
                prev = str(row["hash"])
                rows.append(row)
                shown += [{"seq": number, "id": id} for id in waiting.ids]
            connection.execute(tables.audit.insert(), rows)
            if shown:
                connection.execute(tables.audit_shown.insert(), shown)
        return seq + 1

    def _fail(self, batch: list[_Waiting], error: Exception) -> None:
        reason = str(error) if isinstance(error, MastError) else f"It failed with {type(error).__name__}."
        for waiting in batch:
            waiting.done.set_exception(
                AuditUnavailable(f"The audit row could not be written, so nothing is answered. {reason}")
            )


def _too_slow() -> AuditUnavailable:
    return AuditUnavailable("The audit row was not written in time, so nothing is answered. Try again shortly.")


def _head(connection: Connection, ledger: Ledger) -> tuple[int, str]:
    table = tables.audit
    last = connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
    return (0, chain.origin(ledger.instance_id)) if last is None else (last.seq, last.hash)


def _intent_fields(entry: Entry) -> chain.Fields:
    return {
        **_BLANK,
        "step": "intent",
        "actor": _clean(entry.actor),
        "role": _clean(entry.role),
        "agency": _clean(entry.agency),
        "purpose": _clean(entry.purpose),
        "case_reference": _clean(entry.case_reference),
        "operation": _clean(entry.operation),
        "query_sha256": _clean(entry.query_sha256),
        "request_id": _clean(entry.request_id),
        "generation": entry.generation,
    }


def _outcome(intent_seq: int, result: Result) -> tuple[chain.Fields, tuple[str, ...]]:
    """The row, and the ids that are kept beside it."""
    ids = tuple(sorted(set(result.ids)))
    kept = ids if len(ids) <= chain.MOST_KEPT else ()
    fields: chain.Fields = {
        **_BLANK,
        "step": "outcome",
        "intent_seq": intent_seq,
        "operation": chain.KEPT if kept else "",
        "outcome": result.outcome,
        "result_count": len(ids),
        "result_sha256": chain.ids_digest(ids),
    }
    return fields, kept


def _clean(text: str) -> str:
    """At most 200 printable characters: a NUL or half a surrogate in one request must not fail the whole batch."""
    return "".join(character if character.isprintable() else "?" for character in text[:LONGEST_TEXT])
