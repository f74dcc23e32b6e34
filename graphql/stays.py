"""Times at an address, as a card shows them: one entry a person and address, and nothing older than the window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mast.core.window import Window
from mast.graph.answers import AddressDescription, Residence, Resident


@dataclass(frozen=True, slots=True)
class Stay:
    """One person at one address. ``first_seen`` is None when that was before the window began."""

    person: str
    address: str
    first_seen: date | None
    last_seen: date
    current: bool
    description: AddressDescription | None = None


def stays_of(residences: Iterable[Residence], window: Window) -> list[Stay]:
    """Where a person was seen in the window: current addresses first, then the newest."""
    return _merged(
        (
            Stay(one.person, one.address.id, one.first_seen, one.last_seen, one.current, one.address)
            for one in residences
        ),
        window,
    )


def stays_at(address: str, residents: Iterable[Resident], window: Window) -> list[Stay]:
    """Who was seen at an address in the window: those at their current address first, then the newest."""
    return _merged((Stay(r.person, address, r.first_seen, r.last_seen, r.current) for r in residents), window)


def _merged(stays: Iterable[Stay], window: Window) -> list[Stay]:
    """One stay a person and address, from the first to the last day that any record gives."""
    found: dict[tuple[str, str], list[Stay]] = {}
    for stay in stays:
        found.setdefault((stay.person, stay.address), []).append(stay)
    merged = [_one(same, window) for same in found.values()]
    shown = [stay for stay in merged if stay.last_seen in window]
    return sorted(shown, key=lambda stay: (not stay.current, -stay.last_seen.toordinal(), stay.address, stay.person))


def _one(same: list[Stay], window: Window) -> Stay:
    first_seen = min(stay.first_seen for stay in same if stay.first_seen)
    return Stay(
        person=same[0].person,
        address=same[0].address,
        first_seen=first_seen if first_seen in window else None,
        last_seen=max(stay.last_seen for stay in same),
        current=any(stay.current for stay in same),
        description=same[0].description,
    )
