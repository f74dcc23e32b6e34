"""When a delivery is held back: it can be read, and yet it is likelier a mistake than the partner's news.

A held delivery leaves everything as it was. Somebody looks at it, and either the partner sends it again or it is loaded
all the same, with a reason. The codes are stable; ``docs/deliveries.md`` says of each what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from mast.ledger.deliveries import Arrived, DeliveryRow, Kind, Tally

HOLDING: Final = {
    "manifest_unreadable": "its manifest cannot be read",
    "manifest_rows": "its manifest states another number of rows",
    "manifest_hash": "its manifest states another hash",
    "manifest_day": "its manifest states another day",
    "withdrawn_before": "it was loaded before and withdrawn",
    "late": "newer data of this partner are loaded already",
    "repeated": "it says what an older delivery said, and not the newest",
    "shrunken": "it has far fewer rows than this partner's deliveries have",
    "below_expected": "it has fewer rows than its mapping expects",
    "above_expected": "it has more rows than its mapping expects",
    "too_many_rejects": "too many of its rows are rejected",
    "fields_missing": "a field is filled far less often than it used to be",
}
"""Code to what it says, as the end of a sentence about the file."""

UNFIT: Final = {"empty": "it is empty", "truncated": "it is cut off", "unfit": "it cannot be taken in"}
"""The codes of a delivery that is refused: no reason can make it loadable."""

_FEWEST_REJECTS: Final = 10
"""Fewer bad rows never hold a delivery, whatever their share: the rest of a small file is as good as ever."""

_LOOKED_AT: Final = 7
_ENOUGH: Final = 5
"""From that many on, deliveries of news alone are compared: the first brings years, the next ones a day each."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The deployment's thresholds, as shares of 1 (``core.settings``)."""

    rejected_share: float
    shrunken_share: float


@dataclass(frozen=True, slots=True)
class Expected:
    """Rows of a day's delivery by the partner's mapping; ``most`` is None where it says nothing."""

    fewest: int = 0
    most: int | None = None


def kind_of(declared: Kind, told: Kind | None, tally: Tally, unchanged: int, earlier: Sequence[DeliveryRow]) -> Kind:
    """What a delivery is: what the manifest told, else what the mapping declared, unless it is a partner's corrections.

    No more rows than the newest delivery had faulty ones, and none of them known: those rows sent again, alone.
    """
    if told:
        return told
    newest = _newest(earlier)
    if newest and not unchanged and 0 < tally.rows <= newest.tally.rejected + newest.tally.flagged:
        return "corrections"
    return declared


def reasons_to_hold(
    arrived: Arrived, known: int, earlier: Sequence[DeliveryRow], expected: Expected, limits: Limits
) -> tuple[str, ...]:
    """The codes for which a delivery is held, in the order of ``HOLDING``; none for one that may come in.

    ``known``: how many of its rows are held already, whatever they state. ``earlier``: the partner's deliveries.
    """
    tally, whole = arrived.tally, arrived.kind != "corrections"
    newest = _newest(earlier)
    found = {
        "withdrawn_before": any(row.state == "withdrawn" and row.sha256 == arrived.sha256 for row in earlier),
        "late": newest is not None and arrived.data_as_of < newest.data_as_of,
        "repeated": newest is not None and arrived.content != newest.content and _is_repeated(arrived, earlier),
        "shrunken": whole and _is_shrunken(arrived, known, earlier, limits.shrunken_share),
        "below_expected": whole and tally.rows < expected.fewest,
        "above_expected": whole and expected.most is not None and tally.rows > expected.most,
        "too_many_rejects": tally.rejected >= _FEWEST_REJECTS and tally.rejected > limits.rejected_share * tally.rows,
    }
    return tuple(code for code, holds in found.items() if holds)


def sentence(file: str, codes: Sequence[str]) -> str:
    """What is said of a held file: why, and what to do."""
    why = "; ".join(f"{HOLDING.get(code, UNFIT.get(code, code))} ({code})" for code in codes)
    return f"{file}: held, {why}. Ask the partner, or load it all the same with --anyway REASON."


def _newest(earlier: Sequence[DeliveryRow]) -> DeliveryRow | None:
    return next((row for row in reversed(earlier) if row.state == "loaded" and row.speaks_for_its_day), None)


def _is_repeated(arrived: Arrived, earlier: Sequence[DeliveryRow]) -> bool:
    return any(row.state == "loaded" and row.content and row.content == arrived.content for row in earlier)


def _is_shrunken(arrived: Arrived, known: int, earlier: Sequence[DeliveryRow], share: float) -> bool:
    """Whether it is far smaller than the partner's last ones of its kind.

    One of rows that are held already is a look at the same data and compared from the second on.
    """
    alike = [row.tally.rows for row in earlier if row.state == "loaded" and row.kind == arrived.kind][-_LOOKED_AT:]
    restates = arrived.kind == "full" or 2 * known >= arrived.tally.accepted
    return len(alike) >= (1 if restates else _ENOUGH) and arrived.tally.rows < (1 - share) * median(alike)
