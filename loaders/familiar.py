"""Rows that were read before, known again by their cells: what they come to need not be worked out a second time.

For each partner ``$MAST_HOME/familiar/<partner>.rows`` holds a keyed hash of the cells of each row that was taken in
without a fault, and the row's imprint (``loaders.imprints``). That is a memory and no store. What it says is true of
those cells under that mapping and this code, which are part of the key; whether a row is news, the ledger alone says.
It may be removed at any time, and one that is damaged is as good as none. See ``docs/decisions/0022``.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np

from mast.core.facts import Row
from mast.core.hashes import HashIndex, Places, hashes_of, in_line
from mast.core.keyfile import key_at
from mast.core.pieces import pieces
from mast.core.settings import Settings
from mast.core.window import a_year_before
from mast.ledger.stated import Stated
from mast.loaders import contract
from mast.loaders.contract import Meaning
from mast.loaders.formats.table import Cell, RawRow
from mast.loaders.imprints import IMPRINT, NONE, Imprints
from mast.loaders.repeats import Repeats
from mast.loaders.texts import Texts
from mast.loaders.validation import YEARS_HELD, Validator

_MAGIC: Final = b"MAST-FAMILIAR-1\n"
_ENTRY: Final = np.dtype([("cells", "V16"), *((name, IMPRINT[name]) for name in IMPRINT.names or ())])
_HASH: Final = 16
_UNFIT: Final = bytes(_HASH)
"""In place of the hash of a row that is not to be known again."""
_UNFIT_HASH: Final = np.void(_UNFIT)
_PIECE: Final = 1_000
"""Rows that are looked up together."""
_BETWEEN, _DAY = "\x1f", "\x1e"
_READ_BY: Final = ("mast.core", "mast.fields", "mast.loaders")
_WITH: Final = ("phonenumbers", "usaddress", "email-validator", "doublemetaphone", "openpyxl")


class Familiar:
    """The rows of one partner that were read before, as far as they can be read so again."""

    def __init__(self, file: Path, key: bytes) -> None:
        self._file, self.key = file, key

    @classmethod
    def of(cls, settings: Settings, mapping: contract.Mapping) -> "Familiar":
        """Raises MastError when the key of the data folder cannot be used."""
        told = json.dumps(mapping.written(), sort_keys=True).encode()
        key = blake2b(_code() + told, key=key_at(settings.keep_key), digest_size=32).digest()
        file = settings.familiar_folder / f"{mapping.code}.rows"
        return cls(file, key)

    def recall(self) -> tuple[Imprints, date]:
        """What is known by now, and the newest day that it was read for.

        For an older one nothing is known, since a row may lie in its future.
        """
        return _read(self._file, self.key)

    def remember(self, read: "Parted", imprints: Imprints, held: Stated) -> None:
        """Know the rows of a delivery again. ``imprints``: of those that were ``read`` in full, and of any after them.

        ``held``: what each row of the partner states by now; of what it does not state any more nothing is kept. A disk
        without room is no fault: then they are read in full the next time.
        """
        remembered, newest_day = self.recall()  # anew: another file of the partner may have been remembered meanwhile
        if read.as_of < newest_day:
            return
        known = np.zeros(len(read.cells) // _HASH, dtype=_ENTRY)
        known["cells"] = in_line(read.cells)
        for field in IMPRINT.names or ():
            known[field] = imprints[field][: len(known)]
        known = known[known["cells"] != _UNFIT_HASH]
        if not len(known) and read.as_of == newest_day:
            return
        entries = np.concatenate([remembered, known]) if len(remembered) else known
        stated = np.flatnonzero(held.hold(held.places(entries["name"]), entries["said"]))
        # Of two spellings of one row the later is kept, so that there are no more entries than rows.
        newest = stated[HashIndex(entries["name"][stated]).last()]
        _write(self._file, self.key, entries, newest, read.as_of)


@dataclass(frozen=True, slots=True)
class Recalled:
    """Rows that were known again, with their imprints; what they say can be had of their cells."""

    imprints: Imprints
    texts: Texts
    meanings: Sequence[Meaning]
    mapping: contract.Mapping
    as_of: date

    def rows(self, at: Iterable[int]) -> Iterator[Row]:
        """Those at these places, read in full."""
        places = {meaning: place for place, meaning in enumerate(self.meanings)}
        validator = Validator(self.mapping, places, self.as_of)
        return validator.accepted(RawRow(0, _unpacked(self.texts[place])) for place in at)


@dataclass(frozen=True, slots=True)
class Parted:
    """The rows of one file: those that were ``recalled``, and of the accepted others the hashes of their cells, one
    after the other.
    """

    as_of: date
    cells: bytearray
    recalled: Recalled


class Reading:
    """Parts the rows of one file into those that are known, and strange ones.

    ``repeats``: of all rows that were accepted; it is the validator's too, so that a row that comes twice is found out
    whichever of both was known. ``parted``: what came of it, once all ``fresh`` rows were taken.
    """

    def __init__(
        self,
        familiar: Familiar,
        mapping: contract.Mapping,
        positions: Mapping[Meaning, int],
        as_of: date,
        repeats: Repeats,
    ) -> None:
        self._as_of, self._cells, self._repeats, self._mapping = as_of, bytearray(), repeats, mapping
        self._meanings = sorted(positions)
        self._mapped = itemgetter(*(positions[meaning] for meaning in self._meanings))
        columns = json.dumps(self._meanings).encode()
        self._key = blake2b(columns, key=familiar.key, digest_size=32).digest()
        entries, newest_day = familiar.recall()
        self._entries = entries if as_of >= newest_day else entries[:0]
        self._index = HashIndex(self._entries["cells"])
        on, oldest = self._entries["on"], a_year_before(as_of, YEARS_HELD).toordinal()
        self._held = (on >= oldest) & (on <= as_of.toordinal())
        self._at = array("Q")
        self._texts = Texts()
        self._last = _UNFIT
        self.parted = self._parted(NONE)

    def fresh(self, rows: Iterable[RawRow], validator: Validator) -> Iterator[Row]:
        """The accepted rows among those that are not known; at its end all that are known are recalled."""
        flagged = 0
        for row in validator.accepted(self._strange(rows)):
            # One with a fault must be told of the next time too.
            self._cells += self._last if validator.flagged == flagged else _UNFIT
            flagged = validator.flagged
            yield row
        at = np.frombuffer(self._at, dtype=np.uint64)
        imprints = np.zeros(len(at), dtype=IMPRINT)
        for field in IMPRINT.names or ():
            imprints[field] = self._entries[field][at]
        self.parted = self._parted(imprints)

    def _parted(self, known: Imprints) -> Parted:
        recalled = Recalled(known, self._texts, self._meanings, self._mapping, self._as_of)
        return Parted(self._as_of, self._cells, recalled)

    def _strange(self, rows: Iterable[RawRow]) -> Iterator[RawRow]:
        """The rows that are not known, or that were there before in this file."""
        for piece in pieces(rows, _PIECE):
            texts = [self._text(row) for row in piece]
            cells = [_UNFIT if text is None else self._hash(text) for text in texts]
            for row, text, own, (at, name) in zip(piece, texts, cells, self._looked_up(cells), strict=True):
                if text is None or at < 0 or self._repeats.knew(name):
                    self._last = own
                    yield row
                else:
                    self._at.append(at)
                    self._texts.add(text)

    def _looked_up(self, cells: Sequence[bytes]) -> Iterable[tuple[int, bytes]]:
        """Where each is among the entries, -1 where it is none or not to be held on this day, and the row's name."""
        at = self._index.places(hashes_of(cells))
        at[at >= 0] = np.where(self._held[at[at >= 0]], at[at >= 0], -1)
        names = np.zeros(len(at), dtype="V16")
        names[at >= 0] = self._entries["name"][at[at >= 0]]
        return zip(at.tolist(), names.tolist(), strict=True)

    def _text(self, row: RawRow) -> str | None:
        return None if row.fault else _packed(self._mapped(row.cells))

    def _hash(self, text: str) -> bytes:
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=_HASH).digest()


def _packed(cells: Sequence[Cell]) -> str | None:
    """The cells as one text without a NUL, from which they can be had again; None where that cannot be."""
    written = [cell if cell.__class__ is str else _DAY + cell.isoformat() for cell in cells]  # type: ignore[union-attr]
    text = _BETWEEN.join(written)  # days are text by now
    if text.count(_BETWEEN) != len(cells) - 1 or "\0" in text:
        return None
    days = text.count(_DAY)
    return text if not days or days == len([cell for cell in cells if cell.__class__ is not str]) else None


def _unpacked(text: str) -> list[Cell]:
    return [_day(cell[1:]) if cell.startswith(_DAY) else cell for cell in text.split(_BETWEEN)]


def _day(written: str) -> date:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _read(file: Path, key: bytes) -> tuple[Imprints, date]:
    nothing = np.zeros(0, dtype=_ENTRY), date.min
    try:
        with file.open("rb") as source:
            whole = source.readline() == _MAGIC
            head = source.read(2 * _HASH + 4)
            body = source.read()
    except OSError:
        return nothing
    if not whole or head[: 2 * _HASH] != _seal(key, head[2 * _HASH :], [body]) or len(body) % _ENTRY.itemsize:
        return nothing
    return np.frombuffer(body, dtype=_ENTRY), date.fromordinal(int.from_bytes(head[2 * _HASH :], "big"))


def _write(file: Path, key: bytes, entries: Imprints, at: Places, as_of: date) -> None:
    """Those of the entries that stand at these places, in pieces: there may be a million of them."""
    part = file.with_name(f".{file.name}.part")
    day = as_of.toordinal().to_bytes(4, "big")
    parts = [at[start : start + _PIECE] for start in range(0, len(at), _PIECE)]
    seal = _seal(key, day, (entries[some].tobytes() for some in parts))
    with suppress(OSError):
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(_MAGIC + seal + day)
                for some in parts:
                    out.write(entries[some].tobytes())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def _seal(key: bytes, day: bytes, body: Iterable[bytes]) -> bytes:
    """Tells that the file is whole, and was written with this key: there is no need to flush it to the disk."""
    seal = blake2b(day, key=key, digest_size=2 * _HASH)
    for piece in body:
        seal.update(piece)
    return seal.digest()


@cache
def _code() -> bytes:
    """One hash of all that reads a row: our own files, and the libraries that they use."""
    found = blake2b(sys.version.encode())
    for library in _WITH:
        found.update(f"{library} {version(library)}\n".encode())
    for room in _READ_BY:
        for file in _files(files(room)):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.digest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_file():
            yield one
        elif one.is_dir() and one.name != "__pycache__":
            yield from _files(one)
