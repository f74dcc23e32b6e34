"""What every verb needs: settings, the clock, both stores opened as one deployment, and the writer's turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from mast.core.errors import UsageError
from mast.core.settings import Settings
from mast.graph.connection import Graph, open_graph
from mast.graph.reader import current_generation, highest_number, staged_deliveries
from mast.graph.schema import ensure_schema
from mast.graph.writer import take_over
from mast.ledger import deliveries, register, runs
from mast.ledger.lease import Lease, writer_lease
from mast.ledger.store import Ledger, open_ledger

LONDON: Final = ZoneInfo("Europe/London")


def now() -> datetime:
    """The one place, beside ``today``, where the wall clock is read."""
    return datetime.now(UTC)


def today() -> date:
    """The day in London, which is the day of every window."""
    return datetime.now(LONDON).date()


def read_settings() -> Settings:
    """Raises UsageError that names the variable, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "MAST_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"{name} is not acceptable: {first['msg']}. See .env.example for every setting.") from None


@dataclass(frozen=True, slots=True)
class Deployment:
    """Both stores, open, of one instance."""

    settings: Settings
    graph: Graph
    ledger: Ledger


@contextmanager
def deployment(settings: Settings | None = None) -> Iterator[Deployment]:
    """Open both stores and make sure that they belong together.

    Raises GraphUnreachable, LedgerUnreachable, WrongStore, UsageError.
    """
    settings = settings or read_settings()
    with open_ledger(settings) as ledger, open_graph(settings, ledger.instance_id) as graph:
        ensure_schema(graph)
        yield Deployment(settings, graph, ledger)


@contextmanager
def writing(opened: Deployment, verb: str) -> Iterator[Lease]:
    """The writer's turn: hold the lease, shut out older writers, and set right what one of them left unfinished.

    Raises Busy at once when another load or resolve holds the lease.
    """
    with writer_lease(opened.ledger, verb, now) as lease:
        take_over(opened.graph, lease.token)
        runs.reconcile(opened.ledger, lease.token)
        published = current_generation(opened.graph)
        deliveries.settle(opened.ledger, staged_deliveries(opened.graph), now)
        lost = deliveries.lose(opened.ledger, highest_number(opened.graph))
        if lost:
            typer.echo(f"mast: the graph has lost {len(lost)} deliveries, load them again: {', '.join(lost)}", err=True)
        register.discard_above(opened.ledger, published.number if published else 0)
        yield lease
