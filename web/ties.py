"""Who was at which address, from when until when: the rows of a home's table, from which its picture is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tie:
    """A person's time at an address. Days in ISO 8601; None for a day that is not told. ``now``: it goes on."""

    person: str
    name: str
    address: str
    line: str
    since: str | None
    until: str | None
    now: bool


def ties_of(person: Mapping[str, Any]) -> list[Tie]:
    """Those of the home's members to the home, and then the person's to wherever else they were seen."""
    household = person["household"]
    ties: list[Tie] = []
    if household is not None:
        home = household["address"]
        for edge in household["memberships"]["edges"]:
            one = edge["node"]
            who, since, until = one["person"], one["since"], one["until"]
            ties.append(Tie(who["id"], who["displayName"], home["id"], home["line"], since, until, now=until is None))
    told = {(tie.person, tie.address) for tie in ties}
    for edge in person["residences"]["edges"]:
        stay = edge["node"]
        at = stay["address"]
        if (person["id"], at["id"]) not in told:
            seen = stay["firstSeen"], stay["lastSeen"]
            ties.append(Tie(person["id"], person["displayName"], at["id"], at["line"], *seen, now=stay["current"]))
    return ties
