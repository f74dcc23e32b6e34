"""Which rows of a delivery say anything new: the others are left out, whatever file they come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from mast.core.facts import Row
from mast.graph.staging import connected
from mast.ledger.stated import Stated


@dataclass(frozen=True, slots=True)
class News:
    """The rows to write, and what they state (``ledger.stated``)."""

    rows: tuple[Row, ...]
    stated: Stated


def news(rows: Sequence[Row], held: Stated) -> News:
    """The rows of which one, or another of the same record or event, states what the ledger does not hold.

    Records and events are written whole or not at all: which of two rows of one day holds is decided between them.
    """
    told: list[Row] = []
    stated: dict[bytes, bytes] = {}
    for group in connected(rows):
        of_group = _stated(group)
        if any(held.get(row) != content for row, content in of_group.items()):
            told += group
            stated |= of_group
    return News(tuple(told), stated)


def _stated(rows: Sequence[Row]) -> dict[bytes, bytes]:
    contents: dict[bytes, list[bytes]] = {}
    for row in rows:
        contents.setdefault(_hash(f"{row.event}\x1f{row.record}".encode()), []).append(_hash(repr(row).encode()))
    # Several lines of one event and record are one row here, in whatever order a file has them.
    return {row: said[0] if len(said) == 1 else _hash(b"".join(sorted(said))) for row, said in contents.items()}


def _hash(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()
