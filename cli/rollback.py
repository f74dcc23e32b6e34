"""``mast rollback``: publish the previous state again."""

from typing import Annotated

import typer

from mast.cli.context import deployment, now, writing
from mast.cli.words import print_json
from mast.resolution.rollback import roll_back_and_publish


def rollback(
    to: Annotated[
        int | None, typer.Option(metavar="GENERATION", help="Which one; else the one published before the current one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Publish an earlier generation again, as a new one, with the ids that everybody had.

    What was loaded since stays loaded: the next mast resolve publishes it. Mend what was wrong before you run that.
    """
    with deployment() as opened, writing(opened, "rollback") as lease:
        done = roll_back_and_publish(opened.graph, lease.ledger, token=lease.token, now=now, to=to)
    if as_json:
        print_json(done.as_dict())
        return
    typer.echo(f"generation {done.generation} is published; it shows what generation {done.equals} showed")
    if done.links_staged:
        typer.echo(
            "what was loaded since waits, and the next mast resolve publishes it: mend first what was wrong, be it the "
            "model, the plan, the decisions or a delivery"
        )
