"""Keeps the embedded graph server running for as long as somebody uses it: one detached process a data folder.

Every process of MAST that uses the graph keeps one connection open to the supervisor's local socket. The operating
system closes it when that process ends, however it ends. When the last has been closed for a while, the supervisor
stops the server and goes. The lock on the folder is held by the supervisor and, as an inherited open file, by the
server: so a new server never starts beside an old one, not even beside one whose supervisor was killed.
"""

import base64
import contextlib
import http.client
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from mast.graph.data_folder import DATABASE, DataFolder
from mast.graph.server_process import STOP_SECONDS

JOIN_SECONDS = 10.0  # how long it waits for the first user, who has only just started it
ANSWER_SECONDS = 30.0  # how long its server may take over the first questions, on a machine that is busy


def main(arguments: list[str]) -> int:
    """``HOME HEAP LINGER_SECONDS LOCK``: LOCK is the number of the inherited open file that holds the lock."""
    home, heap, linger, lock = arguments
    if os.fork():
        os._exit(0)  # whoever started us need not wait for our end
    folder = DataFolder(Path(home))
    supervisor = Supervisor(folder, heap, float(linger), int(lock))
    os.chdir(folder.path)  # only now: the server finds this program's modules from where we were started
    try:
        supervisor.run()
    finally:
        supervisor.stop()
    return 0


class Supervisor:
    """One server, those who use it, and the socket at which they join."""

    def __init__(self, folder: DataFolder, heap: str, linger: float, lock: int) -> None:
        self._folder, self._linger, self._lock = folder, linger, lock
        self._events = selectors.DefaultSelector()
        self._users: set[socket.socket] = set()
        self._ready: bytes | None = None
        self._leave_at: float | None = time.monotonic() + max(linger, JOIN_SECONDS)
        self._folder.clear(folder.announced())
        self._name = f"mast-{secrets.token_hex(8)}"
        self._password = folder.new_password()
        self._server = self._start_server(heap)
        self._address = folder.socket_path()
        self._address.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.bind(str(self._address))
        self._address.chmod(0o600)
        self._door.listen(64)
        folder.announce(lock, str(self._address))

    def run(self) -> None:
        """Serve until nobody uses the server any more, the server ends, or somebody asks us to end (SIGTERM)."""
        woken, waker = socket.socketpair()
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: None)
        assert self._server.stdout is not None
        self._events.register(self._door, selectors.EVENT_READ, self._join)
        self._events.register(self._server.stdout, selectors.EVENT_READ, self._hear_server)
        self._events.register(woken, selectors.EVENT_READ, lambda _: False)
        going = True
        while going:
            wait = None if self._leave_at is None else max(0.0, self._leave_at - time.monotonic())
            happened = self._events.select(wait)
            going = bool(happened) or wait is None or wait > 0
            for key, _ in happened:
                going = key.data(key.fileobj) and going

    def stop(self) -> None:
        """Let nobody else join, stop the server in good order, and kill it when that takes too long."""
        self._folder.announce(self._lock, "")
        self._folder.clear(str(self._address))
        self._door.close()
        for user in self._users:
            user.close()
        assert self._server.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._server.stdin.close()
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def _start_server(self, heap: str) -> "subprocess.Popen[bytes]":
        order = {
            "store": str(self._folder.store),
            "heap": heap,
            "name": self._name,
            "password": self._password,
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "mast.graph.server_process", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(self._lock,),
        )
        assert server.stdin is not None
        server.stdin.write(json.dumps(order).encode() + b"\n")
        server.stdin.flush()
        return server

    def _join(self, door: Any) -> bool:
        user, _ = door.accept()
        self._users.add(user)
        self._leave_at = None
        self._events.register(user, selectors.EVENT_READ, self._hear_user)
        if self._ready is not None:
            self._tell(user, self._ready)
        return True

    def _hear_user(self, user: Any) -> bool:
        with contextlib.suppress(OSError):
            if user.recv(1024):
                return True
        self._events.unregister(user)
        self._users.discard(user)
        user.close()
        if not self._users:
            self._leave_at = time.monotonic() + self._linger
        return True

    def _hear_server(self, output: Any) -> bool:
        answer = json.loads(output.readline() or "{}")
        fault = self._fault(answer) if "bolt_port" in answer else "it ended"
        if fault:
            line = {"error": fault}
        else:
            line = {"bolt_port": answer["bolt_port"]}
            self._folder.write_server_json(
                {**answer, "supervisor_pid": os.getpid(), "server_pid": self._server.pid, "name": self._name}
            )
        self._ready = json.dumps(line).encode() + b"\n"
        for user in self._users:
            self._tell(user, self._ready)
        return not fault

    def _fault(self, answer: dict[str, Any]) -> str:
        """What is wrong with the server that says it has started, or an empty text."""
        try:
            who = _ask(answer["http_port"], self._password, "GET", "/api/v1/server")
            order = {"language": "sql", "command": "select from schema:database"}
            database = _ask(answer["http_port"], self._password, "POST", f"/api/v1/query/{DATABASE}", order)
            settings = {item["key"]: item["value"] for item in database["result"][0]["settings"]}
        except (OSError, http.client.HTTPException, ValueError, KeyError, IndexError) as error:
            return f"it does not answer as it should ({type(error).__name__})"
        if who.get("serverName") != self._name:
            return "another server answers in its place"
        if settings.get("arcadedb.txWalFlush") != 2:
            return "it does not flush its log to disk at each commit"
        return ""

    @staticmethod
    def _tell(user: socket.socket, line: bytes) -> None:
        with contextlib.suppress(OSError):
            user.sendall(line)


def _ask(port: int, password: str, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        token = base64.b64encode(f"root:{password}".encode()).decode()
        connection.request(method, path, json.dumps(body) if body else None, {"Authorization": f"Basic {token}"})
        answer = connection.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        return found
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
