"""The raw ceiling: the nodes and links that a first load makes, by plain CREATE, with nothing else around it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.graph.extracts import AS_OF
from mast.core.facts import Row
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, STATED
from mast.graph.merging import NOTHING
from mast.graph.opening import open_graph
from mast.graph.schema import ensure_schema
from mast.graph.work import update
from mast.graph.writer import BATCH
from mast.loaders.checking import check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings
from mast.loaders.recognition import recognise

Rows = list[dict[str, Any]]
LABELS = ("record", "details", "identifier", "stated_address", "professional", "search_key", "touchpoint")


@dataclass(frozen=True, slots=True)
class Ceiling:
    seconds: float
    nodes: int
    links: int


def ceiling(extracts: Path, home: Path) -> Ceiling:
    """Write all nodes, then all links, of these extracts into an empty embedded graph under ``home``.

    One session, batches as the load has them, rows ready in memory, each node once, no fence, no look-up but that of a
    link's two ends. Only the writing is timed.
    """
    nodes, links = _stated(extracts)
    with open_graph(Settings(_env_file=None, home=home)) as graph:
        ensure_schema(graph)
        begun = time.perf_counter()
        for label in LABELS:
            _write(graph, f"staging/create_{label}", nodes[label])
        for kind in STATED:
            _write(graph, f"staging/open_{kind.name}", links[kind.name], number=1, forever=FOREVER)
        seconds = time.perf_counter() - begun
    return Ceiling(seconds, sum(map(len, nodes.values())), sum(map(len, links.values())))


def _write(graph: Graph, name: str, rows: Rows, **params: Any) -> None:
    for start in range(0, len(rows), BATCH):
        graph.write(name, rows=rows[start : start + BATCH], **params)


def _stated(extracts: Path) -> tuple[dict[str, Rows], dict[str, Rows]]:
    nodes: dict[str, dict[str, dict[str, Any]]] = {label: {} for label in LABELS}
    links: dict[str, Rows] = {kind.name: [] for kind in STATED}
    for rows in _deliveries(extracts):
        work = update(rows, NOTHING)
        for label, of_label in work.nodes.items():
            nodes[label] |= of_label
        for kind, change in work.changes:
            links[kind.name] += change.opened
    return {label: [rows[key] for key in sorted(rows)] for label, rows in nodes.items()}, links


def _deliveries(extracts: Path) -> Iterator[Sequence[Row]]:
    for path in sorted(path for path in extracts.iterdir() if path.is_file()):
        with opened(path) as source:
            mapping = recognise(source, built_in_mappings())
            if mapping is not None:
                yield check(source, mapping, AS_OF).delivery.rows
