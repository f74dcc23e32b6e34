"""How good a partner's data are: shares, each against its own last 28 days, told as what it is and not as a mark.

The usual value is the median and the usual spread three times the scaled median absolute deviation (Hampel 1974, "The
influence curve and its role in robust estimation"): a single odd day moves neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final, Literal

Kind = Literal["filled", "fault", "unlinkable", "matched"]

BAND_DAYS: Final = 28
ENOUGH_DAYS: Final = 5
"""Readings without which nothing is called usual."""
_LEAST_SPREAD: Final = 0.03
_TO_SIGMAS: Final = 3 * 1.4826

_NAMES: Final = {
    "forenames": "forenames",
    "surname": "surnames",
    "known_as": "names known as",
    "born_on": "dates of birth",
    "sex": "entries for sex",
    "nhs": "NHS numbers",
    "upn": "UPNs",
    "phone": "telephone numbers",
    "email": "email addresses",
    "address": "addresses",
    "postcode": "postcodes",
    "uprn": "UPRNs",
    "worker": "names of workers",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """``count`` of ``total``. ``subject``: a field, a reason code or another partner; ``""`` where it needs none."""

    kind: Kind
    subject: str
    count: int
    total: int

    @property
    def share(self) -> float:
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of one partner's data. ``source``: the delivery, or the publication, that was measured."""

    partner: str
    source: str
    day: date
    measure: Measure


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual, as shares."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Departure:
    """A measure outside its band."""

    partner: str
    measure: Measure
    band: Band

    @property
    def fall(self) -> float:
        """By how many points it is below the usual; negative above."""
        return 100 * (self.band.middle - self.measure.share)

    @property
    def sentence(self) -> str:
        """As in ``police postcodes fell 18 points (from 93% to 75%)``."""
        points = round(abs(self.fall))
        moved = "fell" if self.fall > 0 else "rose"
        usual, now = f"{self.band.middle:.0%}", f"{self.measure.share:.0%}"
        return f"{self.partner} {named(self.measure)} {moved} {points} points (from {usual} to {now})"


def named(measure: Measure) -> str:
    """What is measured, in words that a sentence takes up."""
    match measure.kind:
        case "filled":
            return _NAMES.get(measure.subject, measure.subject)
        case "fault":
            return f"rows with {measure.subject}"
        case "unlinkable":
            return "records with too little to link"
        case "matched":
            return f"records that match {measure.subject}"


def band(shares: Sequence[float]) -> Band | None:
    """The usual of these; None for too few."""
    if len(shares) < ENOUGH_DAYS:
        return None
    middle = median(shares)
    spread = max(_TO_SIGMAS * median(abs(share - middle) for share in shares), _LEAST_SPREAD)
    return Band(middle, max(0.0, middle - spread), min(1.0, middle + spread))


def departures(partner: str, now: Iterable[Measure], earlier: Sequence[Reading]) -> list[Departure]:
    """The measures that lie outside the band of the partner's ``earlier`` readings of the same, the farthest first."""
    found = []
    for measure in now:
        usual = band(shares_of(measure, partner, earlier))
        if usual is not None and measure.total and not usual.low <= measure.share <= usual.high:
            found.append(Departure(partner, measure, usual))
    return sorted(found, key=lambda one: (-abs(one.fall), one.measure.kind, one.measure.subject))


def shares_of(measure: Measure, partner: str, readings: Sequence[Reading]) -> list[float]:
    """The shares of the partner's readings of the same thing, in their order; those of nothing left out.

    A fault that a source did not have is a share of 0 there.
    """
    own = [one for one in readings if one.partner == partner and one.measure.total]
    of_source = {
        one.source: one.measure.share
        for one in own
        if (one.measure.kind, one.measure.subject) == (measure.kind, measure.subject)
    }
    if measure.kind == "fault":
        return [of_source.get(source, 0.0) for source in dict.fromkeys(_delivered(own))]
    return list(of_source.values())


def _delivered(readings: Iterable[Reading]) -> Iterator[str]:
    return (one.source for one in readings if one.measure.kind != "matched")
