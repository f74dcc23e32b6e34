"""``mast quality``: how good each partner's data are, against what is usual for that partner."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from mast.cli.context import read_settings, today
from mast.cli.quality_page import quality_page
from mast.cli.words import day, print_json
from mast.core.errors import UsageError
from mast.core.quality import BAND_DAYS, Departure, Reading, band, departures, named, shares_of
from mast.ledger import quality as store
from mast.ledger.store import Ledger, open_ledger
from mast.resolution.outputs import write_json, write_text


def quality(
    partner: Annotated[str | None, typer.Argument(metavar="PARTNER", help="A partner's code; else all.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The last day looked at; else today.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a page with charts and a JSON file a partner here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print facts as JSON.")] = False,
) -> None:
    """Say how often each partner's fields are filled, which faults its rows have, and how many records match others'.

    Each figure is held against the partner's own last 28 days; what is unusual is said first.
    """
    last = day(as_of) if as_of is not None else today()
    with open_ledger(read_settings()) as ledger:
        cards = cards_of(ledger, last)
    if partner is not None:
        if partner not in cards:
            raise UsageError(f"Nothing was measured of '{partner}' in the {BAND_DAYS} days to {last}.")
        cards = {partner: cards[partner]}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for code, card in cards.items():
            write_text(quality_page(code, last, card["sentences"], card["measures"]), out / f"quality-{code}.html")
            write_json(card, out / f"quality-{code}.json")
    if as_json:
        print_json(cards)
    else:
        _show(cards)


def unusual(ledger: Ledger, last: date) -> list[Departure]:
    """What is unusual in the newest readings of each partner, the farthest from its band first."""
    found = []
    readings = _readings(ledger, last)
    for code in sorted({one.partner for one in readings}):
        newest, earlier = _newest([one for one in readings if one.partner == code])
        found += departures(code, [one.measure for one in newest], earlier)
    return found


def cards_of(ledger: Ledger, last: date) -> dict[str, dict[str, Any]]:
    """Partner code to its card: sentences on what is unusual, and every measure with its band and its last days."""
    readings = _readings(ledger, last)
    cards: dict[str, dict[str, Any]] = {}
    for code in sorted({one.partner for one in readings}):
        newest, earlier = _newest([one for one in readings if one.partner == code])
        cards[code] = {
            "partner": code,
            "as_of": last.isoformat(),
            "sentences": [one.sentence for one in departures(code, [one.measure for one in newest], earlier)],
            "measures": [_measure(one, earlier, readings) for one in newest],
        }
    return cards


def _readings(ledger: Ledger, last: date) -> list[Reading]:
    return [one for one in store.readings(ledger, last - timedelta(days=BAND_DAYS)) if one.day <= last]


def _newest(readings: Sequence[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Those of the newest delivery and of the newest publication, and all that are of earlier days."""
    newest: dict[bool, str] = {one.source.startswith(store.PUBLICATION): one.source for one in readings}
    now = [one for one in readings if one.source in newest.values()]
    day_of = {one.source: one.day for one in now}
    earlier = [one for one in readings if one.day < day_of[newest[one.source.startswith(store.PUBLICATION)]]]
    return now, earlier


def _measure(reading: Reading, earlier: Sequence[Reading], readings: Sequence[Reading]) -> dict[str, Any]:
    measure = reading.measure
    usual = band(shares_of(measure, reading.partner, earlier))
    alike = [
        one
        for one in readings
        if one.partner == reading.partner and (one.measure.kind, one.measure.subject) == (measure.kind, measure.subject)
    ]
    return {
        "kind": measure.kind,
        "subject": measure.subject,
        "named": named(measure),
        "source": reading.source,
        "day": reading.day.isoformat(),
        "count": measure.count,
        "total": measure.total,
        "share": round(measure.share, 4),
        "usual": None if usual is None else [round(value, 4) for value in (usual.low, usual.middle, usual.high)],
        "days": {one.day.isoformat(): round(one.measure.share, 4) for one in alike},
    }


def _show(cards: dict[str, dict[str, Any]]) -> None:
    if not cards:
        typer.echo("Nothing was measured yet: run mast load or mast daily.")
        return
    for code, card in cards.items():
        table = Table("what", "count", "of", "share", "usual", title=f"{code}, to {card['as_of']}")
        for one in card["measures"]:
            usual = "–" if one["usual"] is None else f"{one['usual'][0]:.0%} to {one['usual'][2]:.0%}"
            table.add_row(one["named"], f"{one['count']:,}", f"{one['total']:,}", f"{one['share']:.1%}", usual)
        Console().print(table)
        for sentence in card["sentences"]:
            typer.echo(sentence)
