"""``mast rebuild``: make a graph that was lost anew, with the same ids."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from mast.cli.context import Deployment, deployment, now, writing
from mast.cli.load import progress_bars
from mast.cli.purge import close, keeping_of
from mast.cli.words import print_json
from mast.core.errors import MastError
from mast.graph import purging
from mast.graph.published import current_generation
from mast.ledger import deliveries, intake, runs
from mast.ledger.deliveries import DeliveryRow
from mast.ledger.runs import Run
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.replaying import VERB, Loss, Replay, begin, loss
from mast.resolution.archive import Archive
from mast.resolution.institutions import institutions_in_force
from mast.resolution.run import Wishes, resolve_and_publish


def rebuild(
    without_missing: Annotated[
        bool,
        typer.Option("--without-missing", help="Leave out deliveries that are not kept; they may be loaded again."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Make a graph that was lost anew, from the kept deliveries and the id register: every person keeps their id.

    What was published is published again, with the model, plan and decisions of then; what was loaded after that waits
    for mast resolve, as before. A rebuild that was broken off is run again.
    """
    with deployment() as unfenced, writing(unfenced, VERB, rebuilds=True) as lease, progress_bars() as progress:
        opened = replace(unfenced, ledger=lease.ledger)
        found = loss(opened.graph, opened.ledger)
        if found is None:
            typer.echo("The graph holds all that was published: there is nothing to rebuild.")
            return
        kept = KeptDeliveries.of(opened.settings)
        rows = deliveries.in_order(opened.ledger)
        missing = [row.id for row in rows if not kept.has(row.id)]
        if missing and not without_missing:
            raise MastError(
                f"{len(missing)} deliveries are not kept: {', '.join(missing)}. Restore them from a backup, "
                "or run mast rebuild --without-missing and load them again."
            )
        run = begin(opened.graph, opened.ledger, found, now, lease.token)
        try:
            intake.give_up(opened.ledger, missing)
            rows = [row for row in rows if row.id not in missing]
            replay = Replay(opened.graph, run, lease.token, kept, progress)
            before = found.of(rows, published=True)
            for row in before:
                replay.take(row)
            facts = _publish(opened, found, before, run, lease.token)
            for row in found.of(rows, published=False):
                replay.take(row)
        except BaseException:
            runs.finish(run, "failed")
            raise
        runs.finish(run, "done", {"deliveries": len(rows), "rows": replay.rows})
    facts |= {"deliveries": len(rows), "rows": replay.rows, "missing": missing}
    if as_json:
        print_json(facts)
        return
    typer.echo(f"{len(rows)} deliveries written again; generation {facts['generation']} is published.")
    if facts["digest"] != facts["digest_before"]:
        typer.echo("Its digest is not that of before: run mast check, and see docs/keeping.md.", err=True)


def _publish(opened: Deployment, found: Loss, rows: list[DeliveryRow], run: Run, token: int) -> dict[str, Any]:
    """Publish what was published before, less what was purged since it was loaded."""
    told, archive = found.published, Archive.of(opened.settings)
    keeping, shown = keeping_of(opened), deliveries.coverage(opened.ledger)
    if keeping is not None:
        close(opened, purging.overdue(opened.graph, keeping), keeping, token)
    resolve_and_publish(
        opened.graph,
        opened.ledger,
        archive,
        archive.model(told.model),
        institutions_in_force(opened.settings),
        token=token,
        now=now,
        wishes=Wishes(
            plan=archive.plan(told.plan),
            decided=archive.decisions(told.decisions),
            coverage={code: day for code, day in deliveries.freshness_of(rows).items() if code in shown},
            leaving_out=purging.left_out(opened.graph, keeping) if keeping else frozenset(),
        ),
    )
    current = current_generation(opened.graph)
    assert current is not None
    if keeping is not None:
        purging.erase(opened.graph, token, keeping, current.number)
    runs.step(run, "publish", "done", {"generation": current.number})
    return {"generation": current.number, "digest": current.digest, "digest_before": told.digest}
