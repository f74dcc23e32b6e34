"""A manifest beside a file: what it may say, and what holds the delivery."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mast.loaders.manifest import Manifest, arrive
from mast.loaders.recognition import MANIFEST, Found, files_of

TODAY = date(2026, 11, 2)
HASH = "ab" * 32


def found(folder: Path, name: str, manifest: Any = None) -> Found:
    (folder / name).write_text("whatever", encoding="utf-8")
    if manifest is not None:
        text = manifest if isinstance(manifest, str) else json.dumps(manifest)
        (folder / (name + MANIFEST)).write_text(text, encoding="utf-8")
    return Found(folder / name, named=True)


def test_the_day_of_the_data(tmp_path: Path) -> None:
    told = date(2026, 10, 1)
    assert arrive(found(tmp_path, "a.csv"), None, TODAY).as_of == TODAY
    assert arrive(found(tmp_path, "a_20261031.csv"), None, TODAY).as_of == date(2026, 10, 31)
    assert arrive(found(tmp_path, "a_20261031.csv"), told, TODAY).as_of == told
    stated = arrive(found(tmp_path, "b.csv", {"data_as_of": "2026-10-30"}), None, TODAY)
    assert (stated.as_of, stated.codes) == (date(2026, 10, 30), ())


def test_a_day_that_is_not_the_one_of_the_name_or_the_command_disagrees(tmp_path: Path) -> None:
    other = {"data_as_of": "2026-10-30"}
    assert arrive(found(tmp_path, "a_20261031.csv", other), None, TODAY).codes == ("manifest_day",)
    assert arrive(found(tmp_path, "b.csv", other), date(2026, 10, 29), TODAY).codes == ("manifest_day",)
    assert arrive(found(tmp_path, "b_20261030.csv", other), None, TODAY).codes == ()


def test_rows_and_hash_are_compared_with_the_file() -> None:
    manifest = Manifest(rows=10, sha256=HASH.upper())
    assert manifest.disagrees(10, HASH) == ()
    assert manifest.disagrees(9, HASH) == ("manifest_rows",)
    assert manifest.disagrees(10, "cd" * 32) == ("manifest_hash",)
    assert Manifest().disagrees(10, HASH) == ()


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"rows": "many"}', '{"rows": "10"}', '{"lines": 4}', '{"sha256": "1a"}', '{"kind": "part"}', ""],
)
def test_one_that_cannot_be_read_holds_the_delivery(tmp_path: Path, text: str) -> None:
    assert arrive(found(tmp_path, "a.csv", text), None, TODAY).codes == ("manifest_unreadable",)


def test_a_folder_lists_a_manifest_only_where_its_file_is_missing(tmp_path: Path) -> None:
    found(tmp_path, "a.csv", {"rows": 1})
    assert [file.path.name for file in files_of([tmp_path])] == ["a.csv"]
    (tmp_path / "a.csv").unlink()
    assert [file.path.name for file in files_of([tmp_path])] == ["a.csv" + MANIFEST]
