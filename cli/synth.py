"""``mast synth``: write five partners' made-up extracts and the truth about them."""

from pathlib import Path
from typing import Annotated

import typer

from mast.cli.words import day
from mast.core.errors import MastError, UsageError
from mast.synth import extracts


def synth(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into; it is made if it is not there.")],
    people: Annotated[int, typer.Option(min=50, help="How many people live in the invented area.")] = 2000,
    seed: Annotated[int, typer.Option(help="Same arguments and seed, same bytes.")] = 1,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="The day of the extracts.")] = "2026-10-31",
    months: Annotated[int, typer.Option(min=1, max=36, help="How many months of events.")] = 36,
) -> None:
    """Write the five partners' extracts and the truth about them: everybody in them is invented."""
    on = day(as_of)
    if not extracts.DAYS[0] <= on <= extracts.DAYS[1]:
        raise UsageError(f"No extracts of {on}: give --as-of a day from {extracts.DAYS[0]} to {extracts.DAYS[1]}.")
    try:
        summary = extracts.write(folder, people=people, seed=seed, as_of=on, months=months)
    except OSError as error:
        raise MastError(f"{folder} cannot be written: {error.strerror}. Free its disk or choose another.") from None
    rows = sum(summary.rows.values())
    typer.echo(f"{summary.people} people in {summary.households} households; {rows} rows in {folder}")
