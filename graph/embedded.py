"""Take a seat at the embedded graph of a data folder, and start its server where none runs."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from mast.core.errors import GraphUnreachable
from mast.core.settings import Settings
from mast.graph.data_folder import DataFolder

STARTS = 3
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Seat:
    """A place among those who use the server; it runs at least until this is left, or this process ends."""

    port: int
    password: str
    _line: socket.socket

    def leave(self) -> None:
        self._line.close()

    def is_lost(self) -> bool:
        """Whether the server has ended, however it did: whoever keeps it has hung up."""
        try:
            while self._line.recv(4096, socket.MSG_DONTWAIT):
                pass  # its last words
            return True
        except BlockingIOError:
            return False
        except OSError:
            return True


def take_seat(settings: Settings) -> Seat:
    """Join the server of ``settings.home``, starting one where none runs.

    Raises MastError when the folder cannot be used, and GraphUnreachable when the server does not answer within
    ``settings.graph_start_seconds``.
    """
    folder = DataFolder(settings.home)
    folder.prepare()
    deadline = time.monotonic() + settings.graph_start_seconds
    starts = 0
    while time.monotonic() < deadline:
        seat = _sit(folder, deadline)
        if seat is not None:
            return seat
        held = folder.take_lock()
        if held is not None:
            if starts == STARTS:
                os.close(held)
                raise _not_started(folder, f"it ended {STARTS} times")
            starts += 1
            _start(folder, settings, held)
        time.sleep(LOOK_SECONDS)
    raise GraphUnreachable(
        f"the embedded graph in {folder.home} did not answer within {settings.graph_start_seconds:g} s; "
        f"see {folder.server_log}, or raise MAST_GRAPH_START_SECONDS"
    )


def _sit(folder: DataFolder, deadline: float) -> Seat | None:
    """A seat, or None when nobody is there to ask or the one who was there went."""
    address = folder.announced()
    if not address:
        return None
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(max(0.1, deadline - time.monotonic()))
        line.connect(address)
        with line.makefile("rb") as answers:
            answer = json.loads(answers.readline() or "{}")
        if "bolt_port" in answer:
            line.settimeout(None)
            return Seat(answer["bolt_port"], folder.password(), line)
    except (OSError, ValueError):
        answer = {}
    line.close()
    if "error" in answer:
        raise _not_started(folder, answer["error"])
    return None


def _not_started(folder: DataFolder, why: str) -> GraphUnreachable:
    return GraphUnreachable(f"the embedded graph in {folder.home} could not start: {why}; see {folder.server_log}")


def _start(folder: DataFolder, settings: Settings, held: int) -> None:
    """Start the supervisor, which goes on holding our lock."""
    log = os.open(folder.server_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    command = [sys.executable, "-m", "mast.graph.supervisor", str(folder.home), settings.graph_heap]
    try:
        subprocess.run(
            [*command, str(settings.graph_linger_seconds), str(held)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(held,),
            start_new_session=True,
            check=False,
        )
    finally:
        with contextlib.suppress(OSError):
            os.close(log)
        os.close(held)
