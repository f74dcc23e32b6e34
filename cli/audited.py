"""Reads from the command line leave audit rows too: the intent before the read, the outcome after."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mast.access.audit import AuditLog, Entry, Result
from mast.access.purposes import Purpose, require
from mast.cli.context import Deployment, now


@dataclass(slots=True)
class Seen:
    """What a command has read; its ids are counted and hashed into the outcome row."""

    found: Sequence[str] = field(default=())

    def ids(self, found: Sequence[str]) -> None:
        self.found = found


@contextmanager
def audited(
    opened: Deployment, operation: str, purpose: str | None, case: str | None, generation: int | None
) -> Iterator[Seen]:
    """Nothing is read before the intent is written, nothing is shown before the outcome is.

    The operator's own work (purpose ``operations``) is its own case when none is named. Raises PurposeMissing,
    AuditUnavailable.
    """
    purpose = purpose or opened.settings.purpose
    case = case or opened.settings.case or (Purpose.OPERATIONS if purpose == Purpose.OPERATIONS else None)
    stated = require(purpose, case)
    entry = Entry(
        actor=_user(),
        role="operator",
        agency="",
        purpose=stated,
        case_reference=case or "",
        operation=operation,
        generation=generation,
    )
    with AuditLog(opened.ledger, now) as log:
        number = log.intent(entry)
        seen = Seen()
        try:
            yield seen
        except BaseException:
            log.outcome(number, Result("error"))
            raise
        log.outcome(number, Result("ok", seen.found))


def _user() -> str:
    """Who runs the command, as the machine knows them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli:unknown"
