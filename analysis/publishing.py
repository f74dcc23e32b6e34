"""Writes the analysts' copy: what it lacks, what changed, and nothing else; then what it no longer shows is removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mast.analysis.picture import LINKS, NODES, Picture
from mast.core.pieces import pieces
from mast.graph.connection import Graph
from mast.graph.statements import statements_in

_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which generation the copy is of, and how it was made. ``risk``: the share of people that an attack finds."""

    generation: int
    digest: str
    as_of: str
    period: str
    k: int
    made_at: str
    risk: float


@dataclass(slots=True)
class Written:
    """Nodes and links that were put, removed, and left as they were."""

    put: int = 0
    removed: int = 0
    unchanged: int = 0


def publish_copy(graph: Graph, picture: Picture, provenance: Provenance) -> Written:
    """Make ``graph`` show the picture. The copy is noted as incomplete until all is written, so that a run that died is
    seen; the next one puts right whatever it left.

    Raises GraphUnreachable.
    """
    for prefix in ("unique_", "index_"):
        for found in statements_in("analysis", prefix):
            graph.write(found.name)
    said = {name: getattr(provenance, name) for name in Provenance.__slots__}
    graph.write("analysis/note_copy", complete=False, **said)
    written = Written()
    gone = {kind: _nodes(graph, kind, picture.nodes[kind], written) for kind in NODES}
    for kind in LINKS:
        _links(graph, kind, picture.links[kind], written)
    for kind, ids in gone.items():
        for some in pieces(sorted(ids), _AT_ONCE):
            graph.write(f"analysis/drop_{kind}", ids=some)
    graph.write("analysis/note_copy", complete=True, **said)
    return written


def read_provenance(graph: Graph) -> Provenance | None:
    """What the copy is of; None where there is none, or one that is not complete."""
    rows = graph.read("analysis/read_copy")
    if not rows or not rows[0].pop("complete"):
        return None
    return Provenance(**rows[0])


def _nodes(graph: Graph, kind: str, wanted: Mapping[str, Mapping[str, Any]], written: Written) -> set[str]:
    """Put what is new or changed. Returns the ids that are no longer wanted."""
    held = {row.pop("id"): row for row in graph.read(f"analysis/held_{kind}")}
    changed = [{"id": id, **said} for id, said in sorted(wanted.items()) if held.get(id) != said]
    for some in pieces(changed, _AT_ONCE):
        graph.write(f"analysis/put_{kind}", rows=some)
    gone = held.keys() - wanted.keys()
    written.put += len(changed)
    written.removed += len(gone)
    written.unchanged += len(wanted) - len(changed)
    return set(gone)


def _links(graph: Graph, kind: str, wanted: Mapping[tuple[str, str], Mapping[str, Any]], written: Written) -> None:
    held = {(row.pop("source"), row.pop("target")): row for row in graph.read(f"analysis/held_{kind}")}
    gone = sorted(pair for pair in held if wanted.get(pair) != held[pair])
    new = sorted(pair for pair in wanted if held.get(pair) != wanted[pair])
    for some in pieces([{"source": source, "target": target} for source, target in gone], _AT_ONCE):
        graph.write(f"analysis/close_{kind}", rows=some)
    for some in pieces([{"source": pair[0], "target": pair[1], **wanted[pair]} for pair in new], _AT_ONCE):
        graph.write(f"analysis/open_{kind}", rows=some)
    written.put += len(new)
    written.removed += len(gone)
    written.unchanged += len(wanted) - len(new)
