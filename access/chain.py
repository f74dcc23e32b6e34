"""The audit chain: each row holds its predecessor's hash, and a keyed hash that only the holder of the key can make.

The plain hash lets anybody with the table find an edit; the HMAC (RFC 2104), whose key is outside the database, finds a
chain that somebody with the table alone made anew. A tail cut off leaves a whole, shorter chain: only a head noted
elsewhere (``Head``) finds that.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mast.access.keyfile import key_at
from mast.core.errors import MastError
from mast.ledger import tables
from mast.ledger.store import Ledger

Fields = dict[str, str | int | None]

_SEALS = ("hash", "mac")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row: what to note down in a second place, and to give to ``verify`` later."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """``rows``: how many were read; ``first_bad``: the number of the first row that is not as it was written."""

    ok: bool
    rows: int
    first_bad: int | None


def key_of(ledger: Ledger) -> bytes:
    """The chain's key, kept in the data folder and not in the database; made with a chain's first row.

    Raises MastError when the chain has rows and the key is missing, damaged or another one.
    """
    path = ledger.home / "audit.key"
    last = _last_row(ledger)
    if last is None:
        return key_at(path)
    if path.exists():
        key = key_at(path)
        if hmac.compare_digest(_mac(str(last["hash"]), key), str(last["mac"])):
            return key
    raise MastError(f"The audit chain was not written with the key in {path}: restore that file from the last backup.")


def origin(instance_id: str) -> str:
    """What the first row has for a predecessor: another deployment's chain does not fit."""
    return hashlib.sha256(f"mast audit chain of {instance_id}".encode()).hexdigest()


def link(fields: Fields, key: bytes) -> Fields:
    """The row with its two hashes. ``fields`` hold everything else, ``prev`` included."""
    digest = hashlib.sha256(_canonical(fields)).hexdigest()
    return {**fields, "hash": digest, "mac": _mac(digest, key)}


def is_whole(row: Mapping[str, str | int | None], key: bytes) -> bool:
    """Whether a row's two hashes are those of its fields."""
    made = link({name: value for name, value in row.items() if name not in _SEALS}, key)
    return all(hmac.compare_digest(str(made[name]), str(row[name])) for name in _SEALS)


def head(ledger: Ledger) -> Head | None:
    """The newest row, or None while the chain is empty."""
    last = _last_row(ledger)
    return None if last is None else Head(int(last["seq"]), str(last["hash"]))


def verify(ledger: Ledger, key: bytes, noted: Head | None = None) -> Verification:
    """Reads the whole chain. ``noted``: a head that was written down elsewhere, which the chain must still hold."""
    prev, rows = origin(ledger.instance_id), 0
    every = select(tables.audit).order_by(tables.audit.c.seq)
    with ledger.read() as connection, connection.execution_options(yield_per=1000).execute(every) as found:
        for row in found.mappings():
            fields = dict(row)
            rows += 1
            fits = fields["seq"] == rows and fields["prev"] == prev and is_whole(fields, key)
            if fits and noted is not None and noted.seq == rows:
                fits = fields["hash"] == noted.hash
            if not fits:
                return Verification(False, rows, rows)
            prev = str(fields["hash"])
    if noted is not None and noted.seq > rows:
        return Verification(False, rows, rows + 1)
    return Verification(True, rows, None)


def _last_row(ledger: Ledger) -> Mapping[str, Any] | None:
    with ledger.read() as connection:
        found = connection.execute(select(tables.audit).order_by(tables.audit.c.seq.desc()).limit(1))
        row = found.mappings().first()
    return None if row is None else dict(row)


def _mac(digest: str, key: bytes) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def _canonical(fields: Mapping[str, str | int | None]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
