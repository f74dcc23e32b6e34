"""Reads from the command line leave audit rows too: the intent before the read, the outcome after."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from mast.access.audit import AuditLog, Entry, Result
from mast.access.checkpoints import Notary, checkpoint_file
from mast.access.errors import NotPermitted
from mast.access.policy import policy_of
from mast.access.purposes import Purpose, require
from mast.access.tokens import Identity, Role
from mast.cli.context import now
from mast.core.settings import Settings
from mast.ledger.store import Ledger


class Stores(Protocol):
    """What an audit row needs of a deployment: the graph need not be open."""

    @property
    def settings(self) -> Settings: ...

    @property
    def ledger(self) -> Ledger: ...


@dataclass(slots=True)
class Seen:
    """Who runs a command, and what it has read; its ids are counted and hashed into the outcome row."""

    actor: str
    found: Sequence[str] = field(default=())

    def ids(self, found: Sequence[str]) -> None:
        self.found = found


@contextmanager
def audited(
    opened: Stores, operation: str, purpose: str | None, case: str | None, generation: int | None
) -> Iterator[Seen]:
    """Nothing is read before the intent is written, nothing is shown before the outcome is.

    The operator's own work (purpose ``operations``) is its own case when none is named. Raises PurposeMissing,
    NotPermitted, AuditUnavailable.
    """
    purpose = purpose or opened.settings.purpose
    case = case or opened.settings.case or (Purpose.OPERATIONS if purpose == Purpose.OPERATIONS else None)
    stated, operator = require(purpose, case), Identity(_user(), Role.ADMINISTRATOR, "")
    permit = policy_of(opened.settings).permit(operator, stated)
    entry = Entry(
        actor=operator.user,
        role=operator.role,
        agency="",
        purpose=stated,
        case_reference=case or "",
        operation=operation,
        generation=generation,
    )
    notary = Notary(opened.ledger, checkpoint_file(opened.settings), now)
    with AuditLog(opened.ledger, now, notary=notary) as log:
        number = log.intent(entry)
        seen = Seen(operator.user)
        try:
            permit.require([f"Command.{operation}"])
        except NotPermitted:
            log.outcome(number, Result("refused"))
            raise
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
