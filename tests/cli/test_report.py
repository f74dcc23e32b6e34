"""``mast report board``: from a deployment to a folder of files in which nobody can be found."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from mast.core.settings import Settings
from mast.graph.opening import open_graph
from mast.graph.records import staged_identifiers, staged_records, stated_addresses
from mast.ledger import tables
from mast.ledger.store import open_ledger
from mast.reports.files import contents
from tests.cli.verbs import AS_OF, done, mast
from tests.engines import Engine
from tests.network.town import Town
from tests.reports.pango import HAS_PANGO
from tests.reports.pdf import searchable
from tests.reports.test_board import pack_of

PDF = () if HAS_PANGO else ("--no-pdf",)
EARLIER = ("--as-of", "2026-10-24")


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def canaries(settings: Settings, env: dict[str, str], links: Path) -> set[str]:
    """What would give somebody away: names, numbers, addresses, ids, keys."""
    done(env, "export", "links", "--out", links)
    told = {cell for row in csv.reader(io.StringIO(links.read_text())) for cell in row[1:] if len(cell) > 5}
    with open_ledger(settings) as ledger, open_graph(settings, ledger.instance_id) as graph:
        for row in staged_records(graph):
            told |= {row["key" if "key" in row else "record"], f"{row['forenames']} {row['surname']}"}
            told |= {word for name in ("forenames", "surname", "known_as") for word in (row[name] or "").split()}
            told.add(row["born_on"] or "-")
        told |= {row["value"] for row in staged_identifiers(graph)}
        for row in stated_addresses(graph):
            told |= {row["uprn"] or "-", row["postcode"] or "-", row["street"] or "-", row["lines"] or "-"}
        for node in graph.read("restoring/all_nodes"):
            if node["label"] == "Professional":
                told |= {node["properties"].get(name) or "-" for name in ("key", "name", "phone", "email")}
    return {word for word in told if len(word) > 2}


def told_of(folder: Path, canaries: set[str]) -> list[str]:
    """Which of them are in which file."""
    found = []
    for name, content in files_of(folder).items():
        told = searchable(name, content)
        said = set(_words(told))
        found += [f"{word} in {name}" for word in canaries if word in said or (len(word) > 5 and word.encode() in told)]
    return found


def test_a_pack_is_written_twice_the_same_and_holds_nobody(
    loaded: dict[str, str], embedded: Engine, home: Path, tmp_path: Path
) -> None:
    first, second, later = (tmp_path / name for name in ("first", "second", "later"))
    assert "digest" in done(loaded, "report", "board", *EARLIER, "--out", first, *PDF)
    told = json.loads(done(loaded, "report", "board", *EARLIER, "--out", second, "--json", *PDF))
    assert files_of(first) == files_of(second)
    assert told["digest"] == json.loads((first / "board.json").read_text())["digest"]
    assert len(list((home / "reports").iterdir())) == 1
    assert {file.stat().st_mode & 0o777 for file in [*first.iterdir(), *(home / "reports").iterdir()]} == {0o600}
    assert (first / "board.pdf").exists() == HAS_PANGO

    done(loaded, "report", "board", *AS_OF, "--out", later, "--no-pdf")
    assert not (later / "board.pdf").exists()
    assert "Police in board.pdf" in told_of(first, {"Police"}) or not HAS_PANGO
    compared = next(t for t in json.loads((later / "board.json").read_text())["tables"] if t["name"] == "compared")
    assert compared["columns"][1] == "2026-10-24"
    assert {row[0] for row in compared["rows"]} >= {"People by how many agencies know them: three or more, people"}

    words = {word for content in contents(pack_of(Town()), with_pdf=False).values() for word in _words(content)}
    found = canaries(embedded.settings(home), loaded, tmp_path / "links.csv") - words
    assert len(found) > 300
    for folder in (first, later):
        assert told_of(folder, found) == []

    links = csv.DictReader(io.StringIO((tmp_path / "links.csv").read_text()))
    sealed = next(row for row in links if row["partner"] == "police")
    key = f"police:{sealed['source_record_id']}"
    done(loaded, "seal", "add", key, "--reason", "refuge", "--owner", "board.tests@example.org")
    done(loaded, "report", "board", "--as-of", "2026-11-01", "--out", tmp_path / "sealed", *PDF)
    assert told_of(tmp_path / "sealed", found) == []
    before, after = (
        json.loads((home / "reports" / f"board-{number:06d}.json").read_text())["counts"] for number in (2, 3)
    )
    assert after["coverage: Police, records"] < before["coverage: Police, records"]

    with open_ledger(embedded.settings(home)) as ledger, ledger.read() as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.seq)).all()
    own = [row for row in rows if row.operation == "report board"]
    assert [row.purpose for row in own] == ["operations"] * 4
    ended = [row for row in rows if row.intent_seq in {row.seq for row in own}]
    assert [(row.outcome, row.result_count) for row in ended] == [("ok", 0)] * 4


def test_what_cannot_be_done_is_said_before_anything_is_read(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    ran = mast(env, "report", "board", *AS_OF, "--out", out, "--no-pdf")
    assert (ran.code, "Nothing is published yet" in ran.err) == (1, True)
    ran = mast(env, "report", "board", "--as-of", "yesterday", "--out", out)
    assert ran.code == 2
    (out / "left").write_text("")
    ran = mast(env, "report", "board", *AS_OF, "--out", out, "--no-pdf")
    assert (ran.code, "is not empty" in ran.err) == (2, True)
    ran = mast(env, "report", "board", *AS_OF, "--out", out / "left", "--no-pdf")
    assert (ran.code, "cannot be used" in ran.err) == (1, True)
    ran = mast(env, "report", "board", *AS_OF, "--out", tmp_path / "new", "--previous", out / "left", "--no-pdf")
    assert (ran.code, "no board.json" in ran.err) == (3, True)
    ran = mast(env, "report", "board", *AS_OF, "--out", tmp_path / "new", "--deprivation", out / "left", "--no-pdf")
    assert (ran.code, "the first line must be" in ran.err) == (3, True)
    ran = mast(env, "report", "board", *AS_OF, "--out", tmp_path / "new", "--purpose", "curiosity", "--no-pdf")
    assert ran.code == 1
    assert "Traceback" not in ran.err


def _words(content: bytes) -> list[str]:
    return re.findall(r"[\w'’-]+", content.decode("utf-8", errors="ignore"))
