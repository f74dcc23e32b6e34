"""``mast daily``: the day's work in one command, for cron, a timer, or a service that watches the inbox."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mast.cli.context import Deployment, now, today
from mast.cli.inbox import Inbox, Ready, everything, stopping
from mast.cli.load import facts_of, show, taken_in, tell
from mast.cli.quality import unusual
from mast.cli.resolve import model_for, note_publication, wishes_for
from mast.cli.train import Lessons, learn
from mast.core.errors import Busy, MastError, StoreUnreachable, UsageError
from mast.graph.published import current_generation
from mast.ledger import deliveries
from mast.ledger.lease import Lease
from mast.loaders.looking import Asked
from mast.loaders.outcomes import LoadSummary
from mast.resolution.archive import Archive
from mast.resolution.institutions import institutions_in_force
from mast.resolution.run import resolve_and_publish
from mast.resolution.staged import Columns, read_columns

Facts = dict[str, Any]


def daily(
    inbox: Annotated[Path, typer.Argument(metavar="INBOX", help="The folder that partners' files come into.")],
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and take in what comes, until told to end.")] = False,
    every: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="With --watch: how often to look.")] = 5,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON; with --watch, a line each.")
    ] = False,
) -> None:
    """Load all that is in INBOX, link everything and publish, under one lease. Learns a model if there is none yet.

    A held or refused partner does not hold up the others. Where nothing is new, nothing changes.
    """
    if not inbox.is_dir():
        raise UsageError(f"{inbox} is no folder. Name the folder that partners' files come into.")
    if not watch:
        code = _day(inbox, everything, as_json)
        if code:
            raise typer.Exit(code)
        return
    arrivals = Inbox(inbox)
    with stopping() as stop:
        while not stop.is_set():
            if settled := arrivals.settled():
                _attended(inbox, arrivals, settled, as_json)
            stop.wait(every)


def _attended(inbox: Path, arrivals: Inbox, settled: frozenset[Path], as_json: bool) -> None:
    """One round of the watch. What is busy or out of reach now is tried again at the next look."""
    try:
        _day(inbox, settled.__contains__, as_json, one_line=True)
    except (Busy, StoreUnreachable) as error:
        typer.echo(f"mast: {error}", err=True)
        return
    except MastError as error:
        typer.echo(f"mast: {error}", err=True)
    arrivals.took(settled)


def _day(inbox: Path, ready: Ready, as_json: bool, *, one_line: bool = False) -> int:
    """Load, resolve and publish once, and say what came of it. Returns the exit code."""
    with taken_in("daily", Asked([inbox], today(), ready=ready)) as (opened, lease, summary):
        facts: Facts = {"files": [facts_of(file) for file in summary.files], "learnt": None, "resolved": None}
        failure: MastError | None = None
        try:
            _publish(opened, lease, facts)
        except StoreUnreachable:
            raise
        except MastError as error:
            failure = error
        _conclude(opened, summary, failure, facts)
    if as_json:
        typer.echo(json.dumps(facts, indent=None if one_line else 2, default=str))
    else:
        show(summary)
        _say(facts)
    tell(summary)
    if failure is not None:
        typer.echo(f"mast: {failure}", err=True)
    return int(facts["exit_code"])


def _publish(opened: Deployment, lease: Lease, facts: Facts) -> None:
    """Resolve and publish where anything is new: rows, or which partners' data are there and how fresh they are."""
    if not deliveries.freshness(opened.ledger):
        return
    current = current_generation(opened.graph)
    waiting = opened.graph.read("generations/staged")
    if current is not None and not waiting and current.coverage == deliveries.coverage(opened.ledger):
        return
    columns: Columns | None = None
    if not (opened.settings.models_folder / "latest").is_file():
        columns = read_columns(opened.graph)
        facts["learnt"] = learn(opened, Lessons(), columns=columns)[0]
    done = resolve_and_publish(
        opened.graph,
        lease.ledger,
        Archive.of(opened.settings),
        model_for(opened.settings),
        institutions_in_force(opened.settings),
        token=lease.token,
        now=now,
        wishes=wishes_for(opened.settings),
        columns=columns,
    )
    note_publication(opened, done)
    facts["resolved"] = done.as_dict()


def _conclude(opened: Deployment, summary: LoadSummary, failure: MastError | None, facts: Facts) -> None:
    current = current_generation(opened.graph)
    facts["generation"] = current.number if current else None
    facts["published_at"] = current.published_at if current else None
    facts["data_as_of"] = dict(current.coverage) if current else {}
    facts["held_back"] = {code: list(row.reasons) for code, row in deliveries.held_back(opened.ledger).items()}
    facts["quality"] = [one.sentence for one in unusual(opened.ledger, today())]
    facts["failure"] = str(failure) if failure else None
    facts["exit_code"] = failure.exit_code if failure else summary.exit_code


def _say(facts: Facts) -> None:
    if facts["learnt"]:
        typer.echo(f"learnt model {facts['learnt']}")
    if facts["resolved"]:
        told = facts["resolved"]
        typer.echo(f"published generation {told['generation']}: {told['persons']} persons of {told['records']} records")
    elif facts["failure"] is None:
        typer.echo(f"nothing new to publish; generation {facts['generation']} stands")
    for sentence in facts["quality"]:
        typer.echo(sentence)
    for partner, codes in facts["held_back"].items():
        typer.echo(f"{partner} is held back ({', '.join(codes)}): cards say that it is not available")
