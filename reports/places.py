"""Addresses with several incidents in the twelve months: how many, never which."""

from typing import Final

import pandas as pd

from mast.network.population import Population
from mast.reports.tables import Count, Part, Table

ADDRESSES: Final = "addresses"
_BANDS: Final = (("2 to 4", 2, 4), ("5 to 9", 5, 9), ("10 or more", 10, None))
_COLUMNS: Final = ("homes, one agency", "homes, several agencies", "institutions and crowded addresses")


def describe_places(population: Population) -> Part:
    """Addresses by their touchpoints and by how many agencies were there."""
    events = population.at.drop_duplicates(["address", "event"]).groupby("address")
    places = pd.DataFrame({"events": events.size(), "agencies": events["agency"].nunique()})
    described = population.addresses.reindex(places.index)
    home = (described["institution"].fillna("") == "") & ~described["crowded"].fillna(False).astype(bool)
    kinds = (home & (places["agencies"] == 1), home & (places["agencies"] > 1), ~home)
    rows = []
    for label, least, most in _BANDS:
        within = (places["events"] >= least) & (places["events"] <= (most or places["events"].max()))
        rows.append((label, tuple(Count(int((within & kind).sum())) for kind in kinds)))
    table = Table(
        ADDRESSES,
        "Addresses with several incidents",
        "Addresses at which there were two contacts or more in the twelve months, by how many, and for homes by "
        "whether one agency was there or several. An event with several people is one contact.",
        ("contacts", *_COLUMNS),
        tuple(rows),
    )
    return Part([table])
