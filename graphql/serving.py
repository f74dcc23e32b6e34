"""Serve the application over HTTP until somebody asks it to stop."""

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette

from mast.core.collector import settle
from mast.core.errors import MastError

STOP_SECONDS: Final = 4
BACKLOG: Final = 256


def serve(app: Starlette, host: str, port: int, *, started: Callable[[str], None] = lambda address: None) -> None:
    """Serve until SIGINT or SIGTERM; requests that run then have ``STOP_SECONDS`` to end. Returns when all is closed.

    ``started`` is called with the address, as in ``http://127.0.0.1:8000``, once requests are answered. Port 0 takes a
    free one. Raises MastError when the host and port cannot be had.
    """
    listener = _listen(host, port)
    name, taken = listener.getsockname()[:2]
    config = uvicorn.Config(
        app,
        loop="auto",  # uvloop where it is installed, which all but Windows have
        http="h11",  # httptools takes headers of any length
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=30,
        limit_concurrency=1000,
        h11_max_incomplete_event_size=32 * 1024,
    )
    address = f"http://[{name}]:{taken}" if ":" in name else f"http://{name}:{taken}"
    with listener:
        _Server(config, lambda: started(address)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A signal stops it, and is then done with: the caller goes on and closes what is its own."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if threading.current_thread() is threading.main_thread():  # the process is the service's
            settle()
        self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise MastError(f"{port} is no port: give one from 1 to 65535 with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError):
        raise MastError(f"{host} is no host name or address of this machine: give another with --host.") from None
    try:
        # Without it a restart is refused for a minute; a port that somebody listens on is refused all the same.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise MastError(_why(error, host, port)) from None
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what listens there, or give another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user: give one above 1023 with --port."
    return f"{host} is no address of this machine: give another with --host."
