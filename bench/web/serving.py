"""The pages over the bench's area, as a process of their own, and each page once more as a file.

``python -m bench.web.serving HOME``. What was sent last for ``/person/…`` is sent again for ``/as-file/person/…``, the
same bytes and headers: what a static page costs from the same server.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.area import NOW
from mast.access.tokens import mint
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from mast.graph.opening import open_graph
from mast.graphql.app import make_app
from mast.graphql.serving import serve
from mast.ledger.store import open_ledger
from mast.loaders.mapping import configured_partners
from mast.web.app import add_pages

FILES = "/as-file"


class Keeping:
    """Pure ASGI middleware: keeps what is sent for the pages of persons, by path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, tuple[dict[str, str], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/person/"):
            await self.app(scope, receive, send)
            return
        headers: dict[str, str] = {}
        body = b""

        async def noted(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                headers.update((name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"])
            else:
                body += message.get("body", b"")
            await send(message)

        await self.app(scope, receive, noted)
        self.kept[scope["path"]] = headers, body

    async def as_file(self, request: Request) -> Response:
        headers, body = self.kept[request.url.path.removeprefix(FILES)]
        return Response(body, headers=headers)


def main(home: str) -> None:
    settings = Settings(_env_file=None, home=Path(home), rate_minute=0, rate_purpose_hour=0)
    set_up_logs(50)
    with open_graph(settings) as graph, open_ledger(settings) as ledger:
        app = make_app(settings, graph, ledger, configured_partners(settings), clock=lambda: NOW)
        add_pages(app, settings, lambda: NOW, _token_of(settings))
        kept: list[Keeping] = []

        def keeping(inner: ASGIApp, **_: Any) -> Keeping:
            kept.append(Keeping(inner))
            return kept[-1]

        async def as_file(request: Request) -> Response:
            return await kept[-1].as_file(request)

        app.router.routes.insert(0, Route(FILES + "/{path:path}", as_file, methods=["GET"]))
        app.add_middleware(keeping)  # type: ignore[arg-type]
        serve(app, "127.0.0.1", 0, started=_say)


def _token_of(settings: Settings) -> Callable[[], str]:
    return lambda: mint(settings, "bench", "practitioner", "adults", NOW, timedelta(hours=12))


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
