"""One delivered file, opened once: a regular file, hashed, of the encoding that its mapping declares."""

import codecs
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

LARGEST_FILE = 2 * 1024**3
LONGEST_LINE = 1024**2
_CHUNK = 1024**2
_ONE_BYTE_A_CHARACTER = ("windows-1252", "iso-8859-1", "iso-8859-15")


@dataclass(frozen=True, slots=True)
class Source:
    """An open file and the SHA-256 of its bytes. ``name`` is its name without folders, as messages give it."""

    name: str
    handle: BinaryIO
    sha256: str
    stamp: tuple[int, int]

    def refuse(self, reason: str, advice: str) -> DeliveryRefused:
        return DeliveryRefused(self.name, reason, advice)

    def rewind(self) -> BinaryIO:
        self.handle.seek(0)
        return self.handle

    def still_the_same(self) -> bool:
        """Whether the file has the size and time it had when it was hashed: a partner may still be writing it."""
        return _stamp(self.handle) == self.stamp


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file at ``path``. Raises DeliveryRefused for what is no regular file, not readable, empty or too large."""
    refuse = partial(DeliveryRefused, path.name)
    try:
        # Without O_NONBLOCK a named pipe would hold us until someone writes to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise refuse(f"it cannot be opened ({error.strerror})", "Check its path and who may read it.") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise refuse("it is a folder or a device, not a file", "Name a file.")
    with os.fdopen(descriptor, "rb") as handle:
        if status.st_size == 0:
            raise refuse("it is empty", "Ask the partner to send it again.")
        if status.st_size > LARGEST_FILE:
            raise refuse(f"it is larger than {LARGEST_FILE // 1024**3} GB", "Ask the partner to send it in parts.")
        stamp = _stamp(handle)
        try:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError as error:
            raise refuse(f"it cannot be read ({error.strerror})", "Check the disk that it is on.") from error
        yield Source(path.name, handle, digest, stamp)


def _stamp(handle: BinaryIO) -> tuple[int, int]:
    status = os.fstat(handle.fileno())
    return status.st_size, status.st_mtime_ns


def check_encoding(source: Source, encoding: str) -> None:
    """Raise DeliveryRefused where the file's bytes are not text of ``encoding``.

    A one-byte encoding reads almost any bytes, so there the test is the other way round: text that is UTF-8, and not
    plain ASCII, was written as UTF-8, since accented Windows-1252 text hardly ever is.
    """
    declared = codecs.getincrementaldecoder(encoding)("strict")
    other = codecs.getincrementaldecoder("utf-8")("strict") if encoding in _ONE_BYTE_A_CHARACTER else None
    ascii_only, line = True, 1
    handle = source.rewind()
    while chunk := handle.read(_CHUNK):
        try:
            declared.decode(chunk)
        except UnicodeDecodeError as error:
            line += chunk.count(b"\n", 0, max(error.start, 0))
            raise _not_text(source, encoding, f"line {line} has bytes that are not {encoding}") from error
        if other is not None:
            ascii_only = ascii_only and chunk.isascii()
            try:
                other.decode(chunk)
            except UnicodeDecodeError:
                other = None
        line += chunk.count(b"\n")
    try:
        declared.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise source.refuse("its last character is cut off", "Ask the partner to send the whole file again.") from error
    if other is not None and not ascii_only:
        raise _not_text(source, encoding, f"it is UTF-8, not {encoding}")


def _not_text(source: Source, encoding: str, reason: str) -> DeliveryRefused:
    return source.refuse(reason, f"Ask the partner to send it as {encoding}, or correct file.encoding in the mapping.")


def lines(source: Source, encoding: str) -> Iterator[str]:
    """The file's lines with their ends, a byte order mark apart.

    Lines end at a line feed; only a file without any (an old Macintosh one) has lines that end at a carriage return.
    So a stray carriage return within a field never breaks a row in two. Raises DeliveryRefused for a monstrous line.
    """
    head = source.rewind().read(_CHUNK)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    ending = "\r" if b"\r" in head and b"\n" not in head else "\n"
    text = io.TextIOWrapper(source.rewind(), encoding=codec, newline=ending)
    try:
        for line in iter(partial(text.readline, LONGEST_LINE), ""):
            if len(line) == LONGEST_LINE and line[-1] != ending:
                raise source.refuse("it has a line of over a million characters", "Check that it is an extract.")
            yield line
    except UnicodeDecodeError as error:
        raise _not_text(source, encoding, f"it has bytes that are not {encoding}") from error
    finally:
        # Whoever stops reading early may have closed the file before this generator ends.
        with suppress(ValueError):
            text.detach()
