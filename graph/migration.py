"""The graph's numbered migrations: ``cypher/migrations/mNNNN_what_it_does.cypher``, one statement a number.

To run a statement twice is to run it once: one that dies half-way is run again from its start. One that changes data
does so in batches: it takes ``batch``, changes at most so many, and returns ``changed``. Constraints and indexes that
are only added need none: ``cypher/schema/`` is run whenever it has changed.
"""

import re
from typing import Final

from mast.core.errors import StaleWriter
from mast.graph.connection import Graph
from mast.graph.statements import Statement, statements_in
from mast.graph.transaction import Row, Transaction

_FIRST: Final = 1
_BATCH: Final = 2_000
_NAME: Final = re.compile(r"migrations/m(\d{4})_\w+")


def migrations() -> dict[int, Statement]:
    """Number → statement, ascending: each brings a graph from the number before it to its own."""
    found = ((_NAME.fullmatch(statement.name), statement) for statement in statements_in("migrations"))
    return {int(name[1]): statement for name, statement in found if name}


def newest() -> int:
    """The version of a graph that this MAST makes and works on."""
    return max(migrations(), default=_FIRST)


def run(graph: Graph, token: int, statement: Statement) -> None:
    """Run one migration to its end, batch by batch. Raises StaleWriter when another writer took over."""
    if statement.of_schema:
        graph.write(statement.name)  # a change of the schema shares its transaction with nothing else
        return
    params = {"batch": _BATCH} if "batch" in statement.params else {}

    def once(tx: Transaction) -> list[Row]:
        if not tx.run("generations/fence", token=token):
            raise StaleWriter("The writer's lease was taken over by another job. Run mast migrate again.")
        return tx.run(statement.name, **params)

    while True:
        rows = graph.transaction(once)
        if not params or int(rows[0]["changed"]) < _BATCH:
            return
