"""``mast load``: take in partners' extracts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from mast.cli.context import deployment, now, today, writing
from mast.cli.words import day, print_json
from mast.loaders import checking
from mast.loaders.load import load as load_files
from mast.loaders.outcomes import FileOutcome, LoadSummary

_WIDTH_OF_LOGS: Final = 140


def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders read one level deep.")],
    partner: Annotated[str | None, typer.Option(metavar="CODE", help="Whose the files are; else found out.")] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help="A mapping file to read them by.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day of the data; else the date in a file's name, else today."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Load partners' extracts. A refused file does not hold up the others.

    Exit code 3: a file that was named was refused, or nothing was loaded.
    """
    stated = day(as_of) if as_of is not None else None
    with deployment() as opened, writing(opened, "load") as lease, _progress() as progress:
        summary = load_files(
            paths,
            settings=opened.settings,
            graph=opened.graph,
            ledger=opened.ledger,
            lease=lease,
            now=now,
            today=today(),
            as_of=stated,
            partner=partner,
            mapping=mapping,
            progress=progress,
        )
    if as_json:
        print_json([_facts(file) for file in summary.files])
    else:
        _show(summary)
    for file in summary.of("refused"):
        typer.echo(f"mast: {file.reason}", err=True)
    if summary.exit_code and not summary.of("refused"):
        typer.echo("mast: none of these files is a partner's extract. Say whose they are with --partner.", err=True)
    if summary.exit_code:
        raise typer.Exit(summary.exit_code)


@contextmanager
def _progress() -> Iterator[checking.Progress]:
    """A bar a file on standard error, and nothing at all where that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield checking.silently
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(file: str, doing: str, done: int, total: int | None) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task("", total=None)
            bars.update(tasks[file], description=f"{doing} {escape(file)}", completed=done, total=total)

        yield show


def _facts(file: FileOutcome) -> dict[str, Any]:
    return {
        "file": file.file,
        "partner": file.partner or None,
        "outcome": file.outcome,
        "delivery": file.delivery or None,
        "data_as_of": file.data_as_of,
        "rows": file.tally.rows,
        "loaded": file.tally.accepted,
        "rejected": file.tally.rejected,
        "flagged": file.tally.flagged,
        "unchanged": file.unchanged,
        "rejects": file.rejects,
        "reason": file.reason or None,
    }


def _show(summary: LoadSummary) -> None:
    table = Table()
    table.add_column("file", overflow="fold")
    table.add_column("partner", no_wrap=True)
    for name in ("rows", "loaded", "rejected", "flagged", "unchanged"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    left_alone = summary.of("not an extract")
    for file in summary.files:
        if file in left_alone:
            continue
        tally = file.tally
        numbers = (tally.rows, tally.accepted, tally.rejected, tally.flagged, file.unchanged)
        counts = [f"{count:,}" if tally.rows else "" for count in numbers]
        table.add_row(escape(file.file), file.partner, *counts, file.outcome)
    # A log or a pipe has no width to keep to: there file names stay on one line.
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_LOGS)
    console.print(table)
    if left_alone:
        typer.echo(f"not an extract, left alone: {', '.join(file.file for file in left_alone)}")
    for rejects in sorted({file.rejects.parent for file in summary.of("loaded") if file.rejects}):
        typer.echo(f"rejected and flagged rows are listed in {rejects}")
