"""All that a graph holds as plain lines, and a graph made of such lines: what a backup is made of, on either engine.

A line is what was read: ``["Record", {…}]`` a node, ``["HAD", source, target, {…}]`` a link. Which deployment
a graph belongs to is no part of it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from mast.core.errors import MastError
from mast.graph.connection import Graph
from mast.graph.statements import statements_in

Line = list[Any]

_OWN: Final = "Instance"
_BATCH: Final = 2_000
_LARGE: Final = 2**256


@dataclass(slots=True)
class Tally:
    """By kind: how many lines there were, and the sum of their SHA-256 (mod 2**256), whatever their order."""

    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def of(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The same lines, tallied as they go by."""
        for line in lines:
            kind = line[0]
            self.counts[kind] += 1
            self.sums[kind] = (self.sums[kind] + int.from_bytes(sha256(canonical(line)).digest(), "big")) % _LARGE
            yield line

    @classmethod
    def all_of(cls, lines: Iterable[Line]) -> "Tally":
        tally = cls()
        for _ in tally.of(lines):
            pass
        return tally

    def facts(self) -> dict[str, dict[str, Any]]:
        return {kind: {"count": n, "digest": f"{self.sums[kind]:064x}"} for kind, n in sorted(self.counts.items())}


def canonical(line: Line) -> bytes:
    """The one way to write a line."""
    return json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def nodes(graph: Graph) -> Iterator[Line]:
    """Every node. Raises MastError for one of a label that could not be put back, GraphUnreachable."""
    known = _known("node_")
    for row in graph.stream("restoring/all_nodes"):
        if row["label"] != _OWN:
            yield _checked(known, [row["label"], _whole(row["properties"])])


def links(graph: Graph) -> Iterator[Line]:
    """Every link. Raises as ``nodes`` does."""
    known = _known("link_")
    for row in graph.stream("restoring/all_links"):
        yield _checked(known, [row["kind"], row["source"], row["target"], _whole(row["properties"])])


def clear(graph: Graph) -> None:
    """Remove all there is, batch by batch; constraints and indexes stay."""
    while int(graph.write("restoring/clear", batch=_BATCH)[0]["removed"]) == _BATCH:
        pass


def put_back(graph: Graph, node_lines: Iterable[Line], link_lines: Iterable[Line]) -> None:
    """Fill an empty graph that has its constraints. Raises MastError, GraphUnreachable."""
    _write(graph, "node_", ((line[0], line[1]) for line in node_lines))
    _write(
        graph,
        "link_",
        ((line[0], {"source": line[1], "target": line[2], "properties": line[3]}) for line in link_lines),
    )


def _write(graph: Graph, prefix: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    known, waiting = _known(prefix), dict[str, list[dict[str, Any]]]()
    for kind, row in rows:
        if kind not in known:
            raise _unknown(kind)
        batch = waiting.setdefault(kind, [])
        batch.append(row)
        if len(batch) == _BATCH:
            graph.write(known[kind], rows=waiting.pop(kind))
    for kind, batch in waiting.items():
        graph.write(known[kind], rows=batch)


def _known(prefix: str) -> dict[str, str]:
    """Label or link type → the statement that puts it back."""
    names = [said.name for said in statements_in("restoring", prefix)]
    words = {name: name.removeprefix(f"restoring/{prefix}") for name in names}
    if prefix == "node_":
        return {word.title().replace("_", ""): name for name, word in words.items()}
    return {word.upper(): name for name, word in words.items()}


def _checked(known: dict[str, str], line: Line) -> Line:
    if line[0] not in known:
        raise _unknown(line[0])
    return line


def _unknown(kind: str) -> MastError:
    return MastError(f"This MAST cannot put {kind} back into a graph: use the MAST version that wrote it.")


def _whole(properties: dict[str, Any]) -> dict[str, Any]:
    """One engine keeps a property that is null, the other does not."""
    return {name: value for name, value in properties.items() if value is not None}
