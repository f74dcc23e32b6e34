"""A linkage attack on the copy, as somebody would make it who knows a household well: how many people does it find?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from mast.analysis.picture import Picture
from mast.analysis.units import Member, Unit
from mast.fields.postcodes import area, district, sector

View = tuple[object, ...]
"""What is seen of one person at one fineness: that fineness, birth, sex, agencies, place, and the births of all at
home (none of somebody without a home)."""

_FINE: Final = "decades"
_COARSE: Final = "stages"


def share_found(units: Sequence[Unit], picture: Picture) -> float:
    """The share of the people in the copy whom exactly one node fits, for an attacker who knows of each their decade of
    birth, sex, postcode sector, the set of agencies, and how many live with them and when those were born.

    A node fits whatever it shows less finely than the attacker knows it. Works on the nodes and links of the copy
    alone, not on how they came to be so. 0 where the copy holds nobody.
    """
    seen = Counter(_views_of_copy(picture))
    finenesses = {(view[0], view[1]) for view in seen}
    shown = alone = 0
    for unit in units:
        for one in unit.members:
            fits = sum(seen[_known(unit, one, *fineness)] for fineness in finenesses)
            shown += fits > 0
            alone += fits == 1
    return alone / shown if shown else 0.0


def _views_of_copy(picture: Picture) -> Iterable[View]:
    people, homes = picture.nodes["person"], picture.nodes["household"]
    home_of = dict(picture.links["lives_in"].keys())
    births: dict[str, list[str]] = {}
    agencies: dict[str, list[str]] = {}
    for person, home in home_of.items():
        births.setdefault(home, []).append(people[person]["birth"])
    for person, code in picture.links["in_touch_with"]:
        agencies.setdefault(person, []).append(code)
    for person, said in people.items():
        own = home_of.get(person, "")
        place = homes[own]["place"] if own else said["place"]
        bands = _FINE if said["sex"] else _COARSE
        codes = tuple(sorted(agencies.get(person, ())))
        yield bands, _extent(place), said["birth"], said["sex"], codes, place, tuple(sorted(births.get(own, ())))


def _extent(place: str) -> str:
    """How fine a place is, told by how it is written: ``WV11 3``, ``WV11``, ``WV``, nothing."""
    if not place:
        return "anywhere"
    if " " in place:
        return "sector"
    return "district" if any(letter.isdigit() for letter in place) else "area"


def _known(unit: Unit, one: Member, bands: object, extent: object) -> View:
    """What the attacker knows, put as coarsely as a node of that fineness shows it."""
    place = ""
    if unit.postcode and extent != "anywhere":
        place = {"sector": sector, "district": district, "area": area}[str(extent)](unit.postcode)
    fine = bands == _FINE
    with_them = () if unit.alone else tuple(sorted(other.band if fine else other.stage for other in unit.members))
    birth, sex = (one.band, one.sex) if fine else (one.stage, "")
    return bands, extent, birth, sex, one.agencies, place, with_them
