"""One open transaction of a graph: statements by name, held to what their headers say."""

from typing import Any

from neo4j import ManagedTransaction, Session

from mast.core.errors import StatementError
from mast.graph.statements import Statement, statement

Row = dict[str, Any]


class Transaction:
    """A transaction that is open now. What it did is kept or undone as a whole."""

    __slots__ = ("_inner", "_writable", "last", "merges")

    def __init__(self, inner: ManagedTransaction | Session, writable: bool) -> None:
        self._inner, self._writable = inner, writable
        self.last, self.merges = "", False

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run ``cypher/<name>.cypher`` and fetch its rows, a dict of plain values each.

        Raises StatementError when the parameters, or the columns that come back, are not those of its header,
        and when a statement that writes is run in a reading transaction (not every engine refuses that itself).
        """
        wanted = statement(name)
        check_params(wanted, params)
        if wanted.writes and not self._writable:
            raise StatementError(f"cypher/{name}.cypher writes, and was run in a reading transaction")
        self.last, self.merges = name, self.merges or wanted.merges
        result = self._inner.run(wanted.text, params)
        if wanted.packed:
            return [dict(zip(wanted.returns, row, strict=True)) for record in result for row in record[0]]
        columns = tuple(result.keys())
        # Values are plain by our own rule, so none need be made so again as ``data()`` does, at twice the cost of this.
        rows = [dict(zip(columns, record.values(), strict=True)) for record in result]
        if not wanted.returns:
            return []
        if rows and columns != wanted.returns:
            raise StatementError(f"cypher/{name}.cypher returned {columns}, its header says {wanted.returns}")
        return rows


def check_params(wanted: Statement, params: dict[str, Any]) -> None:
    """Raises StatementError for other parameters than the header names."""
    if params.keys() == wanted.params:
        return
    missing = ", ".join(sorted(wanted.params - params.keys())) or "none"
    unknown = ", ".join(sorted(params.keys() - wanted.params)) or "none"
    raise StatementError(f"cypher/{wanted.name}.cypher: parameters missing: {missing}; not in its header: {unknown}")
