"""The audit chain: each row holds its predecessor's hash, and a keyed hash that only the holder of the key can make.

The plain hash lets anybody with the table find an edit; the HMAC (RFC 2104), whose key is outside the database, finds a
chain that somebody with the table alone made anew. A tail cut off leaves a whole, shorter chain, and who has the key
too can make a chain anew: heads that were noted elsewhere (``access/checkpoints.py``) find both.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, select

from mast.core.errors import MastError
from mast.core.keyfile import key_at
from mast.ledger import tables
from mast.ledger.store import Ledger

Fields = dict[str, str | int | None]
Row = Mapping[str, Any]
Shown = tuple[int, str]
"""An outcome's number, and the id of a person, address or record that its answer showed."""

MOST_KEPT: Final = 1_000
"""Ids of one answer above which they are counted and hashed, and not kept one by one: an export shows everybody."""
KEPT: Final = "ids kept"
"""Stands in an outcome for its operation, where the ids of the answer were kept: whoever takes them away is found."""
NO_MACS: Final = hashlib.sha256(b"mast audit macs").hexdigest()

_SEALS = ("hash", "mac")


@dataclass(frozen=True, slots=True)
class Head:
    """A row as it was noted down elsewhere. ``macs``: of all keyed hashes up to it, so that they are vouched for too;
    "" where that was not noted.
    """

    seq: int
    hash: str
    macs: str = ""


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
    with ledger.read() as connection:
        found = connection.execute(select(tables.audit).order_by(tables.audit.c.seq.desc()).limit(1)).mappings().first()
    if found is None:
        return key_at(path)
    if path.exists():
        key = key_at(path)
        if hmac.compare_digest(_mac(str(found["hash"]), key), str(found["mac"])):
            return key
    raise MastError(f"The audit chain was not written with the key in {path}: put back your own copy of that one.")


def origin(instance_id: str) -> str:
    """What the first row has for a predecessor: another deployment's chain does not fit."""
    return hashlib.sha256(f"mast audit chain of {instance_id}".encode()).hexdigest()


def link(fields: Fields, key: bytes) -> Fields:
    """The row with its two hashes. ``fields`` hold everything else, ``prev`` included."""
    digest = _digest(fields)
    return {**fields, "hash": digest, "mac": _mac(digest, key)}


def ids_digest(ids: Iterable[str]) -> str:
    """Of the ids in an answer, sorted and each once, as an outcome keeps it."""
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def add_mac(macs: str, mac: str) -> str:
    """The digest over all keyed hashes, one further."""
    return hashlib.sha256(f"{macs}{mac}".encode()).hexdigest()


def head(ledger: Ledger) -> Head | None:
    """The newest row, or None while the chain is empty."""
    table = tables.audit
    with ledger.read() as connection:
        last = connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
    return None if last is None else Head(last.seq, last.hash)


def verify(ledger: Ledger, key: bytes | None = None, noted: Sequence[Head] = ()) -> Verification:
    """Read the whole chain. ``key``: of the keyed hashes; without it they are held against ``noted`` alone, heads that
    were written down elsewhere and that the chain must still hold.
    """
    with ledger.read() as connection:
        return verify_rows(rows_of(connection), shown_of(connection), origin(ledger.instance_id), key, noted)


def rows_of(connection: Connection) -> Iterator[Row]:
    """Every row, in order."""
    every = select(tables.audit).order_by(tables.audit.c.seq)
    with connection.execution_options(yield_per=1000).execute(every) as found:
        yield from map(dict, found.mappings())


def shown_of(connection: Connection) -> Iterator[Shown]:
    """Every id that an answer showed, in the order of the rows."""
    table = tables.audit_shown
    every = select(table.c.seq, table.c.id).order_by(table.c.seq, table.c.id)
    with connection.execution_options(yield_per=1000).execute(every) as found:
        yield from ((seq, id) for seq, id in found)


def verify_rows(
    rows: Iterable[Row], shown: Iterable[Shown], first: str, key: bytes | None = None, noted: Sequence[Head] = ()
) -> Verification:
    """``verify`` over rows and ids from anywhere; ``first`` is the chain's origin."""
    heads = {one.seq: one for one in noted}
    ids = _Ids(shown)
    prev, macs, count = first, NO_MACS, 0
    for row in rows:
        count += 1
        fields = dict(row)
        digest, mac = str(fields.pop("hash")), str(fields.pop("mac"))
        macs = add_mac(macs, mac)
        fits = fields["seq"] == count and fields["prev"] == prev and _digest(fields) == digest
        fits = fits and (key is None or hmac.compare_digest(_mac(digest, key), mac)) and ids.fit(fields)
        head = heads.get(count)
        if not fits or (head is not None and (head.hash != digest or head.macs not in ("", macs))):
            return Verification(False, count, count)
        prev = digest
    if ids.are_left or any(seq > count for seq in heads):
        return Verification(False, count, count + 1)
    return Verification(True, count, None)


class _Ids:
    """Gives each outcome the ids that were kept of its answer, and holds them against its hash."""

    def __init__(self, shown: Iterable[Shown]) -> None:
        self._groups = groupby(shown, key=itemgetter(0))
        self._next = next(self._groups, None)

    @property
    def are_left(self) -> bool:
        return self._next is not None

    def fit(self, fields: Fields) -> bool:
        if self._next is None or self._next[0] != fields["seq"]:
            return fields["operation"] != KEPT or fields["step"] != "outcome"
        ids = [id for _, id in self._next[1]]
        self._next = next(self._groups, None)
        return fields["operation"] == KEPT and ids_digest(ids) == fields["result_sha256"]


def _mac(digest: str, key: bytes) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def _digest(fields: Mapping[str, str | int | None]) -> str:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
