"""One delivery of one partner: checked whole, held or let in, and written to ledger and graph in an order that a crash
at any point leaves in good order."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from mast.core.errors import GraphUnreachable, MastError
from mast.core.facts import Delivery, Row
from mast.core.quality import BAND_DAYS, Departure, Measure, departures
from mast.core.settings import Settings
from mast.graph.staging import StagedCounts
from mast.graph.writer import Writer
from mast.ledger import deliveries, intake, quality, runs
from mast.ledger.deliveries import Arrived, DeliveryRow
from mast.ledger.runs import Run
from mast.ledger.stated import stated_by
from mast.loaders import holding
from mast.loaders.checking import Checked
from mast.loaders.contract import Mapping
from mast.loaders.familiar import Familiar
from mast.loaders.formats.source import Source
from mast.loaders.full import Retiring, retires_nothing, retiring
from mast.loaders.holding import Expected, Limits
from mast.loaders.imprints import Imprints
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.manifest import Arrival
from mast.loaders.outcomes import FileOutcome
from mast.loaders.quality import measure
from mast.loaders.rejects import write_rejects
from mast.loaders.unchanged import News, news


@dataclass(frozen=True, slots=True)
class Delivering:
    """Takes in deliveries of one run. ``anyway``: load what would be held; the run tells who said so, and why."""

    settings: Settings
    run: Run
    stage: Callable[[Delivery, Callable[[Writer], None] | None], StagedCounts]
    kept: KeptDeliveries
    anyway: bool = False

    def deliver(
        self, source: Source, mapping: Mapping, arrival: Arrival, checked: Checked | None, familiar: Familiar | None
    ) -> FileOutcome:
        """``checked`` and ``familiar``: None where the bytes were found loaded already, and checking them was spared.

        Raises DeliveryRefused where the file changed since it was hashed.
        """
        named = arrival.found.named
        loaded = deliveries.known(self.run.ledger, mapping.code, source.sha256)
        if loaded is not None or checked is None or familiar is None:
            assert loaded is not None
            if not self.kept.has(loaded.id):  # it was loaded before deliveries were kept
                self.kept.keep(loaded.id, source, mapping)
            return FileOutcome(
                source.name, "already loaded", named, mapping.code, loaded.id, loaded.data_as_of, loaded.tally
            )
        held, generation = stated_by(self.run.ledger, mapping.code)
        imprints = checked.imprints
        told = news(imprints, held)
        rows = checked.rows(told.at)
        earlier = deliveries.of_partner(self.run.ledger, mapping.code)
        newest = date.fromordinal(int(imprints["on"].max()))
        arrived = _arrived(checked, mapping, arrival, told, earlier, newest)
        measures, departed = self._measure(mapping, checked, imprints, arrived)
        stop = self.settings.quality_stop_points
        codes = (
            *arrival.codes,
            *arrival.manifest.disagrees(checked.tally.rows, source.sha256),
            *holding.reasons_to_hold(arrived, told.known, earlier, _expected(mapping), self._limits()),
            *(["fields_missing"] if any(one.measure.kind == "filled" and one.fall >= stop for one in departed) else []),
        )
        sentences = tuple(one.sentence for one in departed)
        if codes and not self.anyway:
            return self._hold(checked, arrived, codes, sentences, named)
        retired = retiring(self.run.ledger, checked, arrived.kind, told, rows, held)

        def keep() -> None:
            self.kept.keep(arrived.id, source, mapping)

        rejects = self._write(checked, arrived, rows, told, generation, codes, keep, retired)
        if checked.parted:
            familiar.remember(checked.parted, imprints, held.under(told.stated))
        quality.remember(self.run.ledger, arrived.partner, arrived.id, arrived.data_as_of, measures)
        if arrived.kind == "full" and retires_nothing(checked):
            codes = (*codes, "nothing_retired")
        if any(row.file == source.name and row.sha256 != source.sha256 for row in earlier):
            codes = (*codes, "same_name")
        return FileOutcome(
            source.name,
            "loaded",
            named,
            mapping.code,
            arrived.id,
            arrived.data_as_of,
            checked.tally,
            rejects,
            unchanged=checked.tally.accepted - len(rows),
            retired=len(retired.gone) if retired else 0,
            kind=arrived.kind,
            codes=codes,
            encoding=checked.encoding,
            quality=sentences,
        )

    def _measure(
        self, mapping: Mapping, checked: Checked, imprints: Imprints, arrived: Arrived
    ) -> tuple[list[Measure], list[Departure]]:
        """What is measured of a delivery, and what of it is unusual; corrections are too few rows to say."""
        if arrived.kind == "corrections":
            return [], []
        measures = measure(mapping, checked, imprints)
        since = arrived.data_as_of - timedelta(days=BAND_DAYS)
        before = quality.readings(self.run.ledger, since, arrived.partner)
        usual = [one for one in before if one.day < arrived.data_as_of]
        return measures, departures(arrived.partner, measures, usual)

    def _limits(self) -> Limits:
        return Limits(self.settings.rejected_share, self.settings.shrunken_share)

    def _hold(
        self, checked: Checked, arrived: Arrived, codes: Sequence[str], sentences: tuple[str, ...], named: bool
    ) -> FileOutcome:
        """The partner is told of bad rows even so: they are what it has to correct."""
        rejects = self.settings.rejects_folder / f"{arrived.id}.csv"
        write_rejects(rejects, arrived.file, checked.findings)
        intake.hold(self.run, arrived, codes)
        return FileOutcome(
            arrived.file,
            "held",
            named,
            arrived.partner,
            arrived.id,
            arrived.data_as_of,
            arrived.tally,
            rejects,
            holding.sentence(arrived.file, codes),
            kind=arrived.kind,
            codes=tuple(codes),
            quality=sentences,
        )

    def _write(
        self,
        checked: Checked,
        arrived: Arrived,
        rows: Sequence[Row],
        told: News,
        generation: int,
        codes: Sequence[str],
        keep: Callable[[], None],
        retired: Retiring | None,
    ) -> Path:
        """Ledger, rejects file, kept file, graph, ledger: on a failure between, the delivery failed and leaves nothing.

        A graph that does not answer any more may have taken it in all the same: then its files stay for the next
        writer, who can ask (``intake.settle``), and sweeps what is kept in vain.

        ``generation``: where the rows are that say nothing new. A delivery of no others that retires nothing leaves the
        graph as it is.
        """
        number = intake.begin(self.run, arrived, codes)
        rejects = self.settings.rejects_folder / f"{number}.csv"
        counts: dict[str, int] = {}
        facts = {"file": arrived.file, "sha256": arrived.sha256}
        try:
            write_rejects(rejects, arrived.file, checked.findings)
            keep()
            runs.step(self.run, number, "started")
            if rows or retired:
                staged = self.stage(replace(checked.delivery, rows=rows), retired)
                generation, counts, facts["digest"] = staged.number, staged.counts(), staged.digest
        except BaseException as error:
            # First the ledger: it refuses a writer that was taken over, whose files may be the new one's by now.
            intake.fail(self.run.ledger, number)
            if not isinstance(error, GraphUnreachable):
                with suppress(OSError, MastError):
                    rejects.unlink(missing_ok=True)
                    self.kept.drop(number)
            raise
        intake.complete(self.run.ledger, number, self.run.now, generation, told.stated)
        runs.note(self.run, **{number: facts})
        runs.step(self.run, number, "done", counts)
        return rejects


def _arrived(
    checked: Checked, mapping: Mapping, arrival: Arrival, told: News, earlier: Sequence[DeliveryRow], newest: date
) -> Arrived:
    delivery, tally = checked.delivery, checked.tally
    unchanged = tally.accepted - len(told.at)
    kind = holding.kind_of(mapping.delivery.kind, arrival.manifest.kind, tally, unchanged, earlier)
    return Arrived(
        delivery.partner.code,
        delivery.file,
        delivery.sha256,
        delivery.data_as_of,
        tally,
        kind,
        told.content,
        newest,
    )


def _expected(mapping: Mapping) -> Expected:
    return Expected(mapping.delivery.fewest_rows, mapping.delivery.most_rows)
