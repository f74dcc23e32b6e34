"""What joins two households: somebody moved from one to the other, one touchpoint was with people of both, or somebody
of one had a touchpoint at the other's address. A tie says that and when; it claims no kinship."""

from typing import Final

import pandas as pd

from mast.network.population import Population

MOVED: Final = "MOVED_TO"
SHARED: Final = "SHARED_A_TOUCHPOINT_WITH"
MET_AT: Final = "HAD_A_TOUCHPOINT_AT"
KINDS: Final = (MOVED, SHARED, MET_AT)

_CROWD: Final = 10
"""Households of one touchpoint above which it joins none: an outreach session, a shared call."""


def find_ties(population: Population) -> pd.DataFrame:
    """kind, source and target (households), times, last_on; sorted. Of SHARED, source is the lesser id."""
    home = population.people["household"]
    ties = pd.concat([_moves(population, home), _shared(population, home), _met(population, home)])
    by = ["kind", "source", "target"]
    ties = ties.drop_duplicates([*by, "on"]).sort_values([*by, "on"])
    newest = ties.drop_duplicates(by, keep="last").set_index(by)["on"]
    return ties.groupby(by).size().to_frame("times").assign(last_on=newest).reset_index()


def _moves(population: Population, home: pd.Series) -> pd.DataFrame:
    """From the household now based at an address where the person was seen earlier, to the person's own."""
    based = population.homes.reset_index().set_index("address")["household"]
    left = population.stays.assign(source=population.stays["address"].map(based), on=population.stays["last_seen"])
    left["target"] = left["person"].map(home)
    return _between(left, MOVED)


def _shared(population: Population, home: pd.Series) -> pd.DataFrame:
    had = population.contacts[["event", "happened_on", "person"]].copy()
    had["household"] = had["person"].map(home)
    had = had[had["household"] != ""].drop_duplicates(["event", "household"])
    size = had.groupby("event")["household"].transform("size")
    had = had[(size > 1) & (size <= _CROWD)][["event", "household", "happened_on"]]
    both = had.merge(had[["event", "household"]], on="event", suffixes=("", "_other"))
    both = both.rename(columns={"household": "source", "household_other": "target", "happened_on": "on"})
    return _between(both[both["source"] < both["target"]], SHARED)


def _met(population: Population, home: pd.Series) -> pd.DataFrame:
    based = population.homes.reset_index().set_index("address")["household"]
    met = population.at[population.at["person"] != ""].copy()
    met["source"], met["target"], met["on"] = met["person"].map(home), met["address"].map(based), met["happened_on"]
    return _between(met, MET_AT)


def _between(ties: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Those with a household at either end, and not the same."""
    there = ties["source"].notna() & ties["target"].notna() & (ties["source"] != "") & (ties["target"] != "")
    found = ties[there & (ties["source"] != ties["target"])][["source", "target", "on"]].astype(object)
    return found.assign(kind=kind)
