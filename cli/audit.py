"""``mast audit``: whether the record of who looked is as it was written, and what it says."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from mast.access.checkpoints import Notary, checkpoint_file, public_key, read_checkpoints
from mast.access.flags import USUAL_DAYS, flags
from mast.access.footprint import for_the_subject, no_footprint
from mast.access.legal_bases import faults, read_bases
from mast.access.looks import looks_at, looks_at_very_many, looks_since, same_person
from mast.access.sealing import sealed_at
from mast.access.seals import kind_of
from mast.access.verifying import check
from mast.cli.audited import audited
from mast.cli.context import LONDON, Deployment, deployment, now, read_settings, today
from mast.cli.staff import own_of, read_staff
from mast.cli.words import print_json
from mast.core.errors import InputRefused, MastError
from mast.core.keyfile import key_at
from mast.core.visibility import Visibility
from mast.fields.contacts import email, phone
from mast.fields.identifiers import nhs_number, upn
from mast.fields.reasons import FieldError
from mast.graph.published import Generation, current_generation
from mast.graph.reader import GraphReader
from mast.ledger.store import open_ledger
from mast.loaders.mapping import configured_partners
from mast.resolution.outputs import write_json

app = typer.Typer(help="Check the audit chain, sign its head, and say who looked at whom.", no_args_is_help=True)

CHANGED: Final = 1
IDENTIFIERS: Final[dict[str, Callable[[str], str]]] = {"nhs": nhs_number, "upn": upn, "phone": phone, "email": email}


@app.command("verify")
def verify(
    checkpoints: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The checkpoints; default MAST_AUDIT_CHECKPOINTS.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--public-key", metavar="FILE", help="Default: checkpoint.pub in the data folder.")
    ] = None,
    without_secret: Annotated[
        bool, typer.Option("--without-secret", help="Check as somebody outside does, with the public key alone.")
    ] = False,
) -> None:
    """Check the whole chain against its signed checkpoints; exit 1 when it was changed.

    mast-audit-verify does the same for whoever has the public key, the checkpoints and the store, and nothing else.
    """
    settings = read_settings()
    path = checkpoints or checkpoint_file(settings)
    known = read_checkpoints(path, public_key(key or settings.home / "checkpoint.pub"))
    secret = None if without_secret else key_at(settings.home / "audit.key")
    found = check(settings.sql_address, known, secret)
    typer.echo(found.sentence(), err=not found.ok)
    if not found.ok:
        raise typer.Exit(CHANGED)


@app.command("checkpoint")
def checkpoint() -> None:
    """Sign the head of the chain now, as mast serve does every minute."""
    settings = read_settings()
    with open_ledger(settings) as ledger:
        made = Notary(ledger, checkpoint_file(settings), now).note()
    typer.echo(f"Row {made.seq} is signed." if made else "Nothing came since the last checkpoint.")


@app.command("who-saw")
def who_saw(
    person: Annotated[
        str, typer.Argument(metavar="PERSON_ID", help="A person's id; or a household, an address, a record's key.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
) -> None:
    """Say who saw a person, when, in which role and what for; under every id that they ever had."""
    kind = kind_of(person)
    with deployment() as opened:
        generation = current_generation(opened.graph)
        with audited(opened, "audit who-saw", purpose, case, generation.number if generation else None) as seen:
            ids = same_person(opened.ledger, person) if kind in ("person", "record") else {person}
            found, many = looks_at(opened.ledger, ids), looks_at_very_many(opened.ledger)
            seen.ids([person])
    if as_json:
        print_json({"looks": [one.as_dict() for one in found], "of_very_many": [one.as_dict() for one in many]})
        return
    table = Table("when", "who", "role", "of", "purpose", "case", "what")
    for one in found:
        when = one.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
        table.add_row(when, one.actor, one.role, one.agency, one.purpose, one.case_reference, one.operation)
    Console(markup=False, highlight=False).print(table)
    typer.echo(
        f"{len(found)} looks; besides, {len(many)} at so many that each may have shown anybody (--json names them)."
    )


@app.command("flags")
def flag(
    staff: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV user,key: which record or person each user is.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How many days back.")] = 28,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
) -> None:
    """List looks worth a question: at oneself, family at one's address, a colleague; and unusually many in a day."""
    users = read_staff(staff) if staff else {}
    with deployment() as opened:
        generation = current_generation(opened.graph)
        with audited(opened, "audit flags", purpose, case, generation.number if generation else None) as seen:
            own = own_of(users, _reader(opened, generation), opened.ledger, today()) if generation else {}
            # The days before tell what is usual for each user.
            since = now() - timedelta(days=days + USUAL_DAYS)
            first = (now() - timedelta(days=days)).date()
            found = [one for one in flags(looks_since(opened.ledger, since), own) if one.day >= first]
            seen.ids(sorted({one.shown for one in found} - {""}))
    if as_json:
        print_json([{**asdict(one), "look": one.look.as_dict() if one.look else None} for one in found])
        return
    table = Table("day", "who", "flag", "shown", "purpose", "case", "people")
    for one in found:
        purpose_told, case_told = (one.look.purpose, one.look.case_reference) if one.look else ("", "")
        table.add_row(str(one.day), one.actor, one.kind, one.shown, purpose_told, case_told, str(one.count))
    Console(markup=False, highlight=False).print(table)
    typer.echo(f"{len(found)} flags in {days} days. A flag is a question, not an answer.")


@app.command("subject")
def subject(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The answer, JSON of mode 600.")],
    searched: Annotated[
        Path,
        typer.Option("--searched", metavar="FILE", help="Identifiers, one a line, as in nhs:9434765919; - reads them."),
    ],
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
) -> None:
    """Answer somebody who asks what is held of them: which agencies, who looked; or, signed, that there is nothing.

    Identifiers come from a file, never from the command line, which others can see. What is sealed needs a person's
    decision, and is refused with exit 3.
    """
    keys = _identifiers(searched)
    with deployment() as opened:
        generation = current_generation(opened.graph)
        if generation is None:
            raise MastError("Nothing is published yet: there is nothing to answer from.")
        with audited(opened, "audit subject", purpose, case, generation.number) as seen:
            reader = _reader(opened, generation)
            found = sorted({one.person for key in keys for one in reader.persons_with_identifier(key)})
            sealed = sealed_at(opened.ledger, generation.number)
            seen.ids(found)
            if any(sealed.hides(person) for person in found):
                raise InputRefused("Some of it is under a seal: its owner decides on the answer. Nothing was written.")
            answer = _answer(opened, generation, reader, keys, found)
    write_json(answer, out)
    typer.echo(f"{out}: {'nothing is held, signed' if not found else 'held: ' + ', '.join(found)}")


@app.command("bases")
def bases() -> None:
    """Print the legal basis of each partner's sharing; exit 1 when one is missing or due for review."""
    settings = read_settings()
    if settings.legal_bases is None:
        raise MastError("No legal bases are stated: set MAST_LEGAL_BASES, as docs/governance/data-flows.md shows.")
    stated = read_bases(settings.legal_bases)
    table = Table("partner", "shares under", "receives under", "agreement", "review on")
    for code, one in sorted(stated.items()):
        table.add_row(code, one.shares_under, one.receives_under, one.agreement, one.review_on.isoformat())
    Console(markup=False, highlight=False).print(table)
    wrong = faults(stated, [partner.code for partner in configured_partners(settings)], today())
    for fault in wrong:
        typer.echo(fault, err=True)
    if wrong:
        raise typer.Exit(1)


def _reader(opened: Deployment, generation: Generation) -> GraphReader:
    """Reads what is sealed too: whoever answers for access must know."""
    partners = tuple(sorted(partner.code for partner in configured_partners(opened.settings)))
    return GraphReader(opened.graph, generation, Visibility(partners))


def _answer(
    opened: Deployment, generation: Generation, reader: GraphReader, keys: list[str], found: list[str]
) -> dict[str, Any]:
    if not found:
        return no_footprint(opened.ledger, keys, generation.number, generation.coverage, now()).as_dict()
    held = [
        {"person": person, "record": one.record, "agency": one.partner, "stated_on": one.stated_on.isoformat()}
        for person, said in sorted(reader.details(found).items())
        for one in said
    ]
    ids = {id for person in found for id in same_person(opened.ledger, person)}
    return {"searched": keys, "held": held, "looks": for_the_subject(looks_at(opened.ledger, ids))}


def _identifiers(path: Path) -> list[str]:
    """Raises InputRefused for a line that is no identifier; the text of it is not repeated."""
    text = sys.stdin.read() if str(path) == "-" else _read(path)
    found = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        kind, _, value = line.partition(":")
        if kind not in IDENTIFIERS or not value.strip():
            raise InputRefused(f"Line {number} is no identifier: write one of {', '.join(IDENTIFIERS)}, as in nhs:….")
        try:
            found.append(f"{kind}:{IDENTIFIERS[kind](value.strip())}")
        except FieldError:
            raise InputRefused(f"Line {number} is no {kind} that can be one: check it.") from None
    if not found:
        raise InputRefused("There is no identifier to search for: write one a line.")
    return sorted(set(found))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputRefused(f"{path}: the identifiers cannot be read.") from None
