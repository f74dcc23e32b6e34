"""A town as ``Population`` tables, told fact by fact: everybody in it is invented, and nobody has a name."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from mast.core.window import Window
from mast.graph.published import Generation
from mast.network.population import Population

DAY = date(2026, 10, 31)
WINDOW = Window.twelve_months_to(DAY)
AGENCIES = ("adults", "children", "fire", "hospital", "police")


@dataclass(slots=True)
class Town:
    """People, homes and touchpoints; ``population`` puts them into tables."""

    people: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str, str, bool]] = field(default_factory=dict)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    at: list[dict[str, Any]] = field(default_factory=list)
    cases: set[tuple[str, str]] = field(default_factory=set)
    stays: list[dict[str, Any]] = field(default_factory=list)

    def place(self, id: str, postcode: str = "WV11 3PJ", institution: str = "", crowded: bool = False) -> str:
        self.places[id] = ("", postcode, institution, crowded)
        return id

    def home(self, id: str, *people: str, postcode: str = "WV11 3PJ") -> str:
        """A household of people born in 1984, women, at an address of its own."""
        self.homes[id] = self.place(f"A-{id}", postcode)
        for person in people:
            self.person(person, home=id)
        return id

    def person(self, id: str, born_on: str = "1984-03-12", sex: str = "female", home: str = "") -> str:
        self.people[id] = (born_on, sex, home)
        return id

    def touch(
        self, person: str, agency: str, event: str = "", on: str = "2026-06-01", kind: str = "contact", at: str = ""
    ) -> None:
        key = f"{agency}:{event or len(self.contacts)}"
        said = {"event": key, "kind": kind, "happened_on": on, "agency": agency}
        if person:
            self.contacts.append({"person": person, **said})
        if at:
            self.at.append({"address": at, "person": person, **said})

    def case(self, person: str, agency: str) -> None:
        self.cases.add((person, agency))

    def lived(self, person: str, at: str, first: str, last: str, current: bool = False) -> None:
        self.stays.append({"person": person, "address": at, "first_seen": first, "last_seen": last, "current": current})

    def population(self) -> Population:
        said = ["event", "kind", "happened_on", "agency"]
        contacts = _table(self.contacts, ["person", *said])
        return Population(
            Generation(7, "2026-10-31T06:00:00+00:00", "m1", "d1", {code: DAY for code in AGENCIES}),
            WINDOW,
            _records(self.people, contacts, self.cases),
            pd.DataFrame.from_dict(
                dict(sorted(self.people.items())), orient="index", columns=["born_on", "sex", "household"], dtype=object
            ).rename_axis("person"),
            _known(contacts, self.cases),
            contacts,
            _table(self.at, ["address", "person", *said]),
            pd.DataFrame({"address": pd.Series(self.homes, dtype=object)}).rename_axis("household"),
            _table(self.stays, ["person", "address", "first_seen", "last_seen", "current"]),
            pd.DataFrame.from_dict(
                self.places, orient="index", columns=["uprn", "postcode", "institution", "crowded"]
            ).rename_axis("address"),
        )


def _table(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype({name: object for name in columns if name != "current"})


def _known(contacts: pd.DataFrame, cases: set[tuple[str, str]]) -> pd.DataFrame:
    rows = {
        pair: [len(set(own["event"])), max(own["happened_on"]), pair in cases]
        for pair, own in contacts.groupby(["person", "agency"])
    }
    rows |= {pair: [0, "", True] for pair in cases if pair not in rows}
    index = pd.MultiIndex.from_tuples(sorted(rows), names=["person", "agency"])
    known = pd.DataFrame(
        [rows[pair] for pair in sorted(rows)], index=index, columns=["contacts", "last_on", "open_case"]
    )
    return known.astype({"contacts": int, "last_on": object, "open_case": bool})


def _records(people: dict[str, Any], contacts: pd.DataFrame, cases: set[tuple[str, str]]) -> pd.DataFrame:
    """One record a person and agency that knows them."""
    pairs = sorted({*zip(contacts["person"], contacts["agency"], strict=True), *cases})
    rows = [(f"{agency}:{person}", agency, person) for person, agency in pairs if person in people]
    return pd.DataFrame(rows, columns=["record", "partner", "person"], dtype=object)
