"""Packs what goes over the wire, for browsers that can read it so.

A page is packed although it holds secrets (BREACH): nothing of a request comes back in the same answer unless it was
posted with the session's own token, and that token is written differently each time (``web.sessions``).
"""

import gzip
from typing import Final

from starlette.requests import Request

_LEVEL: Final = 6


def pack(plain: bytes) -> bytes:
    """Without a time in it: the same for the same."""
    return gzip.compress(plain, _LEVEL, mtime=0)


def accepts_packed(request: Request) -> bool:
    """Whether the browser says that it reads gzip. One that gives it a weight of nothing says no."""
    for offer in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.strip().replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
