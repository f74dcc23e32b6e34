"""A TCP proxy before a graph that loses the answer to a COMMIT: the driver then cannot know whether it was kept."""

import selectors
import socket
from typing import Final, Literal

from tests.passing import TcpProxy

Loss = Literal["answer", "request"]
"""What is lost with the connection: the answer to a COMMIT that the server carried out, or the COMMIT itself."""

_BEGIN: Final = b"\xb1\x11"
_READING: Final = b"\x84mode\x81r"
_COMMIT: Final = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's message COMMIT, in a chunk of its own."""


class Proxy(TcpProxy):
    """Passes all on to the graph, but for the commit that is to be lost."""

    def __init__(self, target: int) -> None:
        super().__init__(target)
        self.commits = 0
        self.lost = 0
        self._at, self._loss = 0, "answer"

    def lose(self, at: int, loss: Loss) -> None:
        """Lose the ``at``-th commit of a writing transaction from now on; 0 for none."""
        with self.counting:
            self.commits = self.lost = 0
            self._at, self._loss = at, loss

    def between(self, client: socket.socket, server: socket.socket) -> None:
        writing = False
        with selectors.DefaultSelector() as ready:
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                ready.register(side, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    data = client.recv(65536) if key.fileobj is client else server.recv(65536)
                    if not data:
                        return
                    if key.fileobj is server:
                        client.sendall(data)
                        continue
                    if _BEGIN in data:
                        writing = _READING not in data
                    if writing and _COMMIT in data and self._is_lost():
                        if self._loss == "answer":
                            server.sendall(data)
                            server.recv(65536)
                        return
                    server.sendall(data)

    def _is_lost(self) -> bool:
        with self.counting:
            self.commits += 1
            found = self.commits == self._at
            self.lost += found
            return found
