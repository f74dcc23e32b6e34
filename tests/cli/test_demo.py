"""``mast demo``: it serves what it prints, and leaves nothing running however it or its parent ends."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mast.graph.data_folder import DataFolder
from tests.cli.verbs import MAST, answers, environment, free_port, until

GONE_SECONDS = 15.0
PARENT = (sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))")
NUMBER_OF_QUERIES = 3


@dataclass(slots=True)
class Demo:
    """A demo as somebody starts it, in a session of its own as at a terminal; it carries a mark by which its
    processes are found."""

    home: Path
    people: int = 60
    port: int = field(default_factory=free_port)
    mark: str = field(default_factory=lambda: f"demo-{uuid.uuid4().hex}")
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self, *parent: str) -> "Demo":
        settings = {"MAST_HOME": str(self.home), "MAST_GRAPH_HEAP": "512m", "MAST_CASE": self.mark}
        self.home.mkdir(exist_ok=True)
        with (self.home / "out").open("wb") as out, (self.home / "err").open("wb") as err:
            self.process = subprocess.Popen(
                [*parent, *MAST, "demo", "--people", str(self.people), "--port", str(self.port)],
                cwd=self.home,
                env={**environment(settings), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        return self

    def serves(self) -> bool:
        assert self.process.poll() is None, self.said()
        return answers(self.port, "/health/ready") == 200

    def printed(self) -> str:
        return (self.home / "out").read_text(encoding="utf-8")

    def said(self) -> str:
        return (self.home / "err").read_text(encoding="utf-8")

    def left(self) -> list[int]:
        """Its processes that run still, whoever started them and wherever they were moved to."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and self.mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue  # it ended meanwhile
        return found

    def is_gone(self) -> None:
        until(lambda: self.process.poll() is not None, "the demo has ended", GONE_SECONDS)
        until(lambda: not self.left(), "no process of it is left", GONE_SECONDS)
        assert answers(self.port, "/health/live") == 0


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    made = Demo(home)
    yield made
    for number in made.left():
        os.kill(number, signal.SIGKILL)
    made.process.wait()


def test_a_demo_serves_what_it_prints_and_goes_with_its_parent(demo: Demo) -> None:
    demo.people = 200
    demo.start(*PARENT)
    until(demo.serves, "the demo serves")
    card, found, at = [answer["data"] for answer in ask(demo.printed())]
    assert card["person"]["displayName"]
    agencies = card["person"]["agencies"]
    assert len(agencies) == 5
    assert any(agency["touchpoints12m"] and agency["lead"] for agency in agencies)
    people = [edge["node"]["person"] for edge in found["searchPeople"]["edges"]]
    assert card["person"]["displayName"] in {person["displayName"] for person in people}
    assert at["searchAddresses"]["edges"]
    assert len(demo.left()) >= 3  # parent, demo, and its graph
    demo.process.kill()
    demo.is_gone()


@pytest.mark.slow
def test_a_killed_demo_is_cleaned_up_by_the_next_which_ends_at_ctrl_c(demo: Demo) -> None:
    demo.start()
    graph = DataFolder(demo.home / "demo")
    until(graph.server_json.exists, "its graph runs")
    before = graph.password()
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.is_gone()
    (demo.home / "demo" / "left behind").touch()
    demo.start()
    until(demo.serves, "the next demo serves")
    assert not (demo.home / "demo" / "left behind").exists()
    assert graph.password() != before
    os.killpg(demo.process.pid, signal.SIGINT)  # as a terminal sends it: to all of the foreground
    demo.is_gone()
    assert demo.process.returncode in (0, 130)
    assert "Traceback" not in demo.said()
    assert not graph.server_json.exists()


def test_ctrl_c_at_any_time_ends_a_demo(demo: Demo) -> None:
    demo.start()
    until(lambda: "Loading" in demo.printed(), "the demo loads")
    os.killpg(demo.process.pid, signal.SIGINT)
    demo.is_gone()
    assert demo.process.returncode == 130
    assert demo.said().strip() == "mast: stopped."


def ask(printed: str) -> list[dict[str, Any]]:
    """Make the printed requests as a shell would make them."""
    token = re.search(r"TOKEN=(\S+)", printed)
    assert token
    commands = re.findall(r"^ +(curl (?:.*\\\n)*.*)$", printed, re.MULTILINE)
    assert len(commands) == NUMBER_OF_QUERIES
    return [request(shlex.split(command.replace("\\\n", " ")), token[1]) for command in commands]


def request(words: list[str], token: str) -> dict[str, Any]:
    program, quiet, url, *rest = words
    assert (program, quiet) == ("curl", "-s")
    given = list(zip(rest[::2], rest[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in given if option == "-H")
    headers["Authorization"] = headers["Authorization"].replace("$TOKEN", token)
    (body,) = [value for option, value in given if option == "-d"]
    with urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=30) as answer:
        told: dict[str, Any] = json.loads(answer.read())
    assert "errors" not in told
    return told
