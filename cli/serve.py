"""``mast serve``: the pages and the GraphQL service."""

from collections.abc import Callable
from typing import Annotated

import typer

from mast.cli.context import Deployment, deployment, now
from mast.core.logs import set_up_logs
from mast.graphql.app import make_app
from mast.graphql.serving import serve as serve_app
from mast.loaders.mapping import configured_partners
from mast.web.app import add_pages


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the pages at /, GraphQL at /graphql, with /health/live, /health/ready and /metrics, until stopped."""
    set_up_logs()
    with deployment() as opened:
        run_service(opened, host, port)


def run_service(opened: Deployment, host: str, port: int, ready_token: Callable[[], str] | None = None) -> None:
    """Serve until a signal ends it. ``ready_token``: lets anybody sign in to the pages with one press; for a demo."""
    app = make_app(
        opened.settings,
        opened.graph,
        opened.ledger,
        partners=configured_partners(opened.settings),
        clock=now,
        hosts=[host, *filter(None, map(str.strip, opened.settings.hosts.split(",")))],
    )
    add_pages(app, opened.settings, now, ready_token)
    serve_app(app, host, port)
