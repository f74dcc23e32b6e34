"""The publish gate: a generation that merges or splits many persons for no reason in the data is kept back.

People state things, and persons change with them: a corrected date of birth joins two, a new record bridges two others,
a decision parts them. That is explained. What is not is the same records, stating the same, falling otherwise than they
did: another model, another plan, or a fault. See ``docs/decisions/0008``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

_NAMED: Final = 10
"""Persons named in a reason."""

Pair = tuple[str, str]
Restated = Callable[[AbstractSet[str]], AbstractSet[str]]
"""Of some records, those whose details, identifiers or addresses are stated otherwise than as they were published."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many persons may merge or split unexplained: a share of all, in a small town no fewer than ``persons``."""

    share: float
    persons: int

    def of(self, published: int) -> int:
        return max(self.persons, int(self.share * published))


@dataclass(frozen=True, slots=True)
class Moves:
    """Published persons, by id and sorted, whom a resolution would merge, split, and of both those unexplained."""

    published: int
    merged: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()

    def reason(self, allowance: Allowance) -> str | None:
        """Why the generation is to be kept back; None where it is not."""
        allowed = allowance.of(self.published)
        if len(self.unexplained) <= allowed:
            return None
        more = ", …" if len(self.unexplained) > _NAMED else ""
        return (
            f"{len(self.unexplained):,} of {self.published:,} persons would merge or split though nothing that is "
            f"stated of them changed ({', '.join(self.unexplained[:_NAMED])}{more}), and at most {allowed:,} may"
        )

    def counts(self) -> dict[str, int]:
        return {
            "persons_published": self.published,
            "persons_merged": len(self.merged),
            "persons_split": len(self.split),
            "persons_unexplained": len(self.unexplained),
        }


def moves(
    published: Mapping[str, str],
    persons: Sequence[Sequence[str]],
    evidence: Iterable[Pair],
    decided: AbstractSet[str],
    restated: Restated,
) -> Moves:
    """Who would merge or split. ``published``: record to person id as published; ``persons``: the records of each now.

    A published person is *split* when its records, those that are still there, are in several persons now, and *merged*
    when some of them share a person with another's. It is explained when one of its records is withdrawn, is restated,
    or is named in a decision that came or went (``decided``); or when ``evidence`` links one of its records to a record
    of which that is true or that is new. ``restated`` is asked about the records that matter, once.
    """
    merged, split = _moved(published, persons)
    affected = merged | split
    if not affected:
        return Moves(len(set(published.values())))
    there = {record for person in persons for record in person}
    own = {record: person for record, person in published.items() if person in affected}
    beside = [pair for pair in evidence if pair[0] in own or pair[1] in own]
    near = own.keys() | {record for pair in beside for record in pair}
    new, withdrawn = near - published.keys(), near - there
    changed = new | withdrawn | (near & decided)
    changed |= restated(near - changed)
    explained = {own[record] for record in own.keys() & changed}
    for one, other in beside:
        explained.update(own[a] for a, b in ((one, other), (other, one)) if a in own and b in changed)
    return Moves(
        len(set(published.values())),
        tuple(sorted(merged)),
        tuple(sorted(split)),
        tuple(sorted(affected - explained)),
    )


def _moved(published: Mapping[str, str], persons: Sequence[Sequence[str]]) -> tuple[set[str], set[str]]:
    merged: set[str] = set()
    split: set[str] = set()
    seen: set[str] = set()
    for person in persons:
        before = {published[record] for record in person if record in published}
        if len(before) > 1:
            merged |= before
        split |= before & seen
        seen |= before
    return merged, split
