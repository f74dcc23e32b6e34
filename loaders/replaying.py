"""A graph that was lost is written anew from the kept deliveries, in the order in which they were loaded."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from mast.core.errors import GraphLost
from mast.graph import dump
from mast.graph.connection import Graph
from mast.graph.instance import ensure_instance
from mast.graph.published import current_generation
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import take_over
from mast.ledger import intake, runs
from mast.ledger.deliveries import DeliveryRow
from mast.ledger.publications import Publication, newest_number, newest_publication
from mast.ledger.runs import PastRun, Run
from mast.ledger.stated import NOTHING, Stated
from mast.ledger.store import Clock, Ledger
from mast.loaders.checking import Progress, check
from mast.loaders.full import names_of, retiring
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.unchanged import news

VERB: Final = "rebuild"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a graph has lost: ``published``, the last generation before the loss, and what was loaded later.

    ``beyond``: the highest number that the SQL store knows; no rebuilt generation may have it again. ``broken_off``:
    the graph holds what a rebuild has written that did not come to its end.
    """

    published: Publication
    beyond: int
    broken_off: bool = False

    def of(self, rows: Sequence[DeliveryRow], *, published: bool) -> list[DeliveryRow]:
        """Those that were in the published generation, or those that were loaded after it."""
        return [row for row in rows if (row.run_id <= self.published.run_id) == published]


def loss(graph: Graph, ledger: Ledger) -> Loss | None:
    """What the graph has lost of what was published; None where it is whole, and no rebuild was broken off."""
    broken = _broken_off(ledger)
    if broken is not None:
        facts: dict[str, Any] = dict(broken.facts)
        return Loss(Publication(**facts), newest_number(ledger), broken_off=True)
    known, current = newest_publication(ledger), current_generation(graph)
    if known is None or (current is not None and current.number >= known.generation):
        return None
    return Loss(known, newest_number(ledger))


def refuse_lost(graph: Graph, ledger: Ledger) -> None:
    """Raises GraphLost where the graph has lost what was published, or a rebuild was broken off."""
    if _broken_off(ledger) is not None:
        raise GraphLost("A rebuild of the graph was broken off: run mast rebuild again.")
    found = loss(graph, ledger)
    if found is not None:
        raise GraphLost(
            f"The graph does not hold generation {found.published.generation}, which was published: it was emptied, or "
            "comes from an older backup. Run mast rebuild, or bring both stores back with mast restore."
        )


def begin(graph: Graph, ledger: Ledger, found: Loss, now: Clock, token: int) -> Run:
    """Write that the rebuild begins, and let the graph count on from where it was: no number is used twice.

    What a rebuild that was broken off has written is removed first. Raises GraphLost where the graph holds an older
    generation: whose it is, and whether it may go, is not for us to say.
    """
    current = current_generation(graph)
    if current is not None and not found.broken_off:
        raise GraphLost(
            f"The graph holds generation {current.number}, which is older than what was published. Empty it (stop mast "
            "serve; remove $MAST_HOME/graph, or delete all nodes of the Neo4j), then run mast rebuild again."
        )
    run = runs.start(ledger, VERB, now, token=token, **asdict(found.published))
    dump.clear(graph)
    ensure_instance(graph, ledger.instance_id)
    ensure_schema(graph)
    take_over(graph, token)
    graph.write("generations/count_from", number=found.beyond)
    return run


@dataclass(slots=True)
class Replay:
    """Takes kept deliveries in again as they were taken in before: by their mapping and day, and only their news."""

    graph: Graph
    run: Run
    token: int
    kept: KeptDeliveries
    progress: Progress
    rows: int = 0
    _held: dict[str, Stated] = field(default_factory=dict)
    _number: dict[str, int] = field(default_factory=dict)

    def take(self, row: DeliveryRow) -> None:
        """Write a delivery into the graph; give this all of them, in the order in which they were loaded.

        Raises MastError for one that is damaged or cannot be read by its mapping any more, and what the stores raise.
        """
        with self.kept.open(row.id, row.sha256) as (source, mapping):
            checked = check(source, mapping, row.data_as_of, self.progress)
        partner, ledger = row.partner, self.run.ledger
        held = self._held.get(partner, NOTHING)
        told = news(checked.imprints, held)
        rows = told.of(checked.delivery.rows)
        retired = retiring(ledger, checked, row.kind, told, rows, held)
        held = held.under(told.stated)
        self.rows += len(checked.delivery.rows)
        if rows or retired:
            runs.step(self.run, row.id, "started")
            delivery = replace(checked.delivery, rows=rows)
            staged = stage_delivery(self.graph, delivery, token=self.token, afterwards=retired)
            self._number[partner] = staged.number
            runs.step(self.run, row.id, "done", {"rows": len(rows)})
        self._held[partner] = held.without(names_of(partner, retired.gone)) if retired else held
        intake.rewritten(ledger, row, self._number[partner], told.stated)


def _broken_off(ledger: Ledger) -> PastRun | None:
    newest = runs.recent(ledger, 1, (VERB,))
    return newest[0] if newest and newest[0].outcome == "failed" else None
