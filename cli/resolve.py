"""``mast resolve``: link all records into persons and households and publish the result."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mast.cli.context import Deployment, deployment, now, today, writing
from mast.cli.words import print_json
from mast.core.errors import ModelRefused
from mast.core.settings import Settings
from mast.resolution.archive import Archive
from mast.resolution.gate import Allowance
from mast.resolution.institutions import institutions_in_force
from mast.resolution.matched import note_match_rates
from mast.resolution.model import Model, load_model
from mast.resolution.plan import read_plan_without_columns
from mast.resolution.run import USUAL, Summary, Wishes, dry_run, resolve_and_publish


def resolve(
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    model_file: Annotated[
        Path | None, typer.Option("--model", help="A model file; default the newest that mast train wrote.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How to resolve, in TOML; what it leaves out is built in.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV record_a,record_b,decision (same or different): all that people decided. It holds for later runs "
            "too, until another file is given; one with a header alone ends it.",
        ),
    ] = None,
    anyway: Annotated[
        str,
        typer.Option(
            "--publish-anyway",
            metavar="REASON",
            help="Publish what the gate would keep back, and keep this reason with it. Write nothing about a person.",
        ),
    ] = "",
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the account of the run here, as JSON: blocking, refused joins."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Resolve all loaded records with a trained model and publish them as a new generation.

    One that would merge or split many persons of whom nothing new is stated is kept back, with exit code 1: the one
    before goes on serving.
    """
    chosen = read_plan_without_columns(plan) if plan else None
    with deployment() as opened:
        wishes = wishes_for(opened.settings, Wishes(chosen, decisions, report, publish_anyway=anyway.strip()))
        model = model_for(opened.settings, model_file)
        institutions = institutions_in_force(opened.settings)
        archive = Archive.of(opened.settings)
        if dry:
            facts = dry_run(opened.graph, opened.ledger, archive, model, institutions, wishes).as_dict()
        else:
            with writing(opened, "resolve") as lease:
                done = resolve_and_publish(
                    opened.graph, lease.ledger, archive, model, institutions, token=lease.token, now=now, wishes=wishes
                )
                note_publication(opened, done)
            facts = done.as_dict()
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        told = "; ".join(value) if isinstance(value, tuple) else value
        typer.echo(f"{name.replace('_', ' ')}: {'none' if told in (None, '') else told}")


def note_publication(opened: Deployment, done: Summary) -> None:
    """Keep how many records of each partner match others' in what was published."""
    if done.generation is not None:
        note_match_rates(opened.ledger, done.generation, today())


def wishes_for(settings: Settings, wishes: Wishes = USUAL) -> Wishes:
    """The wishes with all that the deployment's settings add to them."""
    allowance = Allowance(settings.gate_share, settings.gate_persons)
    return replace(wishes, allowance=allowance, at_hand=settings.rollback_generations)


def model_for(settings: Settings, named: Path | None = None) -> Model:
    """The named model, else the newest that was learnt. Raises ModelRefused where there is none."""
    if named is not None:
        return load_model(named)
    latest = settings.models_folder / "latest"
    if not latest.is_file():
        raise ModelRefused("There is no model yet: run mast train first, or name one with --model.")
    return load_model(settings.models_folder / latest.read_text(encoding="utf-8").strip())
