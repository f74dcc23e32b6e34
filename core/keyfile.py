"""A random key kept in a file that only its owner may read, made once even by two first starts at once."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from mast.core.errors import MastError

KEY_BYTES = 32


def key_at(path: Path) -> bytes:
    """The key in the file, 32 bytes kept as hex; made when the file is not there.

    Raises MastError when the file cannot be used, is damaged, or may be read by others.
    """
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise MastError(f"{path} may be read by others: make a new key, or close it to them with chmod 600.")
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise MastError(f"{path} cannot be used: {error.strerror}. Check its owner and folder.") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise MastError(f"{path} is damaged: put back your own copy of it; no backup holds one.")
    return key


def _make(path: Path) -> None:
    """Writes the key beside its place and links it there: a link, unlike a rename, never replaces another's key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
