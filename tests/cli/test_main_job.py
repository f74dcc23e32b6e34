"""The main job on the sample extracts, on both engines: loaded, learnt, resolved, exported, and held to the truth.

The sequence is long, so each engine goes through it once a session; the tests look at what came of it.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.held import digest
from tests.cli.verbs import SAMPLES, Ran, done, mast
from tests.engines import Engine, start

AS_OF = "2026-10-31"
EXTRACTS = {
    "adults": "adults_social_care_20261031.csv",
    "children": "childrens_social_care_20261031.csv",
    "police": "police_20261031.txt",
    "hospital": "hospital_ae_20261031.xlsx",
    "fire": "fire_20261031.jsonl",
}
REFUSED = ("adults_social_care_20261031_with_notes.csv", "empty.csv", "police_20261031_truncated.txt")
KEPT = {"bad_postcode", "bad_nhs_check_digit"}
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Exports:
    links: bytes
    counts: bytes
    address_counts: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """What one engine's run through the sequence left. ``graphs``: digests of the links in force, after each part."""

    loaded: list[dict[str, Any]]
    resolved: dict[str, Any]
    exports: Exports
    figures: dict[str, Any]
    rejects: Rows
    refusals: dict[str, Ran]
    again: list[dict[str, Any]]
    shuffled: list[dict[str, Any]]
    changes: dict[str, Any]
    exports_after: Exports
    graphs: dict[str, str]
    modes: set[int]


@pytest.fixture(scope="session")
def job_on(
    engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Job]]:
    """Neo4j is the session's; the embedded engine is one of its own, since it takes long to empty one this full."""
    jobs: dict[str, Job] = {}
    own: list[Engine] = []

    def on(name: str) -> Job:
        if name not in jobs:
            if name == "embedded":
                own.append(start(name, tmp_path_factory.mktemp("job-engine")))
                own[0].wipe()  # it was opened, and so named after a deployment that no test has
            engine = own[0] if name == "embedded" else engine_of(name)
            jobs[name] = _job(engine, tmp_path_factory.mktemp(f"job-{name}"))
        return jobs[name]

    yield on
    for engine in own:
        engine.stop()


@pytest.fixture(scope="session", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name alone: the session's run through the sequence is not wiped between tests."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def job(engine: str, job_on: Callable[[str], Job]) -> Job:
    return job_on(engine)


def _job(engine: Engine, folder: Path) -> Job:
    env = engine.environment(folder / "home")
    graphs: dict[str, str] = {}
    loaded = json.loads(done(env, "load", SAMPLES, "--as-of", AS_OF, "--json"))
    done(env, "train")
    resolved = json.loads(done(env, "resolve", "--json"))
    exports, modes = _export(env, folder)
    truth = ("--truth", SAMPLES / "truth.csv")
    figures = json.loads(done(env, "evaluate", "--links", folder / "links", *truth, "--json"))
    rejects = [row for file in (folder / "home" / "rejects").iterdir() for row in _rows(file)]
    graphs["published"] = digest(engine, numbered=True)
    refusals = {name: mast(env, "load", SAMPLES / "refused" / name, "--as-of", AS_OF) for name in REFUSED}
    graphs["after the refusals"] = digest(engine, numbered=True)
    again = json.loads(done(env, "load", SAMPLES, "--as-of", AS_OF, "--json"))
    graphs["after the second load"] = digest(engine, numbered=True)
    shuffled = json.loads(done(env, "load", _shuffled(folder / "shuffled"), "--as-of", AS_OF, "--json"))
    graphs["after other bytes"] = digest(engine, numbered=True)
    changes = json.loads(done(env, "resolve", "--dry-run", "--json"))
    after, _ = _export(env, folder)
    return Job(loaded, resolved, exports, figures, rejects, refusals, again, shuffled, changes, after, graphs, modes)


def _export(env: dict[str, str], folder: Path) -> tuple[Exports, set[int]]:
    links, counts, address_counts = (folder / name for name in ("links", "counts", "address-counts"))
    done(env, "export", "links", "--out", links)
    done(env, "export", "counts", "--as-of", AS_OF, "--out", counts)
    done(env, "export", "address-counts", "--as-of", AS_OF, "--out", address_counts)
    modes = {path.stat().st_mode & 0o777 for path in (links, counts, address_counts)}
    return Exports(links.read_bytes(), counts.read_bytes(), address_counts.read_bytes()), modes


def _shuffled(folder: Path) -> Path:
    """The same rows in files of other names and bytes: all after the header from last to first."""
    folder.mkdir()
    for name in EXTRACTS.values():
        again = folder / name.replace("_20261031", "_again_20261031")
        if name.endswith(".xlsx"):
            book = load_workbook(SAMPLES / name)
            header, *rows = list(book.worksheets[0].iter_rows(values_only=True))
            book.worksheets[0].delete_rows(1, len(rows) + 1)
            for row in (header, *reversed(rows)):
                book.worksheets[0].append(row)
            book.save(again)
            continue
        lines = (SAMPLES / name).read_bytes().splitlines(keepends=True)
        headers = 0 if name.endswith(".jsonl") else 1
        again.write_bytes(b"".join([*lines[:headers], *reversed(lines[headers:])]))
    return folder


def _rows(source: Path | bytes) -> Rows:
    text = source.read_text(encoding="utf-8-sig") if isinstance(source, Path) else source.decode()
    return list(csv.DictReader(text.splitlines()))


def test_every_extract_is_loaded_and_nothing_else(job: Job) -> None:
    told = {file["file"]: file for file in job.loaded}
    assert {name: told.pop(name)["partner"] for name in EXTRACTS.values()} == {v: k for k, v in EXTRACTS.items()}
    assert {file["outcome"] for file in told.values()} == {"not an extract"}
    assert {file["outcome"] for file in job.loaded if file["partner"]} == {"loaded"}
    assert sum(file["rows"] for file in job.loaded) == 1732 + 1155 + 1749 + 3269 + 296


def test_exactly_the_planted_bad_rows_are_found(job: Job) -> None:
    found = sorted((row["file"], int(row["row_number"]), row["reason"], row["kept"]) for row in job.rejects)
    planted = sorted(
        (row["file"], int(row["row_number"]), row["reason"], str(int(row["reason"] in KEPT)))
        for row in _rows(SAMPLES / "bad_rows.csv")
    )
    assert found == planted
    assert all(row["field"] for row in job.rejects if row["reason"] not in {"wrong_column_count", "nul_byte"})


def test_the_links_are_right(job: Job) -> None:
    pairwise = job.figures["pairwise"]
    assert pairwise["precision"] >= 0.97
    assert pairwise["recall"] >= 0.90
    assert job.figures["records"] == len(_rows(SAMPLES / "truth.csv")) == len(_rows(job.exports.links))


def test_the_counts_of_rightly_linked_persons_are_all_right(job: Job) -> None:
    truth = {(row["partner"], row["source_record_id"]): row["person_key"] for row in _rows(SAMPLES / "truth.csv")}
    true_records, linked_records = defaultdict(set), defaultdict(set)
    for record, key in truth.items():
        true_records[key].add(record)
    for row in _rows(job.exports.links):
        linked_records[row["person_id"]].add((row["partner"], row["source_record_id"]))
    expected, counted = defaultdict(set), defaultdict(set)
    for row in _rows(SAMPLES / "expected_touchpoints.csv"):
        expected[row["person_key"]].add((row["partner"], row["count_12m"], row["last_on"]))
    for row in _rows(job.exports.counts):
        said = (row["agency"], row["count_12m"], row["last_on"])
        counted[row["partner"], row["source_record_id"]].add(said)
    right = [records for records in linked_records.values() if records == true_records[truth[min(records)]]]
    assert len(right) > 0.9 * len(true_records)
    wrong = {record for records in right for record in records if counted[record] != expected[truth[record]]}
    assert not wrong


def test_the_counts_at_addresses_are_right(job: Job) -> None:
    def told(rows: Rows) -> dict[tuple[str, str], tuple[int, str]]:
        return {(row["uprn"], row["partner"]): (int(row["count_12m"]), row["last_on"]) for row in rows if row["uprn"]}

    occurring = {row["UPRN"].lstrip("0") for row in _rows(SAMPLES / EXTRACTS["adults"]) if row["UPRN"]}
    lines = (SAMPLES / EXTRACTS["fire"]).read_text(encoding="utf-8").splitlines()
    occurring |= {str(json.loads(line)["property"]["uprn"] or "") for line in lines}
    expected = {
        key: said for key, said in told(_rows(SAMPLES / "expected_addresses.csv")).items() if key[0] in occurring
    }
    counted = {key: said for key, said in told(_rows(job.exports.address_counts)).items() if key[0] in occurring}
    equal = sum(counted.get(key) == said for key, said in expected.items())
    too_high = sum(said[0] > expected.get(key, (0, ""))[0] for key, said in counted.items())
    assert len(expected) > 500
    assert equal / len(expected) >= 0.97
    assert too_high / len(expected) <= 0.002


def test_unfit_files_are_refused_whole_and_change_nothing(job: Job) -> None:
    for name, ran in job.refusals.items():
        assert ran.code == 3, name
        assert ran.err.startswith(f"mast: {name}: refused, ")
        assert len(ran.err.splitlines()) == 1
    assert "CASE_NOTES" in job.refusals[REFUSED[0]].err
    assert job.graphs["after the refusals"] == job.graphs["published"]


def test_the_same_files_again_change_nothing(job: Job) -> None:
    assert {file["outcome"] for file in job.again if file["partner"]} == {"already loaded"}
    assert sorted(file["file"] for file in job.again if file["partner"]) == sorted(EXTRACTS.values())
    assert job.graphs["after the second load"] == job.graphs["published"]


def test_the_same_rows_in_other_bytes_change_no_link(job: Job) -> None:
    assert {file["outcome"] for file in job.shuffled} == {"loaded"}
    assert [(file["rows"], file["rejected"], file["flagged"]) for file in _by_partner(job.shuffled)] == [
        (file["rows"], file["rejected"], file["flagged"]) for file in _by_partner(job.loaded)
    ]
    assert job.graphs["after other bytes"] == job.graphs["published"]
    assert (job.changes["links_opened"], job.changes["links_closed"]) == (0, 0)
    assert job.changes["digest"] == job.resolved["digest"]
    assert job.exports_after == job.exports


def test_exports_are_the_operators_alone(job: Job) -> None:
    assert job.modes == {0o600}


@pytest.mark.neo4j
def test_both_engines_give_the_same_bytes(job_on: Callable[[str], Job]) -> None:
    embedded, neo4j = job_on("embedded"), job_on("neo4j")
    assert embedded.exports == neo4j.exports
    assert embedded.resolved["digest"] == neo4j.resolved["digest"]
    assert embedded.graphs["published"] == neo4j.graphs["published"]


def _by_partner(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((file for file in files if file["partner"]), key=lambda file: str(file["partner"]))
