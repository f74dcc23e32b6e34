"""Telling the owner of a seal by mail, at once, that somebody saw through it.

A notice says which seal, who and why, and nothing of whom it hides. What could not be posted waits and is tried again:
the list of broken glass (``access.glass``) is there from before the answer left, mail or no mail.
"""

import smtplib
import ssl
import threading
import urllib.parse
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Final, Protocol

import structlog
from sqlalchemy import select

from mast.access.glass import Broken
from mast.core.errors import MastError, UsageError
from mast.core.settings import Settings
from mast.ledger.store import Ledger
from mast.ledger.tables import broken_glass, notices

SMTP_SECONDS: Final = 10.0
AGAIN_SECONDS: Final = 30.0
STOP_SECONDS: Final = 2.0
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Post(Protocol):
    """Sends one message. Raises OSError (which smtplib's own errors are) when it was not taken."""

    def __call__(self, message: EmailMessage) -> None: ...


def mailbox(settings: Settings) -> Post | None:
    """Sending by the mail server of MAST_NOTICE_SMTP; None where none is set.

    Raises UsageError for an address that is none, and for one elsewhere without TLS.
    """
    if settings.notice_smtp is None:
        return None
    parts = urllib.parse.urlsplit(settings.notice_smtp.get_secret_value())
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError("MAST_NOTICE_SMTP is smtp://user:password@host:587 or smtps://user:password@host:465.")

    def post(message: EmailMessage) -> None:
        with _connected(parts) as line:
            if parts.username:
                line.login(urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or ""))
            line.send_message(message)

    return post


def _connected(parts: urllib.parse.SplitResult) -> smtplib.SMTP:
    """A line to the server, encrypted unless it is on this machine."""
    host, context = str(parts.hostname), ssl.create_default_context()
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=SMTP_SECONDS, context=context)
    line = smtplib.SMTP(host, parts.port or 587, timeout=SMTP_SECONDS)
    try:
        if host not in _LOOPBACK:
            line.starttls(context=context)
    except BaseException:
        line.close()
        raise
    return line


def unposted(ledger: Ledger) -> list[Broken]:
    """What owners with a mail address were not yet told of, the oldest first."""
    wanted = (
        select(broken_glass)
        .outerjoin(notices, notices.c.number == broken_glass.c.number)
        .where(notices.c.number.is_(None), broken_glass.c.owner.contains("@"))
        .order_by(broken_glass.c.number)
    )
    with ledger.read() as connection:
        return [Broken(**row) for row in connection.execute(wanted).mappings()]


def written(sender: str, one: Broken) -> EmailMessage:
    """The notice of one broken glass."""
    message = EmailMessage()
    message["From"], message["To"] = sender, one.owner
    message["Subject"] = f"MAST: seal {one.seal} was seen through"
    message["Message-ID"] = f"<glass-{one.number}-{one.request_id}@mast.invalid>"
    beside = f"{one.second} stood by." if one.second else "Nobody stood by."
    message.set_content(
        f"Seal {one.seal}, which you answer for, was seen through at {one.at:%Y-%m-%d %H:%M} UTC.\n\n"
        f"Who: {one.actor}{f', of {one.agency}' if one.agency else ''}. {beside}\n"
        f"Reason given: {one.reason}. Purpose: {one.purpose}.\n\n"
        f"What was seen and for which case is listed, until somebody has reviewed it, by\n"
        f"    mast seal broken --owner {one.owner}\n"
        f"This is number {one.number} on that list.\n"
    )
    return message


def post_all(ledger: Ledger, post: Post, sender: str, now: Callable[[], datetime]) -> int:
    """Post what waits; how many went out. Raises OSError at the first that was not taken, MastError of the store.

    A notice is noted as sent after it was: when the store fails in between, its owner is told twice, never not at all.
    """
    waiting = unposted(ledger)
    for one in waiting:
        post(written(sender, one))
        with ledger.begin("notices") as connection:
            connection.execute(notices.insert().values(number=one.number, at=now()))
    return len(waiting)


class Courier:
    """Posts in a thread of its own: when woken, and again while something waits. ``post``: None posts nothing."""

    def __init__(self, ledger: Ledger, post: Post | None, sender: str, now: Callable[[], datetime]) -> None:
        self._ledger, self._post, self._sender, self._now = ledger, post, sender, now
        self._woken, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="mast-notices", daemon=True)
        self.trouble = False
        """Whether the newest try failed."""
        if post is not None:
            self._woken.set()  # what an earlier service left unposted
            self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._over.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._over.is_set():
            self._woken.wait(AGAIN_SECONDS if self.trouble else None)
            self._woken.clear()
            if not self._over.is_set():
                self._try()

    def _try(self) -> None:
        assert self._post is not None
        log = structlog.get_logger()
        try:
            sent = post_all(self._ledger, self._post, self._sender, self._now)
        except (OSError, MastError) as error:
            # The server's own words may hold addresses.
            self.trouble = True
            log.warning("notices not posted", kind=type(error).__name__)
            return
        self.trouble = False
        if sent:
            log.info("notices posted", count=sent)
