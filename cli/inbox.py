"""Watching the inbox: which files lie still, and the signals that end the watch in good order."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

Ready = Callable[[Path], bool]
Stamp = tuple[int, int]

_ENDING: Final = (signal.SIGTERM, signal.SIGINT)


def everything(path: Path) -> bool:
    """The Ready of a run that takes the inbox as it is."""
    return True


class Inbox:
    """The folder that partners' files come into, looked at again and again.

    A file is taken once its size and time stayed the same from one look to the next, so that one which is still being
    copied is left to grow; and again only when they change.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, Stamp] = {}
        self._taken: dict[Path, Stamp] = {}

    def settled(self) -> frozenset[Path]:
        """The files that lie as they lay at the last look and were not taken so."""
        there = self._look()
        found = {path for path, stamp in there.items() if self._seen.get(path) == stamp != self._taken.get(path)}
        self._seen = there
        return frozenset(found)

    def took(self, files: frozenset[Path]) -> None:
        """Note that these are dealt with, as they lay at the last look."""
        self._taken = {path: stamp for path, stamp in self._taken.items() if path in self._seen}
        self._taken |= {path: self._seen[path] for path in files if path in self._seen}

    def _look(self) -> dict[Path, Stamp]:
        stamps: dict[Path, Stamp] = {}
        with suppress(OSError):  # a folder on a share that is away for a moment holds nothing new
            for path in self._folder.iterdir():
                with suppress(OSError):  # gone between the two looks
                    status = path.stat()
                    if path.is_file():
                        stamps[path] = status.st_size, status.st_mtime_ns
        return stamps


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM or Ctrl-C sets: what goes on is brought to its end first. The second one interrupts it."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in _ENDING}

    def end(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for number in _ENDING:
        signal.signal(number, end)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
