"""``mast explain`` and ``mast evaluate`` on a deployment: what is said, what is refused, and what is recorded of it."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mast.cli.context import deployment
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.graph.reader import current_generation
from mast.ledger.tables import audit
from mast.resolution.explaining.explaining import explain
from mast.resolution.model import load_model, save_model
from mast.synth import extracts
from tests.cli.verbs import done, mast, sentence
from tests.engines import Engine

DAY = date(2026, 10, 31)
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Area:
    """A small area, loaded, resolved, published and exported."""

    env: dict[str, str]
    folder: Path
    settings: Settings

    def rows(self, name: str) -> Rows:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def pair(self, band: str) -> tuple[str, str]:
        """The weakest pair of a band."""
        chosen = min((row for row in self.rows("pairs") if row["band"] == band), key=lambda row: float(row["weight"]))
        return chosen["record_a"], chosen["record_b"]


@pytest.fixture(scope="module")
def area(engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> Area:
    engine, folder = engine_of("embedded"), tmp_path_factory.mktemp("area")
    extracts.write(folder / "inbox", people=150, seed=5, as_of=DAY)
    env = engine.environment(folder / "home")
    done(env, "load", folder / "inbox", "--as-of", DAY)
    done(env, "train")
    done(env, "resolve")
    done(env, "export", "links", "--out", folder / "links")
    done(env, "export", "pairs", "--out", folder / "pairs")
    return Area(env, folder, engine.settings(folder / "home"))


def test_linked_records_are_one_person_with_a_chain(area: Area) -> None:
    one, other = area.pair("link")
    told = json.loads(done(area.env, "explain", one, other, "--json"))
    assert told["one_person"]
    assert told["person_a"] == told["person_b"]
    assert told["chain"][0]["record_a"] == one
    assert told["chain"][-1]["record_b"] == other
    assert told["why_not"] == []
    assert told["values"] == []
    assert told["waterfall"][-1]["total"] == pytest.approx(told["weight"], abs=2e-3)


def test_every_published_pair_is_explained_as_published(area: Area) -> None:
    seen = Visibility(("adults", "children", "police", "hospital", "fire"))
    with deployment(area.settings) as opened:
        generation = current_generation(opened.graph)
        assert generation is not None
        model = load_model(area.settings.models_folder / f"{generation.model}.json")
        for row in area.rows("pairs")[::3]:
            found = explain(opened.graph, generation, model, row["record_a"], row["record_b"], seen)
            assert found.weight == pytest.approx(float(row["weight"]), abs=6e-4)
            assert found.one_person == (row["band"] == "link") == bool(found.chain) == (not found.why_not)


def test_a_table_and_a_sentence_name_no_one(area: Area) -> None:
    one, other = area.pair("link")
    plain = done(area.env, "explain", one, other)
    assert f"{one} and {other} are one person" in plain
    assert "random" in plain
    shown = done(area.env, "explain", one, other, "--show-values")
    values = json.loads(done(area.env, "explain", one, other, "--show-values", "--json"))["values"]
    surname = next(row["a"] for row in values if row["field"] == "surname")
    assert surname in shown
    assert surname not in plain


def test_two_people_are_told_why(area: Area) -> None:
    links = area.rows("links")
    one = f"{links[0]['partner']}:{links[0]['source_record_id']}"
    stranger = next(row for row in links if row["person_id"] != links[0]["person_id"])
    other = f"{stranger['partner']}:{stranger['source_record_id']}"
    plain = done(area.env, "explain", one, other)
    assert "are two people" in plain
    assert "\n- " in plain


def test_keys_that_are_none_are_refused_by_name(area: Area) -> None:
    one, other = area.pair("link")
    assert "adults:no-such is not in generation" in sentence(mast(area.env, "explain", one, "adults:no-such"), 3)
    assert "'rubbish'" in sentence(mast(area.env, "explain", "rubbish", other), 2)
    assert one in sentence(mast(area.env, "explain", one, one), 2)
    assert "purpose" in sentence(mast(area.env, "explain", one, other, "--purpose", "curiosity"), 2).lower()


def test_another_model_is_refused(area: Area) -> None:
    other = area.folder / "other.json"
    folder = area.settings.models_folder
    model = load_model(folder / (folder / "latest").read_text(encoding="utf-8").strip())
    save_model(replace(model, same_odds=model.same_odds * 2), other)
    assert "did not make the links" in sentence(mast(area.env, "explain", *area.pair("link"), "--model", other), 3)


def test_decisions_that_a_resolution_obeyed_are_told(area: Area) -> None:
    one, other = area.pair("link")
    decisions = area.folder / "decisions.csv"
    decisions.write_text(f"record_a,record_b,decision\n{one},{other},different\n", encoding="utf-8")
    told = json.loads(done(area.env, "explain", one, other, "--decisions", decisions, "--json"))
    assert told["record_a"] == one
    decisions.write_text("record_a,record_b,decision\nx:1,y:2,same\n", encoding="utf-8")
    assert "'x:1' is no record" in sentence(mast(area.env, "explain", one, other, "--decisions", decisions), 3)


def test_an_explanation_leaves_audit_rows(area: Area) -> None:
    one, other = area.pair("link")
    done(area.env, "explain", one, other, "--purpose", "open-case", "--case", "C-17")
    with deployment(area.settings) as opened, opened.ledger.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.case_reference == "C-17")).mappings().all()
    assert "explain" in {row["operation"] for row in rows}


def test_a_page_of_what_is_loaded(area: Area) -> None:
    truth, out = area.folder / "inbox" / "truth.csv", area.folder / "report.html"
    files = ("--links", area.folder / "links", "--pairs", area.folder / "pairs", "--truth", truth)
    asked = ("evaluate", *files, "--loaded", "--probes", "--as-of", DAY, "--html", out, "--json")
    told = json.loads(done(area.env, *asked))
    page = out.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    assert told["pairwise"]["precision"] > 0.9
    assert set(told["sexes"]) >= {"female", "male"}
    assert told["blocking"]["recall"] > 0.8
    assert told["unlinkable"]["records"] == len(area.rows("links"))
    assert b"Not given" not in page
    done(area.env, *asked)
    assert out.read_bytes() == page
    keys = [f"{row['partner']}:{row['source_record_id']}" for row in area.rows("links")]
    assert not [key for key in keys if key.encode() in page]
