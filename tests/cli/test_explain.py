"""``mast explain`` and ``mast evaluate`` on a deployment, on both engines: what is said, refused and recorded."""

import csv
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from mast.access.tokens import mint
from mast.cli.context import deployment, now
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.graph.generations import generation, published_numbers
from mast.graph.published import current_generation
from mast.graphql.app import make_app
from mast.graphql.schema import operations
from mast.ledger.tables import audit
from mast.loaders.mapping import configured_partners
from mast.resolution.archive import Archive
from mast.resolution.decisions import REASON
from mast.resolution.explaining.explaining import explain
from mast.synth import extracts
from tests.cli.verbs import done, mast, sentence
from tests.engines import MOSTLY_EMBEDDED, Engine

DAY = date(2026, 10, 31)
CLEAN = "fire"
SEEN = Visibility(("adults", "children", "police", "hospital", "fire"))
Rows = list[dict[str, str]]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Area:
    """A small area, loaded, resolved, published and exported.

    Of pairs that were one person in the first run, the second parted ``parted`` by a decision and ``twice`` by a clean
    source; ``united`` it joined by a decision.
    """

    env: dict[str, str]
    folder: Path
    settings: Settings
    parted: Pair = ("", "")
    united: Pair = ("", "")
    twice: Pair = ("", "")

    def rows(self, name: str) -> Rows:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def pairs(self, band: str) -> list[Pair]:
        """The pairs of a band that were weighed alone, the weakest first."""
        told = [row for row in self.rows("pairs") if row["band"] == band and REASON not in row["reason"]]
        told.sort(key=lambda row: float(row["weight"]))
        return [(row["record_a"], row["record_b"]) for row in told]

    def pair(self, band: str) -> Pair:
        return self.pairs(band)[0]

    def told(self, pair: Pair, *options: object) -> dict[str, Any]:
        """The explanation as JSON."""
        told: dict[str, Any] = json.loads(done(self.env, "explain", *pair, "--json", *options))
        return told


@pytest.fixture(scope="module", params=MOSTLY_EMBEDDED)
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name alone: what is published on it is not wiped between the tests of this module."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def area(engine: str, engine_of: Callable[[str], Engine], tmp_path_factory: pytest.TempPathFactory) -> Area:
    """Resolved as usual, then with a clean source, another threshold, and decisions on two pairs of the first run."""
    running, folder = engine_of(engine), tmp_path_factory.mktemp("area")
    extracts.write(folder / "inbox", people=150, seed=5, as_of=DAY)
    env = running.environment(folder / "home")
    done(env, "load", folder / "inbox", "--as-of", DAY)
    done(env, "train")
    done(env, "resolve")
    done(env, "export", "pairs", "--out", folder / "pairs")
    made = Area(env, folder, running.settings(folder / "home"))
    twice = next(pair for pair in made.pairs("link")[::-1] if all(key.startswith(f"{CLEAN}:") for key in pair))
    parted = next(pair for pair in made.pairs("link")[::-1] if CLEAN not in pair[0] + pair[1])
    made = replace(made, parted=parted, united=made.pair("review"), twice=twice)
    (folder / "plan.toml").write_text(f"[sources]\nclean = ['{CLEAN}']\n[thresholds]\nlink = 3.5\n", encoding="utf-8")
    decided = ((*made.parted, "different"), (*made.united, "same"))
    text = "".join(f"{','.join(row)}\n" for row in (("record_a", "record_b", "decision"), *decided))
    (folder / "decisions.csv").write_text(text, encoding="utf-8")
    plan = ("--plan", folder / "plan.toml", "--publish-anyway", "another plan")
    time.sleep(1)  # when something was published is known to the second
    done(env, "resolve", *plan, "--decisions", folder / "decisions.csv")
    done(env, "export", "links", "--out", folder / "links")
    done(env, "export", "pairs", "--out", folder / "pairs")
    return made


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
    with deployment(area.settings) as opened:
        generation = current_generation(opened.graph)
        assert generation is not None
        terms = Archive.of(area.settings).terms(generation)
        for row in area.rows("pairs")[::3]:
            found = explain(opened.graph, generation, terms, row["record_a"], row["record_b"], SEEN)
            assert found.weight == pytest.approx(float(row["weight"]), abs=6e-4)
            assert found.one_person == (row["band"] == "link") == bool(found.chain) == (not found.why_not)


def test_many_readers_at_once_are_told_the_same(area: Area) -> None:
    pairs = [area.parted, area.united, area.twice, *area.pairs("review")[:3], *area.pairs("link")[:3]]
    with deployment(area.settings) as opened:
        generation = current_generation(opened.graph)
        assert generation is not None
        terms = Archive.of(area.settings).terms(generation)
        ask = partial(explain, opened.graph, generation, terms, seen=SEEN)
        alone = [ask(one=one, other=other).as_dict() for one, other in pairs]
        with ThreadPoolExecutor(4) as pool:
            at_once = list(pool.map(lambda pair: ask(one=pair[0], other=pair[1]).as_dict(), pairs * 4))
    assert at_once == alone * 4


def test_what_it_was_resolved_with_is_found_and_told(area: Area) -> None:
    parted, united, twice = (area.told(pair) for pair in (area.parted, area.united, area.twice))
    assert [told["one_person"] for told in (parted, united, twice)] == [False, True, False]
    assert {told["link_from"] for told in (parted, united, twice)} == {3.5}
    assert parted["weight"] > 3.5
    assert parted["why_not"] == ["a person decided that they are two people"]
    assert united["weight"] < 3.5
    assert united["sentence"].startswith(REASON)
    assert [(hop["record_a"], hop["record_b"]) for hop in united["chain"]] == [area.united]
    assert twice["weight"] > 3.5
    assert twice["why_not"] == [f"both are records of {CLEAN}, a clean source: it holds one record a person"]


def test_files_that_were_resolved_with_are_missed_by_name(area: Area) -> None:
    with deployment(area.settings) as opened:
        generation = current_generation(opened.graph)
    assert generation is not None
    home = area.settings
    for file in (
        home.models_folder / f"{generation.model}.json",
        home.plans_folder / f"{generation.plan}.json",
        home.decisions_folder / f"{generation.decisions}.csv",
    ):
        whole = file.read_bytes()
        file.write_bytes(whole.replace(b"3.5", b"2.5").replace(b"different", b"same").replace(b"0.1", b"0.2"))
        assert file.name in sentence(mast(area.env, "explain", *area.twice), 3)
        file.unlink()
        assert file.name in sentence(mast(area.env, "explain", *area.twice), 3)
        file.write_bytes(whole)
    assert area.told(area.twice)


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


def test_a_pair_is_explained_as_it_was_published_at_a_moment(area: Area) -> None:
    with deployment(area.settings) as opened:
        first = generation(opened.graph, published_numbers(opened.graph)[-1])
    assert first is not None
    then = area.told(area.parted, "--known-at", first.published_at, "--case", "C-18")
    assert (then["generation"], then["one_person"]) == (first.number, True)
    assert not area.told(area.parted)["one_person"]
    with deployment(area.settings) as opened, opened.ledger.read() as connection:
        rows = connection.execute(select(audit).where(audit.c.case_reference == "C-18")).mappings().all()
    assert {row["generation"] for row in rows if row["step"] == "intent"} == {first.number}


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "2999-01-01T00:00", "2001-01-01T00:00"])
def test_a_moment_of_which_nothing_is_known_is_refused(area: Area, moment: str) -> None:
    assert "--known-at" in sentence(mast(area.env, "explain", *area.pair("link"), "--known-at", moment), 2)


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


def test_the_api_tells_a_steward_what_the_command_tells(area: Area) -> None:
    pair = area.pair("link")
    told = area.told(pair)
    token = mint(area.settings, "sam.steward", "steward", "adults", now(), timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}", "MAST-Purpose": "operations", "MAST-Case-Reference": "EX-1"}
    with deployment(area.settings) as opened:
        partners = configured_partners(area.settings)
        app = make_app(area.settings, opened.graph, opened.ledger, partners, clock=now)
        with TestClient(app, base_url="http://localhost", headers=headers) as client:
            body = {
                "query": operations()["match_explanation"],
                "variables": dict(zip(("recordA", "recordB"), pair, strict=True)),
            }
            found = client.post("/graphql", json=body).json()["data"]["matchExplanation"]
    assert (found["samePerson"], found["personA"]["id"]) == (told["one_person"], told["person_a"])
    assert (found["sentence"], found["weight"], found["model"]) == (told["sentence"], told["weight"], told["model"])
    assert [(step["field"], step["bits"]) for step in found["steps"]] == [
        (step["field"], step["bits"]) for step in told["waterfall"]
    ]
    assert found["chain"][0]["recordA"] == told["chain"][0]["record_a"]
