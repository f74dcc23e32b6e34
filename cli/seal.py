"""``mast seal``: who and what must not be found. A seal acts on the next request, on every path but the exports."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from mast.access import glass, seals
from mast.access.glass import Broken
from mast.access.sealing import Parted, parted
from mast.access.seals import Reason, Seal
from mast.cli.audited import audited
from mast.cli.context import Deployment, deployment, now
from mast.cli.words import print_json
from mast.core.errors import InputRefused
from mast.graph.published import current_generation

app = typer.Typer(
    help="Seal records, people, households and addresses, so that nobody finds them; lift, list and review seals.",
    no_args_is_help=True,
)

Key = Annotated[
    str, typer.Argument(metavar="KEY", help="A record (police:N123), or an id: person P…, household H…, address A….")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Purpose = Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")]
Case = Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")]


@app.command("add")
def add(
    key: Key,
    reason: Annotated[str, typer.Option(help=f"One of: {', '.join(Reason)}.")],
    owner: Annotated[str, typer.Option(help="Who answers for it and is told when somebody breaks the glass.")],
    purpose: Purpose = None,
    case: Case = None,
) -> None:
    """Seal KEY from the next request on: it reads as if it were not there."""
    with deployment() as opened, audited(opened, "seal add", purpose, case, _number(opened)) as seen:
        made = seals.add(opened.ledger, key, reason, owner, seen.actor, now())
        seen.ids([key])
    typer.echo(f"Seal {made.number}: {made.kind} {key} is sealed ({reason}); {owner} answers for it.")


@app.command("lift")
def lift(
    key: Key,
    seal: Annotated[int | None, typer.Option(help="This seal alone; else all in force on KEY.")] = None,
    purpose: Purpose = None,
    case: Case = None,
) -> None:
    """Lift the seals on KEY. What other seals hide stays hidden."""
    with deployment() as opened, audited(opened, "seal lift", purpose, case, _number(opened)) as seen:
        lifted = seals.lift(opened.ledger, key, seen.actor, now(), seal)
        seen.ids([key])
    for one in lifted:
        typer.echo(f"Seal {one.number} on {key} is lifted.")


@app.command("list")
def list_seals(
    every: Annotated[bool, typer.Option("--all", help="Lifted ones too.")] = False,
    as_json: AsJson = False,
    purpose: Purpose = None,
    case: Case = None,
) -> None:
    """List the seals in force. Who reads this list knows who is sealed: it is on record."""
    with deployment() as opened, audited(opened, "seal list", purpose, case, _number(opened)) as seen:
        found = [one for one in seals.seals(opened.ledger) if every or one.in_force]
        seen.ids([one.key for one in found])
    if as_json:
        print_json([_told(one) for one in found])
        return
    table = Table("seal", "kind", "key", "reason", "owner", "by", "since", "lifted")
    for one in found:
        since, lifted = _minute(one.at), _minute(one.lifted_at) if one.lifted_at else ""
        table.add_row(str(one.number), one.kind, one.key, one.reason, one.owner, one.by, since, lifted)
    Console(markup=False, highlight=False).print(table)


@app.command("review")
def review(
    key: Annotated[str | None, typer.Argument(metavar="[RECORD_KEY]", help="A record that the list names.")] = None,
    released: Annotated[bool, typer.Option("--release", help="It is somebody else: no longer hide it.")] = False,
    kept: Annotated[bool, typer.Option("--keep", help="It must stay hidden: seal it by itself.")] = False,
    as_json: AsJson = False,
    purpose: Purpose = None,
    case: Case = None,
) -> None:
    """List what a split parted from something sealed and is hidden until reviewed; with RECORD_KEY, decide on it."""
    if bool(key) != (released != kept):
        raise typer.BadParameter("name a RECORD_KEY with either --release or --keep, or none of them for the list")
    with deployment() as opened, audited(opened, "seal review", purpose, case, _number(opened)) as seen:
        waiting = parted(opened.ledger, _number(opened) or 0)
        if key:
            mine = [one for one in waiting if one.record == key]
            if not mine:
                raise InputRefused(f"{key} does not wait for review: mast seal review lists what does.")
            _decide(opened, key, mine, seen.actor, kept)
        seen.ids([one.record for one in waiting])
    if key:
        typer.echo(f"{key} {'is sealed by itself' if kept else 'is no longer hidden by what it was parted from'}.")
    elif as_json:
        print_json([{"record": one.record, "person": one.person, "seal": one.seal.number} for one in waiting])
    else:
        for one in waiting:
            typer.echo(f"{one.record} (now {one.person or 'of no person'}): parted from seal {one.seal.number}")
        typer.echo(f"{len(waiting)} wait for review.")


@app.command("broken")
def list_broken(
    owner: Annotated[str, typer.Option(help="Of this owner's seals alone.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Reviewed ones too.")] = False,
    reviewed: Annotated[
        int | None, typer.Option("--reviewed", metavar="NUMBER", help="Say that you have looked into this one.")
    ] = None,
    as_json: AsJson = False,
    purpose: Purpose = None,
    case: Case = None,
) -> None:
    """List who broke the glass and was shown what is sealed, until somebody else has reviewed it."""
    with deployment() as opened, audited(opened, "seal broken", purpose, case, _number(opened)) as seen:
        if reviewed is not None:
            glass.review(opened.ledger, reviewed, seen.actor, now())
        found = glass.broken(opened.ledger, every=every, owner=owner)
        seen.ids([one.shown for one in found])
    if as_json:
        print_json([_told_broken(one) for one in found])
        return
    table = Table("number", "when", "who", "of", "second person", "reason", "case", "seal", "owner", "shown", "review")
    for one in found:
        late = "overdue" if now() - one.at > glass.REVIEW_WITHIN else "due"
        review = one.reviewed_by or late
        parts = (str(one.number), _minute(one.at), one.actor, one.agency, one.second, one.reason, one.case_reference)
        table.add_row(*parts, str(one.seal), one.owner, one.shown, review)
    Console(markup=False, highlight=False).print(table)


def _told_broken(one: Broken) -> dict[str, Any]:
    told = asdict(one)
    for name in ("at", "reviewed_at"):
        told[name] = told[name].isoformat(timespec="seconds") if told[name] else None
    return told


def _decide(opened: Deployment, key: str, mine: list[Parted], actor: str, kept: bool) -> None:
    for one in mine:
        if kept:
            known = [seal for seal in seals.seals(opened.ledger) if seal.in_force and seal.key == key]
            if one.seal.owner not in {seal.owner for seal in known}:
                seals.add(opened.ledger, key, one.seal.reason, one.seal.owner, actor, now())
        seals.release(opened.ledger, one.seal, [key], actor, now())


def _number(opened: Deployment) -> int | None:
    generation = current_generation(opened.graph)
    return generation.number if generation else None


def _told(one: Seal) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(one, name) for name in ("number", "kind", "key", "reason", "owner", "by")}
    told["at"] = one.at.isoformat(timespec="seconds")
    told["lifted_at"] = one.lifted_at.isoformat(timespec="seconds") if one.lifted_at else None
    return told


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
