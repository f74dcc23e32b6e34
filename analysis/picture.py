"""What the analysts' copy holds: pseudonymised, coarse nodes and links made of a population, and what was coarsened or
left out for it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd

from mast.analysis.places import CROWDED, HOME, Place, shown_places
from mast.analysis.pseudonyms import Pseudonyms
from mast.analysis.units import LEVELS, Shown, Unit, generalise, shown_agencies, shown_size, units_of
from mast.core.facts import Partner
from mast.network.homes import describe_homes
from mast.network.measures import Measures, measure_network
from mast.network.population import Population
from mast.network.ties import KINDS, find_ties

Node = dict[str, Any]
Link = tuple[str, str]

NODES: Final = ("agency", "household", "person", "place", "component")
LINKS: Final = (
    *("lives_in", "in_touch_with", "known_to", "based_at", "attended_by", "part_of"),
    *(kind.lower() for kind in KINDS),
)
_KNOWN: Final = ["contacts", "last_on", "open_case"]
MOST_CALL_OUTS: Final = 10
"""Above this many the exact number would tell an address by itself."""


@dataclass(slots=True)
class Picture:
    """``nodes``: kind to id to properties; ``links``: kind to (source, target) to properties.

    ``levels``: how many units are shown at each level; ``left_out``: units and places that too few resembled;
    ``without_people``: households shown without those who live there.
    """

    nodes: dict[str, dict[str, Node]] = field(default_factory=lambda: {kind: {} for kind in NODES})
    links: dict[str, dict[Link, Node]] = field(default_factory=lambda: {kind: {} for kind in LINKS})
    levels: dict[int, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    without_people: int = 0


def draw(population: Population, partners: Sequence[Partner], pseudonyms: Pseudonyms, k: int) -> Picture:
    """The copy of a population in which every shown unit and place looks like at least ``k`` - 1 others.

    Of people it says a decade of birth (or child, adult, older), sex, and which agencies are in touch; every measure is
    of a household, a place or a component.
    """
    drawing = _Drawing(population, pseudonyms, k)
    drawing.agencies(partners)
    drawing.units()
    drawing.places()
    drawing.network()
    return drawing.picture


class _Drawing:
    def __init__(self, population: Population, pseudonyms: Pseudonyms, k: int) -> None:
        self.population, self.k, self.picture = population, k, Picture()
        self.units_by_id: dict[str, Unit] = {unit.id: unit for unit in units_of(population)}
        self.shown: Mapping[str, Shown] = generalise(list(self.units_by_id.values()), k)
        self.known: dict[tuple[str, str], tuple[int, str, bool]] = {
            (person, agency): (contacts, last_on, open_case)
            for (person, agency), contacts, last_on, open_case in population.known[_KNOWN].itertuples()
        }
        self.homes = describe_homes(population)
        self.ties = find_ties(population)
        self.measures: Measures = measure_network(
            self.ties, {str(home): codes for home, codes in self.homes["agencies"].items()}
        )
        self.name: dict[str, Callable[[str], str]] = {kind: pseudonyms.of(kind) for kind in NODES}

    def agencies(self, partners: Sequence[Partner]) -> None:
        self.picture.nodes["agency"] = {one.code: {"name": one.name} for one in partners}

    def units(self) -> None:
        levels = Counter(one.level for one in self.shown.values())
        self.picture.levels = {level: levels[level] for level in range(LEVELS)}
        self.picture.left_out["units"] = len(self.units_by_id) - len(self.shown)
        columns = self.homes[["contacts", "open_cases"]]
        homes = {id: {"contacts": contacts, "open_cases": codes} for id, (contacts, codes) in _rows(columns)}
        for id, how in self.shown.items():
            unit = self.units_by_id[id]
            if not unit.alone:
                self._household(unit, how, homes[id])
            if how.people:
                self._people(unit, how)
            else:
                self.picture.without_people += not unit.alone

    def _household(self, unit: Unit, how: Shown, home: Node) -> None:
        id, named = self.name["household"](unit.id), shown_agencies(unit, how.level)
        self.picture.nodes["household"][id] = {
            "place": how.place,
            "size": shown_size(unit, how.level),
            "agencies": min(len(unit.agencies), 3) if how.level == LEVELS - 1 else len(unit.agencies),
            "contacts": band(int(home["contacts"])),
            "open_cases": len(home["open_cases"]) if named is not None else 0,
            "hidden": unit.hidden,
            "degree": 0,
            "bridges": 0,
            "brokerage": 0,
        }
        for code in named or ():
            self.picture.links["known_to"][id, code] = {}

    def _people(self, unit: Unit, how: Shown) -> None:
        for one in unit.members:
            id = self.name["person"](one.person)
            birth, sex = (one.band, one.sex) if how.level < 4 else (one.stage, "")
            place = how.place if unit.alone else ""
            self.picture.nodes["person"][id] = {"birth": birth, "sex": sex, "place": place}
            if not unit.alone:
                self.picture.links["lives_in"][id, self.name["household"](unit.id)] = {}
            for code in one.agencies:
                contacts, last_on, open_case = self.known[one.person, code]
                said = {"contacts": band(contacts), "last_quarter": quarter(last_on), "open_case": open_case}
                self.picture.links["in_touch_with"][id, code] = said

    def places(self) -> None:
        addresses = self.population.homes["address"]
        based = {str(home): address for home, address in addresses.items() if home in self.shown}
        place_of = {address: self.shown[home].place for home, address in based.items()}
        places, left_out = shown_places(self.population, place_of, self.k)
        self.picture.left_out["places"] = left_out
        for place in places:
            id = self.name["place"](place.id)
            self.picture.nodes["place"][id] = _place(place)
            for code, touchpoints in place.touchpoints.items():
                self.picture.links["attended_by"][id, code] = {"touchpoints": band(touchpoints)}
        for home, address in based.items():
            source, target = self.name["household"](home), self.name["place"](address)
            if target in self.picture.nodes["place"]:
                self.picture.links["based_at"][source, target] = {}

    def network(self) -> None:
        households, components = self.picture.nodes["household"], self.picture.nodes["component"]
        for home, (component, degree, brokerage, bridges) in _rows(self.measures.homes):
            id = self.name["household"](home)
            if id in households:
                households[id] |= {"degree": degree, "bridges": bridges, "brokerage": brokerage}
                self.picture.links["part_of"][id, self.name["component"](component)] = {}
        reached = {component for _, component in self.picture.links["part_of"]}
        for component, (homes, ties, density, bridges, codes) in _rows(self.measures.components):
            id = self.name["component"](component)
            if id in reached:
                said = {"households": homes, "ties": ties, "density": round(density, 3), "bridges": bridges}
                components[id] = said | {"agencies": len(codes)}
        for kind, one, other, times, last_on in self.ties.itertuples(index=False):
            source, target = self.name["household"](one), self.name["household"](other)
            if source in households and target in households:
                bridge = (min(one, other), max(one, other)) in self.measures.bridges
                said = {"times": band(int(times)), "last_quarter": quarter(last_on), "bridge": bridge}
                self.picture.links[kind.lower()][source, target] = said


def band(count: int) -> str:
    """As in ``2 to 4``: how often, not how many times."""
    for least, word in ((10, "10 or more"), (5, "5 to 9"), (2, "2 to 4"), (1, "1")):
        if count >= least:
            return word
    return "none"


def quarter(day: str) -> str:
    """As in ``2026-Q4``; "" for no day."""
    if not day:
        return ""
    found = date.fromisoformat(day)
    return f"{found.year}-Q{(found.month + 2) // 3}"


def _place(place: Place) -> Node:
    return {
        "place": place.place,
        "kind": place.kind,
        "institution": place.kind not in (HOME, CROWDED),
        "touchpoints": band(sum(place.touchpoints.values())),
        "call_outs": min(place.call_outs, MOST_CALL_OUTS),
        "agencies": len(place.touchpoints),
    }


def _rows(table: pd.DataFrame) -> list[tuple[str, tuple[Any, ...]]]:
    """Plain values: the drivers take no numpy numbers."""
    return [
        (str(id), tuple(row)) for id, row in zip(table.index, table.astype(object).to_numpy().tolist(), strict=True)
    ]
