"""Files that only the holder of the key can read, written whole or not at all, read and written in bounded memory.

AES-256-GCM in the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015): each chunk has its
number, and whether it is the last, in its nonce, so that none can be cut off, left out, doubled or moved. Each file has
a key of its own, derived by HKDF-SHA256 (RFC 5869) from the vault's key, a random salt and the file's name: one put in
another's place is not read.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mast.core.errors import MastError

_MAGIC: Final = b"MAST-VAULT-1\n"
_SALT_BYTES: Final = 32
_CHUNK: Final = 64 * 1024
_TAG_BYTES: Final = 16


class Vault:
    """Encrypts and decrypts with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, path: Path, content: Iterable[bytes]) -> None:
        """Write ``content`` to ``path`` with mode 600; it takes its place when all of it is on the disk.

        Raises MastError when it cannot be written; what ``content`` raises leaves nothing behind.
        """
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                salt = secrets.token_bytes(_SALT_BYTES)
                file.write(_MAGIC + salt)
                cipher = self._cipher(salt, path.name)
                for number, (chunk, is_last) in enumerate(_chunks(content)):
                    file.write(cipher.encrypt(_nonce(number, is_last), chunk, None))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync(path.parent)
        except OSError as error:
            raise MastError(
                f"{path} cannot be written: {error.strerror}. Free the disk, or correct its owner."
            ) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def read(self, path: Path) -> Iterator[bytes]:
        """What was written, piece by piece; each piece was proved true before it is given, the end too.

        Raises MastError when the file cannot be read, was changed, cut off, renamed, or written with another key.
        """
        damaged = MastError(
            f"{path} is damaged, or was written with another key: restore it, and keep.key, from a backup."
        )
        try:
            with path.open("rb") as file:
                head = file.read(len(_MAGIC) + _SALT_BYTES)
                if len(head) != len(_MAGIC) + _SALT_BYTES or not head.startswith(_MAGIC):
                    raise damaged
                cipher = self._cipher(head[len(_MAGIC) :], path.name)
                for number, (chunk, is_last) in enumerate(_sealed(file)):
                    yield cipher.decrypt(_nonce(number, is_last), chunk, None)
        except OSError as error:
            raise MastError(f"{path} cannot be read: {error.strerror}. Restore it from a backup.") from None
        except InvalidTag:
            raise damaged from None

    def _cipher(self, salt: bytes, name: str) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, salt, b"mast vault " + name.encode()).derive(self._key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _chunks(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """``content`` cut anew into chunks of one size, and whether each is the last; an empty one for no content."""
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) > _CHUNK:
            yield bytes(held[:_CHUNK]), False
            del held[:_CHUNK]
    yield bytes(held), True


def _sealed(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    chunk = file.read(_CHUNK + _TAG_BYTES)
    while True:
        following = file.read(_CHUNK + _TAG_BYTES)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
