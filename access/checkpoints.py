"""Signed checkpoints: the audit chain's head, noted down in a second place where who holds the first cannot write.

Each is a line of JSON with an Ed25519 signature (RFC 8032). Whoever checks the chain needs the public key alone.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from sqlalchemy import select

from mast.access.chain import NO_MACS, Head, add_mac
from mast.core.errors import InputRefused, MastError
from mast.core.keyfile import key_at
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger

_NAMES: Final = ("instance", "seq", "hash", "macs", "at")


class ChainChanged(MastError):
    """The chain no longer holds what was signed before: nothing further is signed."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head of the chain of one deployment at a moment, with its signature as hex."""

    instance: str
    seq: int
    hash: str
    macs: str
    at: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        told = {name: getattr(self, name) for name in _NAMES}
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()

    def line(self) -> bytes:
        told = {name: getattr(self, name) for name in (*_NAMES, "signature")}
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    @property
    def head(self) -> Head:
        return Head(self.seq, self.hash, self.macs)


class Notary:
    """Signs the head of the chain into the file of checkpoints. Several processes may share it."""

    def __init__(self, ledger: Ledger, path: Path, now: Callable[[], datetime]) -> None:
        self._ledger, self._path, self._now = ledger, path, now
        self._key = signing_key(ledger)

    def note(self) -> Checkpoint | None:
        """Sign and write what the chain's head is now; None when nothing came since the last checkpoint.

        Raises ChainChanged when the chain does not hold what was signed last, MastError when the file cannot be
        written.
        """
        try:
            with _opened(self._path) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                last = _last(file, self._path, self._ledger.instance_id)
                made = self._made(last)
                if made is not None:
                    file.seek(0, os.SEEK_END)
                    file.write(made.line())
                    file.flush()
                    os.fsync(file.fileno())
                return made
        except OSError as error:
            raise MastError(f"The checkpoint file {self._path} cannot be written: {error.strerror}.") from None

    def _made(self, last: Checkpoint | None) -> Checkpoint | None:
        table, seq, hash, macs = tables.audit, 0, "", NO_MACS
        if last is not None:
            seq, hash, macs = last.seq, last.hash, last.macs
        with self._ledger.read() as connection:
            if last is not None:
                held = connection.execute(select(table.c.hash).where(table.c.seq == last.seq)).scalar()
                if held != last.hash:
                    raise ChainChanged(f"Row {last.seq} of the audit chain is not as it was signed: mast audit verify.")
            later = select(table.c.seq, table.c.hash, table.c.mac).where(table.c.seq > seq).order_by(table.c.seq)
            before = seq
            for row in connection.execution_options(yield_per=1000).execute(later):
                seq, hash, macs = row.seq, row.hash, add_mac(macs, row.mac)
        if seq == before:
            return None
        at = self._now().astimezone(UTC).isoformat(timespec="seconds")
        made = Checkpoint(self._ledger.instance_id, seq, hash, macs, at)
        return replace(made, signature=self._key.sign(made.signed_bytes()).hex())


def signing_key(ledger: Ledger) -> Ed25519PrivateKey:
    """The deployment's key for signatures, made on first use in the data folder, its public half beside it."""
    key = Ed25519PrivateKey.from_private_bytes(key_at(ledger.home / "checkpoint.key"))
    public = ledger.home / "checkpoint.pub"
    if not public.exists():
        public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return key


def checkpoint_file(settings: Settings) -> Path:
    """Where the checkpoints go."""
    return settings.audit_checkpoints or settings.home / "checkpoints.jsonl"


def read_checkpoints(path: Path, key: Ed25519PublicKey) -> list[Checkpoint]:
    """Every checkpoint of the file, its signature checked, in ascending order of rows.

    Raises InputRefused, naming the line, for one that was not signed with the key's other half, or does not follow the
    one before it.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputRefused(f"{path}: the checkpoints cannot be read ({error.strerror}).") from None
    found: list[Checkpoint] = []
    for number, line in enumerate(lines, start=1):
        try:
            one = _parsed(json.loads(line))
            key.verify(bytes.fromhex(one.signature), one.signed_bytes())
        except (ValueError, TypeError, KeyError, InvalidSignature):
            raise InputRefused(f"{path}: line {number} is not a checkpoint signed with this key.") from None
        if found and not (one.seq > found[-1].seq and one.instance == found[-1].instance):
            raise InputRefused(f"{path}: line {number} does not follow the line before it.")
        found.append(one)
    return found


def public_key(path: Path) -> Ed25519PublicKey:
    """Raises InputRefused for a file that holds no Ed25519 public key in PEM."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise InputRefused(f"{path}: holds no Ed25519 public key in PEM. Give the checkpoint.pub of the data folder.")
    return key


def heads(checkpoints: Sequence[Checkpoint]) -> list[Head]:
    return [one.head for one in checkpoints]


def _opened(path: Path) -> Any:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b")


def _last(file: Any, path: Path, instance: str) -> Checkpoint | None:
    file.seek(max(0, os.fstat(file.fileno()).st_size - 4096))
    lines = file.read().splitlines()
    if not lines:
        return None
    try:
        last = _parsed(json.loads(lines[-1]))
    except (ValueError, TypeError, KeyError):
        raise ChainChanged(f"{path} does not end with a checkpoint: nothing further is signed into it.") from None
    if last.instance != instance:
        raise ChainChanged(f"{path} holds the checkpoints of another deployment: set MAST_AUDIT_CHECKPOINTS.")
    return last


def _parsed(told: Mapping[str, Any]) -> Checkpoint:
    if set(told) != {*_NAMES, "signature"} or not isinstance(told["seq"], int):
        raise ValueError("no checkpoint")
    return Checkpoint(**told)
