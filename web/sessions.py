"""Who is signed in to the pages, and what they have in hand: kept in this process alone, ended by rest or by the day.

A cookie holds a random name and nothing else. Addresses of pages hold random handles: what was looked up stands in no
URL, and so in no browser's history.
"""

import hmac
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from mast.access.sign_in import Pending
from mast.access.tokens import Identity

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
_MOST_SESSIONS: Final = 10_000
_MOST_HANDLES: Final = 200
_SECRET_BYTES: Final = 16


@dataclass(slots=True)
class Session:
    """One browser. ``purpose`` and ``case`` are asked once and hold until they are changed.

    ``_secret``: what every form carries, masked. ``pending``: a sign-in that has begun. ``_handles``: what the random
    parts of this session's addresses stand for.
    """

    begun_at: datetime
    used_at: datetime
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(_SECRET_BYTES), repr=False)
    token: str = field(default="", repr=False)
    identity: Identity | None = None
    purpose: str = ""
    case: str = ""
    pending: Pending | None = field(default=None, repr=False)
    _handles: OrderedDict[str, Any] = field(default_factory=OrderedDict, repr=False)

    def handle(self, what: Any) -> str:
        """A random name for ``what`` in this session's addresses; the same for the same, while it is remembered."""
        for name, held in self._handles.items():
            if held == what:
                self._handles.move_to_end(name)
                return name
        name = secrets.token_urlsafe(12)
        self._handles[name] = what
        while len(self._handles) > _MOST_HANDLES:
            self._handles.popitem(last=False)
        return name

    def held(self, name: str) -> Any:
        """What a handle stands for; None for one that this session never gave."""
        return self._handles.get(name)

    def forget(self) -> None:
        """A new purpose or case begins with nothing in hand."""
        self._handles.clear()

    @property
    def csrf(self) -> str:
        """The secret for a form, under a mask of its own: no two forms hold the same, so packing tells nothing."""
        mask = secrets.token_bytes(_SECRET_BYTES)
        return urlsafe_b64encode(mask + _xor(mask, self._secret)).rstrip(b"=").decode()

    def fits(self, csrf: str) -> bool:
        """Whether a form came from a page of this session."""
        try:
            both = b64decode(csrf.encode("ascii") + b"=", altchars=b"-_", validate=True)
        except ValueError:
            return False
        mask, masked = both[:_SECRET_BYTES], both[_SECRET_BYTES:]
        return len(masked) == _SECRET_BYTES and hmac.compare_digest(_xor(mask, masked), self._secret)


class Sessions:
    """All sessions of this process. ``clock`` gives aware moments. Used from the event loop alone."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Session] = OrderedDict()

    def begin(self) -> tuple[str, Session]:
        """A new session and the name for its cookie."""
        now, name = self._clock(), secrets.token_urlsafe(32)
        self._known[_key(name)] = session = Session(now, now)
        while len(self._known) > _MOST_SESSIONS:
            self._known.popitem(last=False)
        return name, session

    def get(self, name: str) -> Session | None:
        """The session of this cookie, used now; None when it has ended or never was."""
        session, now = self._known.get(_key(name)), self._clock()
        if session is None:
            return None
        if now - session.used_at > IDLE or now - session.begun_at > LONGEST:
            self.end(name)
            return None
        session.used_at = now
        self._known.move_to_end(_key(name))
        return session

    def end(self, name: str) -> None:
        self._known.pop(_key(name), None)


def _key(name: str) -> str:
    """Only a hash of the cookie is kept: what is in memory lets nobody in."""
    return sha256(name.encode()).hexdigest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
