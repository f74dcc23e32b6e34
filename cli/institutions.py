"""``mast institutions``: the list of institutional addresses, at which nobody is taken for family."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from mast.cli.context import read_settings
from mast.cli.words import print_json
from mast.resolution.institutions import keep_institutions

app = typer.Typer(help="The list of institutional addresses.", no_args_is_help=True)


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV uprn,name,kind in UTF-8.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Check a list of institutional addresses and keep it, in place of the one before, for later runs of resolve."""
    settings = read_settings()
    kinds = Counter(keep_institutions(settings, file).values())
    if as_json:
        print_json({"institutions": kinds.total(), "kinds": dict(sorted(kinds.items())), "kept": True})
    else:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
        typer.echo(f"institutions: {kinds.total()} ({told}). They hold from the next mast resolve on.")
    if settings.institutions is not None:
        typer.echo("mast: MAST_INSTITUTIONS is set: resolve reads the file that it names, not this list.", err=True)
