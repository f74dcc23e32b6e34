"""Constraints, indexes and the first nodes: made before the first load, as often as one likes, on either engine."""

from mast.graph.connection import Graph
from mast.graph.statements import all_statements


def ensure_schema(graph: Graph) -> None:
    """Make every constraint and index of ``cypher/schema/`` and the pointer to the published generation.

    Raises GraphUnreachable when the graph does not answer.
    """
    for statement in all_statements():
        if statement.name.startswith("schema/"):
            graph.write(statement.name)
    graph.write("generations/init_pointer")
