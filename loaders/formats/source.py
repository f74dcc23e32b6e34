"""One delivered file, opened once: a regular file, hashed, unpacked where it is an archive."""

import codecs
import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.packing import unpacked

LARGEST_FILE = 2 * 1024**3
LONGEST_LINE = 1024**2
_CHUNK = 1024**2
_PIECE = 64 * 1024
_LINES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """An open file and the SHA-256 of its bytes as delivered. ``name``: without folders, as messages give it.

    ``handle`` is what is in the archive where ``delivered`` is one, else the same.
    """

    name: str
    handle: BinaryIO
    sha256: str
    delivered: BinaryIO
    stamp: tuple[int, int]

    def refuse(self, reason: str, advice: str, code: str = "unfit") -> DeliveryRefused:
        return DeliveryRefused(self.name, reason, advice, code)

    def changed(self) -> DeliveryRefused:
        return self.refuse(
            "it changed while it was read", "Load it once the partner has finished sending it.", "truncated"
        )

    def rewind(self) -> BinaryIO:
        self.handle.seek(0)
        return self.handle

    def share_read(self) -> float:
        """How far into the file its reader is, from 0 to 1."""
        size = os.fstat(self.handle.fileno()).st_size
        return os.lseek(self.handle.fileno(), 0, os.SEEK_CUR) / size

    def still_the_same(self) -> bool:
        """Whether the file has the size and time it had when it was hashed: a partner may still be writing it."""
        return _stamp(self.delivered) == self.stamp


@contextmanager
def opened(path: Path, staging: Path | None = None) -> Iterator[Source]:
    """The file at ``path``, unpacked into the folder ``staging`` where it is an archive.

    Raises DeliveryRefused for what is no regular file (a symbolic link may lead anywhere), not readable, empty or too
    large, and for an archive that ``packing.unpacked`` refuses.
    """
    refuse = partial(DeliveryRefused, path.name)
    try:
        # Without O_NONBLOCK a named pipe would hold us until someone writes to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise refuse("it is a symbolic link", "Name the file that it leads to.") from error
        raise refuse(f"it cannot be opened ({error.strerror})", "Check its path and who may read it.") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise refuse("it is a folder or a device, not a file", "Name a file.")
    with os.fdopen(descriptor, "rb") as delivered:
        if status.st_size == 0:
            raise refuse("it is empty", "Ask the partner to send it again.", "empty")
        if status.st_size > LARGEST_FILE:
            raise refuse(f"it is larger than {LARGEST_FILE // 1024**3} GB", "Ask the partner to send it in parts.")
        stamp = _stamp(delivered)
        try:
            digest = hashlib.file_digest(delivered, "sha256").hexdigest()
        except OSError as error:
            raise refuse(f"it cannot be read ({error.strerror})", "Check the disk that it is on.") from error
        with unpacked(delivered, refuse, staging) as handle:
            yield Source(path.name, handle, digest, delivered, stamp)


def _stamp(handle: BinaryIO) -> tuple[int, int]:
    status = os.fstat(handle.fileno())
    return status.st_size, status.st_mtime_ns


def ending_of(source: Source) -> str:
    """What ends a line: a line feed, and only in a file without any (an old Macintosh one) a carriage return.

    So a stray carriage return within a field never breaks a row in two.
    """
    head = source.rewind().read(_CHUNK)
    return "\r" if b"\r" in head and b"\n" not in head else "\n"


def lines(source: Source, encoding: str) -> Iterator[str]:
    """The file's lines with their ends, a byte order mark apart. Raises DeliveryRefused for a monstrous line."""
    ending = ending_of(source)
    for block in whole_lines(source, encoding):
        *whole, last = block.split(ending)
        for line in whole:
            yield line + ending
        if last:
            yield last


def whole_lines(source: Source, encoding: str) -> Iterator[str]:
    """As ``lines``, many of them in one text."""
    ending = ending_of(source)
    with _text(source, encoding, ending) as text:
        rest = ""
        while piece := text.read(_LINES):
            first = piece.find(ending)
            if len(rest) + (len(piece) if first < 0 else first) >= LONGEST_LINE:
                raise source.refuse("it has a line of over a million characters", "Check that it is an extract.")
            block, end, rest = (rest + piece).rpartition(ending)
            if end:
                yield block + end
        if rest:
            yield rest


def characters(source: Source, encoding: str) -> Iterator[str]:
    """The file's text in pieces, a byte order mark apart. Raises DeliveryRefused for other bytes."""
    with _text(source, encoding, "") as text:
        yield from iter(partial(text.read, _PIECE), "")


@contextmanager
def _text(source: Source, encoding: str, ending: str) -> Iterator[io.TextIOWrapper]:
    handle = source.rewind()
    if encoding == "utf-8" and handle.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        handle = source.rewind()
    text = io.TextIOWrapper(handle, encoding=encoding, newline=ending)
    try:
        yield text
    except UnicodeDecodeError as error:
        raise source.refuse(f"it has bytes that are not {encoding}", "Correct file.encoding in the mapping.") from error
    finally:
        # Whoever stops reading early may have closed the file before this generator ends.
        with suppress(ValueError):
            text.detach()
