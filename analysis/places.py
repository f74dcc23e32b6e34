"""Addresses of the copy: a home in the place in which its household is shown, an institution by its kind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mast.fields.postcodes import area, district, sector
from mast.network.population import Population

CALL_OUTS: Final = frozenset({"call-out", "blue-light call-out"})
HOME, INSTITUTION, CROWDED = "home", "institution", "crowded"


@dataclass(frozen=True, slots=True)
class Place:
    """``id``: the address's. ``touchpoints``: by agency, in the window. ``kind``: home, crowded, or of institution."""

    id: str
    place: str
    kind: str
    touchpoints: Mapping[str, int]
    call_outs: int


def shown_places(population: Population, place_of: Mapping[str, str], k: int) -> tuple[list[Place], int]:
    """The places, sorted by id, and how many had fewer than ``k`` like them even at the coarsest, and are left out.

    An address in ``place_of`` is the home of a household that is shown there. Each other one with a touchpoint is shown
    in the finest place in which ``k`` of its kind are: sector, district, area, anywhere, and anywhere as some kind of
    institution.
    """
    events = population.at.drop_duplicates(["address", "event"])
    counts: dict[str, dict[str, int]] = {}
    for address, agency in zip(events["address"], events["agency"], strict=True):
        own = counts.setdefault(address, {})
        own[agency] = own.get(agency, 0) + 1
    called = Counter(events["address"][events["kind"].isin(CALL_OUTS)])
    rows = population.addresses[["postcode", "institution", "crowded"]].itertuples(name=None)
    described = {id: (postcode, kind or (CROWDED if crowded else HOME)) for id, postcode, kind, crowded in rows}
    found = {id: (place, HOME) for id, place in place_of.items()}
    left = {id: described[id] for id in counts if id not in place_of and id in described}
    for level in range(5):
        keys = {id: _key(postcode, kind, level) for id, (postcode, kind) in left.items()}
        sizes = Counter(keys.values())
        found |= {id: key for id, key in keys.items() if sizes[key] >= k}
        left = {id: left[id] for id, key in keys.items() if sizes[key] < k}
    places = [Place(id, *found[id], counts.get(id, {}), called[id]) for id in sorted(found)]
    return places, len(left)


def _key(postcode: str, kind: str, level: int) -> tuple[str, str]:
    place = (sector, district, area)[level](postcode) if postcode and level < 3 else ""
    return place, kind if level < 4 or kind == HOME else INSTITUTION
