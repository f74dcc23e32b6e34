"""The load run: each file is recognised, checked whole, and only then staged into the graph."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from mast.core.errors import DeliveryRefused
from mast.core.facts import Delivery
from mast.core.settings import Settings
from mast.graph.connection import Graph
from mast.graph.staging import StagedCounts, stage_delivery
from mast.ledger import deliveries, runs
from mast.ledger.lease import Lease
from mast.ledger.runs import Run
from mast.ledger.stated import stated_by
from mast.ledger.store import Clock, Ledger
from mast.loaders.checking import Checked, Progress, check, silently
from mast.loaders.contract import Mapping
from mast.loaders.formats.source import Source, opened
from mast.loaders.mapping import configured_mappings, keep_mapping, read_mapping
from mast.loaders.outcomes import FileOutcome, LoadSummary
from mast.loaders.recognition import (
    Found,
    belongs_to,
    date_in_name,
    files_of,
    mapping_of_code,
    matches_name,
    recognise,
)
from mast.loaders.rejects import write_rejects
from mast.loaders.unchanged import News, news


class Stage(Protocol):
    """Writes one delivery into the graph; ``progress`` is called with the number of rows done."""

    def __call__(
        self, graph: Graph, delivery: Delivery, *, token: int, progress: Callable[[int], None] | None = None
    ) -> StagedCounts: ...


def load(
    paths: Sequence[Path],
    *,
    settings: Settings,
    graph: Graph,
    ledger: Ledger,
    lease: Lease,
    now: Clock,
    today: date,
    as_of: date | None = None,
    partner: str | None = None,
    mapping: Path | None = None,
    progress: Progress = silently,
    stage: Stage = stage_delivery,
) -> LoadSummary:
    """Load files and folders under the writer's lease.

    A refused file does not hold up the others; ``LoadSummary.exit_code`` tells of it. ``as_of``: else the date in a
    file's name, else ``today``. ``partner`` (a code) or ``mapping`` (a file) says whose the files are. Raises
    UsageError, MappingRefused and what the stores raise; then the files before are loaded, and nothing of this one is.
    """
    mappings = configured_mappings(settings, extra=mapping)
    code = partner or (read_mapping(mapping).code if mapping else None)
    given = mapping_of_code(mappings, code) if code else None
    files = files_of(paths)
    run = runs.start(ledger, "load", now, token=lease.token, files=[file.path.name for file in files])

    def staged(delivery: Delivery) -> StagedCounts:
        if mapping:
            keep_mapping(settings, mapping)  # before the first row: a partner that is loaded is on every card
        total = len(delivery.rows)
        return stage(
            graph, delivery, token=lease.token, progress=lambda done: progress(delivery.file, "staging", done, total)
        )

    work = _Load(settings, run, mappings, given, staged, progress)
    try:
        summary = LoadSummary(tuple(work.take(file, as_of or date_in_name(file.path.name) or today) for file in files))
    except BaseException:
        runs.finish(run, "failed")
        raise
    counts = {outcome: len(summary.of(outcome)) for outcome in ("loaded", "already loaded", "refused")}
    runs.finish(run, "refused" if summary.exit_code else "done", counts)
    return summary


@dataclass(frozen=True, slots=True)
class _Load:
    settings: Settings
    run: Run
    mappings: tuple[Mapping, ...]
    given: Mapping | None
    stage: Callable[[Delivery], StagedCounts]
    progress: Progress

    def take(self, found: Found, as_of: date) -> FileOutcome:
        """What becomes of one file. A file found in a folder, of nobody's name and unreadable, is not an extract."""
        name = found.path.name
        by_name = [mapping for mapping in self._candidates() if matches_name(mapping, name)]
        try:
            with opened(found.path) as source:
                mapping = self._mapping(source, found.named)
                if mapping is None:
                    return self._no_extract(found)
                by_name = [mapping]
                return self._deliver(source, mapping, as_of, found.named)
        except DeliveryRefused as refused:
            if not found.named and not by_name:
                return self._no_extract(found)
            code = by_name[0].code if len(by_name) == 1 else ""
            return FileOutcome(name, "refused", found.named, code, reason=str(refused))

    def _candidates(self) -> tuple[Mapping, ...]:
        return self.mappings if self.given is None else (self.given,)

    def _mapping(self, source: Source, named: bool) -> Mapping | None:
        if self.given is None:
            return recognise(source, self.mappings)
        return self.given if named or belongs_to(source, self.given) else None

    def _no_extract(self, found: Found) -> FileOutcome:
        if not found.named:
            return FileOutcome(found.path.name, "not an extract", named=False)
        raise DeliveryRefused(
            found.path.name, "it fits no partner's mapping", "Say whose it is with --partner or --mapping."
        )

    def _deliver(self, source: Source, mapping: Mapping, as_of: date, named: bool) -> FileOutcome:
        earlier = deliveries.known(self.run.ledger, mapping.code, source.sha256)
        if earlier is not None:
            return FileOutcome(
                source.name, "already loaded", named, mapping.code, earlier.id, earlier.data_as_of, earlier.tally
            )
        checked = check(source, mapping, as_of, self.progress)
        held, generation = stated_by(self.run.ledger, mapping.code)
        told = news(checked.delivery.rows, held)
        rejects = self._write(checked, told, generation)
        return FileOutcome(
            source.name,
            "loaded",
            named,
            mapping.code,
            checked.delivery.id,
            as_of,
            checked.tally,
            rejects,
            unchanged=len(checked.delivery.rows) - len(told.rows),
        )

    def _write(self, checked: Checked, told: News, generation: int) -> Path:
        """Ledger, rejects file, graph, ledger: on a failure between, the delivery failed and leaves nothing.

        ``generation``: where the rows are that say nothing new. A delivery of no others leaves the graph as it is.
        """
        delivery = checked.delivery
        number = deliveries.begin(
            self.run, delivery.partner.code, delivery.file, delivery.sha256, delivery.data_as_of, checked.tally
        )
        rejects = self.settings.rejects_folder / f"{number}.csv"
        counts: dict[str, int] = {}
        try:
            write_rejects(rejects, delivery.file, checked.findings)
            runs.step(self.run, number, "started")
            if told.rows:
                staged = self.stage(replace(delivery, rows=told.rows))
                generation, counts = staged.number, staged.counts()
        except BaseException:
            with suppress(OSError):
                rejects.unlink(missing_ok=True)
            deliveries.put_aside(self.run.ledger, number, "failed")
            raise
        deliveries.complete(self.run.ledger, number, self.run.now, generation, told.stated)
        runs.step(self.run, number, "done", counts)
        return rejects
