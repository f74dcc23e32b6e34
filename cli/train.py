"""``mast train``: learn a model from what is loaded."""

from pathlib import Path
from typing import Annotated

import typer

from mast.cli.context import deployment, now
from mast.core.errors import InputRefused
from mast.ledger import runs
from mast.resolution import engine
from mast.resolution.learning.labels import PRECISION, read_labels
from mast.resolution.learning.training import trained, write_model
from mast.resolution.model import model_version
from mast.resolution.outputs import write_text
from mast.resolution.plan import read_plan_without_columns
from mast.resolution.run import read_columns


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
    chosen = read_plan_without_columns(plan) if plan else None
    with deployment() as opened:
        run = runs.start(opened.ledger, "train", now)
        try:
            columns = read_columns(opened.graph)
            if not len(columns.records):
                raise InputRefused("Nothing is loaded to learn from: run mast load first.")
            if chosen is not None:
                chosen.check_sources(columns.records.frame["partner"].unique().tolist())
            known = frozenset(columns.records.frame["key"])
            told = read_labels(labels, known) if labels else None
            prepared = engine.prepare(columns.records, columns.residences, columns.groups, chosen)
            found = trained(prepared, seed, told, precision)
            version = model_version(found.model)
            folder = opened.settings.models_folder
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = folder / f"{version}.json"
            write_model(found, kept)
            write_text(kept.name + "\n", folder / "latest")
            if out is not None:
                write_model(found, out)
        except BaseException:
            runs.finish(run, "failed")
            raise
        runs.finish(run, "done", {"records": len(columns.records)})
    typer.echo(f"model {version}, learnt from {len(columns.records)} records, in {out or kept}")
