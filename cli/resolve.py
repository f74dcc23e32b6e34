"""``mast resolve``: link all records into persons and households and publish the result."""

from pathlib import Path
from typing import Annotated

import typer

from mast.cli.context import deployment, now, writing
from mast.cli.words import print_json
from mast.core.errors import ModelRefused
from mast.core.settings import Settings
from mast.resolution.archive import Archive
from mast.resolution.institutions import read_institutions
from mast.resolution.model import Model, load_model
from mast.resolution.plan import read_plan_without_columns
from mast.resolution.run import Wishes, dry_run, resolve_and_publish


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
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the account of the run here, as JSON: blocking, refused joins."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Resolve all loaded records with a trained model and publish them as a new generation."""
    wishes = Wishes(read_plan_without_columns(plan) if plan else None, decisions, report)
    with deployment() as opened:
        model = _model(opened.settings, model_file)
        institutions = read_institutions(opened.settings.institutions)
        archive = Archive.of(opened.settings)
        if dry:
            facts = dry_run(opened.graph, opened.ledger, archive, model, institutions, wishes).as_dict()
        else:
            with writing(opened, "resolve") as lease:
                facts = resolve_and_publish(
                    opened.graph, opened.ledger, archive, model, institutions, token=lease.token, now=now, wishes=wishes
                ).as_dict()
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' ')}: {'none' if value in (None, '') else value}")


def _model(settings: Settings, named: Path | None) -> Model:
    if named is not None:
        return load_model(named)
    latest = settings.models_folder / "latest"
    if not latest.is_file():
        raise ModelRefused("There is no model yet: run mast train first, or name one with --model.")
    return load_model(settings.models_folder / latest.read_text(encoding="utf-8").strip())
