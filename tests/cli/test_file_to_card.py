"""From a file in the inbox to the card, while the watch and the service run side by side and nobody does anything."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mast.cli.context import today
from mast.synth import extracts
from tests.cli.verbs import Started, answers, done, free_port, until
from tests.conftest import EngineOf

CARD = """
query($name: String!, $postcode: String!) {
  searchPeople(name: $name, postcode: $postcode) {
    edges { node { person { displayName agencies { agency { code } status lastOn touchpoints12m lead { name } } } } }
  }
}
"""
COMES: dict[str, Any] = {
    "incident": "WF-999001",
    "kind": "call-out",
    "property": {"uprn": "", "address": "7 Quill Row, Walsall", "postcode": "WS4 2FH"},
    "occupier": {"name": "Zebedee Quillfeather"},
    "contact": {"name": "Ida Hose", "phone": "01632 960123", "email": "ida.hose@fire.example"},
}


@pytest.fixture
def started() -> Iterator[list[Started]]:
    found: list[Started] = []
    yield found
    for one in found:
        one.forget()


@pytest.mark.parametrize("name", ["embedded", pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.slow])])
def test_a_file_that_comes_is_soon_on_the_card(
    name: str, engine_of: EngineOf, home: Path, tmp_path: Path, started: list[Started]
) -> None:
    env, inbox, port = engine_of(name).environment(home), tmp_path / "inbox", free_port()
    extracts.write(inbox, people=60, seed=5, as_of=today() - timedelta(days=1))
    (first,) = inbox.glob("fire_*")
    before = first.read_text(encoding="utf-8")
    done(env, "daily", inbox)
    token = done(env, "token", "--user", "ann", "--role", "practitioner", "--agency", "adults").strip()
    started.append(Started(env, "serve", "--port", port))
    until(lambda: answers(port, "/health/ready") == 200, "the service answers")
    started.append(Started(env, "daily", inbox, "--watch", "--every", "0.2"))
    assert cards(port, token) == []
    (inbox / f"fire_{today():%Y%m%d}.jsonl").write_text(before + json.dumps(COMES | {"called": noon(today())}) + "\n")
    until(lambda: cards(port, token), "the person is found")
    (person,) = cards(port, token)
    (fire,) = [line for line in person["agencies"] if line["agency"]["code"] == "fire"]
    assert person["displayName"] == "Zebedee Quillfeather"
    assert (fire["status"], fire["touchpoints12m"], fire["lastOn"]) == ("KNOWN", 1, today().isoformat())
    assert fire["lead"]["name"] == "Ida Hose"
    assert [one.runs for one in started] == [True, True]


def noon(on: date) -> str:
    return f"{on.isoformat()}T12:00:00Z"


def cards(port: int, token: str) -> list[dict[str, Any]]:
    """What the API has of whoever is called so; nobody while the service is changing to a new generation."""
    variables = {"name": COMES["occupier"]["name"], "postcode": COMES["property"]["postcode"]}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": CARD, "variables": variables}).encode(),
        {
            "Authorization": f"Bearer {token}",
            "MAST-Purpose": "duty-call",
            "MAST-Case-Reference": "EX-1",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            if error.code != 503:
                raise
        return []
    assert "errors" not in told, told
    return [edge["node"]["person"] for edge in told["data"]["searchPeople"]["edges"]]
