"""How sure the links of a generation are: pairs of records by band, and the records left for somebody to review."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from mast.core.visibility import Visibility
from mast.graph.connection import Graph
from mast.network.population import hidden_records

LINK: Final = "link"
REVIEW: Final = "review"


@dataclass(frozen=True, slots=True)
class Evidence:
    """``bands``: partner_a, partner_b (the lesser first), band, pairs. ``unsure``: records with a pair for review
    whose other record is another partner's.
    """

    bands: pd.DataFrame
    unsure: frozenset[str]


def read_evidence(graph: Graph, number: int, visibility: Visibility) -> Evidence:
    """Read the evidence of a generation as far as ``visibility`` goes. Raises GraphUnreachable."""
    hidden = hidden_records(graph, number, visibility)
    seen = {"agencies": sorted(visibility.agencies), "sealed": sorted(hidden)}
    rows = graph.read("network/bands", number=number, **seen)
    pairs = [(*sorted((row["partner_a"], row["partner_b"])), row["band"], row["pairs"]) for row in rows]
    table = pd.DataFrame(pairs, columns=["partner_a", "partner_b", "band", "pairs"])
    bands = table.groupby(["partner_a", "partner_b", "band"])["pairs"].sum().reset_index()
    unsure = graph.read("network/unsure", number=number, **seen)
    return Evidence(bands, frozenset(row[side] for row in unsure for side in ("record_a", "record_b")))
