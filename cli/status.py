"""``mast status``: what is loaded, resolved, published and held."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mast.cli.context import deployment, now, today
from mast.cli.quality import unusual
from mast.cli.words import print_json
from mast.graph.published import current_generation
from mast.ledger import deliveries, runs
from mast.ledger.runs import PastRun

_HELD_SHOWN: Final = timedelta(days=28)


def status(as_json: Annotated[bool, typer.Option("--json", help="Print facts as JSON.")] = False) -> None:
    """Say which generation is published, how fresh each partner's data are, and what the last runs did."""
    with deployment() as opened:
        generation = current_generation(opened.graph)
        waiting = [row["number"] for row in opened.graph.read("generations/staged")]
        latest = deliveries.latest(opened.ledger)
        fresh = deliveries.freshness(opened.ledger)
        held = deliveries.held(opened.ledger, now() - _HELD_SHOWN)
        quality = [one.sentence for one in unusual(opened.ledger, today())]
        recent = runs.recent(opened.ledger, 5)
        tried = runs.recent(opened.ledger, 1, runs.PUBLISHING)
    facts: dict[str, Any] = {
        "engine": opened.graph.engine,
        "instance": opened.ledger.instance_id,
        "generation": generation.number if generation else None,
        "published_at": generation.published_at if generation else None,
        "model": generation.model if generation else None,
        "digest": generation.digest if generation else None,
        "published_anyway": (generation.override or None) if generation else None,
        "restores": (generation.restores or None) if generation else None,
        "held_back": _held_back(tried),
        "data_as_of": {code: day.isoformat() for code, day in generation.coverage.items()} if generation else {},
        "loaded_not_published": waiting,
        "deliveries": {
            code: {"id": row.id, "state": row.state, "rows": row.tally.rows, "data_as_of": row.data_as_of.isoformat()}
            for code, row in latest.items()
        },
        "held": [
            {
                "id": row.id,
                "partner": row.partner,
                "file": row.file,
                "data_as_of": row.data_as_of.isoformat(),
                "reasons": list(row.reasons),
                "as_new_loaded": row.data_as_of <= fresh.get(row.partner, date.min),
            }
            for row in held
        ],
        "quality": quality,
        "runs": [_told(run) for run in recent],
    }
    if as_json:
        print_json(facts)
        return
    _show(facts)


def _held_back(tried: list[PastRun]) -> dict[str, Any] | None:
    """The generation that the gate kept back, where that is what was tried last."""
    if not tried or "held" not in tried[0].facts:
        return None
    return {"run": tried[0].id, "at": tried[0].started_at.isoformat(), "reasons": tried[0].facts["held"]}


def _told(run: PastRun) -> dict[str, Any]:
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {
        "id": run.id,
        "verb": run.verb,
        "outcome": run.outcome,
        "started_at": run.started_at.isoformat(),
        "finished_at": finished,
        "facts": run.facts,
        "counts": run.counts,
    }


def _show(facts: dict[str, Any]) -> None:
    console = Console()
    published = (
        f"generation {facts['generation']}, published {facts['published_at']} with model {facts['model']}"
        if facts["generation"]
        else "nothing is published yet: run mast resolve"
    )
    console.print(f"graph: {facts['engine']}; {published}")
    if facts["restores"]:
        console.print(f"it equals generation {facts['restores']}, by a rollback")
    if facts["published_anyway"]:
        console.print(f"it was published with --publish-anyway: {facts['published_anyway']}")
    if facts["held_back"]:
        console.print(f"kept back by run {facts['held_back']['run']}: {'; '.join(facts['held_back']['reasons'])}")
    if facts["loaded_not_published"]:
        console.print(f"{len(facts['loaded_not_published'])} loads wait for mast resolve")
    table = Table("partner", "newest delivery", "state", "rows", "data as of", "shown as of")
    for code, row in facts["deliveries"].items():
        shown = facts["data_as_of"].get(code, "–")
        table.add_row(code, row["id"], row["state"], str(row["rows"]), row["data_as_of"], shown)
    console.print(table)
    for row in facts["held"]:
        settled = "; data as new as these are loaded" if row["as_new_loaded"] else ""
        console.print(f"held: {escape(row['file'])} of {row['partner']}, {', '.join(row['reasons'])}{settled}")
    for sentence in facts["quality"]:
        console.print(escape(sentence))
    for run in facts["runs"]:
        counts = "".join(f", {name.replace('_', ' ')} {count}" for name, count in run["counts"].items())
        console.print(f"run {run['id']}: {run['verb']}, {run['outcome']}, began {run['started_at']}{counts}")
