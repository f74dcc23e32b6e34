"""Runs the ``mast`` command for tests: in this process where the start of one is not the point, else in its own."""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from mast.cli.main import run
from tests.canaries import EAR

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "data" / "samples"
MAST = (sys.executable, "-m", "mast")
DAY = date(2026, 10, 31)
AS_OF = ("--as-of", DAY.isoformat())
USUAL = {"COLUMNS": "300"}
"""A wide terminal."""
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        EAR.hear("standard error of commands", self.err)


def mast(env: Mapping[str, str], *arguments: object) -> Ran:
    """Run a verb in this process as the command line would: same parsing, same exit code, same streams."""
    out, err = io.StringIO(), io.StringIO()
    home = Path(env.get("MAST_HOME", "/"))
    with (
        patch.dict(os.environ, {**USUAL, **env}),
        patch.object(sys, "argv", ["mast", *map(str, arguments)]),
        chdir(home.parent if home.parent.is_dir() else ROOT.parent),  # no developer's .env lies there
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            run()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Ran(code, out.getvalue(), err.getvalue())


def done(env: Mapping[str, str], *arguments: object) -> str:
    """What a verb that must succeed prints."""
    ran = mast(env, *arguments)
    assert ran.code == 0, ran.err or ran.out
    return ran.out


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a process: this one's, with the given settings."""
    return {**os.environ, **USUAL, **env}


class Started:
    """A verb in a process of its own. What it prints goes to files, so that it never waits for us to read it."""

    def __init__(self, env: Mapping[str, str], *arguments: object, program: Sequence[str] = MAST) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._streams = [Path(self._folder.name) / name for name in ("out", "err")]
        with self._streams[0].open("wb") as out, self._streams[1].open("wb") as err:
            self.process = subprocess.Popen(
                [*program, *map(str, arguments)],
                cwd=Path(env["MAST_HOME"]).parent,
                env=environment(env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def printed(self) -> str:
        """What it has printed so far."""
        return self._streams[0].read_text(encoding="utf-8")

    def ended(self, seconds: float = PATIENCE_SECONDS) -> Ran:
        """Wait for its end; a process that does not come to one is killed, and the test fails."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return Ran(self.process.returncode, *(stream.read_text(encoding="utf-8") for stream in self._streams))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        self.kill()
        self._folder.cleanup()


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until ``true`` is; the test fails when the time is over."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"in vain waited {seconds:g} s until {what}"
        time.sleep(0.05)


def sentence(ran: Ran, code: int) -> str:
    """The one line a failed command says on standard error; the test fails when it said more, or nothing."""
    assert ran.code == code, (ran.code, ran.err)
    lines = ran.err.strip().splitlines()
    assert len(lines) == 1, ran.err
    assert lines[0].startswith("mast: ")
    assert "internal error" not in lines[0]
    assert "Traceback" not in ran.err
    return lines[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int, path: str) -> int:
    """The HTTP status, 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0
