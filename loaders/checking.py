"""A whole file read and checked in memory, so that nothing of it is written before all of it is known to be fit."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from mast.core.facts import Delivery
from mast.ledger.deliveries import Tally
from mast.loaders.contract import Mapping
from mast.loaders.findings import Finding
from mast.loaders.formats.source import Source
from mast.loaders.reading import check_bytes, open_table, positions, read_rows
from mast.loaders.validation import Validator

_STEP = 1_000
T = TypeVar("T")


class Progress(Protocol):
    """Hears how far a file is: ``doing`` is ``reading`` or ``staging``; ``total`` is None while it is not known."""

    def __call__(self, file: str, doing: str, done: int, total: int | None) -> None: ...


def silently(file: str, doing: str, done: int, total: int | None) -> None:
    """The Progress of a load that nobody watches."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken in: its delivery, and what is wrong with single rows of it."""

    delivery: Delivery
    tally: Tally
    findings: tuple[Finding, ...]


def check(source: Source, mapping: Mapping, as_of: date, progress: Progress = silently) -> Checked:
    """Read and validate every row; raises DeliveryRefused for a file that is unfit as a whole.

    A file of which no row can be taken in is unfit: a wrong day or a wrong file is likelier than so many bad rows.
    """
    check_bytes(source, mapping)
    table = open_table(source, mapping)
    validator = Validator(mapping, positions(source, mapping, table), as_of)
    with _no_collector():
        rows = tuple(validator.accepted(_told(read_rows(source, table), source.name, progress)))
    if not rows:
        reasons = [finding.reason for finding in validator.findings]
        commonest = max(sorted(set(reasons)), key=reasons.count)
        raise source.refuse(
            f"none of its {validator.seen} rows can be taken in, most often for {commonest}",
            "Check the file, its mapping, and the day given with --as-of.",
        )
    delivery = Delivery(mapping.partner.partner(), source.name, source.sha256, as_of, rows)
    tally = Tally(validator.seen, len(rows), validator.rejected, validator.flagged)
    return Checked(delivery, tally, tuple(validator.findings))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows hold no cycles; looking for some among a growing million of them takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _told(rows: Iterable[T], file: str, progress: Progress) -> Iterator[T]:
    done = 0
    for done, row in enumerate(rows, 1):
        if done % _STEP == 0:
            progress(file, "reading", done, None)
        yield row
    progress(file, "reading", done, done)
