"""What the service notes of each request, none of it personal: an id, the route, a status, a time; and the last net.

An exception that nobody caught ends here: the log says its type and where it was raised, never its text, since a text
may hold what was looked up.
"""

import re
import time
import traceback
import uuid
from dataclasses import dataclass, field

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mast.graphql.errors import Code
from mast.graphql.metrics import Metrics

_REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
_ROUTES = frozenset(
    {
        *("/", "/graphql", "/health/live", "/health/ready", "/metrics", "/graphiql", "/sign-in", "/signed-in"),
        *("/sign-out", "/purpose", "/search", "/search/person", "/search/address"),
    }
)
_FOLDERS = ("/results/", "/person/", "/address/", "/assets/")
_KEY = "mast.seen"

log = structlog.get_logger("mast.graphql")


@dataclass(slots=True)
class Seen:
    """What is known of the request that is being answered."""

    request_id: str
    operation: str = ""
    status: int = 0
    codes: set[str] = field(default_factory=set)


def seen_of(scope: Scope) -> Seen:
    found = scope[_KEY]
    assert isinstance(found, Seen)
    return found


def route_of(scope: Scope) -> str:
    """The path where it is one of ours, without the handle at its end; else "other"."""
    path: str = scope["path"]
    if path in _ROUTES:
        return path
    return next((f"{folder}…" for folder in _FOLDERS if path.startswith(folder)), "other")


class Observing:
    """Pure ASGI middleware around all that answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        seen = scope[_KEY] = Seen(_request_id(scope))

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", seen.request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            note_failure(seen.request_id, error)
            if not seen.status:
                await _internal(seen)(scope, receive, noting)
        finally:
            self._note(scope, seen, time.perf_counter() - began)

    def _note(self, scope: Scope, seen: Seen, seconds: float) -> None:
        route = route_of(scope)
        self.metrics.answered(route, seen.operation, seen.status, seen.codes, seconds)
        # Probes ask every few seconds, and would bury what people asked.
        note = log.debug if route.startswith("/health/") and seen.status < 400 else log.info
        note(
            "answered",
            request_id=seen.request_id,
            path=route,
            operation=seen.operation,
            status=seen.status,
            code=" ".join(sorted(seen.codes)),
            milliseconds=round(seconds * 1000, 1),
        )


def note_failure(request_id: str, error: BaseException | None) -> None:
    log.error("failed", request_id=request_id, exception=f"{type(error).__name__} at {_where(error)}")


def note_broken_glass(request_id: str, count: int) -> None:
    """For whoever watches the log: ``count`` sealed things were shown, and their owners have a notice each."""
    log.warning("glass broken", request_id=request_id, count=count)


def _request_id(scope: Scope) -> str:
    """The caller's own id where it is a UUID or a trace id, which can hold nothing of a person; else a new one."""
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"]
    return given[0] if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]) else str(uuid.uuid4())


def _internal(seen: Seen) -> JSONResponse:
    seen.codes.add(str(Code.INTERNAL))
    extensions = {"code": str(Code.INTERNAL), "requestId": seen.request_id}
    return JSONResponse({"errors": [{"message": "Internal error", "extensions": extensions}]}, 500)


def _where(error: BaseException | None) -> str:
    frames = traceback.extract_tb(error.__traceback__) if error else None
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
