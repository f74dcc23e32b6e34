"""The embedded graph's folder: which files lie in it, who may read them, and how they are written whole or not at all.

lock          held by the supervisor and by the server it hosts; says which socket the supervisor listens on
password      the server's random password
server.json   ports and process ids, while the server answers
server.log    what went wrong; warnings only, never parameters
store/        the server's own files
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

from mast.core.errors import MastError

DATABASE = "mast"
SOCKET_PATH_BYTES = 100  # macOS allows 104 with the closing zero, Linux 108
LOG_BYTES = 1_000_000
FREE_BYTES = 32_000_000


class DataFolder:
    """``HOME/graph``. One server at a time serves it: whoever holds its lock."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.path = (self.home / "graph").resolve()
        self.lock = self.path / "lock"
        self.password_file = self.path / "password"
        self.server_json = self.path / "server.json"
        self.server_log = self.path / "server.log"
        self.store = self.path / "store"

    def prepare(self) -> None:
        """Make the folder and close it to other users.

        Raises MastError when it cannot be written or its disk is full.
        """
        try:
            _private(self.home)
            _private(self.path)
            self.lock.touch(mode=0o600)
            free = shutil.disk_usage(self.path).free
            if self.server_log.exists() and self.server_log.stat().st_size > LOG_BYTES:
                self.server_log.replace(self.server_log.with_suffix(".log.1"))
        except OSError as error:
            raise MastError(
                f"the data folder {self.home} cannot be written: {error.strerror}; give MAST_HOME a folder of your own"
            ) from error
        if free < FREE_BYTES:
            raise MastError(f"the disk that holds {self.home} is full; free some space, then try again")

    def take_lock(self) -> int | None:
        """An open file that holds the lock until it, and every copy of it in other processes, is closed.

        None while another process holds it.
        """
        held = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held

    def announce(self, held: int, address: str) -> None:
        """Write the supervisor's socket into the lock, for those who want to join; an empty one while it stops."""
        os.ftruncate(held, 0)
        os.pwrite(held, os.fsencode(address), 0)

    def announced(self) -> str:
        """The socket to join, or an empty text where there is none. It may be a dead supervisor's."""
        try:
            return os.fsdecode(self.lock.read_bytes())
        except OSError:
            return ""

    def socket_path(self) -> Path:
        """Where the supervisor listens: in the folder, or, where that path is too long for a socket, in a private
        folder beside the other temporary files."""
        here = self.path / "socket"
        if len(os.fsencode(here)) <= SOCKET_PATH_BYTES:
            return here
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        elsewhere = Path(tempfile.gettempdir()) / f"mast-{os.getuid()}-{digest}"
        elsewhere.mkdir(mode=0o700, exist_ok=True)
        found = elsewhere.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise MastError(f"{elsewhere} is not a private folder of this user; remove it, then try again")
        return elsewhere / "socket"

    def new_password(self) -> str:
        """Make the server's password anew, before it starts. The store keeps a hash of the old one: forget that."""
        (self.store / "config" / "server-users.jsonl").unlink(missing_ok=True)
        password = secrets.token_urlsafe(32)
        _write_whole(self.password_file, password)
        return password

    def password(self) -> str:
        return self.password_file.read_text(encoding="ascii")

    def write_server_json(self, facts: dict[str, Any]) -> None:
        _write_whole(self.server_json, json.dumps(facts, indent=2) + "\n")

    def clear(self, address: str) -> None:
        """Remove what only a running server leaves."""
        self.server_json.unlink(missing_ok=True)
        if address:
            Path(address).unlink(missing_ok=True)


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    # A sticky folder is shared on purpose, as the system's temporary folder is: only what we put in it is ours.
    if mode & 0o077 and not mode & stat.S_ISVTX:
        folder.chmod(0o700)


def _write_whole(file: Path, text: str) -> None:
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
