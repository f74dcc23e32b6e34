"""``mast check``: whether both stores hold together and agree, and what of it can be set right."""

from typing import Annotated

import typer

from mast.cli.context import Deployment, deployment, now, recover
from mast.cli.words import print_json
from mast.core.consistency import Finding
from mast.graph.consistency import examine, unfinished
from mast.graph.indexes import scanned, snake
from mast.graph.published import current_generation
from mast.graph.schema import rebuild_index
from mast.graph.writer import take_back
from mast.ledger import consistency, runs
from mast.ledger.lease import Lease, writer_lease


def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Make indexes anew, undo what was left unfinished, end runs that died.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Read both stores whole and say what does not hold; exit code 1 where something does not.

    Every key that a scan finds is looked up, every link counted and hashed, and the ledger held against it. A repair
    touches nothing that was published: what it leaves, a rollback, a backup or a new load sets right.
    """
    with deployment() as opened, writer_lease(opened.ledger, "check", now) as lease:
        run = runs.start(lease.ledger, "check", now, token=lease.token, repair=repair)
        try:
            found = findings(opened)
            done = mend(opened, lease) if repair and _mendable(found) else []
            left = findings(opened) if done else found
        except BaseException:
            runs.finish(run, "failed")
            raise
        runs.note(run, found=[finding.told for finding in found], mended=done)
        runs.finish(run, "done", {"findings": len(found), "left": len(left)})
        generation = current_generation(opened.graph)
    if as_json:
        print_json(
            {
                "generation": generation.number if generation else None,
                "digest": generation.digest if generation else None,
                "mended": done,
                "findings": [
                    {"check": finding.check, "told": finding.told, "mends": finding.mends} for finding in left
                ],
            }
        )
    else:
        _show(done, left)
    if left:
        raise typer.Exit(1)


def findings(opened: Deployment) -> list[Finding]:
    """All that does not hold in either store or between them. Call it under the writer's lease."""
    generation = current_generation(opened.graph)
    held = examine(opened.graph, generation)
    number, digest = (generation.number, generation.digest) if generation else (0, "")
    return [
        *held.findings,
        *consistency.publications(opened.ledger, number, digest),
        *consistency.ids(opened.ledger, "person", number, held.person_of),
        *consistency.ids(opened.ledger, "address", number, held.address_of),
        *consistency.households(opened.ledger, number, held.person_of, held.households_of),
        *consistency.rows(opened.ledger, held.rows),
        *consistency.abandoned(opened.ledger),
    ]


def _mendable(found: list[Finding]) -> bool:
    """Where the pointer is in doubt nothing is: what is beyond it may have been published."""
    doubted = any(finding.check == "pointer" and not finding.mends for finding in found)
    return not doubted and any(finding.mends for finding in found)


def mend(opened: Deployment, lease: Lease) -> list[str]:
    """Set right what loses nothing, and say what was done."""
    recover(opened, lease)
    done = []
    for mismatch in scanned(opened.graph):
        if not mismatch.doubled:  # else no index can be made of them, and there would be none at all
            rebuild_index(opened.graph, snake(mismatch.label))
            done.append(f"made the index of {mismatch.label} keys anew")
    for number in unfinished(opened.graph):
        take_back(opened.graph, lease.token, number)
        done.append(f"undid number {number}")
    return ["undid and ended what a writer had left unfinished", *done]


def _show(done: list[str], left: list[Finding]) -> None:
    for sentence in done:
        typer.echo(f"repaired: {sentence}")
    for finding in left:
        advice = "; mast check --repair sets it right" if finding.mends else ""
        typer.echo(f"{finding.check}: {finding.told}{advice}")
    if not left:
        typer.echo("Both stores hold together and agree.")
