"""How a joined address is described: one way of writing it, its UPRN and parts, and whether it is an institution."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from mast.graph.publishing import DescribedAddress
from mast.resolution.account import Report
from mast.resolution.columns import Residences, rows_of

CROWDED: Final = 40
"""Records ever at an address from which on it is crowded: aggregates only, and nobody is listed as living there."""


def describe(
    stated: pd.DataFrame,
    groups: Mapping[str, str],
    id_of_group: Mapping[str, str],
    report: Report,
    residences: Residences,
) -> dict[str, DescribedAddress]:
    """Address id to its description. Each part is the one that most spellings state; of equals, the smallest."""
    frame = residences.frame
    lived = Counter(frame.drop_duplicates(["record", "address"])["address"].map(groups))
    spellings: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(stated, stated.columns.tolist()):
        spellings.setdefault(groups[row["address"]], []).append(row)
    return {
        id_of_group[group]: _described(own, report.institutions.get(group, ""), lived[group] > CROWDED)
        for group, own in spellings.items()
    }


def _described(own: list[dict[str, Any]], institution: str, crowded: bool) -> DescribedAddress:
    if len(own) == 1:  # nearly all
        (row,) = own
        uprn, postcode, flat, lines = row["uprn"], row["postcode"], row["flat"], row["lines"]
        return DescribedAddress(uprn, postcode, flat, row["number"] or row["building"], lines, institution, crowded)
    return DescribedAddress(
        uprn=_usual(own, "uprn"),
        postcode=_usual(own, "postcode"),
        flat=_usual(own, "flat"),
        number=_usual(own, "number") or _usual(own, "building"),
        lines=_fullest(own),
        institution=institution,
        crowded=crowded,
    )


def _usual(spellings: list[dict[str, Any]], part: str) -> str:
    counted = Counter(row[part] for row in spellings if row[part])
    return min(counted, key=lambda value: (-counted[value], value), default="")


def _fullest(spellings: list[dict[str, Any]]) -> str:
    """The spelling that states most parts; of equals the shortest, so that no repetition wins."""
    parts = ("postcode", "flat", "number", "building", "street", "town")
    return str(
        min(spellings, key=lambda row: (-sum(bool(row[p]) for p in parts), len(row["lines"]), row["lines"]))["lines"]
    )
