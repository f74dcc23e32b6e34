"""What is older than three years is gone for good: from the graph, its history, the register and the files."""

import csv
import json
import sqlite3
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from neo4j import GraphDatabase

from mast.core.errors import GraphUnreachable
from mast.graph import purging
from mast.graph.purging import Keeping
from mast.synth import extracts
from tests.cli.verbs import done, mast, sentence
from tests.engines import Engine
from tests.loaders.files import adult, adults_csv

LOADED, PURGED = date(2024, 12, 31), date(2025, 11, 10)
OLDEST = Keeping(PURGED).oldest.isoformat()
CLOSED = {"CASE_STATUS": "Closed", "CASE_START": "01/02/2022", "CASE_END": "01/04/2022"}
OPEN = {"CASE_STATUS": "Open", "CASE_START": "01/02/2022", "CASE_END": ""}


@pytest.fixture(scope="module")
def old_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of five partners; and three of the adults' own: long gone, still there, and with a case open."""
    folder = tmp_path_factory.mktemp("inbox")
    extracts.write(folder, people=50, seed=3, as_of=LOADED, dirt=0)
    gone = adult(LAS_ID="G1", LAST_NAME="Goneaway", CONTACT_ID="OLD1", CONTACT_DATE="01/03/2022", **CLOSED)
    gone |= {"ADDRESS_1": "12 Vanished Road", "POSTCODE": "WS9 9ZZ", "ALLOCATED_WORKER": "Formerly Here"}
    moved = adult(LAS_ID="M1", LAST_NAME="Mover", CONTACT_ID="OLD2", CONTACT_DATE="02/03/2022", **CLOSED)
    moved |= {"ADDRESS_1": "14 Earlier Lane", "POSTCODE": "WS8 8ZZ"}
    here = moved | {"ADDRESS_1": "9 Later Road", "POSTCODE": "WS7 7ZZ", "CONTACT_ID": "NEW2"}
    here |= {"CONTACT_DATE": "01/06/2024", "CASE_STATUS": "", "CASE_START": "", "CASE_END": ""}
    waiting = adult(LAS_ID="W1", LAST_NAME="Waiting", CONTACT_ID="OLD3", CONTACT_DATE="03/03/2022", **OPEN)
    text = adults_csv(gone, moved, here, waiting)
    (folder / "adults_social_care_extra_20241231.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def three_years(engine_env: dict[str, str], old_inbox: Path) -> dict[str, str]:
    own = old_inbox / "adults_social_care_extra_20241231.csv"
    others = [path for path in sorted(old_inbox.iterdir()) if "20241231" in path.name and path != own]
    done(engine_env, "load", *others, "--as-of", LOADED, "--anyway", "invented")
    done(engine_env, "load", own, "--as-of", LOADED, "--anyway", "invented")
    done(engine_env, "train")
    done(engine_env, "resolve")
    return engine_env


def persons(env: dict[str, str], folder: Path) -> dict[str, str]:
    done(env, "export", "links", "--out", folder / "links.csv")
    with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['partner']}:{row['source_record_id']}": row["person_id"] for row in csv.DictReader(file)}


def everything(engine: Engine) -> tuple[list[dict[str, Any]], list[tuple[str, dict[str, Any]]]]:
    """All nodes and links, as the engine itself has them."""
    uri, user, password, database = engine.bolt()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session(database=database) as session:
        nodes = [row["properties"] for row in session.run("MATCH (n) RETURN properties(n) AS properties")]
        found = session.run("MATCH (a)-[l]->(b) RETURN type(l) AS kind, properties(l) AS properties")
        return nodes, [(row["kind"], row["properties"]) for row in found]


def told_of(engine: Engine, home: Path, word: str) -> list[str]:
    """Where a word still stands in either store."""
    nodes, links = everything(engine)
    found = [str(node) for node in nodes if word in str(node).upper()]
    found += [str(link) for link in links if word in str(link).upper()]
    with sqlite3.connect(home / "mast.sqlite") as store:
        found += [str(row) for row in store.execute("SELECT member FROM register") if word in str(row).upper()]
    store.close()
    return found


def test_what_is_past_keeping_is_gone_and_the_rest_is_as_it_was(
    engine: Engine, three_years: dict[str, str], home: Path, tmp_path: Path
) -> None:
    before = persons(three_years, tmp_path)
    assert told_of(engine, home, "GONEAWAY")
    with patch.object(purging, "_renote", side_effect=GraphUnreachable("The graph does not answer.")):
        assert mast(three_years, "purge", "--as-of", PURGED).code == 5
    certificate = json.loads(done(three_years, "purge", "--as-of", PURGED, "--json"))
    after = persons(three_years, tmp_path)
    assert {"adults:M1", "adults:W1"} <= set(after)
    assert "adults:G1" not in after
    assert after == {record: person for record, person in before.items() if record in after}
    for word in ("GONEAWAY", "VANISHED", "WS9 9ZZ", "FORMERLY", "ADULTS:G1", "EARLIER LANE", "WS8 8ZZ", "OLD1", "OLD2"):
        assert told_of(engine, home, word) == [], word
    nodes, links = everything(engine)
    assert min(link["happened_on"] for kind, link in links if "happened_on" in link) >= OLDEST
    assert any(node.get("key") == "adults:NEW2" for node in nodes)
    assert told_of(engine, home, "WAITING")
    again = json.loads(done(three_years, "purge", "--as-of", PURGED, "--json"))
    assert not any(again["removed"].values())
    done(three_years, "check")
    changes = json.loads(done(three_years, "resolve", "--dry-run", "--json"))
    assert (changes["links_opened"], changes["links_closed"]) == (0, 0)
    file = Path(certificate["file"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = json.loads(file.read_text(encoding="utf-8"))
    assert (told["as_of"], told["oldest_day_kept"]) == (PURGED.isoformat(), OLDEST)
    assert len(list((home / "certificates").iterdir())) == 2


def test_nothing_is_purged_for_a_day_to_come(engine_of: Callable[[str], Engine], home: Path) -> None:
    env = engine_of("embedded").environment(home)
    assert "yet to come" in sentence(mast(env, "purge", "--as-of", "2199-01-01"), 2)


def test_deliveries_and_rejects_go_with_their_newest_row(
    engine_of: Callable[[str], Engine], home: Path, tmp_path: Path
) -> None:
    env = engine_of("embedded").environment(home)
    old, young = tmp_path / "adults_social_care_20230131.csv", tmp_path / "adults_social_care_20241231.csv"
    closed = adult(LAS_ID="1", CONTACT_ID="A", CONTACT_DATE="01/03/2022", **CLOSED)
    old.write_text(adults_csv(closed), encoding="utf-8")
    young.write_text(adults_csv(closed | {"CONTACT_ID": "B", "CONTACT_DATE": "01/03/2024"}), encoding="utf-8")
    done(env, "load", old, young, "--anyway", "invented")
    assert "mast resolve first" in sentence(mast(env, "purge", "--as-of", PURGED), 1)
    done(env, "train")
    done(env, "resolve")
    removed = json.loads(done(env, "purge", "--as-of", PURGED, "--json"))["removed"]
    assert (removed["kept deliveries"], removed["rejects files"], removed["rows known by hash"]) == (1, 1, 1)
    assert [path.name[:15] for path in (home / "deliveries").iterdir()] == ["adults-20241231"]
    refused = mast(env, "load", old, "--as-of", PURGED, "--json")
    assert json.loads(refused.out)[0]["outcome"] == "already loaded"


@pytest.mark.parametrize(
    ("as_of", "oldest", "last"),
    [
        (date(2025, 11, 10), date(2022, 11, 10), "2022-11-09"),
        (date(2024, 2, 29), date(2021, 2, 28), "2021-02-27"),
        (date(2027, 3, 1), date(2024, 3, 1), "2024-02-29"),
    ],
)
def test_the_day_that_is_still_kept(as_of: date, oldest: date, last: str) -> None:
    assert (Keeping(as_of).oldest, Keeping(as_of).last) == (oldest, last)
