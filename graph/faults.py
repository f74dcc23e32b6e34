"""The driver's errors in our own words: which of them is a graph that cannot be reached, and which a refusal."""

from typing import Final
from urllib.parse import urlsplit

from neo4j.exceptions import ConfigurationError, Neo4jError, TransientError

from mast.core.errors import GraphUnreachable, StatementError, UsageError

STOPPED: Final = "Neo.DatabaseError.Transaction.TransactionStartFailed"
"""Neo4j begins nothing more in a database whose log it could not write, until its server is restarted."""

_UNDONE: Final = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped")
"""The last: while it waited for what another one had locked."""


def plain_address(uri: str) -> str:
    """The address without user name, password and query, fit for an error text."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.scheme else parts.path


def bolt_address(uri: str) -> str:
    """The same address. Raises ConfigurationError or, for a port that is no number, ValueError when it is none."""
    parts = urlsplit(uri)
    if parts.scheme.partition("+")[0] not in ("bolt", "neo4j") or not parts.hostname or parts.port == 0:
        raise ConfigurationError("no Bolt address")
    if parts.username or parts.password:
        raise UsageError(
            "MAST_GRAPH_URI carries a user or password; put them in MAST_GRAPH_USER and MAST_GRAPH_PASSWORD"
        )
    return uri


def is_undone(error: Exception) -> bool:
    """Whether the graph undid a transaction that was open too long."""
    return isinstance(error, Neo4jError) and (error.code or "").endswith(_UNDONE)


def translated(statement: str, error: Exception, address: str) -> GraphUnreachable | StatementError:
    if isinstance(error, Neo4jError):
        code = error.code or "no code"
        if ".Security." in code:
            return GraphUnreachable(
                f"the graph at {address} refused the user or password; check MAST_GRAPH_USER and MAST_GRAPH_PASSWORD"
            )
        if ".Database." in code and "NotFound" in code:
            return GraphUnreachable(f"the graph at {address} has no such database; check MAST_GRAPH_DATABASE")
        if code == STOPPED:
            return GraphUnreachable(
                f"the graph at {address} has stopped its database after a fault of its own ({code}); see its log, and "
                "whether its disk is full, then restart it"
            )
        if is_undone(error):
            return GraphUnreachable(
                f"the graph at {address} undid a transaction that took too long ({code}); see what keeps it, or raise "
                "MAST_GRAPH_TRANSACTION_SECONDS"
            )
        if isinstance(error, TransientError) or error.is_retryable():
            return GraphUnreachable(f"the graph at {address} kept failing ({code}); try again")
        return refused(statement, error)
    return GraphUnreachable(
        f"the graph at {address} does not answer Bolt; check that it runs and that MAST_GRAPH_URI names it"
    )


def refused(statement: str, error: Neo4jError) -> StatementError:
    # The engine's own message may quote keys and values, and those are personal data: only its code is passed on.
    code = error.code or "no code"
    why = f"the graph refused it ({code})"
    if ".DatabaseError." in code:
        why += "; the fault is the server's own: see its log, and whether its disk is full"
    return StatementError(f"cypher/{statement}.cypher: {why}")
