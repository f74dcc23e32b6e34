"""``mast explain``: why two records are, or are not, one person. A read: purpose and case are recorded first."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from mast.access.sealing import sealed_at
from mast.cli.audited import audited
from mast.cli.context import LONDON, deployment, now
from mast.cli.words import print_json
from mast.core.errors import MastError, UsageError
from mast.core.visibility import Visibility
from mast.graph.connection import Graph
from mast.graph.published import Generation, current_generation, generation_at
from mast.loaders.mapping import configured_partners
from mast.resolution.archive import Archive
from mast.resolution.explaining import explaining
from mast.resolution.explaining.explaining import Explanation

RecordKey = Annotated[str, typer.Argument(metavar="RECORD_KEY", help="partner:source_record_id, as in police:N123.")]


def explain(
    record_a: RecordKey,
    record_b: RecordKey,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show what the two records state, side by side.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
    known_at: Annotated[
        str | None,
        typer.Option(metavar="MOMENT", help="As it was published at this moment: 2026-03-31T09:00, London time."),
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
) -> None:
    """Say whether two records are one person, by which evidence, and what keeps them apart where they are not."""
    with deployment() as opened:
        generation = _generation(opened.graph, known_at)
        terms = Archive.of(opened.settings).terms(generation)
        partners = tuple(partner.code for partner in configured_partners(opened.settings))
        with audited(opened, "explain", purpose, case, generation.number) as outcome:
            seen = Visibility(partners, sealed_at(opened.ledger, generation.number))
            found = explaining.explain(
                opened.graph, generation, terms, record_a, record_b, seen, show_values=show_values
            )
            outcome.ids((*found.records, *sorted({found.person_a, found.person_b})))
    if as_json:
        print_json(found.as_dict())
        return
    _show(found)


def _generation(graph: Graph, known_at: str | None) -> Generation:
    if known_at is None:
        generation = current_generation(graph)
        if generation is None:
            raise MastError("Nothing is published yet: run mast load, mast train and mast resolve first.")
        return generation
    try:
        moment = datetime.fromisoformat(known_at)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError("--known-at must be a date and time in ISO 8601, as in 2026-03-31T09:00.") from None
    if moment > now():
        raise UsageError("--known-at must not lie in the future.")
    generation = generation_at(graph, moment)
    if generation is None:
        raise UsageError("--known-at: nothing was published by then; mast status tells the published generation.")
    return generation


def _show(found: Explanation) -> None:
    console = Console(highlight=False, markup=False)
    console.print(_verdict(found), soft_wrap=True)
    console.print(f"{found.sentence[:1].upper()}{found.sentence[1:]}.", soft_wrap=True)
    for reason in found.why_not:
        console.print(f"- {reason}", soft_wrap=True)
    steps = Table("field", "what was seen")
    steps.add_column("bits", justify="right")
    steps.add_column("total", justify="right")
    for step in found.as_dict()["waterfall"]:
        steps.add_row(step["field"], step["meaning"], f"{step['bits']:+.1f}", f"{step['total']:+.1f}")
    console.print(steps)
    console.print(
        f"Weight {found.weight:.1f} bits, by itself in the band: {found.band}. "
        f"Links begin at {found.link_from:.1f}, review at {found.review_from:.1f}.",
        soft_wrap=True,
    )
    if found.chain:
        links = Table("link", "with", "bits", "", title="The chain of links that holds them together")
        for hop in found.chain:
            links.add_row(hop.record_a, hop.record_b, f"{hop.weight:+.1f}", "bridge" if hop.bridge else "")
        console.print(links)
    if found.values:
        values = Table("field", found.record_a, found.record_b, title="What the records state")
        for row in found.values:
            values.add_row(*row)
        console.print(values)


def _verdict(found: Explanation) -> str:
    pair = f"{found.record_a} and {found.record_b}"
    made = f"in generation {found.generation}, by model {found.model}"
    if found.one_person:
        return f"{pair} are one person, {found.person_a}, {made}."
    return f"{pair} are two people, {found.person_a} and {found.person_b}, {made}."
