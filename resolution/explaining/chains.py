"""Finds the chain of links that holds two records together in one person, and which of its links are bridges."""

from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx
import numpy as np

STEP = 0.01
"""What one more link costs, in bits: of two chains about as likely to be right, the shorter."""


class Hop(NamedTuple):
    """One link of a chain. ``bridge``: without it the person would fall into two."""

    record_a: str
    record_b: str
    weight: float
    bridge: bool


def chain(links: Mapping[tuple[str, str], float], one: str, other: str) -> tuple[Hop, ...]:
    """The links that lead from ``one`` to ``other``, of all such chains the one most likely to be right as a whole.

    ``links`` gives the match weight (log2 odds) of each pair of one person that is in the link band. A link of weight w
    is right with chance 2^w / (1 + 2^w); chances multiply along a chain. Empty where no chain leads there.
    """
    graph: nx.Graph[str] = nx.Graph()
    for (a, b), weight in sorted(links.items()):
        graph.add_edge(a, b, weight=weight, cost=STEP + float(np.logaddexp2(0.0, -weight)))
    if one not in graph or other not in graph or not nx.has_path(graph, one, other):
        return ()
    path: list[str] = nx.shortest_path(graph, one, other, weight="cost")
    bridges = {frozenset(edge) for edge in nx.bridges(graph)}
    return tuple(
        Hop(a, b, float(graph.edges[a, b]["weight"]), frozenset((a, b)) in bridges)
        for a, b in zip(path, path[1:], strict=False)
    )
