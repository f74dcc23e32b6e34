"""Which process this is, and whether another one on this host is certainly gone."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")


@dataclass(frozen=True, slots=True)
class Process:
    """``birth``: boot id, process namespace and start tick, so that a reused pid is not taken for the old process.

    It is ``""`` where the system has no /proc.
    """

    pid: int
    host: str
    birth: str


def _start_tick(pid: int) -> str | None:
    """The process's start in clock ticks after boot; None when it is gone or waits as a zombie for its parent."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The second field, the program's name, may hold spaces and brackets: count from its last bracket.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else fields[19]


def _place() -> str:
    """Boot and process namespace: pids may be compared only within one place. ``""`` where there is no /proc."""
    try:
        return f"{_BOOT.read_text(encoding='ascii').strip()}/{os.readlink(_NAMESPACE)}"
    except OSError:
        return ""


def this_process() -> Process:
    place = _place()
    birth = f"{place}/{_start_tick(os.getpid())}" if place else ""
    return Process(pid=os.getpid(), host=socket.gethostname(), birth=birth)


def is_gone(process: Process) -> bool:
    """True only when it is certain: same host, same boot and namespace, and no such process any more."""
    if process.host != socket.gethostname():
        return False
    place = _place()
    if not place or not process.birth:
        return not _answers(process.pid)
    then, _, tick = process.birth.rpartition("/")
    return then == place and _start_tick(process.pid) != tick


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
