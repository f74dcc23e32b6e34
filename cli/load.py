"""``mast load``: take in partners' extracts."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from mast.cli.context import Deployment, deployment, now, today, writing
from mast.cli.words import day, print_json
from mast.core.errors import UsageError
from mast.core.settings import Settings
from mast.ledger.lease import Lease, refuse_if_held
from mast.ledger.store import Ledger
from mast.loaders import checking
from mast.loaders.load import Anyway
from mast.loaders.load import load as load_files
from mast.loaders.looking import Asked, Looking
from mast.loaders.originals import Originals
from mast.loaders.outcomes import FileOutcome, LoadSummary
from mast.loaders.withdrawal import withdraw

_WIDTH_OF_LOGS: Final = 140


def load(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files, or folders read one level deep.")
    ] = None,
    partner: Annotated[str | None, typer.Option(metavar="CODE", help="Whose the files are; else found out.")] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help="A mapping file to read them by.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day of the data; else the date in a file's name, else today."),
    ] = None,
    anyway: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Load what would be held. Who said so and why is kept; name no person."),
    ] = None,
    undone: Annotated[
        str | None,
        typer.Option(
            "--withdraw",
            metavar="DELIVERY",
            help="Undo that delivery. PATH… are files of this partner's deliveries that are no longer kept.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="With --withdraw: why. It is kept; name no person.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Load partners' extracts. A refused or held file does not hold up the others.

    Exit code 3: a file that was named was refused or held, or nothing was loaded.
    """
    paths = paths or []
    if undone is not None:
        _withdraw(undone, paths, reason, as_json)
        return
    if not paths:
        raise UsageError("Name the files or folders to load.")
    stated = day(as_of) if as_of is not None else None
    word = Anyway(_reason(anyway), getuser()) if anyway is not None else None
    with taken_in("load", Asked(paths, today(), stated, partner, mapping), word) as (_, _, summary):
        pass
    if as_json:
        print_json([facts_of(file) for file in summary.files])
    else:
        show(summary)
    tell(summary)
    if summary.exit_code and not (summary.of("refused") or summary.of("held")):
        typer.echo("mast: none of these files is a partner's extract. Say whose they are with --partner.", err=True)
    if summary.exit_code:
        raise typer.Exit(summary.exit_code)


@contextmanager
def taken_in(verb: str, asked: Asked, anyway: Anyway | None = None) -> Iterator[tuple[Deployment, Lease, LoadSummary]]:
    """Load what is asked for, and hold the deployment and the writer's turn for the block.

    Files are read while the graph is opened. Raises Busy at once when another writer holds the lease.
    """
    looked: list[Looking] = []

    def look(settings: Settings, ledger: Ledger) -> Looking:
        refuse_if_held(ledger)
        looked.append(Looking(asked, settings, ledger, progress))
        return looked[0]

    with ExitStack() as stack:
        progress = stack.enter_context(progress_bars())
        opened = stack.enter_context(deployment(meanwhile=look))
        lease = stack.enter_context(writing(opened, verb))
        summary = load_files(looked[0], graph=opened.graph, ledger=lease.ledger, lease=lease, now=now, anyway=anyway)
        yield opened, lease, summary


def _withdraw(delivery: str, paths: list[Path], reason: str, as_json: bool) -> None:
    with deployment() as opened, writing(opened, "withdraw") as lease, progress_bars() as progress:
        found = withdraw(
            delivery,
            Originals(opened.settings, paths),
            graph=opened.graph,
            ledger=lease.ledger,
            lease=lease,
            now=now,
            progress=progress,
            reason=reason,
            by=getuser(),
        )
    if as_json:
        print_json(asdict(found))
        return
    typer.echo(f"{found.delivery} is withdrawn: {found.closed} links closed, {found.opened} opened.")
    typer.echo("Run mast resolve to publish it.")


def tell(summary: LoadSummary) -> None:
    """Say on standard error which files were not taken in, and why."""
    for file in (*summary.of("refused"), *summary.of("held")):
        typer.echo(f"mast: {file.reason}", err=True)


def _reason(written: str) -> str:
    if not written.strip():
        raise UsageError("--anyway needs a reason, as in --anyway 'fire has closed two stations'.")
    return written.strip()


class _Rate(ProgressColumn):
    """Rows a second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} a second" if task.speed else "", style="progress.data.speed")


@contextmanager
def progress_bars() -> Iterator[checking.Progress]:
    """A bar for what is done with each file on standard error, and nothing at all where that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield checking.silently
        return
    with bars_on(console) as (show, _):
        yield show


@contextmanager
def bars_on(console: Console) -> Iterator[tuple[checking.Progress, Progress]]:
    """What to tell, and the bars that it moves. Reading and staging go at speeds of their own: each has its own bar."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[tuple[str, str], TaskID] = {}

        def show(file: str, doing: str, done: int, total: int | None) -> None:
            if (file, doing) not in tasks:
                tasks[file, doing] = bars.add_task(f"{doing} {escape(file)}", total=None)
            bars.update(tasks[file, doing], completed=done, total=total)

        yield show, bars


def facts_of(file: FileOutcome) -> dict[str, Any]:
    return {
        "file": file.file,
        "partner": file.partner or None,
        "outcome": file.outcome,
        "delivery": file.delivery or None,
        "data_as_of": file.data_as_of,
        "rows": file.tally.rows,
        "loaded": file.loaded,
        "rejected": file.tally.rejected,
        "flagged": file.tally.flagged,
        "unchanged": file.unchanged,
        "retired": file.retired,
        "kind": file.kind or None,
        "codes": list(file.codes),
        "quality": list(file.quality),
        "encoding": file.encoding or None,
        "rejects": file.rejects,
        "reason": file.reason or None,
    }


def show(summary: LoadSummary) -> None:
    table = Table()
    table.add_column("file", overflow="fold")
    table.add_column("partner", no_wrap=True)
    for name in ("rows", "loaded", "rejected", "flagged", "unchanged", "retired"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    left_alone = summary.of("not an extract")
    for file in summary.files:
        if file in left_alone:
            continue
        tally = file.tally
        numbers = (tally.rows, file.loaded, tally.rejected, tally.flagged, file.unchanged, file.retired)
        counts = [f"{count:,}" if tally.rows else "" for count in numbers]
        table.add_row(escape(file.file), file.partner, *counts, file.outcome)
    # A log or a pipe has no width to keep to: there file names stay on one line.
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_LOGS)
    console.print(table)
    if left_alone:
        typer.echo(f"not an extract, left alone: {', '.join(file.file for file in left_alone)}")
    for file in summary.files:
        for sentence in file.quality:
            typer.echo(sentence)
    for file in summary.of("loaded"):
        if file.codes:
            typer.echo(f"{file.file}: loaded, though {', '.join(file.codes)}")
    for rejects in sorted({file.rejects.parent for file in summary.files if file.rejects}):
        typer.echo(f"rejected and flagged rows are listed in {rejects}")
