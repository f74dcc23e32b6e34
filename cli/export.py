"""``mast export``: the operator's own data as CSV. Every export is a read: purpose and case are recorded first."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from mast.cli.audited import audited
from mast.cli.context import Deployment, deployment, today
from mast.cli.words import day
from mast.core.errors import MastError
from mast.core.window import Window
from mast.graph.published import Generation, current_generation
from mast.resolution import exports
from mast.resolution.exports import Table

app = typer.Typer(help="Write links or counts of the published generation as CSV, mode 600.", no_args_is_help=True)

Out = Annotated[Path, typer.Option(metavar="FILE", help="The CSV to write.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the twelve months; default today.")]
Purpose = Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")]
Case = Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")]


@app.command("links")
def links(out: Out, purpose: Purpose = None, case: Case = None) -> None:
    """One row a record: partner, source_record_id, person_id, household_id."""
    _export("export links", out, purpose, case, lambda opened, g: exports.links(opened.graph, g.number))


@app.command("counts")
def counts(out: Out, as_of: AsOf = None, purpose: Purpose = None, case: Case = None) -> None:
    """For each record's person, a row for each agency with a touchpoint in the twelve months."""
    window = _window(as_of)
    _export("export counts", out, purpose, case, lambda opened, g: exports.counts(opened.graph, g.number, window))


@app.command("address-counts")
def address_counts(out: Out, as_of: AsOf = None, purpose: Purpose = None, case: Case = None) -> None:
    """For each address, a row for each agency with a touchpoint there in the twelve months."""
    window = _window(as_of)
    _export(
        "export address-counts",
        out,
        purpose,
        case,
        lambda opened, g: exports.address_counts(opened.graph, g.number, window),
    )


@app.command("pairs")
def pairs(out: Out, purpose: Purpose = None, case: Case = None) -> None:
    """The evidence: record_a, record_b, weight, band, model, reason; link and review bands."""
    _export("export pairs", out, purpose, case, lambda opened, g: exports.pairs(opened.graph, g.number))


def _window(as_of: str | None) -> Window:
    return Window.twelve_months_to(day(as_of) if as_of is not None else today())


def _export(
    operation: str, out: Path, purpose: str | None, case: str | None, read: Callable[[Deployment, Generation], Table]
) -> None:
    with deployment() as opened:
        generation = current_generation(opened.graph)
        if generation is None:
            raise MastError("Nothing is published yet: run mast load, mast train and mast resolve first.")
        with audited(opened, operation, purpose, case, generation.number) as outcome:
            table = read(opened, generation)
            outcome.ids(table.ids)
        exports.write(table, out)
    typer.echo(f"{len(table.rows)} rows of generation {generation.number} in {out}")
    typer.echo("These are the operator's own data; sealed people are included.", err=True)
