"""``mast status``: what is loaded, resolved, published and held."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from mast.cli.context import deployment
from mast.cli.words import print_json
from mast.graph.reader import current_generation
from mast.ledger import deliveries, runs


def status(as_json: Annotated[bool, typer.Option("--json", help="Print facts as JSON.")] = False) -> None:
    """Say which generation is published, how fresh each partner's data are, and what the last runs did."""
    with deployment() as opened:
        generation = current_generation(opened.graph)
        waiting = [row["number"] for row in opened.graph.read("generations/staged")]
        latest = deliveries.latest(opened.ledger)
        recent = runs.recent(opened.ledger, 5)
    facts: dict[str, Any] = {
        "engine": opened.graph.engine,
        "instance": opened.ledger.instance_id,
        "generation": generation.number if generation else None,
        "published_at": generation.published_at if generation else None,
        "model": generation.model if generation else None,
        "digest": generation.digest if generation else None,
        "data_as_of": {code: day.isoformat() for code, day in generation.coverage.items()} if generation else {},
        "loaded_not_published": waiting,
        "deliveries": {
            code: {"id": row.id, "state": row.state, "rows": row.tally.rows, "data_as_of": row.data_as_of.isoformat()}
            for code, row in latest.items()
        },
        "runs": [{"id": run.id, "verb": run.verb, "outcome": run.outcome} for run in recent],
    }
    if as_json:
        print_json(facts)
        return
    _show(facts)


def _show(facts: dict[str, Any]) -> None:
    console = Console()
    published = (
        f"generation {facts['generation']}, published {facts['published_at']} with model {facts['model']}"
        if facts["generation"]
        else "nothing is published yet: run mast resolve"
    )
    console.print(f"graph: {facts['engine']}; {published}")
    if facts["loaded_not_published"]:
        console.print(f"{len(facts['loaded_not_published'])} loads wait for mast resolve")
    table = Table("partner", "newest delivery", "state", "rows", "data as of", "shown as of")
    for code, row in facts["deliveries"].items():
        shown = facts["data_as_of"].get(code, "–")
        table.add_row(code, row["id"], row["state"], str(row["rows"]), row["data_as_of"], shown)
    console.print(table)
    for run in facts["runs"]:
        console.print(f"run {run['id']}: {run['verb']}, {run['outcome']}")
