"""The files that pages are made of, each served under a name with a hash of its content: browsers may keep it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mast.web.packing import accepts_packed, pack

FILES: Final = {
    "mast.css": "static/mast.css",
    "home.js": "static/home.js",
    "icon.svg": "static/icon.svg",
    "govuk.css": "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "cytoscape.js": "node_modules/cytoscape/dist/cytoscape.min.js",
}
"""Those of others are there once they were installed (``make pages``); the pages do without them."""
_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class Asset:
    """``name``: what it is served as, which changes with its content."""

    name: str
    media_type: str
    plain: bytes
    packed: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """What is there of ``FILES``, by the name in it."""
    return {name: made for name, path in FILES.items() if (made := _read(name, path)) is not None}


def address_of(name: str) -> str:
    """Where a page finds the asset; "" where it is not installed."""
    found = assets().get(name)
    return f"/assets/{found.name}" if found else ""


async def asset(request: Request) -> Response:
    """``GET /assets/…``."""
    found = next((one for one in assets().values() if one.name == request.path_params["name"]), None)
    if found is None:
        return Response(status_code=404)
    if accepts_packed(request):
        return Response(found.packed, headers={**_KEPT, "Content-Encoding": "gzip"}, media_type=found.media_type)
    return Response(found.plain, headers=_KEPT, media_type=found.media_type)


async def notices(request: Request) -> Response:
    """``GET /licences``: what of others is in the pages, and on which terms."""
    return PlainTextResponse((files("mast.web") / "notices.txt").read_text(encoding="utf-8"))


def _read(name: str, path: str) -> Asset | None:
    file = files("mast.web") / path
    if not file.is_file():
        return None
    # GDS Transport is for GOV.UK alone: its stylesheet is served without the fonts that it names.
    plain = _FONT_FACE.sub("", file.read_text(encoding="utf-8")).encode()
    stem, _, kind = name.partition(".")
    return Asset(f"{stem}-{sha256(plain).hexdigest()[:12]}.{kind}", _TYPES[kind], plain, pack(plain))
