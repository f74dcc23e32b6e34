"""Tokens that are ended before their time: a lost laptop, somebody who left. What was issued until then is refused."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from mast.access.errors import AuditUnavailable
from mast.core.errors import LedgerUnreachable, UsageError
from mast.ledger.store import Ledger
from mast.ledger.tables import ended_tokens

FRESH_SECONDS: Final = 1.0
"""How long what was read of the store is gone by: an ended token is refused within this time."""


_USER: Final = re.compile(r"[!-~]{1,128}")
"""As an issuer may name one."""


def revoke(ledger: Ledger, user: str, by: str, at: datetime) -> None:
    """End every access token that the user was given up to ``at``, whoever issued it.

    A token carries whole seconds: one of the same second is ended too. Raises UsageError for a user that is none.
    """
    if not _USER.fullmatch(user):
        raise UsageError("A user is up to 128 signs without a space, as the audit log names them.")
    with ledger.begin("ended tokens") as connection:
        number = connection.execute(select(func.max(ended_tokens.c.number))).scalar() or 0
        connection.execute(ended_tokens.insert().values(number=number + 1, user=user, by=by, at=at))


def ended(ledger: Ledger) -> dict[str, datetime]:
    """User → the newest moment up to which their tokens are ended."""
    with ledger.read() as connection:
        rows = connection.execute(select(ended_tokens.c.user, ended_tokens.c.at).order_by(ended_tokens.c.number))
        return {user: at for user, at in rows}


class Ended:
    """What ``ended`` says, at most ``FRESH_SECONDS`` old. ``monotonic`` counts seconds."""

    def __init__(self, ledger: Ledger, monotonic: Callable[[], float]) -> None:
        self._ledger, self._monotonic = ledger, monotonic
        self._read_at = float("-inf")
        self._known: dict[str, datetime] = {}

    async def refresh(self) -> None:
        """Read anew what is too old. Raises AuditUnavailable while the store does not answer: then nobody comes in."""
        if self._monotonic() - self._read_at < FRESH_SECONDS:
            return
        began = self._monotonic()
        try:
            self._known = await asyncio.to_thread(ended, self._ledger)
        except LedgerUnreachable as error:
            raise AuditUnavailable(f"Which tokens were ended is not known, so nobody is let in. {error}") from None
        self._read_at = began

    def of(self, user: str) -> datetime | None:
        """The moment up to which this user's tokens are ended."""
        return self._known.get(user)
