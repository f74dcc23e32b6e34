"""One run of Splink in its own environment: times it, and writes its scored pairs. Imports none of ours.

Run as ``python splink_run.py TABLE OUT KIND RULES ACROSS`` by the interpreter of a Splink environment. Reading the
table into DuckDB is not timed. The run trains, predicts and clusters; then a second linker, on a connection of its own,
loads the trained model from its file and predicts and clusters again, as a daily run would.
"""

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found]
import splink  # type: ignore[import-not-found]
import splink_settings as chosen  # type: ignore[import-not-found]
from peak import peak_bytes  # type: ignore[import-not-found]
from splink import DuckDBAPI, Linker

VERSION = int(splink.__version__.split(".")[0])


def loaded(table: Path, rules: int, *, across: bool) -> tuple[Any, list[str]]:
    """A connection that holds the table (one a source where sources are linked), and the names of those tables."""
    connection = duckdb.connect()
    lists = ", ".join(f"CAST(rule_{n} AS BIGINT[]) AS rule_{n}" for n in range(1, rules + 1))
    names = ", ".join(f"rule_{n}" for n in range(1, rules + 1))
    connection.execute(
        f"CREATE TABLE everyone AS SELECT * EXCLUDE ({names}), {lists} FROM "
        f"read_csv('{table}', header = true, all_varchar = true, nullstr = '')"
    )
    connection.execute("ALTER TABLE everyone ALTER unique_id TYPE BIGINT")
    if not across:
        return connection, ["everyone"]
    sources = [row[0] for row in connection.execute("SELECT DISTINCT partner FROM everyone ORDER BY 1").fetchall()]
    for source in sources:
        connection.execute(f"CREATE TABLE {source} AS SELECT * FROM everyone WHERE partner = '{source}'")
    return connection, sources


def linker_of(connection: Any, tables: list[str], settings: Any) -> Any:
    api = DuckDBAPI(connection)
    if VERSION >= 5:
        given = [api.register(name) for name in tables]
        return Linker(given if len(given) > 1 else given[0], settings, log_level=logging.ERROR)
    return Linker(tables if len(tables) > 1 else tables[0], settings, db_api=api)


def train(linker: Any, kind: str) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match(chosen.certain(kind), recall=chosen.RECALL)
    training.estimate_u_using_random_sampling(max_pairs=chosen.RANDOM_PAIRS, seed=chosen.SEED)
    for block in chosen.training():
        training.estimate_parameters_using_expectation_maximisation(block)


def link(linker: Any) -> Any:
    predicted = linker.inference.predict(threshold_match_probability=chosen.PREDICT_FROM)
    linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=chosen.CLUSTER_AT
    )
    return predicted


def run(table: Path, out: Path, kind: str, rules: int, *, across: bool) -> None:
    """Writes ``run.json`` and ``pairs.csv``: two record numbers and the match weight."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    connection, tables = loaded(table, rules, across=across)
    begin, cpu = time.perf_counter(), time.process_time()
    linker = linker_of(connection, tables, chosen.settings(kind, rules, across=across))
    train(linker, kind)
    trained = time.perf_counter()
    predicted = link(linker)
    linked, cpu = time.perf_counter(), time.process_time() - cpu
    peak = peak_bytes()
    model = out / "model.json"
    linker.misc.save_model_to_json(str(model), overwrite=True)
    columns = "unique_id_l, unique_id_r, match_weight"
    connection.execute(f"COPY (SELECT {columns} FROM {predicted.physical_name}) TO '{out / 'pairs.csv'}' (HEADER)")
    connection.close()
    connection, tables = loaded(table, rules, across=across)
    again = time.perf_counter()
    link(linker_of(connection, tables, str(model)))
    told = {
        "version": splink.__version__,
        "duckdb": duckdb.__version__,
        "train_seconds": trained - begin,
        "total_seconds": linked - begin,
        "cpu_seconds": cpu,
        "predict_seconds": time.perf_counter() - again,
        "peak_bytes": peak,
    }
    (out / "run.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), across=sys.argv[5] == "across")
