"""``mast train``: learn a model from what is loaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mast.cli.context import Deployment, deployment, now
from mast.core.errors import InputRefused
from mast.ledger import runs
from mast.resolution import engine
from mast.resolution.archive import plan_version
from mast.resolution.learning.labels import PRECISION, read_labels
from mast.resolution.learning.training import trained, write_model
from mast.resolution.outputs import write_text
from mast.resolution.plan import Plan, read_plan_without_columns
from mast.resolution.staged import Columns, read_columns


def train(
    out: Annotated[Path | None, typer.Option(help="Write the model here too.")] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The plan, in TOML, that mast resolve will be given too.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV record_a,record_b,same (1 or 0) by which the thresholds are set."),
    ] = None,
    precision: Annotated[
        float, typer.Option(min=0.5, max=0.9999, help="With --labels: the share of links that must be right.")
    ] = PRECISION,
    seed: Annotated[int, typer.Option(help="Seed of the random pairs; same data and seed, same model.")] = 1,
) -> None:
    """Learn a model from what is loaded and write it and its card, versioned, into the data folder."""
    wishes = Lessons(read_plan_without_columns(plan) if plan else None, labels, precision, seed)
    with deployment() as opened:
        version, records, kept = learn(opened, wishes, out)
    typer.echo(f"model {version}, learnt from {records} records, in {out or kept}")


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a model is learnt by, beyond the data. ``precision``: with ``labels``, the share of links to be right."""

    plan: Plan | None = None
    labels: Path | None = None
    precision: float = PRECISION
    seed: int = 1


def learn(
    opened: Deployment, wishes: Lessons, out: Path | None = None, columns: Columns | None = None
) -> tuple[str, int, Path]:
    """Learn a model and keep it as the newest; its version, the number of records, and its file.

    ``columns``: all that is staged, where it was read already. Raises InputRefused where nothing is loaded.
    """
    run = runs.start(opened.ledger, "train", now)
    try:
        columns = read_columns(opened.graph) if columns is None else columns
        if not len(columns.records):
            raise InputRefused("Nothing is loaded to learn from: run mast load first.")
        if wishes.plan is not None:
            wishes.plan.check_sources(columns.records.frame["partner"].unique().tolist())
        known = frozenset(columns.records.frame["key"])
        told = read_labels(wishes.labels, known) if wishes.labels else None
        prepared = engine.prepare(columns.records, columns.residences, columns.groups, wishes.plan)
        found = trained(prepared, wishes.seed, told, wishes.precision)
        version = found.model.version
        folder = opened.settings.models_folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = folder / f"{version}.json"
        write_model(found, kept)
        write_text(kept.name + "\n", folder / "latest")
        runs.note(run, model=version, plan=plan_version(wishes.plan) if wishes.plan else "", seed=wishes.seed)
        if out is not None:
            write_model(found, out)
    except BaseException:
        runs.finish(run, "failed")
        raise
    runs.finish(run, "done", {"records": len(columns.records)})
    return version, len(columns.records), kept
