"""A published generation as tables without a name in them: who is known to which agency, in which home, at which
address. What the board counts and the analysts' copy shows is made of these and of nothing else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from mast.core.facts import Case
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.connection import Graph
from mast.graph.published import Generation
from mast.graph.records import links_of

_RECORDS: Final = ("record", "partner", "person", "stated_on", "born_on", "sex")
_TOUCHPOINTS: Final = ("record", "event", "kind", "happened_on")
_AT: Final = ("address", "record", "event", "kind", "happened_on")
_ADDRESSES: Final = ("address", "uprn", "postcode", "institution", "crowded")
_MEMBERS: Final = ("household", "address", "person")
_STAYS: Final = ("record", "address", "first_seen", "last_seen", "current")
_CASES: Final = ("record", "is_open", "opened_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Population:
    """The tables. Days are ISO texts, "" where there is none; ids are the generation's own, so none may leave as it is.

    ``records``: record, partner, person.
    ``people``, by person: born_on, sex, household ("" for none). A person counts only if all their records may be seen.
    ``known``, by person and agency: contacts (distinct touchpoints in the window), last_on, open_case. An agency knows
    a person with whom it had a touchpoint or an open case: the word of the card.
    ``contacts``: person, agency, event, kind, happened_on; each event of a person once.
    ``at``: address, event, person, agency, kind, happened_on; one row for each person of an event ("" for nobody).
    ``homes``, by household: address. Only those all of whose members may be seen.
    ``stays``: person, address, first_seen, last_seen, current.
    ``addresses``, by address: uprn, postcode, institution (its kind, "" for none), crowded.
    """

    generation: Generation
    window: Window
    records: pd.DataFrame
    people: pd.DataFrame
    known: pd.DataFrame
    contacts: pd.DataFrame
    at: pd.DataFrame
    homes: pd.DataFrame
    stays: pd.DataFrame
    addresses: pd.DataFrame


def read_population(graph: Graph, generation: Generation, window: Window, visibility: Visibility) -> Population:
    """Read the generation as far as ``visibility`` goes. Raises GraphUnreachable."""
    number = generation.number
    hidden, closed = hidden_records(graph, number, visibility), visibility.sealed.addresses
    seen = {"agencies": sorted(visibility.agencies), "sealed": sorted(hidden)}
    days = {"after": window.after.isoformat(), "until": window.until.isoformat()}
    said = _table(graph.read("network/records", number=number, **seen), _RECORDS)
    whole = said.drop_duplicates("record").set_index("record")["person"]
    members = _open(_table(graph.read("network/members", number=number), _MEMBERS), closed)
    is_seen = members["person"].isin(set(said["person"]))
    members = members[is_seen.groupby(members["household"]).transform("all").astype(bool)]
    contacts = _of_person(graph.read("network/touchpoints", number=number, **days, **seen), _TOUCHPOINTS, whole)
    cases = _of_person(graph.read("network/cases", number=number, **seen), _CASES, whole)
    stays = _of_person(graph.read("network/stays", number=number, after=days["after"], **seen), _STAYS, whole)
    stays = _open(stays, closed)
    contacts = _once(contacts, "person")
    at = graph.read("network/address_touchpoints", number=number, **days, agencies=seen["agencies"])
    return Population(
        generation,
        window,
        said[["record", "partner", "person"]].sort_values("record", ignore_index=True),
        _people(said, members),
        _known(contacts, cases, window.until),
        contacts,
        _at(_open(_table(at, _AT), closed), hidden, whole),
        members.drop_duplicates("household").set_index("household")[["address"]].sort_index(),
        stays.drop(columns="record").sort_values(["person", "address", "first_seen"], ignore_index=True),
        _open(_table(graph.read("network/addresses", number=number), _ADDRESSES), closed)
        .set_index("address")
        .sort_index(),
    )


def agency_of(event: pd.Series) -> pd.Series:
    """The agency of events or records by key, as in ``police`` for ``police:E17``."""
    return pd.Series([key.partition(":")[0] for key in event], index=event.index, dtype=object)


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    table = pd.DataFrame.from_records(rows, columns=list(columns))
    texts = [name for name in columns if name not in ("current", "crowded", "is_open")]
    return table.astype(dict.fromkeys(texts, object))


def _of_person(rows: Sequence[dict[str, Any]], columns: Sequence[str], whole: pd.Series) -> pd.DataFrame:
    table = _table(rows, columns)
    table["person"] = table["record"].map(whole).astype(object)
    return table[table["person"].notna()]


def _once(touchpoints: pd.DataFrame, by: str) -> pd.DataFrame:
    """Each event of a person or address once, on its newest day, as ``core.card.tally`` counts it."""
    newest = touchpoints.sort_values([by, "event", "happened_on", "kind"]).drop_duplicates([by, "event"], keep="last")
    newest = newest.drop(columns="record").reset_index(drop=True)
    newest["agency"] = agency_of(newest["event"])
    return newest


def hidden_records(graph: Graph, number: int, visibility: Visibility) -> set[str]:
    """A seal on one record hides all records of the person."""
    sealed = set(visibility.sealed.records)
    if not sealed:
        return sealed
    links = links_of(graph, number)
    persons = {row["person"] for row in links if row["record"] in sealed}
    return sealed | {row["record"] for row in links if row["person"] in persons}


def _open(table: pd.DataFrame, closed: Collection[str]) -> pd.DataFrame:
    """Without the rows of sealed addresses."""
    return table[~table["address"].isin(list(closed))].reset_index(drop=True) if closed else table


def _at(rows: pd.DataFrame, hidden: set[str], whole: pd.Series) -> pd.DataFrame:
    """Who had each event at an address. One that a hidden person had is gone, whoever else had it and whoever states it
    without a name; "" stands for one that names nobody at all.
    """
    rows = rows.assign(person=rows["record"].map(whole).fillna("").astype(object))
    hides = rows["record"].isin(hidden).groupby([rows["address"], rows["event"]]).transform("any")
    rows = rows[~hides.astype(bool)].sort_values(["address", "event", "person", "happened_on", "kind"])
    rows = rows.drop_duplicates(["address", "event", "person"], keep="last")
    named = (rows["person"] != "").groupby([rows["address"], rows["event"]]).transform("any")
    rows = rows[(rows["person"] != "") | ~named.astype(bool)].drop(columns="record").reset_index(drop=True)
    return rows.assign(agency=agency_of(rows["event"]))


def _people(said: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Of birth and sex what most records state; of several the newest, then the lesser."""
    people = pd.DataFrame(index=pd.Index(sorted(set(said["person"])), name="person", dtype=object))
    for name in ("born_on", "sex"):
        told = said[said[name].fillna("") != ""].sort_values("stated_on")[["person", name, "stated_on"]]
        told["count"] = told.groupby(["person", name])["stated_on"].transform("size")
        told = told.sort_values(["person", "count", "stated_on", name], ascending=[True, False, False, True])
        people[name] = told.drop_duplicates("person").set_index("person")[name]
    # Of several households the one with the smallest id, as in the exports.
    people["household"] = members.sort_values("household").drop_duplicates("person").set_index("person")["household"]
    return people.fillna("").astype(object)


def _known(contacts: pd.DataFrame, cases: pd.DataFrame, day: date) -> pd.DataFrame:
    by = ["person", "agency"]
    # Days are texts: the last of the sorted, since pandas finds the greatest text of a group by plain Python.
    newest = contacts.sort_values("happened_on").drop_duplicates(by, keep="last").set_index(by)["happened_on"]
    counted = contacts.drop_duplicates([*by, "event"]).groupby(by).size().to_frame("contacts").assign(last_on=newest)
    is_open = [
        Case(is_open, _day(opened_on), _day(closed_on)).open_on(day)
        for is_open, opened_on, closed_on in zip(cases["is_open"], cases["opened_on"], cases["closed_on"], strict=True)
    ]
    opened = cases.assign(agency=agency_of(cases["record"]))[pd.Series(is_open, index=cases.index, dtype=bool)]
    with_case = opened.groupby(["person", "agency"]).size().rename("cases")
    known = counted.join(with_case, how="outer")
    return pd.DataFrame(
        {
            "contacts": known["contacts"].fillna(0).astype(int),
            "last_on": known["last_on"].fillna("").astype(object),
            "open_case": known["cases"].fillna(0).astype(int) > 0,
        }
    ).sort_index()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
