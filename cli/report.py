"""``mast report``: what the board gets, as files. Counts only; every read leaves an audit row."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from mast.access.sealing import sealed_at
from mast.analysis.picture import draw
from mast.analysis.pseudonyms import Pseudonyms
from mast.analysis.risk import share_found
from mast.analysis.units import units_of
from mast.cli.audited import audited
from mast.cli.context import Deployment, deployment
from mast.cli.words import day, print_json
from mast.core.errors import MastError
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph.published import Generation, current_generation
from mast.ledger import quality
from mast.ledger.quality import PUBLICATION
from mast.loaders.mapping import configured_partners
from mast.network.evidence import read_evidence
from mast.network.population import read_population
from mast.reports.aggregates import read_deprivation
from mast.reports.board import Pack, Sources, count_all, make_pack, provenance
from mast.reports.files import contents, require_empty, write
from mast.reports.kept import Kept, keep, kept_packs, read_pack
from mast.reports.pdf import require_pango
from mast.reports.recovery import Edition
from mast.reports.tables import Part
from mast.reports.usage import read_usage
from mast.resolution.archive import Archive
from mast.resolution.evaluating.probes import probe, read_names

app = typer.Typer(help="Reports for the board: counts, never a list of people.", no_args_is_help=True)


@app.command("board")
def board(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Last day of the twelve months.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A folder that is empty, or made.")],
    previous: Annotated[
        Path | None, typer.Option(metavar="FILE", help="board.json of the pack to compare with; default the last one.")
    ] = None,
    deprivation: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV decile,records,matched, as a partner counted its records.")
    ] = None,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="Write no board.pdf: it alone needs Pango.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write the board's pack: a page, a PDF, a CSV a table and one JSON.

    Small counts are hidden, others rounded, and nothing hidden can be worked out from the pack and the three before it.
    The same stores and date give the same bytes. See docs/board.md.
    """
    window = Window.twelve_months_to(day(as_of))
    compared = read_pack(previous) if previous is not None else None
    groups = read_deprivation(deprivation) if deprivation is not None else []
    if not no_pdf:
        require_pango()
    require_empty(out)
    with deployment() as opened:
        generation = current_generation(opened.graph)
        if generation is None:
            raise MastError("Nothing is published yet: run mast load, mast train and mast resolve first.")
        with audited(opened, "report board", purpose, case, generation.number) as seen:
            counted, facts = _count(opened, generation, window, groups)
            seen.ids(())  # Nobody is shown: counts leave, and no id does.
        pack = _publish(opened, counted, window.until, facts, compared, out, with_pdf=not no_pdf)
    if as_json:
        print_json({"out": str(out), "as_of": as_of, "generation": generation.number, "digest": pack.digest})
    else:
        typer.echo(
            f"the board's pack of generation {generation.number} as of {as_of} is in {out}, digest {pack.digest}"
        )


def _count(
    opened: Deployment, generation: Generation, window: Window, groups: Sequence[tuple[str, int, int]]
) -> tuple[Part, dict[str, Any]]:
    partners = sorted(configured_partners(opened.settings), key=lambda partner: (partner.order, partner.code))
    codes = tuple(partner.code for partner in partners)
    visibility = Visibility(codes, sealed_at(opened.ledger, generation.number))
    population = read_population(opened.graph, generation, window, visibility)
    terms = Archive.of(opened.settings).terms(generation)
    # Drawn to be attacked and thrown away, so with a key that opens nothing.
    picture = draw(population, partners, Pseudonyms(bytes(32), "board"), opened.settings.analysis_k)
    readings = quality.readings(opened.ledger, date.min)
    sources = Sources(
        population=population,
        evidence=read_evidence(opened.graph, generation.number, visibility),
        partners=partners,
        usage=read_usage(opened.ledger, window.until),
        readings=[one for one in readings if not one.source.startswith(PUBLICATION)],
        probes=probe(terms.model, read_names(), terms.plan),
        deprivation=groups,
        certificate=_certificate(opened.settings.certificates_folder, window.until),
        copy_risk=share_found(units_of(population), picture),
        copy_k=opened.settings.analysis_k,
    )
    return count_all(sources), provenance(generation, population, version("mast"))


def _publish(
    opened: Deployment,
    counted: Part,
    as_of: date,
    facts: Mapping[str, Any],
    compared: Mapping[str, Any] | None,
    out: Path,
    *,
    with_pdf: bool,
) -> Pack:
    """Make the pack, keep it for the ones after it unless it was made before, and write it."""
    folder = opened.settings.reports_folder
    kept = kept_packs(folder)

    def made(earlier: Sequence[Kept]) -> tuple[Pack, Edition]:
        previous = compared or (earlier[-1].pack if earlier else None)
        return make_pack(counted, as_of, facts, earlier, previous)

    for place, one in enumerate(kept):
        if one.pack["as_of"] == as_of.isoformat():
            pack, _ = made(kept[:place])
            if pack.digest == one.pack["digest"]:
                write(contents(pack, with_pdf=with_pdf), out)
                return pack
    pack, edition = made(kept)
    files = contents(pack, with_pdf=with_pdf)
    # Kept first: what was handed out and is not known here could not be guarded against.
    keep(folder, kept[-1].number + 1 if kept else 1, pack.as_json(), edition)
    write(files, out)
    return pack


def _certificate(folder: Path, until: date) -> Mapping[str, Any] | None:
    """The newest certificate of a purge up to that day."""
    found: list[dict[str, Any]] = []
    for file in sorted(folder.glob("purge-*.json")) if folder.is_dir() else ():
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            if told["as_of"] <= until.isoformat():
                found.append(told)
        except (OSError, ValueError, KeyError, TypeError):
            raise MastError(f"{file} is no certificate that can be read. Put it back from a backup.") from None
    return max(found, key=lambda told: (told["as_of"], told["run"]), default=None)
