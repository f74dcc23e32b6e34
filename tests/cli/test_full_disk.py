"""A full disk under any verb: one clear sentence, nothing half-written, and all is well once there is room again."""

import json
import os
import sys
from pathlib import Path

import pytest

from mast.graph.data_folder import DataFolder
from mast.synth import extracts
from tests.cli.held import digest
from tests.cli.verbs import AS_OF, DAY, Ran, Started, done, mast, sentence, until
from tests.engines import Engine

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from mast.cli.main import run
sys.argv = ["mast", *sys.argv[2:]]
run()
"""


def test_a_full_disk_under_an_export(loaded: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "links.csv"
    out.write_text("yesterday's\n")
    opened = os.open

    def elsewhere(path: str | Path, flags: int, mode: int = 0o777) -> int:
        return opened("/dev/full", os.O_WRONLY) if str(path).endswith(".part") else opened(path, flags, mode)

    with monkeypatch.context() as full:
        # What the command writes beside the file goes to a device that has no room.
        full.setattr(os, "open", elsewhere)
        assert "No space left on device" in sentence(mast(loaded, "export", "links", "--out", out), 1)
    assert out.read_text() == "yesterday's\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "links.csv"]
    done(loaded, "export", "links", "--out", out)
    assert len(out.read_text().splitlines()) > 40


def test_a_full_disk_under_a_first_load(env: dict[str, str], embedded: Engine, inbox: Path, home: Path) -> None:
    """Files may not grow past a size, as on a disk without room; the graph server was started before."""
    before = digest(embedded)
    for size in (4_000, 20_000, 90_000):
        said = sentence(limited(env, size, "load", inbox, *AS_OF), 5)
        assert str(home) in said
        assert digest(embedded) == before
    done(env, "load", inbox, *AS_OF)


@pytest.mark.slow
def test_a_full_disk_under_later_verbs(loaded: dict[str, str], embedded: Engine, tmp_path: Path) -> None:
    before = digest(embedded, numbered=True)
    store = (Path(loaded["MAST_HOME"]) / "mast.sqlite").stat().st_size
    other = tmp_path / "inbox"
    extracts.write(other, people=60, seed=7, as_of=DAY)
    load, out = ("load", other, *AS_OF, "--anyway", "another town"), tmp_path / "links.csv"
    for verb in (load, ("resolve",), ("train",), ("export", "links", "--out", out)):
        said = sentence(limited(loaded, store // 12, *verb), 5)
        assert str(Path(loaded["MAST_HOME"]) / "mast.sqlite") in said
        assert digest(embedded, numbered=True) == before
    assert not list(tmp_path.glob("links*"))
    sentence(limited(loaded, store // 2, *load), 5)  # room for some of it
    done(loaded, *load)
    done(loaded, "resolve")
    status = json.loads(done(loaded, "status", "--json"))
    assert {row["state"] for row in status["deliveries"].values()} == {"loaded"}
    assert "running" not in {run["outcome"] for run in status["runs"]}
    assert str(tmp_path / "s") in sentence(limited(loaded, 4_000, "synth", tmp_path / "s", "--people", 100), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "inbox"]


def test_a_full_disk_under_the_embedded_graph(home: Path, inbox: Path) -> None:
    env = {"MAST_HOME": str(home), "MAST_GRAPH_HEAP": "512m", "MAST_GRAPH_LINGER_SECONDS": "0.5"}
    ran = limited(env, 400_000, "load", inbox, *AS_OF)
    sentence(ran, ran.code)
    assert ran.code in (1, 5)
    server = DataFolder(home)
    until(lambda: not server.server_json.exists(), "the server that had no room has ended")
    summary = json.loads(done(env, "load", inbox, *AS_OF, "--json"))
    assert {file["outcome"] for file in summary if file["partner"]} <= {"loaded", "already loaded"}
    assert len([file for file in summary if file["partner"]]) == 5
    done(env, "train")
    done(env, "resolve")


def limited(env: dict[str, str], size: int, *verb: object) -> Ran:
    """Run a verb whose files may not grow beyond ``size`` bytes."""
    started = Started(env, size, *verb, program=(sys.executable, "-c", LIMITED))
    try:
        return started.ended()
    finally:
        started.forget()
