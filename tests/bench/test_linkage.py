"""The linkage bench on small data: our side whole, and what is made for Splink and read from it, without Splink."""

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bench.linkage import figures, ours
from bench.linkage.agreement import Agreement, agreement, best, labels
from bench.linkage.command import main
from bench.linkage.dataset import TRUTH, Dataset
from bench.linkage.febrl import febrl
from bench.linkage.interpreters import LOCKS
from bench.linkage.peak import peak_bytes
from bench.linkage.reach import reach
from bench.linkage.runs import Engine, our_clusters, splink_clusters
from bench.linkage.splink_input import prepared, write_splink_input
from bench.linkage.synthetic import AS_OF, read_extracts, synthetic
from mast.resolution.blocking import block
from mast.resolution.columns import Records, Residences
from mast.synth.extracts import write

LINKAGE = Path(figures.__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def town(folder: Path) -> Dataset:
    return synthetic(folder, 400, 3)


def test_generated_records_come_through_the_loaders_with_their_truth(town: Dataset) -> None:
    assert 400 < len(town.records) < 1000
    assert set(town.records["partner"]) == {"adults", "children", "fire", "hospital", "police"}
    assert (town.records[TRUTH] != "").all()
    assert town.records["key"].is_unique
    assert set(town.residences["record"]) <= set(town.records["key"])
    assert town.residences.groupby("record")["current"].sum().max() == 1
    assert town.records["nhs_verified"].any()
    assert not town.records.loc[town.records["nhs"] == "", "nhs_verified"].any()


def test_a_data_set_is_made_once(town: Dataset, folder: Path) -> None:
    held = sorted(path.name for path in (folder / town.name).iterdir())
    assert held == ["dataset.json", "records.csv", "residences.csv"]
    stamps = {path: path.stat().st_mtime_ns for path in (folder / town.name).iterdir()}
    again = synthetic(folder, 400, 3)
    pd.testing.assert_frame_equal(again.records, town.records)
    assert {path: path.stat().st_mtime_ns for path in (folder / town.name).iterdir()} == stamps


def test_an_extract_in_two_parts_is_one(tmp_path: Path) -> None:
    write(tmp_path, 60, 3, AS_OF)
    whole = read_extracts(tmp_path)
    fire = tmp_path / "fire_20261031.jsonl"
    lines = fire.read_text(encoding="utf-8").splitlines(keepends=True)
    fire.write_text("".join(lines[::2]), encoding="utf-8")
    (tmp_path / "fire_more_20261031.jsonl").write_text("".join(lines[1::2]), encoding="utf-8")
    for one, parts in zip(whole, read_extracts(tmp_path), strict=True):
        by = list(one.columns)
        assert parts.sort_values(by).reset_index(drop=True).equals(one.sort_values(by).reset_index(drop=True))


def test_our_side_of_a_run(town: Dataset, tmp_path: Path) -> None:
    ours.run(town, tmp_path, [0.0, 6.0])
    told = json.loads((tmp_path / "run.json").read_text())
    assert told["records"] == len(town.records)
    assert told["total_seconds"] == told["prepare_seconds"] + told["train_seconds"] + told["resolve_seconds"]
    assert told["predict_seconds"] > 0
    assert told["peak_bytes"] > 2**20
    true = labels(town.records[TRUTH].to_numpy())
    found = {weight: agreement(weight, clusters, true) for weight, clusters in our_clusters(tmp_path)}
    assert set(found) == {0.0, 6.0, told["own_threshold"]}
    assert found[told["own_threshold"]].f1 > 0.8
    assert found[6.0].recall <= found[0.0].recall


def test_sources_that_hold_each_person_once_are_linked_to_each_other_alone(town: Dataset, tmp_path: Path) -> None:
    """Within one partner a person has two records here, which are kept apart where the data set says it has none."""
    across = replace(town, across=True)
    for dataset, twice in ((town, True), (across, False)):
        ours.run(dataset, tmp_path / str(twice), [])
        ((_, person),) = our_clusters(tmp_path / str(twice))
        held = pd.DataFrame({"person": person, "partner": town.records["partner"]})
        assert held.duplicated().any() == twice


def test_splink_gets_the_blocks_of_our_rules(town: Dataset, tmp_path: Path) -> None:
    """Pairs that share a key in the table are exactly the pairs that our blocking makes."""
    rules = write_splink_input(town, tmp_path / "splink.csv")
    table = pd.read_csv(tmp_path / "splink.csv", dtype=str, keep_default_na=False)
    assert 1 < rules <= 10
    shared: set[tuple[int, int]] = set()
    for number in range(1, rules + 1):
        told = table[["unique_id", f"rule_{number}"]]
        holders: dict[int, list[int]] = {}
        for record, keys in told.itertuples(index=False, name=None):
            for key in json.loads(keys or "[]"):
                holders.setdefault(key, []).append(int(record))
        shared |= {(a, b) for those in holders.values() for a in those for b in those if a < b}
    records, encoded, homes = prepared(town)
    place = pd.Index(town.records["key"]).get_indexer(pd.Index(records.frame["key"]))
    made = block(encoded, homes)[0]
    wanted = {
        (min(pair), max(pair)) for pair in zip(place[made.left].tolist(), place[made.right].tolist(), strict=True)
    }
    assert shared == wanted
    assert table["unique_id"].astype(int).sort_values().tolist() == list(range(len(town.records)))


def test_no_engine_passes_what_its_blocks_hold(town: Dataset) -> None:
    found = reach(town)
    assert found.precision == 1
    assert 0.9 < found.recall < 1
    alone = replace(town, records=town.records.assign(**{TRUTH: [str(place) for place in range(len(town.records))]}))
    assert reach(alone).recall == 1  # nobody has two records: there is nothing to find


def test_splink_gets_clean_facts_of_the_right_record(town: Dataset, tmp_path: Path) -> None:
    write_splink_input(town, tmp_path / "splink.csv")
    table = pd.read_csv(tmp_path / "splink.csv", dtype=str, keep_default_na=False)
    own = town.records.iloc[table["unique_id"].astype(int)].reset_index(drop=True)
    assert (table["nhs"] == own["nhs"]).all()
    assert (table["partner"] == own["partner"]).all()
    assert table["surname"].map(lambda text: text == text.upper()).all()
    assert not set(table["dob"]) & {"1900-01-01"}
    assert (table.loc[table["postcode"] != "", "home"] != "").all()


def test_splink_pairs_become_components_at_each_threshold(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("unique_id_l,unique_id_r,match_weight\n0,1,12.5\n1,2,3.25\n3,4,-8\n")
    clusters = dict(splink_clusters(path, 6))
    assert len(np.unique(clusters[-9.0])) == 3
    assert len(np.unique(clusters[3.0])) == 4
    assert clusters[3.0][0] == clusters[3.0][2]
    assert len(np.unique(clusters[12.5])) == 5
    assert len(np.unique(clusters[13.0])) == 6


def test_a_process_does_not_report_the_memory_of_the_one_that_started_it() -> None:
    held = bytearray(b"x" * (300 * 2**20))
    told = subprocess.run(
        [sys.executable, "-c", "from peak import peak_bytes; print(peak_bytes())"],
        cwd=LINKAGE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert peak_bytes() > len(held)
    assert int(told.stdout) < 100 * 2**20


def test_pairwise_figures() -> None:
    true, found = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    told = agreement(2.5, found, true)
    assert (told.precision, told.recall) == (2 / 4, 2 / 4)
    assert told.f1 == told.error == 0.5
    alone = agreement(0.0, np.arange(5), true)
    assert (alone.precision, alone.recall, alone.f1) == (1.0, 0.0, 0.0)


def test_pairs_of_one_source_do_not_count_where_sources_are_linked() -> None:
    source, true = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    told = agreement(0.0, np.zeros(4, dtype=np.int64), true, source)
    assert (told.precision, told.recall) == (2 / 4, 1.0)


def test_the_best_threshold_has_the_highest_f1() -> None:
    told = {1.0: Agreement(1.0, 0.5, 1.0), 2.0: Agreement(2.0, 0.9, 0.9), 3.0: Agreement(3.0, 0.9, 0.9)}
    assert best(told).threshold == 2.0


def _engine(name: str, times: list[float], f1: float, own: bool) -> Engine:
    one = Agreement(2.5, f1, f1)
    runs: list[Any] = [
        {"train_seconds": t, "predict_seconds": t / 2, "total_seconds": 2 * t, "cpu_seconds": t, "peak_bytes": 5}
        for t in times
    ]
    return Engine(name, runs, {2.5: one}, one if own else None)


def test_figures_are_ratios_of_medians() -> None:
    mine, other = _engine("mast", [1, 9, 2], 0.9, own=True), _engine("splink5", [8, 12, 100], 0.8, own=False)
    told = {one["figure"]: one for one in figures.of_dataset("synth-1", 10, [mine, other])}
    assert told["mast train"]["value"] == 2
    assert told["splink5 time / ours, total"]["value"] == 6
    assert told["splink5 time / ours, total"]["at_least"] == 6
    assert told["our errors at best threshold / splink5 at best"]["value"] == pytest.approx(0.5)
    assert told["our errors at own threshold / splink5 at best"]["at_most"] == 1
    assert json.loads(json.dumps(told)) == told
    grown = figures.growth((10, mine), (100, _engine("mast", [10], 0.9, own=True)))
    assert grown["value"] == 5


def test_febrl_becomes_records(tmp_path: Path) -> None:
    header = (
        "rec_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id"
    )
    (tmp_path / "febrl4a.csv").write_text(
        f"{header}\nrec-10-org,anna,example,7,wallaby place,delmar,cleveland,2119,sa,19560409,1804974\n"
    )
    (tmp_path / "febrl4b.csv").write_text(f"{header}\nrec-10-dup-0,,exmaple,,wallaby place,,,,,1956,1804974\n")
    told = febrl(4, tmp_path)
    assert told.across
    assert told.records[TRUTH].tolist() == ["10", "10"]
    assert told.records["key"].tolist() == ["febrl4a:rec-10-org", "febrl4b:rec-10-dup-0"]
    assert told.records["born_on"].tolist() == ["1956-04-09", ""]
    assert told.residences["postcode"].tolist() == ["AU21 1NN", ""]
    Records.from_frame(told.records)
    Residences.from_frame(told.residences)


def test_locks_are_pinned_by_hash_and_name_no_index() -> None:
    locks = sorted(LOCKS.glob("*.lock"))
    assert [lock.stem for lock in locks] == ["febrl", "splink4", "splink5"]
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)
        pinned = re.findall(r"^[a-z0-9_.-]+==\S+ \\\n +--hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 3


@pytest.mark.parametrize("script", ["splink_run.py", "splink_settings.py", "febrl_export.py", "peak.py"])
def test_what_runs_in_another_environment_imports_none_of_ours(script: str) -> None:
    tree = ast.parse((LINKAGE / script).read_text())
    named = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in named if name.split(".")[0] in {"mast", "bench", "numpy", "pandas"}}


def test_a_run_without_splink_prints_a_json_line_a_figure(folder: Path, town: Dataset, capsys: Any) -> None:
    (folder / "data").mkdir()
    (folder / town.name).rename(folder / "data" / town.name)
    people = ["--people", "400", "--seed", "3"]
    assert main([*people, "--splink", "--runs", "1", "--thresholds", "--folder", str(folder)]) == 0
    machine, *told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert machine["machine"]["cores"] >= 1
    assert {one["figure"] for one in told} >= {"mast train", "mast predict", "mast F1 at own threshold"}
    assert all(one["data"] == town.name and one["records"] == len(town.records) for one in told)
