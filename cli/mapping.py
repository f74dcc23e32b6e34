"""``mast mapping``: propose a partner's mapping file from a sample, and try one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mast.cli.audited import Seen, audited
from mast.cli.context import ledger_alone, read_settings, today
from mast.cli.words import day, print_json
from mast.core.errors import MappingRefused, UsageError
from mast.core.facts import Row
from mast.core.settings import Settings
from mast.loaders.checking import Checked, check
from mast.loaders.contract import DATE_IN_NAME, IGNORED, Mapping
from mast.loaders.formats.source import opened
from mast.loaders.mapping import faults_of, read_mapping
from mast.loaders.proposing import proposal
from mast.loaders.recognition import date_in_name
from mast.loaders.sampling import sample_of

_WIDTH_OF_LOGS: Final = 200
_PACKED: Final = re.compile(r"\.(?:gz|zip)$", re.I)

app = typer.Typer(help="Propose a partner's mapping file from a sample, or try one.", no_args_is_help=True)


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sample of the partner's extract.")],
    partner: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its code; else the first word of the name.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; else standard output.")] = None,
) -> None:
    """Propose a mapping file from a sample. What it could not tell is marked DECIDE; no value of a person is quoted.

    Columns that hold case detail by their name or as free text are listed as ignored.
    """
    code = partner or _code(file.name)
    if re.fullmatch(r"[a-z][a-z0-9_]{1,31}", code) is None:
        raise UsageError(f"'{code}' is no partner code: small letters, figures and _. Give one with --partner.")
    if out is not None and out.exists():
        raise UsageError(f"{out}: is there already. Name another file, or remove it first.")
    with opened(file, read_settings().staging_folder) as source:
        text = proposal(sample_of(source), code, DATE_IN_NAME.sub("*", _PACKED.sub("", file.name)))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror}). Name another file.") from error
    decide = sum("DECIDE" in line for line in text.splitlines()) - 1
    typer.echo(f"{out}: written; {decide} lines are marked DECIDE. Then try it: mast mapping check {out} {file}")


@app.command("check")
def try_out(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The mapping file.")],
    extract: Annotated[Path | None, typer.Argument(metavar="[EXTRACT]", help="An extract to read by it.")] = None,
    rows: Annotated[int, typer.Option(min=1, max=100, help="How many rows to show.")] = 5,
    show_values: Annotated[bool, typer.Option("--show-values", help="Show the values, with an audit row.")] = False,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the data, as for mast load.")] = None,
    purpose: Annotated[str | None, typer.Option(help="Why the values are looked at.")] = None,
    case: Annotated[str | None, typer.Option(help="The case reference it is done for.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Try a mapping file: list what is wrong with it, and show the first rows of an extract as MAST would read them.

    Nothing is loaded. Values are masked, letters as a and figures as 9, unless --show-values is given. Exit code 3: the
    mapping or the extract is refused.
    """
    faults = faults_of(file)
    for fault in faults:
        typer.echo(f"{file.name}: {fault}")
    if faults:
        raise MappingRefused(f"{file.name}: refused, {len(faults)} of its keys must be corrected.")
    mapping = read_mapping(file)
    if extract is None:
        typer.echo(f"{file.name}: in order; partner {mapping.code}, {len(mapping.meanings)} columns are taken in.")
        return
    settings = read_settings()
    stated = day(as_of) if as_of else date_in_name(extract.name) or today()
    with _looking(settings, show_values, purpose, case) as seen, opened(extract, settings.staging_folder) as source:
        checked = check(source, mapping, stated)
        shown = checked.delivery.rows[:rows]
        seen.ids([row.record_key for row in shown if row.record])
    cells = [_cells(row, show_values) for row in shown]
    if as_json:
        print_json(_facts(mapping, checked) | {"rows_read": cells})
    else:
        _show(mapping, checked, cells)


@contextmanager
def _looking(settings: Settings, values: bool, purpose: str | None, case: str | None) -> Iterator[Seen]:
    """Who looks at values leaves an audit row; masked ones tell of nobody."""
    if not values:
        yield Seen("")
        return
    with ledger_alone(settings) as opened, audited(opened, "mapping check", purpose, case, None) as seen:
        yield seen


def _code(name: str) -> str:
    words = re.findall(r"[a-z]+", name.split(".", 1)[0].casefold())
    return words[0] if words else ""


def _masked(text: str) -> str:
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text)


def _cells(row: Row, values: bool) -> dict[str, str]:
    """What MAST makes of a row, in the order of a card."""
    who, home, worker = row.details, row.address, row.professional
    said = {
        "record": row.record,
        "event": row.event,
        "on": row.on.isoformat(),
        "forenames": who.forenames if who else "",
        "surname": who.surname if who else "",
        "born_on": str(who.born_on or "") if who else "",
        "sex": who.sex if who else "",
        "identifiers": ", ".join(identifier.key for identifier in row.identifiers),
        "flat": home.flat if home else "",
        "number": (home.number or home.building) if home else "",
        "street": home.street if home else "",
        "postcode": home.postcode if home else "",
        "uprn": home.uprn if home else "",
        "worker": worker.name if worker else "",
    }
    masked = said if values else {name: _masked(text) for name, text in said.items()}
    case = "" if row.case is None else "open" if row.case.open else "closed"
    return {"kind": row.kind, "case": case} | masked


def _facts(mapping: Mapping, checked: Checked) -> dict[str, Any]:
    tally = checked.tally
    return {
        "partner": mapping.code,
        "file": checked.delivery.file,
        "encoding": checked.encoding or None,
        "data_as_of": checked.delivery.data_as_of,
        "rows": tally.rows,
        "accepted": tally.accepted,
        "rejected": tally.rejected,
        "flagged": tally.flagged,
        "reasons": dict(Counter(finding.reason for finding in checked.findings).most_common()),
        "ignored": [name for name, meaning in mapping.columns.items() if meaning == IGNORED],
    }


def _show(mapping: Mapping, checked: Checked, cells: Sequence[dict[str, str]]) -> None:
    facts = _facts(mapping, checked)
    console = Console(width=_WIDTH_OF_LOGS)
    for name in ("partner", "file", "encoding", "data_as_of", "rows", "accepted", "rejected", "flagged"):
        if facts[name] is not None:
            typer.echo(f"{name}: {facts[name]}")
    for reason, count in facts["reasons"].items():
        typer.echo(f"  {reason}: {count}")
    if facts["ignored"]:
        typer.echo(f"ignored: {', '.join(facts['ignored'])}")
    table = Table(title="the first rows as MAST would read them", title_justify="left")
    filled = [name for name in cells[0] if any(row[name] for row in cells)]
    for name in filled:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*(escape(row[name]) for name in filled))
    console.print(table)
