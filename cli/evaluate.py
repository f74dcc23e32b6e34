"""``mast evaluate``: how right the links are where the truth is known, what is out of reach, and for whom it fails."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from mast.cli.audited import audited
from mast.cli.context import deployment, read_settings, today
from mast.cli.words import day, print_json
from mast.core.errors import InputRefused, MastError, ModelRefused, UsageError
from mast.core.settings import Settings
from mast.graph.published import current_generation
from mast.resolution.evaluating import tables
from mast.resolution.evaluating.coverage import (
    Blocking,
    Unlinkable,
    blocking_of,
    blocking_told,
    people_of,
    unlinkable_of,
)
from mast.resolution.evaluating.curve import precision_recall, weight_histogram
from mast.resolution.evaluating.evaluation import evaluate as evaluated
from mast.resolution.evaluating.groups import FEW
from mast.resolution.evaluating.probes import by_origin, probe, read_names
from mast.resolution.evaluating.report import Findings, report, sizes_of
from mast.resolution.model import Model, load_model
from mast.resolution.plan import Plan, partner_plan, read_plan
from mast.resolution.staged import read_columns


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a deployment adds to the files: who its records say they are, and what of them is out of reach."""

    people: pd.DataFrame
    unlinkable: Unlinkable
    blocking: Blocking


def evaluate(
    links: Annotated[Path | None, typer.Option(help="CSV as written by mast export links.")] = None,
    truth: Annotated[Path | None, typer.Option(help="CSV partner,source_record_id,person_key,household_key.")] = None,
    pairs: Annotated[Path | None, typer.Option(help="CSV as written by mast export pairs.")] = None,
    people: Annotated[
        Path | None, typer.Option(help="CSV partner,source_record_id,birth_year,sex: figures by age and by sex too.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the ages; default today.")] = None,
    run_report: Annotated[
        Path | None, typer.Option("--report", help="JSON of a run, as mast resolve --report writes it: blocking.")
    ] = None,
    loaded: Annotated[
        bool, typer.Option("--loaded", help="Read the records loaded here: ages, unlinkable records, blocking.")
    ] = False,
    probes: Annotated[
        bool, typer.Option("--probes", help="Try the model on made-up pairs of names of many origins.")
    ] = False,
    model_file: Annotated[
        Path | None, typer.Option("--model", help="The model, for --loaded and --probes; default the newest here.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The plan, for --loaded and --probes; default the built-in one.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with tables and charts, which stands alone.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    purpose: Annotated[
        str | None, typer.Option(help="Why, for --loaded; default MAST_PURPOSE, else operations.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="Case reference, for --loaded; default MAST_CASE.")] = None,
) -> None:
    """Print how right links are against the truth: overall, by pair of partners, and with more given, much more."""
    if links is None and pairs is None and run_report is None and not (loaded or probes):
        raise UsageError("There is nothing to evaluate: name --links and --truth, or ask for --probes.")
    told_truth = tables.read_table(truth, tables.TRUTH_COLUMNS) if truth else None
    told_links = tables.read_table(links, tables.LINK_COLUMNS) if links else None
    told_pairs = tables.read_pairs(pairs) if pairs else None
    told_people = tables.read_people(people) if people else None
    told_report = _read_report(run_report) if run_report else None
    told_plan = read_plan(plan) if plan else partner_plan()
    on = day(as_of) if as_of is not None else today()
    model = _model(read_settings(), model_file) if loaded or probes else None
    here = _read_loaded(model, told_plan, told_truth, purpose, case) if loaded and model else None
    who = told_people if told_people is not None or here is None else here.people
    judged = None if told_links is None or told_truth is None else evaluated(told_links, told_truth, who, on)
    findings = Findings(
        as_of=on,
        evaluation=judged,
        sizes=sizes_of(told_links) if told_links is not None else None,
        histogram=weight_histogram(told_pairs, told_truth) if told_pairs is not None else None,
        curve=precision_recall(told_pairs, told_truth) if told_pairs is not None and told_truth is not None else None,
        unlinkable=here.unlinkable if here else None,
        blocking=here.blocking if here else told_report,
        probes=probe(model, read_names(), told_plan) if probes and model else None,
    )
    if html is not None:
        _write(html, report(findings))
    if as_json:
        print_json(findings.as_dict())
    else:
        _show(findings)


def _read_loaded(
    model: Model, plan: Plan, truth: pd.DataFrame | None, purpose: str | None, case: str | None
) -> _Loaded:
    """Read all that is loaded here. A read: purpose and case are recorded first."""
    with deployment() as opened:
        generation = current_generation(opened.graph)
        with audited(opened, "evaluate", purpose, case, generation.number if generation else None) as outcome:
            read = read_columns(opened.graph)
            outcome.ids(tuple(read.records.frame["key"]))
    told = (read.records, read.residences, model, read.groups, plan)
    return _Loaded(people_of(read.records), unlinkable_of(*told), blocking_of(*told, truth))


def _model(settings: Settings, named: Path | None) -> Model:
    latest = settings.models_folder / "latest"
    if named is None and not latest.is_file():
        raise ModelRefused("There is no model yet: run mast train first, or name one with --model.")
    return load_model(named or settings.models_folder / latest.read_text(encoding="utf-8").strip())


def _read_report(path: Path) -> Blocking:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputRefused(f"{path.name} cannot be read as JSON: give what mast resolve --report wrote.") from error
    found = blocking_told(told) if isinstance(told, dict) else None
    if found is None:
        raise InputRefused(f"{path.name} says nothing of blocking: give what mast resolve --report wrote.")
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    except OSError as error:
        raise MastError(f"{path} cannot be written: {error.strerror}. Choose another place with --html.") from None


def _show(found: Findings) -> None:
    console = Console()
    figures = found.evaluation
    if figures is not None:
        table = Table("pairs of", "precision", "recall", "F1")
        groups = {f"age {name}": told.pairwise for name, told in figures.ages.items()}
        groups |= {f"sex {name}": told.pairwise for name, told in figures.sexes.items()}
        scores = {"all records": figures.pairwise, **figures.partners, **groups, "households": figures.households}
        for name, score in scores.items():
            few = " *" if min(score.linked_pairs, score.true_pairs) < FEW else ""
            table.add_row(name + few, f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}")
        bcubed = (figures.bcubed_precision, figures.bcubed_recall, figures.bcubed_f1)
        table.add_row("B-cubed", *(f"{share:.4f}" for share in bcubed))
        console.print(table)
        console.print(f"* fewer than {FEW} pairs, linked or true: chance alone moves such a figure")
    if found.sizes:
        console.print(f"persons: {sum(found.sizes.values())}; records of the largest: {max(found.sizes)}")
    if found.unlinkable:
        console.print(f"records that say too little to be linked: {found.unlinkable.unlinkable}")
    if found.blocking:
        recall = "" if found.blocking.recall is None else f"; of true pairs {found.blocking.recall:.4f}"
        compared = f"{found.blocking.compared_pairs} of {found.blocking.possible_pairs}"
        console.print(f"pairs compared: {compared}{recall}")
    if found.probes is not None:
        table = Table("names", "recall", "two people linked", title="Probes with made-up names")
        for origin, told in by_origin(found.probes).items():
            recall = f"{told.recall:.2f} of {told.one_person}"
            table.add_row(origin, recall, f"{told.false_link_rate:.2f} of {told.two_people}")
        console.print(table)
