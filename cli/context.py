"""What every verb needs: settings, the clock, both stores opened as one deployment, and the writer's turn."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from mast.core.errors import MastError, UsageError
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.generations import highest_number, staged_deliveries
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graph.schema import ensure_schema
from mast.graph.standing import withdrawn_deliveries
from mast.graph.writer import take_over
from mast.ledger import deliveries, intake, register, runs
from mast.ledger.lease import Lease, writer_lease
from mast.ledger.publications import newest_publication
from mast.ledger.store import Ledger, open_ledger
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.replaying import refuse_lost

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


@dataclass(frozen=True, slots=True)
class LedgerAlone:
    """The SQL store of an instance, open; for verbs that need no graph."""

    settings: Settings
    ledger: Ledger


@contextmanager
def ledger_alone(settings: Settings | None = None) -> Iterator[LedgerAlone]:
    """Open the SQL store. Raises LedgerUnreachable, UsageError."""
    settings = settings or read_settings()
    with open_ledger(settings) as ledger:
        yield LedgerAlone(settings, ledger)


def _nothing(settings: Settings, ledger: Ledger) -> AbstractContextManager[object]:
    return nullcontext()


@contextmanager
def deployment(
    settings: Settings | None = None,
    meanwhile: Callable[[Settings, Ledger], AbstractContextManager[object]] = _nothing,
) -> Iterator[Deployment]:
    """Open both stores and make sure that they belong together. ``meanwhile`` is entered before the graph is opened.

    Raises GraphUnreachable, LedgerUnreachable, WrongStore, UsageError.
    """
    settings = settings or read_settings()
    if settings.restoring.exists():
        raise MastError("A restore was broken off, and the stores hold half of it: run mast restore again.")
    with (
        open_ledger(settings) as ledger,
        meanwhile(settings, ledger),
        open_graph(settings, ledger.instance_id) as graph,
    ):
        ensure_schema(graph)
        yield Deployment(settings, graph, ledger)


@contextmanager
def writing(opened: Deployment, verb: str, *, rebuilds: bool = False) -> Iterator[Lease]:
    """The writer's turn: hold the lease, shut out older writers, and set right what one of them left unfinished.

    What is written to the SQL store in the block goes through ``lease.ledger``, which is fenced as the graph is. Raises
    Busy at once when another load or resolve holds the lease, GraphLost when the graph has lost what was published,
    unless the writer ``rebuilds`` it: ids that people know hang on what was there.
    """
    with writer_lease(opened.ledger, verb, now) as lease:
        recover(opened, lease, rebuilds=rebuilds)
        yield lease


def recover(opened: Deployment, lease: Lease, *, rebuilds: bool = False) -> None:
    """Shut out older writers and set right what one of them left unfinished, as the graph's pointer decides.

    Raises GraphLost as ``writing`` does.
    """
    take_over(opened.graph, lease.token)
    published, known = current_generation(opened.graph), newest_publication(lease.ledger)
    number = published.number if published else 0
    runs.reconcile(lease.ledger, lease.token, number)
    intake.settle(lease.ledger, staged_deliveries(opened.graph), now)
    intake.settle_withdrawals(lease.ledger, withdrawn_deliveries(opened.graph))
    if not rebuilds:
        refuse_lost(opened.graph, lease.ledger)
        _give_up_lost(opened.graph, lease.ledger)
    KeptDeliveries.of(opened.settings).sweep(deliveries.taken_in(lease.ledger))
    register.discard_above(lease.ledger, max(number, known.generation if known else 0))


def _give_up_lost(graph: Graph, ledger: Ledger) -> None:
    """What was loaded and never published is not worth a rebuild: it is called failed, and may be loaded again."""
    lost = intake.lose(ledger, highest_number(graph))
    if lost:
        typer.echo(f"mast: the graph has lost {len(lost)} deliveries, load them again: {', '.join(lost)}", err=True)
