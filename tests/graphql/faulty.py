"""A TCP proxy before a graph that can be slow, fall silent, or break every connection, as networks do."""

import contextlib
import socket
import struct
import threading
import time
from types import TracebackType
from typing import Literal, Self

Fault = Literal["none", "slow", "silent", "reset"]
"""``slow``: each answer comes two seconds late. ``silent``: nothing comes any more, and nobody is told. ``reset``: the
connection breaks at the next word."""

LATE_SECONDS = 2.0


class FaultyProxy:
    """Passes on to ``target`` on loopback; ``fault`` may be changed at any time, and holds for open connections too."""

    def __init__(self, target: int) -> None:
        self.fault: Fault = "none"
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._counting = threading.Lock()
        self.open = self.accepted = 0

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
        with self._counting:
            self.open += 1
            self.accepted += 1
        try:
            with client, socket.create_connection(("127.0.0.1", self._target)) as server:
                back = threading.Thread(target=self._pass_on, args=(server, client, True), daemon=True)
                back.start()
                self._pass_on(client, server, False)
                back.join()
        except OSError:
            pass
        finally:
            with self._counting:
                self.open -= 1

    def _pass_on(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self.fault == "reset":
                    # Closing with nothing waited for sends RST in place of FIN.
                    for side in (source, sink):
                        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                if self.fault == "slow" and answers:
                    time.sleep(LATE_SECONDS)
                if self.fault != "silent":
                    sink.sendall(data)
        for side in (source, sink):
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
