"""``mast analysis``: the analysts' pseudonymised copy, and the scripts that ask it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mast.access.sealing import sealed_at
from mast.analysis.picture import draw
from mast.analysis.pseudonyms import Period, Pseudonyms
from mast.analysis.publishing import Provenance, Written, publish_copy
from mast.analysis.risk import share_found
from mast.analysis.scripts import write_scripts
from mast.analysis.units import units_of
from mast.cli.audited import audited
from mast.cli.context import Deployment, deployment, now, read_settings, today, writing
from mast.cli.words import day, print_json
from mast.core.errors import MastError, WrongStore
from mast.core.keyfile import key_at
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.loaders.mapping import configured_partners
from mast.network.population import read_population

app = typer.Typer(
    help="The analysts' copy: households, addresses and agencies without names, for Neo4j Browser.",
    no_args_is_help=True,
)


@app.command("publish")
def publish(
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day of the twelve months; default today.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring the analysts' copy up to the published generation: only what changed is written.

    It is a graph of its own, at MAST_ANALYSIS_URI or beside the data folder's. It holds no name, no identifier, no
    contact, no sealed person; each household and address in it looks like four others at least. See docs/analysts.md.
    """
    last = day(as_of) if as_of is not None else today()
    with deployment() as opened, writing(opened, "analysis publish"):
        provenance, written, account = _publish(opened, Window.twelve_months_to(last), purpose, case)
    if as_json:
        print_json({**asdict(provenance), **asdict(written), **account})
        return
    typer.echo(
        f"the copy shows generation {provenance.generation} as of {provenance.as_of}: {account['households']} "
        f"households, {account['people']} people, {account['places']} addresses; {written.put} nodes and links "
        f"written, {written.removed} removed, {written.unchanged} as they were"
    )
    typer.echo(
        f"left out because fewer than {provenance.k} look like them: {account['households_left_out']} households and "
        f"people, {account['places_left_out']} addresses; {account['households_without_people']} households are shown "
        "without their people"
    )
    typer.echo(
        f"re-identification: {provenance.risk:.2%} of the people shown are found by somebody who knows their decade of "
        "birth, sex, postcode sector, agencies and household"
    )


@app.command("scripts")
def scripts(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write them to; made when it is not there.")],
) -> None:
    """Write the saved scripts and the style for Neo4j Browser into a folder: drag them into its Favourites."""
    names = write_scripts(out)
    typer.echo(f"{len(names)} files in {out}: {', '.join(names)}")


def _publish(
    opened: Deployment, window: Window, purpose: str | None, case: str | None
) -> tuple[Provenance, Written, dict[str, int]]:
    settings: Settings = read_settings()
    generation = current_generation(opened.graph)
    if generation is None:
        raise MastError("Nothing is published yet: run mast load, mast train and mast resolve first.")
    partners = configured_partners(settings)
    period = Period(settings.analysis_period).label(window.until)
    with audited(opened, "analysis publish", purpose, case, generation.number) as seen:
        sealed = sealed_at(opened.ledger, generation.number)
        visibility = Visibility(tuple(sorted(partner.code for partner in partners)), sealed)
        population = read_population(opened.graph, generation, window, visibility)
        seen.ids(tuple(population.people.index))
        picture = draw(population, partners, Pseudonyms(key_at(settings.pseudonym_key), period), settings.analysis_k)
        risk = share_found(units_of(population), picture)
    provenance = Provenance(
        generation.number,
        generation.digest,
        window.until.isoformat(),
        period,
        settings.analysis_k,
        now().isoformat(timespec="seconds"),
        risk,
    )
    try:
        with open_graph(settings.of_analysis(), f"analysis-{opened.ledger.instance_id}") as copy:
            written = publish_copy(copy, picture, provenance)
    except WrongStore:
        raise WrongStore(
            "MAST_ANALYSIS_URI names a graph that is not this deployment's analysts' copy; nothing was written. "
            "Name a Neo4j of the copy's own, with nothing in it."
        ) from None
    account = {
        "households": len(picture.nodes["household"]),
        "people": len(picture.nodes["person"]),
        "places": len(picture.nodes["place"]),
        "households_left_out": picture.left_out["units"],
        "places_left_out": picture.left_out["places"],
        "households_without_people": picture.without_people,
    }
    return provenance, written, account
