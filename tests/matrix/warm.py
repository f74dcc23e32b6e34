"""Runs verbs of ``mast`` as processes of their own that need not be started: each is forked off a warm interpreter.

The matrices run thousands of verbs; starting Python and importing everything takes longer than the verb. What is forked
is a process like any other; it is killed, stopped and waited for as one. Orders are lines of JSON on standard input.
"""

import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

PATIENCE_SECONDS = 120.0
_PR_SET_PDEATHSIG = 1
_SLICE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Fault:
    """``what``: kill, stop, fill (the disk), or server (kill only that); ``at``: the moment's number, 0 for never.

    ``server``: the graph server's process, which is killed first where it is given. ``after``: seconds from the moment.
    """

    what: str = "kill"
    at: int = 0
    server: int = 0
    after: float = 0


NONE = Fault()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process came to rest: ``code`` as of subprocess, None while it is stopped."""

    code: int | None
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Warm:
    """The warm interpreter. ``run`` and ``start`` fork a verb off it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.matrix.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a fork takes no threads along
        )
        self._made = 0

    def start(self, env: Mapping[str, str], *verb: object, fault: Fault = NONE) -> "Running":
        self._made += 1
        place = Path(self._folder.name) / str(self._made)
        order = {"env": dict(env), "verb": [str(word) for word in verb], "place": str(place)}
        order |= {"fault": asdict(fault)}
        return Running(self, int(self.ask({"start": order})["pid"]), place)

    def run(self, env: Mapping[str, str], *verb: object, fault: Fault = NONE) -> Ended:
        """Start it and wait until it has ended or stopped."""
        return self.start(env, *verb, fault=fault).rest()

    def moments(self, env: Mapping[str, str], *verb: object) -> list[str]:
        """Run the verb to its good end; the moments that passed."""
        running = self.start(env, *verb)
        ended = running.rest()
        assert ended.code == 0, ended.err
        found: list[str] = json.loads(running.place.with_suffix(".moments").read_text(encoding="utf-8"))
        return found

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        stdin, stdout = self._streams()
        stdin.write(json.dumps(order).encode() + b"\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        for stream in self._streams():
            stream.close()
        self._process.wait(PATIENCE_SECONDS)
        self._folder.cleanup()

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


class Running:
    """One process that was forked off."""

    def __init__(self, warm: Warm, pid: int, place: Path) -> None:
        self.pid, self.place = pid, place
        self._warm = warm
        self._ended: Ended | None = None

    def rest(self, seconds: float = PATIENCE_SECONDS) -> Ended:
        """Wait until it has ended or stopped; one that does neither is killed, and the test fails.

        One that has ended stays so.
        """
        if self._ended is not None:
            return self._ended
        answer = self._warm.ask({"wait": self.pid, "seconds": seconds})
        assert not answer.get("late"), f"a verb came to no end within {seconds:g} s: {self._said('.err')}"
        found = Ended(answer["code"], self._said(".out"), self._said(".err"))
        if found.code is not None:
            self._ended = found
        return found

    def go_on(self) -> None:
        """Nothing, for one that ended before it could be stopped."""
        if self._ended is None:
            os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def _said(self, stream: str) -> str:
        return self.place.with_suffix(stream).read_text(encoding="utf-8")


def main() -> None:
    from mast.cli.main import VERBS, app

    app(*VERBS)  # warms up: all that a verb imports
    import tests.matrix.moments  # noqa: F401

    gc.collect()
    gc.freeze()  # a collector that looks through what all were forked with would copy it for each
    for line in sys.stdin.buffer:
        order = json.loads(line)
        answer = _fork(order["start"]) if "start" in order else _wait(order["wait"], order["seconds"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _fork(order: dict[str, Any]) -> dict[str, Any]:
    pid = os.fork()
    if pid == 0:
        try:
            _become(order)
        finally:
            os._exit(70)  # never back into the warm one's loop
    return {"pid": pid}


def _wait(pid: int, seconds: float) -> dict[str, Any]:
    left = seconds
    while left > 0:
        found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if found:
            return {"code": None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)}
        select.select([], [], [], _SLICE_SECONDS)
        left -= _SLICE_SECONDS
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return {"late": True}


def _become(order: dict[str, Any]) -> None:
    """Be ``mast VERB``, as the shell would have started it, with the fault put in."""
    from mast.cli.main import run
    from tests.matrix.moments import Moments, act, told

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    place = Path(order["place"])
    for number, stream in ((0, os.devnull), (1, place.with_suffix(".out")), (2, place.with_suffix(".err"))):
        opened = os.open(stream, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.update(order["env"], COLUMNS="300")
    home = Path(order["env"]["MAST_HOME"])
    os.chdir(home.parent)
    fault = Fault(**order["fault"])
    moments = Moments(home, fault.at, lambda: act(fault.what, home, fault.server, fault.after))
    moments.install()
    sys.argv = ["mast", *order["verb"]]
    code = 0
    try:
        run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    if not fault.at:  # with a fault there may be no room to write it down, and nobody asks
        told(moments, place.with_suffix(".moments"))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
