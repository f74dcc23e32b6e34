"""Many clients at once, each with one connection that stays open, sending what it is given and timing each answer.

Written on bare sockets, so that the clients take as little as can be of the processor that the servers share with them.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Run:
    """``milliseconds``: of each answer. ``seconds``: from the first request to the last answer."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds


def request(url: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST of JSON, ready to be sent."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def ask_all(url: str, requests: Sequence[bytes], clients: int) -> Run:
    """Send all requests, ``clients`` at a time."""
    return asyncio.run(_ask_all(url, requests, clients))


def ask_one(url: str, sent: bytes) -> bytes:
    """The body of the answer to one request."""

    async def once() -> bytes:
        reader, writer = await _connected(url)
        _, body = await _answer(reader, writer, sent)
        writer.close()
        return body

    return asyncio.run(once())


async def _ask_all(url: str, requests: Sequence[bytes], clients: int) -> Run:
    run, waiting = Run(), iter(requests)

    async def client() -> None:
        reader, writer = await _connected(url)
        for sent in waiting:
            began = time.perf_counter()
            status, body = await _answer(reader, writer, sent)
            run.milliseconds.append((time.perf_counter() - began) * 1000)
            run.wrong += status != 200 or b'"errors"' in body
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    run.seconds = time.perf_counter() - began
    return run


async def _connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> tuple[int, bytes]:
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    if length is None:
        raise ConnectionError("an answer without a length")
    return status, await reader.readexactly(length)
