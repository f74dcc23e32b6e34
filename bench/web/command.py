"""How long a card's page takes in a browser beside the same bytes served as a file, and how heavy the pages are.

``python -m bench web --people 282000`` makes twelve months' extracts of so many people, loads and resolves them into
the embedded graph, and serves the pages, with the full audit. Somebody signs in with Chromium and searches for persons
of whom adult social care has a record; each card found is loaded by a browser that has been nowhere, and then the same
bytes, kept by the server, from a route that does nothing but send them. All is kept under ``.bench/web``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from playwright.sync_api import Browser

from bench.api.command import server_of
from bench.area import Known, build, people_known
from bench.figures import say
from bench.graph.turns import quantile
from bench.machine import machine
from bench.web.serving import FILES
from bench.web.visits import begin, find, milliseconds, sign_in
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from tests.browser import browser

FOLDER: Final = Path(".bench/web")
_WARM: Final = 5
_VISITS: Final = 10
_MOST: Final = {"first visit": 120_000, "each after": 25_000}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench web", description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=1500, metavar="N", help="people in the area")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--cards", type=int, default=200, help="cards, each loaded by a browser that has been nowhere")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args(arguments)
    set_up_logs(50)
    say({"bench": "web", "machine": machine()})
    folder = asked.folder / f"{asked.people}-{asked.months}-months-seed{asked.seed}"
    settings = Settings(_env_file=None, home=(folder / "home").resolve())
    build(folder, settings, asked.people, asked.seed, asked.months)
    people = people_known(folder / "inbox")
    Random(asked.seed).shuffle(people)
    with (
        server_of([sys.executable, "-m", "bench.web.serving", str(settings.home)], {}) as url,
        browser() as chromium,
    ):
        _time(chromium, url, people, asked.cards, asked.people)
        _weigh(chromium, url, people, asked.people)
    return 0


def _time(chromium: Browser, url: str, people: Sequence[Known], cards: int, of: int) -> None:
    """Cards and files in turns, the one first and then the other."""
    visit = begin(chromium)
    sign_in(visit, url)
    took: dict[str, list[float]] = {"card": [], "file": []}
    for who in people:
        if len(took["card"]) == cards + _WARM:
            break
        path = find(visit, url, who)
        if path:
            took["card"].append(milliseconds(chromium, visit, f"{url}{path}"))
            took["file"].append(milliseconds(chromium, visit, f"{url}{FILES}{path}"))
    counted = {name: times[_WARM:] for name, times in took.items()}
    about = {"bench": "web", "people": of, "loads": len(counted["card"])}
    for name, times in counted.items():
        for share in (0.5, 0.95):
            figure = f"{name}: p{share * 100:.0f}"
            say({**about, "figure": figure, "value": round(quantile(times, share), 1), "unit": "ms"})
    ratio = round(quantile(counted["card"], 0.95) / quantile(counted["file"], 0.95), 3)
    say({**about, "figure": "card p95 / file p95", "value": ratio, "at_most": 2.5})
    ratio = round(median(counted["card"]) / median(counted["file"]), 3)
    say({**about, "figure": "card p50 / file p50", "value": ratio})
    visit.context.close()


def _weigh(chromium: Browser, url: str, people: Sequence[Known], of: int) -> None:
    """Bytes of a first visit, from signing in to a card, and of each search and card after it in the same browser."""
    weights: dict[str, list[int]] = {"first visit": [], "each after": []}
    searched = iter(people)
    for _ in range(_VISITS):
        visit = begin(chromium)
        sign_in(visit, url)
        for kind in weights:
            path = ""
            while not path:
                visit.bytes = visit.bytes if kind == "first visit" else 0
                path = find(visit, url, next(searched))
            visit.page.goto(f"{url}{path}", wait_until="networkidle")
            weights[kind].append(visit.bytes)
        visit.context.close()
    for kind, found in weights.items():
        about = {"bench": "web", "people": of, "visits": len(found), "figure": f"bytes of {kind}, search and card"}
        say({**about, "value": median(found), "most": max(found), "unit": "B", "at_most": _MOST[kind]})
