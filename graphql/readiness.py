"""What must work for the service to be ready, part by part."""

from collections.abc import Callable, Mapping

from mast.access.audit import AuditLog
from mast.access.notices import Courier
from mast.graph.connection import Graph
from mast.graph.published import current_generation
from mast.graphql.health import NotReady
from mast.ledger.store import Ledger


def readiness(graph: Graph, ledger: Ledger, audit: AuditLog, courier: Courier) -> Mapping[str, Callable[[], None]]:
    """Name of a part → a check that raises when it does not work, NotReady with a sentence for whoever runs it."""

    def sql() -> None:
        with ledger.read() as connection:
            connection.exec_driver_sql("SELECT 1")

    def is_published() -> None:
        if current_generation(graph) is None:
            raise NotReady("Nothing is published yet.")

    def appendable() -> None:
        with ledger.begin("audit"):
            pass  # the appenders' turn was had, in a transaction that may write

    def signed() -> None:
        if audit.trouble:
            raise NotReady("The audit chain's head is not being signed into its second place: mast audit verify.")

    def posted() -> None:
        if courier.trouble:
            raise NotReady("The mail server does not take notices of broken glass: they wait, and are tried again.")

    return {
        "graph": graph.ping,
        "sql": sql,
        "generation": is_published,
        "audit": appendable,
        "checkpoints": signed,
        "notices": posted,
    }
