"""``mast train``: a model and its card, the same each time, and thresholds set by labels."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.verbs import done, mast
from tests.engines import Engine


@pytest.fixture(scope="module")
def env(engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small town, loaded, trained and published on the embedded engine."""
    folder = tmp_path_factory.mktemp("train")
    env = engine_of("embedded").environment(folder / "home")
    done(env, "synth", folder / "town", "--people", 400, "--seed", 5, "--as-of", "2026-10-31")
    done(env, "load", folder / "town")
    done(env, "train")
    done(env, "resolve")
    return env


def models(env: dict[str, str]) -> Path:
    return Path(env["MAST_HOME"]) / "models"


def test_a_model_has_a_card_and_is_the_same_again(env: dict[str, str], tmp_path: Path) -> None:
    done(env, "train", "--out", tmp_path / "again.json")
    kept = models(env) / (models(env) / "latest").read_text(encoding="utf-8").strip()
    for suffix in (".json", ".card.json", ".html"):
        again = tmp_path / f"again{suffix}"
        assert again.read_bytes() == kept.with_suffix(suffix).read_bytes()
        assert stat.S_IMODE(again.stat().st_mode) == 0o600
    assert json.loads((tmp_path / "again.card.json").read_text(encoding="utf-8"))["model"] == kept.stem


def test_labels_set_the_thresholds(env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, labels = tmp_path / "pairs.csv", tmp_path / "labels.csv"
    done(env, "export", "pairs", "--out", pairs)
    told = pd.read_csv(pairs, dtype={"record_a": str, "record_b": str})
    told["same"] = (told["weight"] > 4).astype(int)
    told[["record_a", "record_b", "same"]].to_csv(labels, index=False)
    few = mast(env, "train", "--labels", labels, "--out", tmp_path / "m.json")
    assert few.code == 3
    assert "labelled pairs are in the review band; 20 are needed" in few.err
    assert not (tmp_path / "m.json").exists()
    monkeypatch.setattr("mast.resolution.learning.labels.FEWEST", 2)
    done(env, "train", "--labels", labels, "--out", tmp_path / "m.json")
    card = json.loads((tmp_path / "m.card.json").read_text(encoding="utf-8"))
    assert card["labels"]["labels"] == len(told)
    assert card["thresholds"]["link"] > 2.5


def test_labels_amiss_are_refused_and_leave_the_model_as_it_was(env: dict[str, str], tmp_path: Path) -> None:
    before = (models(env) / "latest").read_text(encoding="utf-8")
    labels = tmp_path / "labels.csv"
    labels.write_text("record_a,record_b,same\nnobody:1,police:1,1\n", encoding="utf-8")
    refused = mast(env, "train", "--labels", labels)
    assert refused.code == 3
    assert "labels.csv: row 1: 'nobody:1' is no record" in refused.err
    assert (models(env) / "latest").read_text(encoding="utf-8") == before
