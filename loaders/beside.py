"""Large files are read in processes of their own, as many at once as there are processors.

A thread that reads a file computes nearly all the time, and keeps the interpreter from the one that writes the last
file into the graph, which then waits. What a process has read comes back in one piece. Small files are read where they
are asked for: to start a process takes longer.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from ctypes import c_ulonglong
from dataclasses import dataclass
from datetime import date
from itertools import count
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any, Final

from mast.core.errors import DeliveryRefused, MastError
from mast.core.parallel import processors
from mast.core.settings import Settings
from mast.loaders.checking import Checked, Progress, check
from mast.loaders.contract import Mapping
from mast.loaders.familiar import Familiar
from mast.loaders.formats.source import Source, opened

LARGE: Final = 4 * 2**20
"""Bytes of a file, unpacked, that is worth a process."""
_SLOTS: Final = 64
"""More than there are files under way. Slot 0 tells the processes that nobody waits any more."""
_LOOK_SECONDS: Final = 0.1


class Stopped(Exception):
    """Nobody waits any more for the file that is being read."""


@dataclass(frozen=True, slots=True)
class _Order:
    """``sha256``: of the file as it was found; the process opens it anew."""

    path: Path
    sha256: str
    mapping: Mapping
    as_of: date
    settings: Settings


class Waiting:
    """A file that a process reads."""

    def __init__(self, file: str, coming: "Future[Checked | None]", told: Any, slot: int) -> None:
        self._file, self._coming, self._told, self._slot = file, coming, told, slot

    def checked(self, progress: Progress) -> Checked | None:
        """What ``check`` says of it, once it is read; None where it must be read here. Raises what ``check`` raises."""
        while not wait([self._coming], _LOOK_SECONDS).done:
            done, total = self._told[2 * self._slot : 2 * self._slot + 2]
            progress(self._file, "reading", done, total or None)
        try:
            found = self._coming.result()
        except (MastError, Stopped):
            raise
        except Exception:
            # The process is gone, or met what nobody foresaw: read here, it tells its place if it comes again.
            return None
        if found is not None:
            progress(self._file, "reading", found.tally.rows, found.tally.rows)
        return found


class Readers:
    """The processes of one load; none is started before there is a file for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: ProcessPoolExecutor | None = None
        self._told: Any = None
        self._slots = count(1)
        self._starting = threading.Lock()

    def read(self, path: Path, source: Source, mapping: Mapping, as_of: date) -> Waiting | None:
        """Begin to read the file at ``path``, which is open as ``source``; None where no process can be had for it."""
        try:
            return self._begun(path, source, mapping, as_of)
        except (OSError, EOFError, NotImplementedError, BrokenProcessPool):
            return None  # no room for one, nothing to start one with, or those that there were have ended

    def _begun(self, path: Path, source: Source, mapping: Mapping, as_of: date) -> Waiting:
        with self._starting:
            pool = self._pool = self._pool or self._started()
        slot = 1 + next(self._slots) % (_SLOTS - 1)
        self._told[2 * slot : 2 * slot + 2] = 0, 0
        coming = pool.submit(_read, _Order(path, source.sha256, mapping, as_of, self._settings), slot)
        return Waiting(source.name, coming, self._told, slot)

    def close(self) -> None:
        """Let go of what is being read, and wait until the processes are gone."""
        if self._pool is not None:
            self._told[0] = 1
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        # Not forked from this process, whose threads may hold what a copy of it would wait for in vain.
        forked = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context: Any = multiprocessing.get_context(forked)
        if forked == "forkserver":
            context.set_forkserver_preload([__name__])
        self._told = RawArray(c_ulonglong, 2 * _SLOTS)
        return ProcessPoolExecutor(processors(), context, _prepare, (self._told,))


_told: Any = None


def _prepare(told: Any) -> None:
    """In each process, once: Ctrl-C is for the one that waits for us, and without that one nobody does."""
    global _told
    _told = told
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(other: Any) -> None:
    other.join()
    os._exit(1)


def _read(order: _Order, slot: int) -> Checked | None:
    """None where the file that was found does not lie at that path any more: whoever asks has it open still."""

    def progress(file: str, doing: str, done: int, total: int | None) -> None:
        if _told[0]:
            raise Stopped
        _told[2 * slot : 2 * slot + 2] = done, total or 0

    progress(order.path.name, "reading", 0, None)
    with ExitStack() as closing:
        try:
            source = closing.enter_context(opened(order.path, order.settings.staging_folder))
        except DeliveryRefused:
            return None
        if source.sha256 != order.sha256:
            return None
        familiar = Familiar.of(order.settings, order.mapping)
        return check(source, order.mapping, order.as_of, progress, familiar)


def is_large(source: Source) -> bool:
    return os.fstat(source.handle.fileno()).st_size >= LARGE
