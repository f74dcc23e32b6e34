"""The id that ties one graph and one SQL store together as one deployment."""

import uuid
from typing import TYPE_CHECKING

from mast.core.errors import WrongStore

if TYPE_CHECKING:
    from mast.graph.connection import Graph


def ensure_instance(graph: "Graph", expected: str | None) -> str:
    """The graph's instance id, which is also set in ``graph.instance_id``. A graph without one is given ``expected``,
    or a new id where that is None.

    Raises WrongStore when the graph already carries another id than ``expected``.
    """
    rows = graph.read("engine/read_instance")
    if not rows:
        graph.write("engine/constrain_instance")
        rows = graph.write("engine/name_instance", id=expected or uuid.uuid4().hex)
    found: str = rows[0]["id"]
    if expected is not None and found != expected:
        raise WrongStore(
            f"this graph belongs to deployment {found}, the SQL store to {expected}; "
            "check MAST_GRAPH_URI, MAST_SQL_URL and MAST_HOME: they must name the two stores of one deployment"
        )
    graph.instance_id = found
    return found
