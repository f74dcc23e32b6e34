"""The moments of a verb at which the outside changes, counted as they come, and what to do at one of them.

A moment is the instant before a statement is sent to the graph, before a writing transaction of the SQL store begins
and before it is committed, or before a file of the data folder is written, moved or removed. Between two of them
nothing changes but this process's memory, so a fault before each is a fault everywhere. They are counted where they
happen, so that the list is the code's own, whatever the write path looks like.
"""

import errno
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from mast.graph.transaction import Transaction
from mast.ledger.store import Ledger

_ROOM = 4096
"""Bytes: enough for what a verb says, and less than the SQL store has already."""
_FILE_EVENTS = ("os.mkdir", "os.remove", "os.rename")
_WRITES = os.O_WRONLY | os.O_RDWR
_OF_SQLITE = (".sqlite", ".sqlite-wal", ".sqlite-shm")


class Moments:
    """Counts the moments of this process; at number ``at`` (the first is 1) does ``act``. 0: at none."""

    def __init__(self, home: Path, at: int, act: Callable[[], None]) -> None:
        self.names: list[str] = []
        self._home, self._at, self._act = str(home), at, act
        self._lock = threading.Lock()
        self._within = threading.local()

    def install(self) -> None:
        inner = Transaction.run

        def run(tx: Transaction, name: str, /, **params: Any) -> list[dict[str, Any]]:
            self.pass_by(f"statement {name}")
            return inner(tx, name, **params)

        begin = Ledger.begin

        def begun(ledger: Ledger, turn: str = "") -> AbstractContextManager[Connection]:
            self.pass_by(f"ledger {turn}")
            return begin(ledger, turn)

        Transaction.run = run  # type: ignore[method-assign]
        Ledger.begin = begun  # type: ignore[method-assign, assignment]
        event.listen(Engine, "before_cursor_execute", self._look_at_sql)
        event.listen(Engine, "commit", self._commit)
        sys.addaudithook(self._audit)

    def pass_by(self, name: str) -> None:
        with self._lock:
            self.names.append(name)
            if len(self.names) == self._at:
                self._act()

    def _look_at_sql(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        verb = statement.split(None, 1)[0].upper()
        if verb not in ("SELECT", "BEGIN", "PRAGMA"):
            connection.info["writes"] = " ".join(statement.split()[:3]).lower()

    def _commit(self, connection: Connection) -> None:
        wrote = connection.info.pop("writes", "")
        if wrote:
            self.pass_by(f"commit {wrote}")

    def _audit(self, what: str, args: tuple[Any, ...]) -> None:
        if what == "open":
            path, _, flags = args
            if not isinstance(path, str) or not isinstance(flags, int) or not flags & _WRITES:
                return
        elif what in _FILE_EVENTS:
            path = os.fsdecode(args[0])
            if os.path.exists(path) == (what == "os.mkdir"):
                return  # it is there already, or was never there: nothing happens
        else:
            return
        if path.startswith(self._home) and not path.endswith(_OF_SQLITE):
            self.pass_by(f"{what} {Path(path).parent.name}")


def act(what: str, home: Path, server: int, after: float) -> None:
    """``kill`` or ``stop`` this process, ``fill`` the disk, or kill ``server`` and, unless that is all, this."""

    def now() -> None:
        if what == "fill":
            return fill(home)
        if server:
            os.kill(server, signal.SIGKILL)
        if what != "server":
            os.kill(os.getpid(), signal.SIGSTOP if what == "stop" else signal.SIGKILL)
        return None

    if not after:
        return now()
    # A thread of its own: the verb goes on meanwhile, and may be anywhere when it happens.
    later = threading.Timer(after, now)
    later.daemon = True
    later.start()
    return None


def fill(home: Path) -> None:
    """From now on this process finds no room: no file grows, and none is opened in the data folder to be written."""

    def refuse(what: str, args: tuple[Any, ...]) -> None:
        if what == "open" and isinstance(args[0], str) and args[0].startswith(str(home)) and args[2] & _WRITES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), args[0])

    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, _ROOM))
    sys.addaudithook(refuse)


def told(moments: Moments, path: Path) -> None:
    """Write down which moments passed."""
    path.write_text(json.dumps(moments.names), encoding="utf-8")
