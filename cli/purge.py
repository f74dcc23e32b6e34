"""``mast purge``: what is older than three years goes for good, and a certificate of counts says so."""

import shutil
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from mast.cli.context import Deployment, deployment, now, today, writing
from mast.cli.words import day, print_json
from mast.core.errors import MastError, UsageError
from mast.graph import purging
from mast.graph.published import Generation, current_generation
from mast.graph.purging import Keeping, Overdue
from mast.graph.writer import Writer
from mast.ledger import deliveries, runs
from mast.ledger.deliveries import DeliveryRow
from mast.ledger.purging import forget_members, forget_rows
from mast.ledger.runs import Run
from mast.loaders.imprints import named
from mast.loaders.keeping import KeptDeliveries
from mast.resolution.archive import Archive
from mast.resolution.institutions import institutions_in_force
from mast.resolution.outputs import write_json
from mast.resolution.run import Wishes, resolve_and_publish

VERB = "purge"


def purge(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Keep the three years up to this day.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the certificate as JSON.")] = False,
) -> None:
    """Remove for good what is older than three years, publish what is left, and write a certificate of counts.

    A case that is open stays, however old. What is loaded and not yet published is published too. One that was broken
    off is run again.
    """
    keeping = Keeping(day(as_of))
    if keeping.as_of > today():
        raise UsageError(f"{keeping.as_of} is yet to come: what is to be kept until then would go too soon.")
    with deployment() as opened, writing(opened, VERB) as lease:
        certificate = _purge(replace(opened, ledger=lease.ledger), keeping, lease.token)
    if as_json:
        print_json(certificate)
        return
    for name, count in certificate["removed"].items():
        typer.echo(f"{name}: {count}")
    typer.echo(f"what is older than {keeping.oldest} is gone; the certificate is {certificate['file']}")


def keeping_of(opened: Deployment) -> Keeping | None:
    """What the last purge kept; None where there was none."""
    done = (run for run in runs.recent(opened.ledger, 1_000, (VERB,)) if run.outcome == "done")
    return next((Keeping(date.fromisoformat(str(run.facts["as_of"]))) for run in done), None)


def close(opened: Deployment, found: Overdue, keeping: Keeping, token: int) -> int:
    """Close in the graph what is overdue; how many links that were."""
    with Writer(opened.graph, token=token, what=VERB) as writer:
        purging.close_overdue(writer, found, keeping)
        writer.complete()
    return writer.closed


def _purge(opened: Deployment, keeping: Keeping, token: int) -> dict[str, Any]:
    current = current_generation(opened.graph)
    found = purging.overdue(opened.graph, keeping)
    if current is None and found.parts:
        raise MastError("Nothing is published yet: run mast train and mast resolve first.")
    run = runs.start(opened.ledger, VERB, now, token=token, as_of=keeping.as_of.isoformat())
    try:
        removed = {"rows known by hash": _forget(opened, found)}
        closed = close(opened, found, keeping, token)
        runs.step(run, "close", "done", {"links": closed})
        if current is not None:
            removed |= _publish_and_erase(opened, run, keeping, current, closed, token)
        removed |= _drop_files(opened, keeping)
        certificate = _certify(opened, run, keeping, removed)
    except BaseException:
        runs.finish(run, "failed")
        raise
    runs.finish(run, "done", {name.replace(" ", "_"): count for name, count in removed.items()})
    return certificate


def _forget(opened: Deployment, found: Overdue) -> int:
    """Forgotten before the graph is touched: after a crash between they would be news, and too old to be taken in."""
    by_partner: dict[str, set[bytes]] = {}
    for record, event in found.parts:
        partner, _, own = event.partition(":")
        by_partner.setdefault(partner, set()).add(named(own, record.removeprefix(f"{partner}:")))
    return sum(forget_rows(opened.ledger, partner, rows) for partner, rows in sorted(by_partner.items()))


def _publish_and_erase(
    opened: Deployment, run: Run, keeping: Keeping, current: Generation, closed: int, token: int
) -> dict[str, int]:
    leaving = purging.left_out(opened.graph, keeping)
    if closed or leaving:
        publish_again(opened, current, leaving, token)
    published = current_generation(opened.graph)
    assert published is not None
    runs.step(run, "publish", "done", {"generation": published.number})
    removed = purging.erase(opened.graph, token, keeping, published.number)
    runs.step(run, "erase", "done", removed)
    records, addresses = purging.records(opened.graph), purging.stated_addresses(opened.graph)
    members = sum(forget_members(opened.ledger, kind, records) for kind in ("person", "household"))
    return removed | {"register entries": members + forget_members(opened.ledger, "address", addresses)}


def publish_again(opened: Deployment, current: Generation, leaving: frozenset[str], token: int) -> None:
    """Publish what is left, resolved as the current generation was."""
    terms = Archive.of(opened.settings).terms(current)
    resolve_and_publish(
        opened.graph,
        opened.ledger,
        Archive.of(opened.settings),
        terms.model,
        institutions_in_force(opened.settings),
        token=token,
        now=now,
        wishes=Wishes(plan=terms.plan, decided=terms.decisions, leaving_out=leaving),
    )


def _drop_files(opened: Deployment, keeping: Keeping) -> dict[str, int]:
    kept, past = KeptDeliveries.of(opened.settings), _past(deliveries.every(opened.ledger), keeping)
    dropped = sum(kept.drop(row.id) for row in past)
    rejects = [opened.settings.rejects_folder / f"{row.id}.csv" for row in past]
    there = [file for file in rejects if file.exists()]
    for file in there:
        file.unlink()
    shutil.rmtree(opened.settings.familiar_folder, ignore_errors=True)  # made anew by the next loads
    return {"kept deliveries": dropped, "rejects files": len(there)}


def _past(rows: list[DeliveryRow], keeping: Keeping) -> list[DeliveryRow]:
    """Deliveries whose newest row is past keeping; no row is of a later day than its delivery's data."""
    return [row for row in rows if (row.newest_on or row.data_as_of) < keeping.oldest]


def _certify(opened: Deployment, run: Run, keeping: Keeping, removed: dict[str, int]) -> dict[str, Any]:
    folder = opened.settings.certificates_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"purge-{keeping.as_of:%Y%m%d}-run{run.id}.json"
    certificate: dict[str, Any] = {
        "what": "Purge of what is older than three years. Counts only.",
        "instance": opened.ledger.instance_id,
        "as_of": keeping.as_of.isoformat(),
        "oldest_day_kept": keeping.oldest.isoformat(),
        "done_at": now().isoformat(timespec="seconds"),
        "run": run.id,
        "removed": removed,
    }
    write_json(certificate, file)
    return certificate | {"file": str(file)}
