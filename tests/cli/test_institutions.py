"""``mast institutions load`` as a user runs it."""

import json
from pathlib import Path

from tests.cli.verbs import SAMPLES, mast


def test_a_list_is_kept_and_told_of(tmp_path: Path) -> None:
    env = {"MAST_HOME": str(tmp_path / "home")}
    ran = mast(env, "institutions", "load", SAMPLES / "institutions.csv", "--json")
    assert ran.code == 0
    told = json.loads(ran.out)
    rows = (SAMPLES / "institutions.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert told["institutions"] == len(rows) == sum(told["kinds"].values())
    assert (tmp_path / "home" / "institutions.csv").read_bytes() == (SAMPLES / "institutions.csv").read_bytes()


def test_a_faulty_list_is_refused_with_its_place(tmp_path: Path) -> None:
    env = {"MAST_HOME": str(tmp_path / "home")}
    faulty = tmp_path / "list.csv"
    faulty.write_text("uprn,name,kind\n12,Haven House,refuge\nNONE,Kings Court,care home\n", encoding="utf-8")
    ran = mast(env, "institutions", "load", faulty)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("mast: list.csv: refused, line 3, column uprn:")
    assert "Kings" not in ran.err
    assert not (tmp_path / "home" / "institutions.csv").exists()
