"""The imprint of an accepted row: what must be known of it to tell whether it says anything new, in a fixed size.

Hashes are BLAKE2b (RFC 7693), of 16 bytes where the ledger keeps them (``ledger.stated``), else of 8: two rows of
different records that share one of those are looked at together, which changes nothing but the work.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from mast.core.facts import Row

IMPRINT: Final = np.dtype(
    [
        ("name", "V16"),
        ("said", "V16"),
        ("both", "V16"),
        ("event", "<u8"),
        ("record", "<u8"),
        ("on", "<i4"),
        ("fills", "<u2"),
    ]
)
"""``name``: which row it is, one event of one record. ``said``: what it states beside. ``both``: the hash of these two.

``event`` and ``record``: what rows that belong together share; ``record`` is 0 where the row names nobody. ``on``: its
day, as ``date.toordinal`` has it. ``fills``: one bit for each of ``FILLS``.
"""
Imprints = npt.NDArray[np.void]

FILLS: Final = (
    *("forenames", "surname", "known_as", "born_on", "sex", "nhs", "upn", "phone", "email"),
    *("address", "postcode", "uprn", "worker", "person", "linkable"),
)
"""What a row may fill (``loaders.quality``). ``person``: it is about one. ``linkable``: it says enough to be linked."""

_BIT: Final[Mapping[str, int]] = {name: 1 << place for place, name in enumerate(FILLS)}
_MOST_KNOWN: Final = 50_000
"""Sets of parts whose hash is remembered, with their texts."""
_DETAILS: Final = ("forenames", "surname", "known_as", "born_on", "sex")
_OWN_NUMBERS: Final = frozenset({"nhs", "upn"})
NONE: Final[Imprints] = np.zeros(0, dtype=IMPRINT)


def named(event: str, record: str) -> bytes:
    """The hash of which row it is: one event of one record, ``""`` for one that names nobody."""
    return _hash(f"{event}\x1f{record}".encode())


class Imprinter:
    """Makes the imprints of the rows of one delivery, piece by piece.

    What rows share is hashed once. It is told apart by what it is, so it must live as long as this.
    """

    def __init__(self) -> None:
        self._about: dict[tuple[int, ...], tuple[bytes, int]] = {}
        self._texts: dict[int, str] = {}
        self._days: dict[date, tuple[str, int]] = {}

    def of(self, rows: Sequence[Row]) -> Imprints:
        """The imprints of these rows, in their order."""
        names, said, both, events, of_record, on, fills = [], [], [], [], [], [], []
        for row in rows:
            about, filled = self._shared(row)
            day = self._days.get(row.on)
            if day is None:
                day = self._days[row.on] = (row.on.isoformat(), row.on.toordinal())
            record = (_short(row.record) or 1) if row.record else 0
            name, states = named(row.event, row.record), _hash(f"{row.kind}\x1f{day[0]}\x1f".encode() + about)
            names.append(name)
            said.append(states)
            both.append(_hash(name + states))
            events.append(_short(row.event))
            of_record.append(record)
            on.append(day[1])
            fills.append(filled)
        made = np.zeros(len(rows), dtype=IMPRINT)
        for field, hashes in (("name", names), ("said", said), ("both", both)):
            made[field] = np.frombuffer(b"".join(hashes), dtype="V16")
        for field, values in (("event", events), ("record", of_record), ("on", on), ("fills", fills)):
            made[field] = values
        return made

    def _shared(self, row: Row) -> tuple[bytes, int]:
        """The hash of what a row states beside its kind and day, and what it fills."""
        parts = (row.details, row.identifiers, row.address, row.professional, row.case)
        key = tuple(map(id, parts))
        known = self._about.get(key)
        if known is None:
            if len(self._about) >= _MOST_KNOWN:
                self._about.clear()
                self._texts.clear()
            for place, part in zip(key, parts, strict=True):
                if place not in self._texts:
                    self._texts[place] = repr(part)
            text = f"({', '.join([self._texts[place] for place in key])})"
            known = self._about[key] = (_hash(text.encode()), _filled(row))
        return known


def imprinted(rows: Sequence[Row]) -> Imprints:
    """The imprints of rows, in their order."""
    kept = list(rows)  # so that what they share lives
    return Imprinter().of(kept)


def fills(imprints: Imprints, name: str) -> npt.NDArray[np.bool_]:
    """Which of the rows fill that one of ``FILLS``."""
    filled: npt.NDArray[np.bool_] = (imprints["fills"] & np.uint16(_BIT[name])) != 0
    return filled


def content(imprints: Imprints) -> str:
    """One hash of all that rows state, each of which is named once; the same in whatever order they come."""
    # A sum, so that order does not count. Each part of 32 bits is added up apart, which no number of rows overflows.
    parts = np.ascontiguousarray(imprints["both"]).view(">u4").reshape(-1, 4).astype(np.uint64).sum(axis=0)
    total = sum(int(part) << 32 * place for place, part in enumerate(reversed(parts.tolist())))
    return f"{total % 2**128:032x}"


def _filled(row: Row) -> int:
    found = [name for name in _DETAILS if row.details is not None and getattr(row.details, name)]
    kinds = {identifier.kind for identifier in row.identifiers}
    found += kinds
    at = row.address
    if at is not None:
        found += [name for name, part in (("address", at.lines), ("postcode", at.postcode), ("uprn", at.uprn)) if part]
    if row.professional is not None and row.professional.name:
        found.append("worker")
    if row.details is not None:
        found.append("person")
    placed = "uprn" in found or "postcode" in found
    known = "surname" in found and "forenames" in found and ("born_on" in found or placed)
    if known or kinds & _OWN_NUMBERS:
        found.append("linkable")
    return sum(_BIT[name] for name in found)


def _hash(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


def _short(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
