"""Measures of the network of households: components, density, bridges, brokerage. Of households and of components, and
never of a person: nothing here is given a person's id."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import pandas as pd


@dataclass(frozen=True, slots=True)
class Measures:
    """``homes``, by household that has a tie: component, degree, brokerage, bridges (ties of it that are bridges).

    ``components``, by component: households, ties, density, bridges, agencies (that know any of its households).
    ``bridges``: pairs of households, the lesser first, whose tie alone holds two parts together.
    """

    homes: pd.DataFrame
    components: pd.DataFrame
    bridges: frozenset[tuple[str, str]]


def measure_network(ties: pd.DataFrame, agencies: Mapping[str, tuple[str, ...]]) -> Measures:
    """``ties`` as ``find_ties`` gives them; ``agencies``: household to the codes of those that know somebody there.

    A component is named by its least household. Density is ties over possible ties. A bridge is a tie whose removal
    would leave its ends unconnected (Tarjan 1974), counted only where both sides have two households or more: every
    lone neighbour hangs on a bridge, and that says nothing. Brokerage counts pairs of a household's neighbours that
    have no tie with each other and no agency in common (after Gould and Fernandez 1989): what only it joins.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted({tuple(sorted(pair)) for pair in zip(ties["source"], ties["target"], strict=True)}))
    bridges = frozenset(
        (min(pair), max(pair)) for pair in nx.bridges(graph) if min(graph.degree(end) for end in pair) > 1
    )
    ends = Counter(end for pair in bridges for end in pair)
    homes: dict[str, tuple[str, int, int, int]] = {}
    components: dict[str, tuple[int, int, float, int, tuple[str, ...]]] = {}
    for found in nx.connected_components(graph):
        name, size = min(found), len(found)
        ties_within = sum(graph.degree(home) for home in found) // 2
        own = sum(ends[home] for home in found) // 2
        codes = {code for home in found for code in agencies.get(home, ())}
        density = 2 * ties_within / (size * (size - 1))
        components[name] = (size, ties_within, density, own, tuple(sorted(codes)))
        for home in found:
            homes[home] = (name, graph.degree(home), _brokerage(graph, home, agencies), ends[home])
    return Measures(
        _frame(homes, "household", ("component", "degree", "brokerage", "bridges")),
        _frame(components, "component", ("households", "ties", "density", "bridges", "agencies")),
        bridges,
    )


def _brokerage(graph: "nx.Graph[str]", home: str, agencies: Mapping[str, tuple[str, ...]]) -> int:
    near = sorted(graph.neighbors(home))
    known = {other: set(agencies.get(other, ())) for other in near}
    return sum(
        bool(known[one]) and bool(known[other]) and not known[one] & known[other] and not graph.has_edge(one, other)
        for place, one in enumerate(near)
        for other in near[place + 1 :]
    )


def _frame(rows: Mapping[str, tuple[object, ...]], name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(dict(sorted(rows.items())), orient="index", columns=list(columns))
    frame.index.name = name
    return frame
