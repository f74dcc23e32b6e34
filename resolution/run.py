"""One resolution of a deployment: read all records as staged, resolve them in memory, write the difference, publish."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from mast.core.collector import uncollected
from mast.core.errors import GraphUnreachable, InputRefused, MastError, PublicationHeld, StaleWriter
from mast.graph import records as store
from mast.graph.connection import Graph
from mast.graph.generations import digest_after
from mast.graph.history import AT_HAND, move_aside
from mast.graph.published import Generation, current_generation
from mast.graph.publishing import changes, publish, standing
from mast.graph.writer import Writer
from mast.ledger import deliveries, register, runs
from mast.ledger.publications import newest_publication
from mast.ledger.store import Clock, Ledger
from mast.resolution import engine
from mast.resolution.archive import Archive, Terms, decisions_version, plan_version
from mast.resolution.assigning import plans_of, resolved_of
from mast.resolution.decisions import Decisions, read_decisions
from mast.resolution.engine import Resolution
from mast.resolution.gate import Allowance, Moves, moves
from mast.resolution.model import Model
from mast.resolution.outputs import write_json
from mast.resolution.plan import Plan, partner_plan
from mast.resolution.staged import Columns, read_columns


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one resolution is asked for beyond the usual.

    ``plan``: else the built-in one. ``decisions``: a file of decided pairs, which takes the place of those that the
    published generation was resolved with; else they hold. ``decided`` and ``coverage``: of a graph that is made anew,
    as they were. ``leaving_out``: stated addresses that are about to be erased. ``report``: where to write the account.
    ``allowance``: how many persons may merge or split unexplained. ``publish_anyway``: why to publish what the gate
    would keep back. ``at_hand``: how many of the newest generations are to be read without history.
    """

    plan: Plan | None = None
    decisions: Path | None = None
    report: Path | None = None
    allowance: Allowance = Allowance(share=0.001, persons=5)
    publish_anyway: str = ""
    at_hand: int = AT_HAND
    decided: Decisions | None = None
    coverage: Mapping[str, date] | None = None
    leaving_out: frozenset[str] = frozenset()


USUAL: Final = Wishes()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a resolution found and changed; ``generation`` is None after a dry run.

    ``held``: why the gate keeps it back, or would have but for ``publish_anyway``.
    """

    generation: int | None
    records: int
    persons: int
    households: int
    largest_person: int
    refused_joins: int
    for_review: int
    links_opened: int
    links_closed: int
    digest: str
    model: str
    plan: str
    decisions: str
    decided_pairs: int
    persons_merged: int
    persons_split: int
    persons_unexplained: int
    held: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@uncollected()
def resolve_and_publish(
    graph: Graph,
    ledger: Ledger,
    archive: Archive,
    model: Model,
    institutions: Mapping[str, str],
    *,
    token: int,
    now: Clock,
    wishes: Wishes = USUAL,
    columns: Columns | None = None,
) -> Summary:
    """Resolve all that is staged and publish it as a new generation; on any error nothing of it remains in a store.

    What it is resolved with is in the archive before it is published. Call it under the writer's lease of ``token``.
    ``columns``: all that is staged, where it was read under the same lease already.
    Raises PublicationHeld when the gate keeps it back, StaleWriter, InputRefused for decisions that are amiss or gone,
    ModelRefused for a model of other columns, MastError when nothing is loaded.
    """
    run = runs.start(ledger, "resolve", now, token=token, model=model.version)
    try:
        current = current_generation(graph)
        expected = current.number if current else 0
        with ThreadPoolExecutor(max_workers=1) as beside:
            read = beside.submit(standing, graph)
            columns = _loaded(graph, wishes.leaving_out) if columns is None else columns
            stands = read.result()
        terms = _terms(archive, current, columns, model, wishes)
        resolution = _resolve(columns, terms, institutions)
        runs.note(run, plan=plan_version(terms.plan), decisions=decisions_version(terms.decisions))
        runs.step(run, "resolve", "done", {"records": resolution.report.records})
        before = register.current(ledger, "person")
        moved, held = _gate(graph, before, archive, current, resolution, terms, wishes)
        runs.step(run, "gate", "done", moved.counts())
        if wishes.publish_anyway:
            runs.note(run, published_anyway=wishes.publish_anyway)
        elif held:
            raise PublicationHeld(held)
        archive.keep(terms)
        try:
            with Writer(graph, token=token, what="resolve") as writer:
                plans = plans_of(ledger, before, columns, resolution)
                for kind, plan in plans.items():
                    register.record(ledger, kind, plan, writer.number)
                resolved = resolved_of(columns, resolution, plans, terms)
                runs.step(run, "publish", "started", {"generation": writer.number})
                done = publish(
                    writer,
                    resolved,
                    expected=expected,
                    coverage=_coverage(ledger, wishes),
                    now=now(),
                    override=wishes.publish_anyway,
                    held=stands,
                )
        except BaseException:
            with suppress(GraphUnreachable):  # then the next writer does it, when the graph can be asked again
                known = newest_publication(ledger)  # beyond the graph's own where that is being made anew
                there = current_generation(graph)
                register.discard_above(ledger, max(there.number if there else 0, known.generation if known else 0))
            raise
        held += done.overridden
        summary = _summary(resolution, terms, moved, held, done.opened, done.closed, done.digest, done.number)
        runs.note(run, digest=done.digest, overridden=list(held))
        runs.step(run, "publish", "done", {"opened": summary.links_opened, "closed": summary.links_closed})
        _move_history(graph, token, wishes.at_hand, run)
        runs.finish(run, "done", {"generation": done.number, "persons": summary.persons})
        _account(resolution, wishes)
    except PublicationHeld as error:
        runs.note(run, held=list(error.reasons))
        runs.finish(run, "refused")
        raise
    except BaseException:
        runs.finish(run, "failed")
        raise
    return summary


def _coverage(ledger: Ledger, wishes: Wishes) -> Mapping[str, date]:
    """Partner code to the newest day that its data speak for."""
    return wishes.coverage if wishes.coverage is not None else deliveries.coverage(ledger)


def dry_run(
    graph: Graph,
    ledger: Ledger,
    archive: Archive,
    model: Model,
    institutions: Mapping[str, str],
    wishes: Wishes = USUAL,
) -> Summary:
    """What ``resolve_and_publish`` would do; nothing is written but the report that was asked for."""
    current = current_generation(graph)
    columns = _loaded(graph)
    terms = _terms(archive, current, columns, model, wishes)
    resolution = _resolve(columns, terms, institutions)
    before = register.current(ledger, "person")
    moved, held = _gate(graph, before, archive, current, resolution, terms, wishes)
    plans = plans_of(ledger, before, columns, resolution)
    found = changes(standing(graph), resolved_of(columns, resolution, plans, terms))
    opened = {kind.name: len(change.opened) for kind, change in found.items()}
    closed = {kind.name: len(change.closed) for kind, change in found.items()}
    _account(resolution, wishes)
    shown = digest_after(graph, current, sum(change.digest for change in found.values()))
    return _summary(resolution, terms, moved, held, opened, closed, shown, None)


def _gate(
    graph: Graph,
    before: Mapping[str, str],
    archive: Archive,
    current: Generation | None,
    resolution: Resolution,
    terms: Terms,
    wishes: Wishes,
) -> tuple[Moves, tuple[str, ...]]:
    """Who would merge or split, and why the generation is to be kept back. The first one never is.

    ``before``: the person of each record until now.
    """
    if current is None:
        return Moves(0), ()
    try:
        earlier = set(archive.decisions(current.decisions).rows())
    except InputRefused:
        earlier = set()  # their file is gone, and other decisions were given: all that these say is new
    decided = {record for *pair, _ in earlier ^ set(terms.decisions.rows()) for record in pair}
    linked = resolution.links[["record_a", "record_b"]]
    moved = moves(
        before,
        resolution.persons,
        zip(linked["record_a"].tolist(), linked["record_b"].tolist(), strict=True),
        decided,
        lambda records: store.restated(graph, records, current.number),
    )
    reason = moved.reason(wishes.allowance)
    return moved, (reason,) if reason else ()


def _move_history(graph: Graph, token: int, at_hand: int, run: runs.Run) -> None:
    """The generation is published: links that cannot be moved now are moved after the next."""
    try:
        runs.step(run, "history", "done", {"moved": move_aside(graph, token, at_hand)})
    except (GraphUnreachable, StaleWriter):
        runs.step(run, "history", "planned")


def _loaded(graph: Graph, leaving_out: frozenset[str] = frozenset()) -> Columns:
    columns = read_columns(graph, leaving_out)
    if not len(columns.records) and columns.stated.empty:
        raise MastError("Nothing is loaded to resolve: run mast load first.")
    return columns


def _terms(archive: Archive, current: Generation | None, columns: Columns, model: Model, wishes: Wishes) -> Terms:
    """What to go by. What people decided holds on from one generation to the next until other decisions are given."""
    if wishes.decisions is not None:
        decisions = read_decisions(wishes.decisions, frozenset(columns.records.frame["key"]))
    elif wishes.decided is not None:
        decisions = wishes.decided
    else:
        decisions = archive.decisions(current.decisions) if current else Decisions()
    plan = wishes.plan or partner_plan()
    plan.check_sources(columns.records.frame["partner"].unique().tolist())
    return Terms(model, plan, decisions)


def _resolve(columns: Columns, terms: Terms, institutions: Mapping[str, str]) -> Resolution:
    prepared = engine.prepare(columns.records, columns.residences, columns.groups, terms.plan)
    return engine.resolve_prepared(prepared, terms.model, institutions, terms.decisions)


def _account(resolution: Resolution, wishes: Wishes) -> None:
    if wishes.report is not None:
        write_json(resolution.report.as_dict(), wishes.report)


def _summary(
    resolution: Resolution,
    terms: Terms,
    moved: Moves,
    held: tuple[str, ...],
    opened: Mapping[str, int],
    closed: Mapping[str, int],
    digest: str,
    generation: int | None,
) -> Summary:
    report = resolution.report
    return Summary(
        generation=generation,
        records=report.records,
        persons=report.persons,
        households=report.households,
        largest_person=report.largest_person,
        refused_joins=len(report.refused),
        for_review=int((resolution.links["band"] == "review").sum()),
        links_opened=sum(opened.values()),
        links_closed=sum(closed.values()),
        digest=digest,
        model=terms.model.version,
        plan=plan_version(terms.plan),
        decisions=decisions_version(terms.decisions),
        decided_pairs=len(terms.decisions.rows()),
        persons_merged=len(moved.merged),
        persons_split=len(moved.split),
        persons_unexplained=len(moved.unexplained),
        held=held,
    )
