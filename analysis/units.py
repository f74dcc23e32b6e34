"""The people of the copy as units: a household with all its members, or somebody who lives in none. A unit is shown as
finely as enough other units look the same, since whoever knows one member of a household knows the others' ages too.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mast.fields.postcodes import area, district, sector
from mast.network.population import Population

Codes = tuple[str, ...]
_ADULT, _OLDER = 18, 65


class Member(NamedTuple):
    """One person as finely as the copy ever shows one. ``band`` is a birth decade, ``stage`` child, adult or older."""

    band: str
    stage: str
    sex: str
    agencies: Codes
    person: str


@dataclass(frozen=True, slots=True)
class Unit:
    """``id``: the household's, or the person's own where ``alone``: who lives in no household."""

    id: str
    alone: bool
    postcode: str
    members: tuple[Member, ...]
    agencies: Codes
    hidden: bool

    @property
    def size(self) -> str:
        return "0" if self.alone else str(len(self.members)) if len(self.members) < 6 else "6 or more"


class Shown(NamedTuple):
    """How a unit is shown: at which level, and in which place. ``people``: whether its members are shown at all."""

    level: int
    place: str
    people: bool


LEVELS: Final = 9
PEOPLE_TO: Final = 5
"""From this level on a household is shown without its members."""


def units_of(population: Population) -> list[Unit]:
    """Every unit of the population, sorted by id. Ages are reckoned at the end of its window."""
    codes: dict[str, list[str]] = {}
    for person, agency in population.known.index:
        codes.setdefault(person, []).append(agency)
    day = population.window.until.isoformat()
    members: dict[str, list[Member]] = {}
    alone: list[Member] = []
    for person, born_on, sex, home in population.people[["born_on", "sex", "household"]].itertuples():
        one = Member(_band(born_on), _stage(born_on, day), sex or "not stated", tuple(codes.get(person, ())), person)
        members.setdefault(home, []).append(one) if home else alone.append(one)
    postcode = population.addresses["postcode"].to_dict()
    based = population.homes["address"].to_dict()
    last = population.stays.sort_values(["person", "last_seen"]).drop_duplicates("person", keep="last")
    stay = dict(zip(last["person"], last["address"], strict=True))
    homes = [_unit(home, False, postcode.get(based[home], ""), own) for home, own in members.items()]
    lone = [_unit(one.person, True, postcode.get(stay.get(one.person, ""), ""), [one]) for one in alone]
    return sorted(homes + lone, key=lambda unit: (unit.alone, unit.id))


def _unit(id: str, alone: bool, postcode: str, members: Sequence[Member]) -> Unit:
    codes = tuple(sorted({code for one in members for code in one.agencies}))
    hidden = len(codes) > 1 and max(len(one.agencies) for one in members) == 1
    return Unit(id, alone, postcode, tuple(sorted(members)), codes, hidden)


def generalise(units: Sequence[Unit], k: int) -> Mapping[str, Shown]:
    """Unit id to how it is shown; one that even at the coarsest level has fewer than ``k`` like it is absent.

    Levels are tried from the finest. At each, those left that at least ``k`` share a key with are settled; the others
    go on. So each shown unit has k - 1 others shown just as coarsely with the same key (k-anonymity, Sweeney 2002, by
    local recoding). What somebody knows of one member and of the household narrows them to no fewer.
    """
    shown: dict[str, Shown] = {}
    left = list(units)
    for level in range(LEVELS):
        keys = [key_at(unit, level) for unit in left]
        sizes = Counter(keys)
        shown |= {
            unit.id: Shown(level, place_at(unit, level), level < PEOPLE_TO)
            for unit, key in zip(left, keys, strict=True)
            if sizes[key] >= k
        }
        left = [unit for unit, key in zip(left, keys, strict=True) if sizes[key] < k]
    return shown


def key_at(unit: Unit, level: int) -> tuple[object, ...]:
    """All of a unit that the copy lets somebody tell it by at ``level``: two units of one key look alike there."""
    if level < 4:
        people: object = tuple(sorted((one.band, one.sex, one.agencies) for one in unit.members))
    elif level < PEOPLE_TO:
        people = tuple(sorted((one.stage, "", one.agencies) for one in unit.members))
    elif level == 5:
        people = (unit.size, unit.agencies, unit.hidden)
    elif level == 6:
        people = (_size(unit), unit.agencies, unit.hidden)
    else:
        people = ("", min(len(unit.agencies), 3) if level == 8 else len(unit.agencies), unit.hidden)
    return level, unit.alone, place_at(unit, level), people


def place_at(unit: Unit, level: int) -> str:
    """Postcode sector, then district, then area, then nothing."""
    if not unit.postcode or level > 2:
        return ""
    return (sector, district, area)[level](unit.postcode)


def shown_size(unit: Unit, level: int) -> str:
    """How many live there, as it is shown at ``level``."""
    if level < 6:
        return unit.size
    return _size(unit) if level == 6 else ""


def shown_agencies(unit: Unit, level: int) -> Codes | None:
    """The agencies by name where ``level`` shows them, else None."""
    return unit.agencies if level < 7 else None


def _size(unit: Unit) -> str:
    if unit.alone:
        return "0"
    return str(len(unit.members)) if len(unit.members) < 3 else "3 or more"


def _band(born_on: str) -> str:
    return f"{born_on[:3]}0–{born_on[:3]}9" if born_on else "not stated"


def _stage(born_on: str, day: str) -> str:
    if not born_on:
        return "not stated"
    age = int(day[:4]) - int(born_on[:4]) - (day[5:] < born_on[5:])
    return "child" if age < _ADULT else "older" if age >= _OLDER else "adult"
