"""What it costs to refuse hostile requests, and what everybody else notices of them.

``python -m bench hostile``: the requests of ``tests/graphql/hostile.py``, each through the whole application in this
process for its processor time; then cards of a town in memory, asked for by some clients from a server of its own, with
and without those requests arriving meanwhile. How often one person may ask is not limited here; it is by default.
"""

import argparse
import asyncio
import json
import logging
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any, Final

from starlette.types import ASGIApp, Message

from bench.api.clients import Run, ask_all, ask_one, request
from bench.api.command import server_of
from bench.graph.turns import quantile
from bench.machine import machine
from mast.core.logs import set_up_logs
from mast.graphql.app import assemble
from mast.graphql.schema import operations
from mast.graphql.serving import serve
from tests.graphql.hostile import Hostile, corpus
from tests.graphql.town import ALLOWED, TODAY, Town, home, services_of

PERSON: Final = "P0000001"
PAUSE_SECONDS: Final = 0.05


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench hostile", description=__doc__.partition("\n")[0])
    parser.add_argument("--cards", type=int, default=1500, help="cards a turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--serve", action="store_true", help="be the server that is asked")
    asked = parser.parse_args(arguments)
    set_up_logs(logging.INFO if asked.serve else logging.CRITICAL)
    if asked.serve:
        serve(assemble(services_of(_town())), "127.0.0.1", 0, started=_say)
        return 0
    _print({"machine": machine()})
    refused = _costs()
    with server_of([sys.executable, "-m", "bench", "hostile", "--serve"], {}) as url:
        _meanwhile(f"{url}/graphql", asked.cards, asked.turns, asked.clients)
    return 0 if refused else 1


def _costs() -> bool:
    """Processor time of each request, the least of three; whether all were refused."""
    app, requests = assemble(services_of(_town())), corpus()
    statuses = [asyncio.run(_status(app, one)) for one in requests]
    best = [min(_seconds(app, one) for _ in range(3)) * 1000 for one in requests]
    refused = sum(400 <= status < 500 for status in statuses)
    kinds = len({one.kind for one in requests})
    _print({"figure": "refused", "value": refused, "of": len(requests), "kinds": kinds, "at_least": len(requests)})
    worst = max(range(len(requests)), key=best.__getitem__)
    told = {"unit": "ms of processor time", "kind": requests[worst].kind}
    _print({"figure": "the dearest of them", "value": round(best[worst], 2), **told, "at_most": 50})
    _print({"figure": "the middle one", "value": round(median(best), 2), "unit": "ms of processor time"})
    return refused == len(requests)


def _seconds(app: ASGIApp, one: Hostile) -> float:
    began = time.process_time()
    asyncio.run(_status(app, one))
    return time.process_time() - began


async def _status(app: ASGIApp, one: Hostile) -> int:
    sent = {**ALLOWED, **one.headers, "host": "localhost", "content-length": str(len(one.body))}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }
    told: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": one.body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    await app(scope, receive, send)
    return told[0]


def _meanwhile(url: str, cards: int, turns: int, clients: int) -> None:
    """Cards without, then with hostile requests, in turns."""
    card = request(
        url, ALLOWED, json.dumps({"query": operations()["person_card"], "variables": {"id": PERSON}}).encode()
    )
    bad = [request(url, {**ALLOWED, **one.headers}, one.body) for one in corpus() if "content-type" in one.headers]
    ask_all(url, [card] * 300, clients)
    found: dict[str, list[Run]] = {"alone": [], "meanwhile": []}
    sent = 0
    for turn in range(turns):
        found["alone"].append(ask_all(url, [card] * cards, clients))
        over = threading.Event()
        attacker = threading.Thread(target=_attack, args=(url, bad[turn::turns], over, attacks := [0]))
        attacker.start()
        found["meanwhile"].append(ask_all(url, [card] * cards, clients))
        over.set()
        attacker.join()
        sent += attacks[0]
    p95 = {name: median(quantile(run.milliseconds, 0.95) for run in runs) for name, runs in found.items()}
    for name, value in p95.items():
        _print({"figure": f"good cards {name}: p95", "value": round(value, 2), "unit": "ms", "clients": clients})
    growth = round(p95["meanwhile"] / p95["alone"] - 1, 3)
    _print({"figure": "growth of good cards' p95", "value": growth, "hostile requests": sent, "at_most": 0.2})


def _attack(url: str, requests: Sequence[bytes], over: threading.Event, sent: list[int]) -> None:
    """One after the other, some twenty a second, until told to stop."""
    while not over.is_set():
        for one in requests:
            ask_one(url, one)
            sent[0] += 1
            if over.wait(PAUSE_SECONDS):
                return


def _town() -> Town:
    town = Town()
    town.person(PERSON)
    town.lives(PERSON, home(), date(2026, 1, 1), TODAY)
    for number in range(40):
        partner = ("adults", "police", "hospital", "fire")[number % 4]
        town.touch(PERSON, partner, date(2026, 1 + number % 9, 1 + number % 28), by="Sam Hill")
    return town


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def _print(figure: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps({"bench": "hostile", **figure}) + "\n")
    sys.stdout.flush()
