"""Later deliveries on both engines: only news reach the graph, and a graph that was lost is filled anew."""

import json
from pathlib import Path

import pytest

from mast.synth import extracts
from tests.cli.held import count_links, digest
from tests.cli.verbs import AS_OF, DAY, done, mast
from tests.engines import Engine

FIRE = "fire_20261031.jsonl"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=80, seed=11, as_of=DAY)
    return folder


def test_one_changed_row_is_all_that_is_written(
    engine: Engine, engine_env: dict[str, str], inbox: Path, tmp_path: Path
) -> None:
    done(engine_env, "load", inbox / FIRE, *AS_OF)
    links = count_links(engine)
    lines = (inbox / FIRE).read_text(encoding="utf-8").splitlines()
    again = tmp_path / "fire_20261101.jsonl"
    again.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    (told,) = json.loads(done(engine_env, "load", again, *AS_OF, "--json"))
    assert (told["outcome"], told["unchanged"]) == ("loaded", told["loaded"])
    assert count_links(engine) == links
    first, changed = json.loads(lines[0]), tmp_path / "fire_20261102.jsonl"
    first["contact"] = json.loads(lines[-1])["contact"]
    changed.write_text("\n".join([json.dumps(first), *lines[1:]]) + "\n", encoding="utf-8")
    (told,) = json.loads(done(engine_env, "load", changed, *AS_OF, "--json"))
    assert 0 < told["loaded"] - told["unchanged"] < told["loaded"] // 2
    assert count_links(engine) > links


def test_a_graph_that_was_lost_is_filled_by_the_same_files(
    engine: Engine, engine_env: dict[str, str], inbox: Path
) -> None:
    done(engine_env, "load", inbox, *AS_OF)
    before = digest(engine)
    engine.wipe()
    ran = mast(engine_env, "load", inbox, *AS_OF, "--json")
    assert ran.code == 0, ran.err
    assert "the graph has lost 5 deliveries" in ran.err
    assert {file["unchanged"] for file in json.loads(ran.out) if file["partner"]} == {0}
    assert digest(engine) == before
    done(engine_env, "train")
    done(engine_env, "resolve")
