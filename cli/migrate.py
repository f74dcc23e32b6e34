"""``mast migrate``: bring both stores to this version."""

from typing import Annotated, Any

import typer

from mast.cli.context import now, read_settings
from mast.cli.words import print_json
from mast.graph import migration as graph_migration
from mast.graph.opening import open_graph
from mast.graph.schema import ensure_schema, migrate_graph
from mast.graph.schema import schema_version as graph_version
from mast.graph.writer import take_over
from mast.ledger import migration, runs
from mast.ledger.lease import writer_lease
from mast.ledger.store import open_ledger, schema_version


def migrate(as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False) -> None:
    """Bring both stores to this version of MAST. Stop mast serve first; what was interrupted is run again."""
    with (
        open_ledger(read_settings(), to_migrate=True) as ledger,
        open_graph(read_settings(), ledger.instance_id) as graph,
        writer_lease(ledger, "migrate", now) as lease,
    ):
        ensure_schema(graph, to_migrate=True)
        before = {"sql": schema_version(ledger), "graph": graph_version(graph)}
        done = migration.migrate(ledger.engine, before["sql"])
        run = runs.start(ledger, "migrate", now, token=lease.token, sql=migration.newest())
        try:
            take_over(graph, lease.token)
            done += migrate_graph(graph, lease.token)
        except BaseException:
            runs.finish(run, "failed")
            raise
        runs.finish(run, "done", {"migrations": len(done)})
    after = {"sql": migration.newest(), "graph": graph_migration.newest()}
    facts: dict[str, Any] = {"before": before, "after": after, "migrations": done}
    if as_json:
        print_json(facts)
        return
    for store, name in (("sql", "SQL store"), ("graph", "graph")):
        told = f"from version {before[store]} to {after[store]}"
        typer.echo(f"{name}: {told if before[store] != after[store] else f'at version {after[store]} already'}")
