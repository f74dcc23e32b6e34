"""The rejects file: its columns, its mode, and that it is there whole or not at all."""

import csv
import os
import stat
from pathlib import Path

import pytest

from mast.core.errors import MastError
from mast.loaders.findings import Finding
from mast.loaders.rejects import write_rejects

FINDINGS = [
    Finding(3, "SURNAME", "missing_surname"),
    Finding(9, "POSTCODE", "bad_postcode"),
    Finding(10, "", "nul_byte"),
]


def test_each_finding_is_a_row_and_flags_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "rejects" / "police-20261031-12345678.csv"
    write_rejects(path, "police.txt", FINDINGS)
    assert path.read_text(encoding="utf-8") == (
        "file,row_number,field,reason,kept\n"
        "police.txt,3,SURNAME,missing_surname,0\n"
        "police.txt,9,POSTCODE,bad_postcode,1\n"
        "police.txt,10,,nul_byte,0\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_earlier_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("old\n" * 50, encoding="utf-8")
    path.chmod(0o644)
    write_rejects(path, "f.csv", [])
    assert path.read_text(encoding="utf-8") == "file,row_number,field,reason,kept\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["d.csv"]


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MastError, match="No space left"):
        write_rejects(tmp_path / "d.csv", "f.csv", FINDINGS)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_looks_like_a_formula_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    write_rejects(path, "=cmd.csv", [Finding(1, "@FIELD", "bad_phone")])
    with path.open(encoding="utf-8", newline="") as handle:
        assert list(csv.reader(handle))[1][:3] == ["'=cmd.csv", "1", "'@FIELD"]
