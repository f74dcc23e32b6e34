"""Adds the pages to the service: their routes, and the files that they are made of."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mast.core.settings import Settings
from mast.web.lookups import Lookups
from mast.web.pages import Pages

ASSETS: Final = {
    "mast.css": "static/mast.css",
    "govuk.css": "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css",
}
_FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_A_DAY: Final = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}


def add_pages(
    app: Starlette,
    settings: Settings,
    clock: Callable[[], datetime],
    ready_token: Callable[[], str] | None = None,
) -> None:
    """Put the pages before the service's own front page. They ask ``app``'s own executor.

    ``ready_token``: makes a token for whoever presses the button of a demonstration; give it on loopback alone.
    """
    app.router.routes[:0] = page_routes(Pages(app.state.executor, settings, clock, ready_token))


def page_routes(pages: Pages) -> list[BaseRoute]:
    """Every page and asset."""
    guarded, lookups = pages.guarded, Lookups(pages)
    return [
        Route("/", pages.front, methods=["GET"]),
        Route("/sign-in", pages.to_issuer, methods=["GET"]),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/signed-in", pages.signed_in, methods=["GET"], name="signed_in"),
        Route("/sign-out", guarded(pages.sign_out, after_purpose=False), methods=["POST"]),
        Route("/purpose", guarded(pages.purpose, after_purpose=False), methods=["GET"]),
        Route("/purpose", guarded(pages.say_purpose, after_purpose=False), methods=["POST"]),
        Route("/search", guarded(lookups.search), methods=["GET"]),
        Route("/search/person", guarded(lookups.search_person), methods=["POST"]),
        Route("/search/address", guarded(lookups.search_address), methods=["POST"]),
        Route("/results/{handle}", guarded(lookups.results), methods=["GET"]),
        Route("/glass/{handle}", guarded(lookups.glass), methods=["GET"]),
        Route("/glass/{handle}", guarded(lookups.break_glass), methods=["POST"]),
        Route("/person/{handle}", guarded(lookups.person), methods=["GET"]),
        Route("/address/{handle}", guarded(lookups.address), methods=["GET"]),
        Route("/assets/{name}", asset, methods=["GET"]),
    ]


async def asset(request: Request) -> Response:
    """A stylesheet. GOV.UK Frontend's is there once it was installed (``make pages``); without it ours does alone."""
    packed = stylesheet(request.path_params["name"])
    if packed is None:
        return Response(status_code=404)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, headers={**_A_DAY, "Content-Encoding": "gzip"}, media_type="text/css")
    return Response(gzip.decompress(packed), headers=_A_DAY, media_type="text/css")


@cache
def stylesheet(name: str) -> bytes | None:
    """A stylesheet, packed, without the fonts that it names: GDS Transport is for GOV.UK alone. None for none."""
    file = files("mast.web") / ASSETS.get(name, "none")
    if not file.is_file():
        return None
    return gzip.compress(_FONT_FACE.sub("", file.read_text(encoding="utf-8")).encode())
