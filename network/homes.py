"""Households as the network shows them: how many live there, which agencies know somebody there, and what none sees."""

from typing import Final

import pandas as pd

from mast.network.population import Population

SEVERAL: Final = 3
"""Agencies from which a household is one of many agencies."""


def describe_homes(population: Population) -> pd.DataFrame:
    """By household: address, size, agencies (their codes, sorted), contacts (distinct touchpoints of its members),
    most (the most agencies that know one member), open_cases (agencies with an open case), hidden.

    ``hidden``: two agencies or more know the household and no member is known to two, so that no agency's own files,
    nor a question about any one person, would show the overlap.
    """
    household = population.people["household"]
    members = household[household != ""].rename_axis("person").reset_index()
    known = population.known.reset_index().merge(members, on="person")
    homes: pd.DataFrame = population.homes.copy()
    homes["size"] = members.groupby("household").size().reindex(homes.index).fillna(0).astype(int)
    homes["agencies"] = _codes(known, homes.index)
    homes["open_cases"] = _codes(known[known["open_case"]], homes.index)
    events = population.contacts.merge(members, on="person").groupby("household")["event"].nunique()
    homes["contacts"] = events.reindex(homes.index).fillna(0).astype(int)
    by_person = known.groupby(["household", "person"]).size().groupby("household").max()
    homes["most"] = by_person.reindex(homes.index).fillna(0).astype(int)
    homes["hidden"] = (homes["agencies"].map(len) > 1) & (homes["most"] == 1)
    return homes


def _codes(known: pd.DataFrame, homes: "pd.Index[str]") -> pd.Series:
    """Household to the codes of the agencies in ``known``, a sorted tuple."""
    pairs = known[["household", "agency"]].drop_duplicates().sort_values(["household", "agency"])
    codes: dict[str, list[str]] = {}
    for home, code in zip(pairs["household"], pairs["agency"], strict=True):
        codes.setdefault(home, []).append(code)
    return pd.Series([tuple(codes.get(home, ())) for home in homes], index=homes, dtype=object)
