"""The load run: each file is recognised, checked whole, and only then staged into the graph."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from mast.core.collector import uncollected
from mast.core.errors import DeliveryRefused
from mast.core.facts import Delivery
from mast.graph.connection import Graph
from mast.graph.staging import StagedCounts, stage_delivery
from mast.graph.writer import Writer
from mast.ledger import deliveries, intake, runs
from mast.ledger.deliveries import Arrived
from mast.ledger.lease import Lease
from mast.ledger.runs import Run
from mast.ledger.store import Clock, Ledger
from mast.loaders.delivering import Delivering
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.looking import Looking, Read
from mast.loaders.manifest import Arrival
from mast.loaders.mapping import keep_mapping
from mast.loaders.outcomes import FileOutcome, LoadSummary
from mast.loaders.recognition import Found, matches_name

_NOTHING: Final = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Anyway:
    """Somebody's word to load what would be held: who gave it, and why. Both are kept in the run ledger."""

    reason: str
    by: str


class Stage(Protocol):
    """Writes one delivery into the graph (``graph.staging``); ``progress`` is called with the number of rows done."""

    def __call__(
        self,
        graph: Graph,
        delivery: Delivery,
        *,
        token: int,
        progress: Callable[[int], None] | None = None,
        afterwards: Callable[[Writer], None] | None = None,
    ) -> StagedCounts: ...


@uncollected()
def load(
    looking: Looking,
    *,
    graph: Graph,
    ledger: Ledger,
    lease: Lease,
    now: Clock,
    anyway: Anyway | None = None,
    stage: Stage = stage_delivery,
) -> LoadSummary:
    """Load the files under the writer's lease.

    A refused or held file does not hold up the others; ``LoadSummary.exit_code`` tells of it. Raises what the stores
    raise; then the files before are loaded, and nothing of this one is.
    """
    settings, mapping, progress = looking.settings, looking.asked.mapping, looking.progress
    told = {"anyway": anyway.reason, "by": anyway.by} if anyway else {}
    names = [arrival.found.path.name for arrival in looking.arrivals]
    run = runs.start(ledger, "load", now, token=lease.token, files=names, **told)

    def staged(delivery: Delivery, afterwards: Callable[[Writer], None] | None) -> StagedCounts:
        if mapping:
            keep_mapping(settings, mapping)  # before the first row: a partner that is loaded is on every card
        total = len(delivery.rows)
        return stage(
            graph,
            delivery,
            token=lease.token,
            progress=lambda done: progress(delivery.file, "staging", done, total),
            afterwards=afterwards,
        )

    kept = KeptDeliveries.of(settings)
    work = _Load(run, looking, Delivering(settings, run, staged, kept, anyway is not None))
    try:
        summary = LoadSummary(tuple(work.take(read) for read in looking.files))
    except BaseException:
        runs.finish(run, "failed")
        raise
    counts = {outcome: len(summary.of(outcome)) for outcome in ("loaded", "already loaded", "held", "refused")}
    runs.finish(run, "refused" if summary.exit_code else "done", counts)
    return summary


@dataclass(frozen=True, slots=True)
class _Load:
    run: Run
    looking: Looking
    delivering: Delivering

    def take(self, read: Read) -> FileOutcome:
        """What becomes of one file. A file found in a folder, of nobody's name and unreadable, is not an extract."""
        arrival, found = read.arrival, read.arrival.found
        name = found.path.name
        by_name = [mapping for mapping in self.looking.candidates() if matches_name(mapping, name)]
        with read.closing:
            try:
                if read.refused:
                    raise read.refused
                assert read.source is not None
                if read.mapping is None:
                    return self._no_extract(found)
                # It waits for a process; or it was loaded when it was looked at, and the graph has lost it since.
                if read.waiting or not (
                    read.checked or deliveries.known(self.run.ledger, read.mapping.code, read.source.sha256)
                ):
                    self.looking.check(read)
                return self.delivering.deliver(read.source, read.mapping, arrival, read.checked, read.familiar)
            except DeliveryRefused as refused:
                by_name = [read.mapping] if read.mapping else by_name
                if not found.named and not by_name:
                    return self._no_extract(found)
                code = by_name[0].code if len(by_name) == 1 else ""
                delivery = self._refuse(arrival, code, read.source.sha256 if read.source else "", refused)
                reason, codes = str(refused), (refused.code,)
                return FileOutcome(name, "refused", found.named, code, delivery, reason=reason, codes=codes)

    def _refuse(self, arrival: Arrival, partner: str, content: str, refused: DeliveryRefused) -> str:
        """Note that the partner's delivery is held back, since its file is unfit; gives the delivery's id.

        Not where somebody said whose the file is: that may be their mistake, and not the partner's.
        """
        content = content or (_NOTHING if refused.code == "empty" else "")
        if not (partner and content) or self.looking.given is not None:
            return ""
        return intake.hold(self.run, Arrived(partner, arrival.found.path.name, content, arrival.as_of), [refused.code])

    def _no_extract(self, found: Found) -> FileOutcome:
        if not found.named:
            return FileOutcome(found.path.name, "not an extract", named=False)
        raise DeliveryRefused(
            found.path.name, "it fits no partner's mapping", "Say whose it is with --partner or --mapping."
        )
