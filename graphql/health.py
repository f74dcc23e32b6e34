"""Whether the service lives, and whether it can answer: the graph, the SQL store, a generation, the audit log."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from mast.core.errors import MastError

CAP_SECONDS: Final = 2.0


class NotReady(MastError):
    """A part works, but has not yet got what it needs."""


class Health:
    """``checks``: name to a function that raises when the part does not work. Each runs at most once at a time."""

    def __init__(self, checks: Mapping[str, Callable[[], None]], cap_seconds: float = CAP_SECONDS) -> None:
        self._checks, self._cap = checks, cap_seconds
        self._executor = ThreadPoolExecutor(max(1, len(checks)), thread_name_prefix="mast-health")
        self._running: dict[str, Future[None]] = {}

    async def live(self, request: Request) -> JSONResponse:
        """200 as long as the process answers at all."""
        return JSONResponse({"status": "live"})

    async def ready(self, request: Request) -> JSONResponse:
        """200 when every part works, else 503 with a sentence for each that does not."""
        wrong = await asyncio.gather(*(self._check(name) for name in self._checks))
        parts = {name: said or "ok" for name, said in zip(self._checks, wrong, strict=True)}
        if any(wrong):
            return JSONResponse({"status": "not ready", "parts": parts}, 503, {"Retry-After": "15"})
        return JSONResponse({"status": "ready", "parts": parts})

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _check(self, name: str) -> str:
        """What is wrong with a part; an empty text for nothing."""
        running = self._running.get(name)
        if running is None or running.done():
            running = self._running[name] = self._executor.submit(self._checks[name])
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(running)), self._cap)
        except TimeoutError:
            return f"It did not answer within {self._cap:g} s."
        except NotReady as error:
            return str(error)
        except Exception:
            return "It does not answer."  # the error's own text names hosts and folders
        return ""
