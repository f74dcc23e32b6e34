"""A TCP proxy before a graph that loses the answer to a COMMIT: the driver then cannot know whether it was kept."""

import contextlib
import selectors
import socket
import threading
from types import TracebackType
from typing import Final, Literal, Self

Loss = Literal["answer", "request"]
"""What is lost with the connection: the answer to a COMMIT that the server carried out, or the COMMIT itself."""

_BEGIN: Final = b"\xb1\x11"
_READING: Final = b"\x84mode\x81r"
_COMMIT: Final = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's message COMMIT, in a chunk of its own."""


class Proxy:
    """Listens on ``port`` and passes all on to the graph at ``target``, but for the commit that is to be lost."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.commits = 0
        self.lost = 0
        self._at, self._loss = 0, "answer"
        self._counting = threading.Lock()

    def lose(self, at: int, loss: Loss) -> None:
        """Lose the ``at``-th commit of a writing transaction from now on; 0 for none."""
        with self._counting:
            self.commits = self.lost = 0
            self._at, self._loss = at, loss

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._target)) as server, contextlib.suppress(OSError):
            self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
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
        with self._counting:
            self.commits += 1
            found = self.commits == self._at
            self.lost += found
            return found
