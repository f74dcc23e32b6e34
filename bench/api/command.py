"""Cards through MAST's API beside cards through @neo4j/graphql 7: same data, same Neo4j, same machine, in turns.

``python -m bench api --people 250000`` makes the extracts of so many people, loads and resolves them into a Neo4j of
the bench's own, and asks each server for the same persons' cards, 20 clients at a time. All is kept under
``.bench/api``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

from bench.api import neo4j
from bench.api.clients import Run, ask_all, ask_one, request
from bench.api.ours import NOW
from bench.graph.turns import quantile
from bench.machine import machine
from mast.access.tokens import mint
from mast.core.settings import Settings
from mast.core.window import Window
from mast.graph import records
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graphql.schema import operations

FOLDER: Final = Path(".bench/api")
THEIRS: Final = Path(__file__).parent / "theirs"
AS_OF: Final = date(2026, 10, 31)
WINDOW: Final = Window.twelve_months_to(AS_OF)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench api", description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=1500, metavar="N", help="people in the area")
    parser.add_argument("--cards", type=int, default=2000, help="cards a turn")
    parser.add_argument("--turns", type=int, default=3, help="turns of each server; the middle one is told")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--profile", help="write a profile of our server to this file, and ask nobody else")
    asked = parser.parse_args(arguments)
    _print({"machine": machine()})
    folder = asked.folder / f"{asked.people}-seed{asked.seed}"
    with neo4j.running(folder) as settings:
        _build(folder, settings, asked.people, asked.seed)
        persons, number, rows = _persons(settings, asked.seed)
        about = {"people": asked.people, "touchpoints": rows, "clients": asked.clients, "cards": asked.cards}
        chosen = (persons * (asked.cards // len(persons) + 1))[: asked.cards]
        if asked.profile:
            with _ours(settings, "no-audit", asked.profile) as url:
                ask_all(url, _our_requests(url, settings, chosen), asked.clients)
            return 0
        return _compare(settings, chosen, number, asked.clients, asked.turns, about)


def _compare(
    settings: Settings, persons: list[str], number: int, clients: int, turns: int, about: Mapping[str, Any]
) -> int:
    """All three servers are up; they are asked one after the other, in turns."""
    found: dict[str, list[Run]] = {"ours": [], "theirs": [], "ours audited": []}
    with ExitStack() as stack:
        urls = {
            "ours": stack.enter_context(_ours(settings, "no-audit")),
            "theirs": stack.enter_context(_theirs(settings)),
            "ours audited": stack.enter_context(_ours(settings, "audit")),
        }
        requests = {
            "ours": _our_requests(urls["ours"], settings, persons),
            "theirs": _their_requests(urls["theirs"], persons, number),
            "ours audited": _our_requests(urls["ours audited"], settings, persons),
        }
        _check_same(urls, requests, persons)
        for name, url in urls.items():
            ask_all(url, requests[name][:400], clients)  # warm: caches, plans, compiled code
        for _ in range(turns):
            for name, url in urls.items():
                found[name].append(ask_all(url, requests[name], clients))
    wrong = 0
    for name, runs in found.items():
        wrong += sum(run.wrong for run in runs)
        _print(
            {"figure": f"{name}: cards a second", "value": _rate(runs), "wrong": sum(r.wrong for r in runs), **about}
        )
        for share in (0.5, 0.95):
            _print({"figure": f"{name}: p{share * 100:.0f}", "value": _latency(runs, share), "unit": "ms", **about})
    for name, more, less in (("ours", 1.15, 0.95), ("ours audited", 0.9, None)):
        ratio = round(_rate(found[name]) / _rate(found["theirs"]), 3)
        _print({"figure": f"{name} / theirs, cards a second", "value": ratio, "at_least": more})
        ratio = round(_latency(found[name], 0.95) / _latency(found["theirs"], 0.95), 3)
        _print({"figure": f"{name} / theirs, p95", "value": ratio, **({"at_most": less} if less else {})})
    return 1 if wrong else 0


def _rate(runs: Sequence[Run]) -> float:
    return round(median(run.per_second for run in runs), 1)


def _latency(runs: Sequence[Run], share: float) -> float:
    return round(median(quantile(run.milliseconds, share) for run in runs), 2)


def _our_requests(url: str, settings: Settings, persons: Sequence[str]) -> list[bytes]:
    token = mint(settings, "bench", "practitioner", "adults", NOW, timedelta(hours=12))
    headers = {"Authorization": f"Bearer {token}", "MAST-Purpose": "duty-call", "MAST-Case-Reference": "BENCH-1"}
    query = operations()["person_card"]
    return [request(url, headers, _body(query, {"id": person})) for person in persons]


def _their_requests(url: str, persons: Sequence[str], number: int) -> list[bytes]:
    query = (THEIRS / "card.graphql").read_text(encoding="utf-8")
    days = {"after": WINDOW.after.isoformat(), "until": WINDOW.until.isoformat(), "g": number}
    return [request(url, {}, _body(query, {"id": person, **days})) for person in persons]


def _body(query: str, variables: Mapping[str, Any]) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _check_same(urls: Mapping[str, str], requests: Mapping[str, list[bytes]], persons: Sequence[str]) -> None:
    """Both must tell of the same touchpoints, or the comparison is of two different questions."""
    for place in range(0, min(len(persons), 200), 10):
        ours = json.loads(ask_one(urls["ours"], requests["ours"][place]))["data"]["person"]
        theirs = json.loads(ask_one(urls["theirs"], requests["theirs"][place]))
        if "errors" in theirs:
            raise SystemExit(f"@neo4j/graphql refuses the card: {theirs['errors'][0]['message']}")
        events = {
            touch["node"]["key"]
            for record in theirs["data"]["people"][0]["recordsConnection"]["edges"]
            for touch in record["node"]["touchpointsConnection"]["edges"]
        }
        counted = {line["agency"]["code"]: line["touchpoints12m"] for line in ours["agencies"]}
        told = {code: sum(event.startswith(f"{code}:") for event in events) for code in counted}
        if counted != told:
            raise SystemExit(f"The two count other touchpoints for {persons[place]}: {counted}, {told}.")


def _persons(settings: Settings, seed: int) -> tuple[list[str], int, int]:
    """Persons in a fixed random order, the published generation, and how many touchpoints the area had."""
    with open_graph(settings) as graph:
        generation = current_generation(graph)
        assert generation is not None
        persons = sorted({row["person"] for row in records.links_of(graph, generation.number)})
        rows = sum(1 for _ in records.touchpoints_of(graph, generation.number, WINDOW))
    Random(seed).shuffle(persons)
    return persons, generation.number, rows


def _build(folder: Path, settings: Settings, people: int, seed: int) -> None:
    """The area, loaded and resolved, unless that is done already."""
    done, inbox = folder / "resolved", folder / "inbox"
    if done.exists():
        return
    for verb in (
        ("synth", str(inbox), "--people", str(people), "--seed", str(seed), "--as-of", AS_OF.isoformat()),
        ("load", str(inbox), "--as-of", AS_OF.isoformat()),
        ("train",),
        ("resolve",),
    ):
        subprocess.run(
            [sys.executable, "-m", "mast", *verb],
            env={**os.environ, **_environment(settings)},
            check=True,
            stdout=sys.stderr,
        )
    done.touch()


def _environment(settings: Settings) -> dict[str, str]:
    assert settings.graph_password is not None
    return {
        "MAST_HOME": str(settings.home),
        "MAST_GRAPH_URI": str(settings.graph_uri),
        "MAST_GRAPH_USER": settings.graph_user,
        "MAST_GRAPH_PASSWORD": settings.graph_password.get_secret_value(),
        "MAST_GRAPH_DATABASE": settings.graph_database,
        "MAST_REQUEST_SECONDS": "30",
        "MAST_RATE_MINUTE": "0",
        "MAST_RATE_PURPOSE_HOUR": "0",
    }


@contextmanager
def _ours(settings: Settings, *way: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.api.ours", *way]
    told: list[str] = []
    with server_of(command, _environment(settings), told) as url:
        yield f"{url}/graphql"
    if way == ("audit",):
        flushes, rows = map(int, told[-1].split())
        mean = round(rows / max(1, flushes), 2)
        _print({"figure": "audit rows a flush", "value": mean, "rows": rows, "flushes": flushes})


@contextmanager
def _theirs(settings: Settings) -> Iterator[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise SystemExit("This bench wants Node.js with npm.")
    if not (THEIRS / "node_modules" / ".package-lock.json").exists():
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=THEIRS, check=True, stdout=sys.stderr
        )
    environment = _environment(settings)
    given = {name.removeprefix("MAST_"): value for name, value in environment.items() if name.startswith("MAST_GRAPH_")}
    production = {**given, "NODE_ENV": "production"}
    with server_of([node, str(THEIRS / "server.mjs")], production) as url:
        yield url


@contextmanager
def server_of(command: Sequence[str], environment: Mapping[str, str], told: list[str] | None = None) -> Iterator[str]:
    """A server that prints its address once it answers, stopped at the end; ``told`` takes in what else it prints.

    ``environment`` is added to that of this process.
    """
    server = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip()
        if not url:
            raise SystemExit(f"This did not start: {' '.join(command)}")
        yield url
    finally:
        server.terminate()
        rest = server.stdout.read().splitlines()
        if told is not None:
            told += rest
        server.wait()


def _print(figure: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps({"bench": "api", **figure}) + "\n")
    sys.stdout.flush()
