"""A posted form as plain text fields, and whether one of our own pages posted it."""

from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_BYTES: Final = 16 * 1024
_LONGEST: Final = 4096  # an access token
_KEY: Final = "mast.form"


async def read_form(request: Request) -> dict[str, str]:
    """Name to text, stripped; of a name that comes twice the last. A body too long, or no form, reads as empty."""
    if _KEY not in request.scope:
        request.scope[_KEY] = _fields(await _body(request)) if _is_form(request) else {}
    found: dict[str, str] = request.scope[_KEY]
    return found


def from_here(request: Request) -> bool:
    """Whether the browser says that the request comes from our own pages (Fetch Metadata), or does not say."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/x-www-form-urlencoded"


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return b""
    return body


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=50
        )
    except ValueError:
        return {}
    return {name: text.strip()[:_LONGEST] for name, text in pairs}
