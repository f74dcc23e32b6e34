"""The server process: it says when a port is taken, and stops in good order."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette

from mast.core.errors import MastError
from mast.graphql.serving import serve

PROGRAM = """
import sys
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from mast.graphql.serving import serve
import asyncio
import gc

@asynccontextmanager
async def lifespan(app):
    yield
    sys.stdout.write("lifespan ended\\n")

async def quick(request):
    return PlainTextResponse("done")

async def slow(request):
    await asyncio.sleep(float(request.query_params["seconds"]))
    return PlainTextResponse("done")

async def collector(request):
    return PlainTextResponse(f"{gc.isenabled()} {gc.get_freeze_count() > 10_000}")

routes = [Route("/", quick), Route("/slow", slow), Route("/collector", collector)]
app = Starlette(routes=routes, lifespan=lifespan)
def started(address):
    sys.stdout.write(address + "\\n")
    sys.stdout.flush()
serve(app, "127.0.0.1", 0, started=started)
sys.stdout.write("caller went on\\n")
"""


@pytest.fixture
def server() -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root)


def address_of(server: "subprocess.Popen[str]") -> tuple[str, int]:
    assert server.stdout is not None
    host, _, port = server.stdout.readline().strip().removeprefix("http://").rpartition(":")
    return host, int(port)


def get(address: tuple[str, int], path: str) -> str:
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def test_what_stands_at_the_start_is_not_walked_again_and_again(server: "subprocess.Popen[str]") -> None:
    try:
        assert get(address_of(server), "/collector") == "True True"
    finally:
        server.kill()
        server.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_running_requests_end_and_the_caller_go_on(
    server: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    address = address_of(server)
    answers: list[str] = []
    running = threading.Thread(target=lambda: answers.append(get(address, "/slow?seconds=0.7")))
    running.start()
    time.sleep(0.3)
    server.send_signal(number)
    output, _ = server.communicate(timeout=10)
    running.join()
    assert answers == ["done"]
    assert output.splitlines() == ["lifespan ended", "caller went on"]
    assert server.returncode == 0


def test_a_request_that_does_not_end_is_cut_off(server: "subprocess.Popen[str]") -> None:
    address = address_of(server)
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("GET", "/slow?seconds=60")
    time.sleep(0.3)
    server.send_signal(signal.SIGTERM)
    output, _ = server.communicate(timeout=15)
    connection.close()
    assert "caller went on" in output


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MastError, match=rf"^Port {port} is in use: .* --port\.$"):
            serve(Starlette(), "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("no such host", 0), ("127.0.0.1", 99999)])
def test_an_address_that_is_none_of_ours_is_said(host: str, port: int) -> None:
    with pytest.raises(MastError, match="--host|--port"):
        serve(Starlette(), host, port)
