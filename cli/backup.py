"""``mast backup`` and ``mast restore``: both stores of one moment, and the files that belong to them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from mast.access import chain
from mast.cli.audited import audited
from mast.cli.backup_folder import BackupFolder, key_of, make_folder
from mast.cli.context import deployment, now, read_settings, writing
from mast.cli.words import print_json
from mast.core.errors import MastError, UsageError
from mast.core.keyfile import key_at
from mast.core.settings import Settings
from mast.core.vault import Vault
from mast.graph import dump as graph_dump
from mast.graph import migration as graph_migration
from mast.graph.connection import Graph
from mast.graph.dump import Tally, canonical
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graph.schema import ensure_schema
from mast.ledger import dump as sql_dump
from mast.ledger import migration, runs
from mast.ledger.lease import writer_lease
from mast.ledger.store import Ledger, open_ledger

_NODES, _LINKS, _ROWS = "graph/nodes", "graph/links", "sql/rows"
_VERSIONS: Final = "versions"
Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for it.")],
    as_json: Json = False,
) -> None:
    """Write a backup of both stores, as they are at one moment, and of what belongs to them. Readers go on reading.

    It is encrypted with keep.key of the data folder. Keep that and the other keys elsewhere: no backup holds them.
    """
    with deployment() as opened, writing(opened, "backup") as lease:
        make_folder(folder)
        generation = current_generation(opened.graph)
        number = generation.number if generation else None
        into = BackupFolder(folder, Vault(key_at(opened.settings.keep_key)))
        run = runs.start(lease.ledger, "backup", now, token=lease.token)
        try:
            with audited(opened, "backup", None, None, number):
                counts = _write(into, opened.graph, opened.ledger)
                into.write_files(opened.settings.home)
                into.finish(
                    {
                        "made_at": now().isoformat(timespec="seconds"),
                        "instance": opened.ledger.instance_id,
                        "generation": number,
                        "digest": generation.digest if generation else None,
                        _VERSIONS: _versions(),
                        "counts": counts,
                    }
                )
        except BaseException:
            runs.finish(run, "failed")
            raise
        runs.finish(run, "done", {"nodes": _sum(counts["nodes"]), "links": _sum(counts["links"])})
    if as_json:
        print_json({"generation": number, "counts": counts})
        return
    typer.echo(f"{folder}: {_told(counts)}, generation {number or 'none'}. The keys are not in it.")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that mast backup wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Throw away what both stores hold now.")] = False,
    as_json: Json = False,
) -> None:
    """Bring both stores back as a backup has them, on either engine, and check every line of what was written.

    Stop mast serve first. The stores must be empty, unless --replace says to throw away what they hold. One that was
    broken off is run again.
    """
    settings = read_settings()
    source = BackupFolder(folder, Vault(key_at(key_of(settings))))
    told = source.checked()
    if told[_VERSIONS] != _versions():
        raise MastError(
            f"{folder} was made at schema versions {told[_VERSIONS]}, this MAST is at {_versions()}: "
            "restore it with the MAST version that made it, then run mast migrate with this one."
        )
    mark = settings.restoring
    with (
        open_ledger(settings, to_migrate=True) as ledger,
        open_graph(settings) as graph,
        writer_lease(ledger, "restore", now),
    ):
        if not (replace or mark.exists() or (sql_dump.is_empty(ledger) and not _holds_anything(graph))):
            raise UsageError("The stores are not empty. To throw away what they hold: mast restore DIR --replace")
        mark.touch(mode=0o600)
        counts = _bring_back(source, settings, graph, ledger, told)
    mark.unlink()
    _verify(settings)
    if as_json:
        print_json({"generation": told["generation"], "digest": told["digest"], "counts": counts})
        return
    typer.echo(f"{_told(counts)} are back as they were on {told['made_at']}; the audit chain is whole.")


def _write(into: BackupFolder, graph: Graph, ledger: Ledger) -> dict[str, Any]:
    tallies = {name: Tally() for name in ("nodes", "links", "rows")}
    into.write_lines(_NODES, _lines(tallies["nodes"], graph_dump.nodes(graph)))
    into.write_lines(_LINKS, _lines(tallies["links"], graph_dump.links(graph)))
    with sql_dump.snapshot(ledger) as rows:
        into.write_lines(_ROWS, _lines(tallies["rows"], rows))
    return {name: tally.facts() for name, tally in tallies.items()}


def _lines(tally: Tally, lines: Iterable[list[Any]]) -> Iterator[bytes]:
    return (canonical(line) for line in tally.of(lines))


def _bring_back(
    source: BackupFolder, settings: Settings, graph: Graph, ledger: Ledger, told: dict[str, Any]
) -> dict[str, Any]:
    """The SQL store comes last, in one transaction: until then the mark keeps every other verb away."""
    graph_dump.clear(graph)
    ensure_schema(graph)
    graph_dump.clear(graph)  # of the first nodes too: the backup has them
    graph.write("engine/name_instance", id=told["instance"])
    graph_dump.put_back(graph, source.read_lines(_NODES), source.read_lines(_LINKS))
    source.read_files(settings.home)
    sql_dump.put_back(ledger, source.read_lines(_ROWS))
    with sql_dump.snapshot(ledger) as rows:
        counts = {
            "nodes": Tally.all_of(graph_dump.nodes(graph)).facts(),
            "links": Tally.all_of(graph_dump.links(graph)).facts(),
            "rows": Tally.all_of(rows).facts(),
        }
    for store, kinds in told["counts"].items():
        for kind, facts in kinds.items():
            if kind != "lease" and counts[store].get(kind) != facts:
                raise MastError(f"{kind} did not come back as it was. Run mast restore again, or take another backup.")
    return counts


def _verify(settings: Settings) -> None:
    with deployment(settings) as opened:
        found = chain.verify(opened.ledger, chain.key_of(opened.ledger))
        if not found.ok:
            raise MastError(
                f"Both stores are back, but the audit chain breaks at row {found.first_bad}: put the audit.key of that "
                "deployment into the data folder, or take another backup."
            )


def _holds_anything(graph: Graph) -> bool:
    highest = graph.read("generations/highest")
    return bool(highest and highest[0]["highest"])


def _versions() -> dict[str, int]:
    return {"sql": migration.newest(), "graph": graph_migration.newest()}


def _sum(kinds: dict[str, dict[str, Any]]) -> int:
    return sum(int(facts["count"]) for facts in kinds.values())


def _told(counts: dict[str, Any]) -> str:
    return ", ".join(f"{_sum(kinds)} {name}" for name, kinds in counts.items())
