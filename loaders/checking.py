"""A whole file read and checked in memory, so that nothing of it is written before all of it is known to be fit."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar

import numpy as np

from mast.core.collector import uncollected
from mast.core.facts import Delivery, Row
from mast.core.pieces import pieces
from mast.ledger.deliveries import Tally
from mast.loaders.contract import Mapping
from mast.loaders.familiar import Familiar, Parted, Reading
from mast.loaders.findings import Finding
from mast.loaders.formats.source import Source
from mast.loaders.imprints import IMPRINT, Imprinter, Imprints
from mast.loaders.reading import open_table, positions, read_rows, text_encoding
from mast.loaders.rows import Chosen, KeptRows
from mast.loaders.validation import Validator

_STEP = 1_000
_FEWEST_SENTENCES: Final = 3
_SHARE_OF_SENTENCES: Final = 0.01
T = TypeVar("T")


class Progress(Protocol):
    """Hears how far a file is: ``doing`` is ``reading`` or ``staging``.

    ``total`` is a guess until a file is read to its end, and None while there is none.
    """

    def __call__(self, file: str, doing: str, done: int, total: int | None) -> None: ...


def silently(file: str, doing: str, done: int, total: int | None) -> None:
    """The Progress of a load that nobody watches."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken in: its delivery, and what is wrong with single rows of it.

    ``encoding``: of a text file, as declared or found out.
    ``unread``: ids of the events of rejected rows, ``""`` where one has none that can be read.
    ``imprints``: of all accepted rows: the delivery's, then those that were known again (``loaders.familiar``).
    ``parted``: has these, which are not among the delivery's.
    """

    delivery: Delivery
    tally: Tally
    findings: tuple[Finding, ...]
    encoding: str
    unread: frozenset[str]
    imprints: Imprints
    parted: Parted | None = None

    def rows(self, at: Sequence[int]) -> Sequence[Row]:
        """The accepted rows at these places among the ``imprints``, which must be in order."""
        fresh = self.delivery.rows
        first = bisect_left(at, len(fresh))
        told = Chosen(fresh, at[:first])
        again = [place - len(fresh) for place in at[first:]]
        return (*told, *self.parted.recalled.rows(again)) if self.parted and again else told

    def every_row(self) -> Sequence[Row]:
        return self.rows(range(self.tally.accepted))


def check(
    source: Source, mapping: Mapping, as_of: date, progress: Progress = silently, familiar: Familiar | None = None
) -> Checked:
    """Read and validate every row; raises DeliveryRefused for a file that is unfit as a whole.

    Rows that are ``familiar`` are not read in full. A file of which no row can be taken in is unfit: a wrong day or a
    wrong file is likelier than so many bad rows.
    """
    encoding = text_encoding(source, mapping)
    table = open_table(source, mapping, encoding)
    places = positions(source, mapping, table)
    validator = Validator(mapping, places, as_of)
    reading = Reading(familiar, mapping, places, as_of, validator.repeats) if familiar else None
    raw = _told(source, read_rows(source, table), progress)
    with uncollected():
        rows, imprints = _kept(reading.fresh(raw, validator) if reading else validator.accepted(raw))
    parted = reading.parted if reading else None
    known = len(parted.recalled.texts) if parted else 0
    seen, accepted = validator.seen + known, len(rows) + known
    _refuse_prose(source, validator, seen)
    if not accepted:
        reasons = [finding.reason for finding in validator.findings]
        commonest = max(sorted(set(reasons)), key=reasons.count)
        raise source.refuse(
            f"none of its {seen} rows can be taken in, most often for {commonest}",
            "Check the file, its mapping, and the day given with --as-of.",
        )
    delivery = Delivery(mapping.partner.partner(), source.name, source.sha256, as_of, rows)
    tally = Tally(seen, accepted, validator.rejected, validator.flagged)
    if parted and known:
        imprints = np.concatenate([imprints, parted.recalled.imprints])
    unread = frozenset(validator.unread)
    return Checked(delivery, tally, tuple(validator.findings), encoding, unread, imprints, parted)


def _kept(accepted: Iterator[Row]) -> tuple[KeptRows, Imprints]:
    """All of them, a thousand at a time, so that a file takes little more than what is kept of it."""
    rows, imprinter, imprints = KeptRows(), Imprinter(), bytearray()
    for piece in pieces(accepted, _STEP):
        for row in piece:
            rows.add(row)
        imprints += imprinter.of(piece).tobytes()
    return rows, np.frombuffer(imprints, dtype=IMPRINT)


def _refuse_prose(source: Source, validator: Validator, seen: int) -> None:
    """A sentence in one row is a slip, and rejects that row; a column of them is an export that nobody agreed to."""
    fields = Counter(finding.field for finding in validator.findings if finding.reason == "free_text")
    for field, rows in fields.most_common(1):
        if rows >= max(_FEWEST_SENTENCES, seen * _SHARE_OF_SENTENCES):
            raise source.refuse(
                f"column '{field}' holds free text in {rows} of {seen} rows",
                "Ask the partner to leave it out, or list it in the mapping as ignored.",
            )


def _told(source: Source, rows: Iterable[T], progress: Progress) -> Iterator[T]:
    """The rows; their whole number is guessed from how much of the file they took."""
    done = 0
    for done, row in enumerate(rows, 1):
        if done % _STEP == 0:
            share = source.share_read()
            progress(source.name, "reading", done, max(done, round(done / share)) if share else None)
        yield row
    progress(source.name, "reading", done, done)
