"""Disclosure control: which counts a pack shows, and how. The rule for small numbers in published hospital statistics
(NHS England, Hospital Episode Statistics: sub-national counts of 1 to 7 are hidden, others rounded to the nearest 5),
and what else must go so that nobody can work out a hidden count from the figures beside it or from earlier packs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mast.reports.recovery import SMALL, STEP, SUPPRESSED, WITHHELD, Edition, Place, Reader, Relation, Shown

LEAST_OF_SHARE: Final = 300
"""A share is told to the nearest 5 points of so many that half a step is more than 7: none narrows a small count."""
_POINTS: Final = 5
_EDITIONS: Final = 4
_SMALL: Final = range(1, SMALL + 1)


def rounded(count: int) -> Shown:
    """``*`` for 1 to 7, else the nearest 5; 0 stays 0."""
    return SUPPRESSED if 0 < count <= SMALL else STEP * ((count + STEP // 2) // STEP)


def share(part: int, whole: int) -> int | None:
    """Percent to the nearest 5 points; None where the whole is too small to tell."""
    return None if whole < LEAST_OF_SHARE else _POINTS * ((200 * part + _POINTS * whole) // (2 * _POINTS * whole))


def share_of_shown(part: Shown, whole: Shown) -> int | None:
    """Percent of what is shown, which tells nothing that is not shown already; None where either is hidden."""
    if isinstance(part, str) or isinstance(whole, str) or not whole:
        return None
    return min(100, (200 * part + whole) // (2 * whole))


def disclose(
    counts: Mapping[str, int],
    relations: Sequence[Relation],
    earlier: Sequence[Edition] = (),
    quiet: Collection[str] = (),
) -> Edition:
    """What is shown of ``counts``, safe beside the newest ``earlier`` editions (oldest first).

    ``relations``: all that follows from the figures' meaning, since readers know it too. ``quiet``: figures that
    contain others, of which "at most 7" or "none" would say too much: below 8 they are withheld from the start. Then
    figures are withheld one after the other, those with few behind them first, until every count of 1 to 7, here and in
    the earlier editions, is safe (``Reader.is_safe``). That always ends: where all that bears on it
    is withheld, an edition says no more than the ones before it.
    """
    before = list(earlier)[-(_EDITIONS - 1) :]
    shown = {name: WITHHELD if name in quiet and count <= SMALL else rounded(count) for name, count in counts.items()}
    edition = Edition(counts, shown, relations)
    while True:
        editions = [*before, edition]
        reader = Reader(editions)
        exposed = next((place for place in _small(editions) if not reader.is_safe(place)), None)
        if exposed is None:
            return edition
        edition = _withhold(before, edition, exposed, reader)


def _small(editions: Sequence[Edition]) -> list[Place]:
    return [
        (place, name)
        for place, edition in enumerate(editions)
        for name, count in edition.counts.items()
        if count in _SMALL
    ]


def _withhold(before: Sequence[Edition], edition: Edition, exposed: Place, reader: Reader) -> Edition:
    """The one figure less that helps, the smallest first; where no one alone does, the smallest."""
    own = len(before)
    near = {name for place, name in reader.linked(exposed) | {exposed} if place == own}
    order = sorted((name for name in near if edition.shown[name] != WITHHELD), key=lambda name: _rank(edition, name))
    trials = [replace(edition, shown={**edition.shown, name: WITHHELD}) for name in order]
    for trial in trials:
        if Reader([*before, trial]).is_safe(exposed):
            return trial
    return trials[0]


def _rank(edition: Edition, name: str) -> tuple[int, int, str]:
    """Figures before hidden ones before zeros, the smaller before the larger."""
    shown = edition.shown[name]
    if isinstance(shown, str):
        return 1, 0, name
    return (0 if shown else 2), shown, name
