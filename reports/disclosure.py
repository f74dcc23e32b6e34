"""Disclosure control: which counts a pack shows, and how. The rule for small numbers in published hospital statistics
(NHS England, Hospital Episode Statistics: sub-national counts of 1 to 7 are hidden, others rounded to the nearest 5),
and what else must go so that nobody can work out a hidden count from the figures beside it or from earlier packs.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from mast.reports.recovery import SMALL, STEP, SUPPRESSED, WITHHELD, Edition, Place, Reader, Relation, Shown

LEAST_OF_SHARE: Final = 300
"""A share is told to the nearest 5 points of so many that half a step is more than 7: none narrows a small count."""
_POINTS: Final = 5
_EDITIONS: Final = 4


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
    the earlier editions, is safe (``Reader.is_safe``). One that was safe stays so, since less is shown. That ends:
    where nothing is left to withhold that bears on a count, this edition says no more of it than those before it.
    """
    before = list(earlier)[-(_EDITIONS - 1) :]
    shown = {name: WITHHELD if name in quiet and count <= SMALL else rounded(count) for name, count in counts.items()}
    editions = [*before, Edition(counts, shown, relations)]
    reader = Reader(editions)
    for place in _small(editions):
        while not reader.is_safe(place) and (candidates := reader.helpful(place)):
            name, reader = _withhold(reader, place, sorted(candidates, key=lambda name: _rank(name, shown[name])))
            shown[name] = WITHHELD
    return Edition(counts, shown, relations)


def _small(editions: Sequence[Edition]) -> list[Place]:
    return [
        (place, name)
        for place, edition in enumerate(editions)
        for name, count in edition.counts.items()
        if 0 < count <= SMALL
    ]


def _withhold(reader: Reader, exposed: Place, candidates: Sequence[str]) -> tuple[str, Reader]:
    """The one figure less that helps, the smallest first; where no one alone does, the smallest."""
    for name in candidates:
        trial = reader.without(name)
        if trial.is_safe(exposed):
            return name, trial
    return candidates[0], reader.without(candidates[0])


def _rank(name: str, shown: Shown) -> tuple[int, int, str]:
    """Figures before hidden ones before zeros, the smaller before the larger."""
    if isinstance(shown, str):
        return 1, 0, name
    return (0 if shown else 2), shown, name
