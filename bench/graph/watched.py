"""Run a ``mast`` command as a process of its own; how long it took, and what all processes of MAST held at most."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_EVERY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Ran:
    """``peak``: bytes resident in the command and in the graph server together, the highest that was seen; ``own``: in
    the command alone."""

    seconds: float
    peak: int
    own: int
    told: Any


def mast(home: Path, *arguments: object, environment: Mapping[str, str] | None = None) -> Ran:
    """Raises RuntimeError when the command fails."""
    command: Sequence[str] = [sys.executable, "-m", "mast", *map(str, arguments)]
    peak = own = 0
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MAST_HOME": str(home), **(environment or {})},
    ) as process:
        ended = threading.Event()

        def watch() -> None:
            nonlocal peak, own
            while not ended.wait(_EVERY_SECONDS):
                held = _resident(process.pid)
                own, peak = max(own, held), max(peak, held + sum(map(_resident, servers(home))))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        out, err = process.communicate()
        seconds = time.perf_counter() - begun
        ended.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"mast {arguments[0]} ended with {process.returncode}:\n{err[-2000:]}")
    return Ran(seconds, peak, own, json.loads(out) if "--json" in arguments else None)


def servers(home: Path) -> list[int]:
    """The processes of the embedded graph under this data folder: its supervisor and its server."""
    try:
        told = json.loads((home / "graph" / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [told["supervisor_pid"], told["server_pid"]]


def _resident(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
