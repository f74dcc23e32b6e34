"""Constraints, indexes and the first nodes: made before the first load, on either engine; and the mark of all that."""

from hashlib import sha256
from typing import Final

from mast.core.errors import MastError, OldStore
from mast.graph import migration
from mast.graph.connection import Graph
from mast.graph.statements import Statement, statements_in

FIRST: Final = 1
"""The version of a graph that has a pointer and no mark: made before there were marks."""


def ensure_schema(graph: Graph, *, to_migrate: bool = False) -> None:
    """See that the graph is of this version; a new one is made so.

    Raises OldStore for one of an older version, unless it is opened ``to_migrate``, MastError for one of a newer
    version, GraphUnreachable when the graph does not answer.
    """
    found, constraints = _found(graph)
    newest = migration.newest()
    if found > newest:
        raise MastError(
            f"the graph at {graph.address} has schema version {found}, this MAST knows {newest}: "
            "use the MAST version that wrote it"
        )
    if found < newest:
        if to_migrate:
            return
        raise OldStore(
            f"the graph at {graph.address} has schema version {found}, this MAST needs {newest}. "
            "Stop mast serve, then run: mast migrate"
        )
    if constraints != _fingerprint():
        _make(graph, newest)


def migrate_graph(graph: Graph, token: int) -> list[str]:
    """Run the migrations that the graph lacks, in order, then make its constraints; the names of what was run.

    What dies half-way is run again by the next call. Raises StaleWriter, GraphUnreachable. Call it under the writer's
    lease of ``token``, which ``take_over`` has shown to the graph.
    """
    found, constraints = _found(graph)
    done = []
    for number, statement in migration.migrations().items():
        if number > found:
            migration.run(graph, token, statement)
            graph.write("engine/mark_version", number=number, constraints=constraints)
            done.append(statement.name)
    _make(graph, migration.newest())
    return done


def rebuild_index(graph: Graph, name: str) -> None:
    """Make the index of one label's unique key anew, from what a scan finds. No two nodes may have one key.

    The mark says meanwhile that the constraints are to be made, so that a start after a crash in between does so.
    """
    number = _found(graph)[0]
    graph.write("engine/mark_version", number=number, constraints="")
    graph.write(f"repairing/drop_unique_{name}")
    _make(graph, number)


def schema_version(graph: Graph) -> int:
    """The version of the graph: below ``migration.newest()`` only in one opened to be migrated."""
    return _found(graph)[0]


def _found(graph: Graph) -> tuple[int, str]:
    """The version and the fingerprint of the constraints; a graph with nothing in it is of the newest version."""
    marks = graph.read("engine/read_version")
    if marks:
        return int(marks[0]["number"]), str(marks[0]["constraints"])
    return (FIRST if graph.read("generations/highest") else migration.newest()), ""


def _make(graph: Graph, number: int) -> None:
    """Each of these may be made again, and a start that dies between them is made good by the next."""
    for statement in _schema():
        graph.write(statement.name)
    graph.write("generations/init_pointer")
    graph.write("engine/mark_version", number=number, constraints=_fingerprint())


def _schema() -> list[Statement]:
    return statements_in("schema")


def _fingerprint() -> str:
    return sha256("\n".join(statement.text for statement in _schema()).encode()).hexdigest()[:16]
