"""A TCP proxy before a graph that can be slow, fall silent, or break every connection, as networks do."""

import contextlib
import socket
import struct
import threading
import time
from typing import Literal

from tests.passing import THREADS, TcpProxy

Fault = Literal["none", "slow", "silent", "reset"]
"""``slow``: each answer comes two seconds late. ``silent``: nothing comes any more, and nobody is told. ``reset``: the
connection breaks at the next word."""

LATE_SECONDS = 2.0


class FaultyProxy(TcpProxy):
    """``fault`` may be changed at any time, and holds for open connections too."""

    fault: Fault = "none"

    def between(self, client: socket.socket, server: socket.socket) -> None:
        back = threading.Thread(target=self._pass_on, name=THREADS, args=(server, client, True), daemon=True)
        back.start()
        self._pass_on(client, server, False)
        back.join()

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
