"""The process that hosts the embedded graph server, for as long as its supervisor lives.

Its standard input is the lifeline: one line of JSON says what to start, and its end says to stop. One line of JSON on
its standard output answers, with the ports or with the fault.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from mast.graph.data_folder import DATABASE

STOP_SECONDS = 6.0
_PR_SET_PDEATHSIG = 1
_BOLT = "com.arcadedb.bolt.BoltProtocolPlugin"

# The server's Bolt side logs the keys of rows that it refuses, and those are personal data: it is silenced whole.
_LOGGING = """\
handlers = java.util.logging.ConsoleHandler
.level = WARNING
com.arcadedb.bolt.level = OFF
com.arcadedb.query.level = OFF
com.arcadedb.server.http.level = OFF
java.util.logging.ConsoleHandler.level = WARNING
java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
java.util.logging.SimpleFormatter.format = %1$tFT%1$tT %4$s %3$s %5$s%6$s%n
"""


def main() -> None:
    """Start what the first line of standard input asks for, say so, and stay until standard input ends."""
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the Java side prints belongs in the log
    order = json.loads(_line(0))
    running: list[Any] = []
    threading.Thread(target=_watch, args=(running,), daemon=True).start()
    try:
        ports = _start(order, running)
    except BaseException as error:
        traceback.print_exc()
        answers.write(json.dumps({"error": type(error).__name__}) + "\n")
        answers.flush()
        os._exit(1)
    answers.write(json.dumps(ports) + "\n")
    answers.flush()
    threading.Event().wait()


def _start(order: dict[str, str], running: list[Any]) -> dict[str, int]:
    from arcadedb_embedded.server import ArcadeDBServer  # 0.3 s, and only this process needs it

    store = Path(order["store"])
    store.mkdir(mode=0o700, exist_ok=True)
    logging_file = store / "logging.properties"
    logging_file.write_text(_LOGGING, encoding="ascii")
    os.environ["ARCADEDB_JVM_ERROR_FILE"] = str(store / "jvm_error.log")
    os.chdir(store)
    free = _free_port()
    server = ArcadeDBServer(
        str(store),
        order["password"],
        config={
            "mode": "production",
            "server_name": order["name"],
            "host": "127.0.0.1",
            "bolt_host": "127.0.0.1",
            "http_port": f"{free}-{free + 50}",
            "bolt_port": 0,
            "server_plugins": f"Bolt:{_BOLT}",
            "server_defaultDatabases": f"{DATABASE}[root]",
            # The password is 256 random bits: hashing it slowly protects nothing.
            "server_securitySaltIterations": 1000,
        },
        jvm_kwargs={
            "heap_size": order["heap"],
            "jvm_args": [
                "-Darcadedb.txWalFlush=2",
                f"-Djava.util.logging.config.file={logging_file}",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "--sun-misc-unsafe-memory-access=allow",
            ],
        },
    )
    server.start()
    running.append(server)
    java = server._java_server
    bolt = next(plugin for plugin in java.getPlugins() if plugin.getClass().getName() == _BOLT)
    return {"bolt_port": int(bolt.getPort()), "http_port": int(java.getHttpServer().getPort())}


def _watch(running: list[Any]) -> None:
    while os.read(0, 1024):
        pass
    threading.Timer(STOP_SECONDS, os._exit, args=(1,)).start()
    try:
        for server in running:
            server.stop()
    finally:
        os._exit(0)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(sys.argv[1]):  # it died before we could ask
            os._exit(1)


def _line(descriptor: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            os._exit(1)
        line += byte
    return line


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return min(port, 65_000)


if __name__ == "__main__":
    main()
