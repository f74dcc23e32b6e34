"""Gzip, and zip of one file, unpacked into a file without a name that is gone when it is closed.

Nothing in an archive decides where anything is written: the names in it are looked at only to refuse it.
"""

import gzip
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from mast.core.errors import DeliveryRefused, MastError

LARGEST_UNPACKED: Final = 2 * 1024**3
LARGEST_RATIO: Final = 200
SMALL: Final = 10 * 1024**2
"""Bytes up to which the ratio does not count: a file of few distinct rows may well pack that tightly."""
_MOST_MEMBERS: Final = 1_000
_CHUNK: Final = 1024**2
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_OTHERS: Final = (b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")
_ARCHIVES: Final = (_GZIP, _ZIP, _END, *_OTHERS)
_ZIP_64: Final = b"PK\x06\x07"
_OPEN_DOCUMENT_OR_OFFICE: Final = frozenset(("[Content_Types].xml", "mimetype"))
_DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
            struct.error)  # fmt: skip

Refuse = Callable[[str, str], DeliveryRefused]


def unpacked(handle: BinaryIO, refuse: Refuse, staging: Path | None) -> BinaryIO:
    """What is in the archive, or ``handle`` itself where it is none; a workbook is a file of its own, not an archive.

    ``staging``: the folder of the nameless file, else the machine's own for such. Raises DeliveryRefused (through
    ``refuse``) for an archive of anything but one regular file, for one in another, and for one that unpacks to more
    than 2 GB or 200 times its size; MastError where the disk is full.
    """
    match _magic(handle):
        case magic if magic.startswith(_GZIP):
            size = _size(handle)
            handle.seek(0)
            with gzip.GzipFile(fileobj=handle) as packed:
                inner = _copied(cast(IO[bytes], packed), size, refuse, staging)
        case magic if magic.startswith(_ZIP):
            archive = open_archive(handle, refuse)
            if _OPEN_DOCUMENT_OR_OFFICE & set(archive.namelist()):
                return handle
            member = _only_member(archive, refuse)
            with archive.open(member) as packed:
                inner = _copied(packed, max(1, member.compress_size), refuse, staging)
        case _:
            return handle
    if _magic(inner).startswith(_ARCHIVES) and not _is_workbook(inner, refuse):
        inner.close()
        raise refuse("it is an archive in an archive", "Ask the partner for the file itself, packed once.")
    return inner


def open_archive(handle: BinaryIO, refuse: Refuse) -> zipfile.ZipFile:
    """The zip archive, of a sane number of members. Raises DeliveryRefused (through ``refuse``)."""
    size = _size(handle)
    handle.seek(max(0, size - 65_557))
    tail = handle.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise _damaged(refuse)
    if tail[max(0, end - 20) : end].startswith(_ZIP_64):
        raise refuse("it is a zip of the large kind (zip64)", "Ask the partner for a plain zip, or for gzip.")
    members, directory = struct.unpack("<HI", tail[end + 10 : end + 16])
    if members > _MOST_MEMBERS or directory > _CHUNK:
        raise refuse(f"it holds over {_MOST_MEMBERS} files", "Ask the partner for the one file.")
    handle.seek(0)
    try:
        return zipfile.ZipFile(handle)
    except _DAMAGED as error:
        raise _damaged(refuse) from error


def _only_member(archive: zipfile.ZipFile, refuse: Refuse) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) != 1:
        raise refuse(f"it is a zip of {len(members)} files", "Ask the partner for a zip of the one file.")
    member = members[0]
    mode = member.external_attr >> 16
    if member.flag_bits & 1:
        raise refuse("it has a password", "Ask the partner for a zip without a password.")
    if member.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        raise refuse("what it holds is no regular file", "Do not unpack it; ask who sent it.")
    if "/" in member.filename or "\\" in member.filename or ".." in member.filename:
        raise refuse(
            "what it holds has a path for a name", "Ask the partner for a zip of the file alone, in no folder."
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse("it is packed in an unusual way", "Ask the partner for a plain zip, or for gzip.")
    return member


def _copied(packed: IO[bytes], size: int, refuse: Refuse, staging: Path | None) -> BinaryIO:
    inner, written = _nameless(staging), 0
    try:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            if written > LARGEST_UNPACKED or (written > SMALL and written > LARGEST_RATIO * size):
                raise refuse("it unpacks to far more than an extract does", "Do not unpack it; ask who sent it.")
            inner.write(chunk)
        inner.flush()
    except _DAMAGED as error:
        inner.close()
        raise _damaged(refuse) from error
    except OSError as error:
        inner.close()
        raise MastError(f"An archive cannot be unpacked ({error.strerror}). Free the disk, then load again.") from error
    except DeliveryRefused:
        inner.close()
        raise
    if not written:
        inner.close()
        raise refuse("it is an archive of an empty file", "Ask the partner to send it again.")
    return inner


def _nameless(staging: Path | None) -> BinaryIO:
    try:
        if staging is not None:
            staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cast(BinaryIO, tempfile.TemporaryFile(dir=staging))
    except OSError as error:
        raise MastError(
            f"{staging}: cannot be written ({error.strerror}). Correct its owner or free its disk."
        ) from error


def _is_workbook(inner: BinaryIO, refuse: Refuse) -> bool:
    if not _magic(inner).startswith(_ZIP):
        return False
    return bool(_OPEN_DOCUMENT_OR_OFFICE & set(open_archive(inner, refuse).namelist()))


def _magic(handle: BinaryIO) -> bytes:
    handle.seek(0)
    head = handle.read(8)
    handle.seek(0)
    return head


def _size(handle: BinaryIO) -> int:
    return handle.seek(0, 2)


def _damaged(refuse: Refuse) -> DeliveryRefused:
    return refuse("it is a damaged or truncated archive", "Ask the partner to send it again.")
