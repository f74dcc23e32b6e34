"""The bench of the graph store, on a town small enough to be built here."""

import json
from pathlib import Path

import pytest

from bench.graph import command

ASKED = {
    "peak memory of all processes": "at_most",
    "card p95 / RETURN 1 p95": "at_most",
    "card p95 / by hand p95": "at_most",
    "card p95 / that of the first area": "at_most",
    "first load / reload": "at_least",
    "full build / day": "at_least",
    "first load, share of plain CREATE's rate": "at_least",
}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_all_that_is_asked_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = ["--people", "400", "--cards", "20", "--folder", str(tmp_path)]
    assert command.main(["--months", "12", "24", *town]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    figures = {line["figure"]: line for line in lines if "figure" in line}
    assert {name for name, limit in ASKED.items() if limit in figures[name]} == set(ASKED)
    assert all(line["value"] > 0 for line in figures.values())
    builds = [line["rows"] for line in lines if line.get("figure", "").startswith("extracts to published generation")]
    assert builds == sorted(set(builds))
    assert len(builds) == 2
