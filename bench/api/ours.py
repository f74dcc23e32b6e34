"""MAST's API as a process of its own over the bench's graph: ``python -m bench.api.ours [audit|no-audit] [profile]``.

Settings come from ``MAST_*``. At the end it prints how often audit rows were flushed, and how many. Without audit,
intents and outcomes go nowhere; all else is as ``mast serve`` has it.
"""

import cProfile
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event
from starlette.applications import Starlette

from mast.access.audit import Entry, Result
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from mast.graph.opening import open_graph
from mast.graphql import app as api
from mast.graphql.services import Services
from mast.graphql.serving import serve
from mast.ledger.store import open_ledger
from mast.loaders.mapping import configured_partners

NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)


class NoTrail:
    """An audit log that keeps nothing."""

    async def intent_async(self, entry: Entry) -> int:
        return 0

    async def outcome_async(self, intent_seq: int, result: Result) -> int:
        return 0


def main(audit: str, profile: str = "") -> None:
    settings = Settings()
    set_up_logs()
    with open_graph(settings) as graph, open_ledger(settings) as ledger:
        partners = configured_partners(settings)
        if audit == "no-audit":
            whole = api.assemble

            def without(services: Services, hosts: tuple[str, ...] = ()) -> Starlette:
                return whole(replace(services, audit=NoTrail()), hosts)

            made: Callable[..., Starlette] = without
            api.assemble = made
        flushed = [0, 0]

        @event.listens_for(ledger.engine, "after_cursor_execute")
        def count(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
            if statement.startswith("INSERT INTO audit "):
                flushed[0] += 1
                flushed[1] += len(parameters) if many else 1

        app = api.make_app(settings, graph, ledger, partners, clock=lambda: NOW)

        def started(address: str) -> None:
            sys.stdout.write(f"{address}\n")
            sys.stdout.flush()

        if profile:
            with cProfile.Profile() as watched:
                serve(app, "127.0.0.1", 0, started=started)
            watched.dump_stats(profile)
        else:
            serve(app, "127.0.0.1", 0, started=started)
        sys.stdout.write(f"{flushed[0]} {flushed[1]}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
