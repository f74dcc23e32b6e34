"""``mast link``: link any tables, without a graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from mast.cli.words import print_json
from mast.core.errors import UsageError
from mast.resolution import linking
from mast.resolution.decisions import Decisions, read_decisions
from mast.resolution.inputs import read_inputs
from mast.resolution.model import load_model, save_model
from mast.resolution.outputs import write_json, write_table
from mast.resolution.plan import read_plan


def link(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tables, CSV or Parquet, of the same columns.")],
    columns: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The plan, in TOML: at least its table of columns, what each of them means."),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write record_id,cluster_id here.")],
    pairs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write record_a,record_b,weight,band,model,reason here.")
    ] = None,
    model_file: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="A model; default: learnt from these tables.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save-model", metavar="FILE", help="Write the model that was used here.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV record_a,record_b,decision; a decision is same or different."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the account of the run here, as JSON.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of learning; same tables and seed, same answer.")] = linking.SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Link the records of any tables: who is one person, and why.

    A record id in the output is the one in the table; with several tables, or a column that means source, it is
    source:id, where a table's name is the source if no column says it. The files written have mode 600.
    """
    _keep_inputs([*files, columns, model_file, decisions], [out, pairs, save, report])
    plan = read_plan(columns)
    model = load_model(model_file) if model_file else None

    def decide(known: frozenset[str]) -> Decisions:
        return read_decisions(decisions, known) if decisions else Decisions()

    with _step() as progress:
        linked = linking.link(read_inputs(files), plan, model, decide, seed, progress)
        progress("writing")
        if save is not None:
            save_model(linked.model, save)
        if pairs is not None:
            write_table(linked.pairs, pairs)
        if report is not None:
            write_json(linked.as_dict(), report)
        write_table(linked.clusters, out)
    facts: dict[str, Any] = {
        "records": linked.report.records,
        "persons": linked.report.persons,
        "largest_person": linked.report.largest_person,
        "pairs_compared": linked.report.blocking.pairs,
        "for_review": int((linked.pairs["band"] == "review").sum()),
        "refused_joins": len(linked.report.refused),
        "unread_cells": sum(sum(reasons.values()) for reasons in linked.unread.values()),
        "model": linked.model.version,
    }
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")


def _keep_inputs(given: list[Path | None], written: list[Path | None]) -> None:
    """Raises UsageError where a file would be written over one that is read, or over another one."""
    taken = {path.resolve() for path in given if path is not None}
    for path in written:
        if path is not None and path.resolve() in taken:
            raise UsageError(f"{path} is named twice: writing it would destroy the other. Name another file.")
        if path is not None:
            taken.add(path.resolve())


@contextmanager
def _step() -> Iterator[linking.Progress]:
    """What is being done, on standard error; nothing at all where that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: None
        return
    with console.status("") as status:
        yield lambda step: status.update(f"{step} …")
