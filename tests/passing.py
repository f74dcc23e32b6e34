"""What TCP proxies of the tests share: a free port on loopback, and a thread for each connection to the target."""

import contextlib
import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Final, Self

THREADS: Final = "proxy"
"""The name of every thread of a proxy, by which they are told from those of what is tested."""


class TcpProxy(ABC):
    """Listens on ``port`` and hands each connection on, with one of its own to ``target``, until it is closed."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.counting = threading.Lock()
        self.open = self.accepted = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name=THREADS, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.close()

    @abstractmethod
    def between(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what the two say, until one of them ends or OSError is raised."""

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, name=THREADS, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self.counting:
            self.open += 1
            self.accepted += 1
        try:
            with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self._target)) as server:
                self.between(client, server)
        finally:
            with self.counting:
                self.open -= 1
