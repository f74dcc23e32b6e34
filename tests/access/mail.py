"""A mail server of one thread, on a free port of this machine: takes messages, or refuses them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final

REPLIES: Final = {b"EHLO": b"250 here", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"RSET": b"250 ok"}


class MailServer(socketserver.ThreadingTCPServer):
    """``refuses``: answers 451 to every recipient, with the recipient's own address in it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.refuses = False
        self.taken: list[EmailMessage] = []
        self.tries = 0
        self.came = threading.Semaphore(0)

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(b"220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                self._take()
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            elif word == b"RCPT" and self.server.refuses:
                self.server.tries += 1
                self._say(b"451 not now " + line.strip())
                self.server.came.release()
            else:
                self._say(REPLIES.get(word, b"502 unknown"))

    def _take(self) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        told: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.append(told)
        self._say(b"250 taken")
        self.server.came.release()

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
