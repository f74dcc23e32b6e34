"""What a person's card costs to read: beside the bare ``RETURN 1``, and beside one hand-written statement.

``python -m bench reading --people 305000`` makes the extracts of so many people (about 400,000 records), loads and
resolves them with the ``mast`` command, and reads cards; ``--generations 1000`` adds so many daily generations to a
small town. Everything is kept under ``.bench/reading``, so that a second run reads at once. ``MAST_GRAPH_URI`` and its
kin name a Neo4j that is empty, or holds the same people from an earlier run; else the embedded engine is started.

All that is compared is measured in turns: one card, one bare statement, one hand-written statement, and again.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.graph.ageing import ageing
from bench.graph.turns import Times, in_turns, quantile
from bench.machine import machine
from mast.core.card import AgencySummary, newest, summarise, tally
from mast.core.facts import Partner
from mast.core.settings import Settings
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph import records
from mast.graph.connection import Graph
from mast.graph.opening import open_graph
from mast.graph.published import Pin, current_generation
from mast.graph.reader import GraphReader
from mast.graph.statements import parse
from mast.loaders.mapping import configured_partners

FOLDER: Final = Path(".bench/reading")
AS_OF: Final = date(2026, 10, 31)
WINDOW: Final = Window.twelve_months_to(AS_OF)
TO_PING: Final = {"at_most": 10}
TO_HAND: Final = {"at_most": 1.5}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench reading", description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, nargs="*", default=[], metavar="N", help="areas of so many people each")
    parser.add_argument("--cards", type=int, default=1000, help="cards to read of each area")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generations", type=int, default=0, help="daily generations to add to a small town")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args(arguments)
    _print({"machine": machine()})
    built: dict[int, Settings] = {}
    for people in asked.people:
        home = asked.folder / f"{people}-seed{asked.seed}"
        settings = _settings(home / "home")
        _build(home, settings, people, asked.seed)
        with open_graph(settings) as graph:
            times = cards_of(graph, settings, asked.cards, asked.seed)
            rows = len(records.touchpoints_of(graph, _number(graph), WINDOW))
        about = {"people": people, "touchpoints": rows, "engine": graph.engine, "cards": asked.cards}
        tell(times, about)
        built[people] = settings
    if len(built) > 1:
        least, most = min(built), max(built)
        with open_graph(built[least]) as small, open_graph(built[most]) as large:
            before, after = beside(small, large, built[most], asked.cards, asked.seed)
        growth = {"figure": f"card p95 at {most} people / at {least}", "value": round(after / before, 3)}
        _print({**growth, "unit": "times", "at_most": 1.2})
    if asked.generations:
        for figure in ageing(asked.folder / "ageing", _settings, asked.generations, asked.cards):
            _print(figure)
    return 0


def _settings(home: Path) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    return Settings(home=home)


def _build(folder: Path, settings: Settings, people: int, seed: int) -> None:
    """The area, loaded and resolved, unless that is done already."""
    done = folder / "resolved"
    if done.exists():
        return
    inbox = folder / "inbox"
    environment = {**os.environ, "MAST_HOME": str(settings.home)}
    for verb in (
        ("synth", str(inbox), "--people", str(people), "--seed", str(seed), "--as-of", AS_OF.isoformat()),
        ("load", str(inbox), "--as-of", AS_OF.isoformat()),
        ("train",),
        ("resolve",),
    ):
        subprocess.run([sys.executable, "-m", "mast", *verb], env=environment, check=True, stdout=sys.stderr)
    done.touch()


def cards_of(graph: Graph, settings: Settings, cards: int, seed: int) -> Times:
    """Milliseconds by what was read, each for the same persons in the same order."""
    chosen, partners = _sample(graph, cards, seed), configured_partners(settings)
    text = parse("bench/card", (Path(__file__).parent / "card.cypher").read_text(encoding="utf-8")).text
    card = _card(graph, partners)

    def by_hand(person: str) -> Mapping[str, int]:
        days = {"after": WINDOW.after.isoformat(), "until": WINDOW.until.isoformat()}
        # Past our own code on purpose: this is what it is compared with.
        with graph._driver.session(database=graph._database) as session:
            rows = session.run(text, {"id": person, **days}).data()
        events = {contact[0] for row in rows for contact in row["contacts"]}
        return {p.code: sum(event.startswith(f"{p.code}:") for event in events) for p in partners}

    for person in chosen[:20]:
        if card(person) != by_hand(person):
            raise SystemExit(f"The card and the hand-written statement count other touchpoints for {person}.")
    ways: dict[str, Callable[[str], object]] = {
        "RETURN 1": lambda person: graph.ping(),
        "card": card,
        "by hand": by_hand,
    }
    return in_turns(ways, chosen)


def beside(one: Graph, other: Graph, settings: Settings, cards: int, seed: int) -> tuple[float, float]:
    """The 95th percentiles, in milliseconds, of cards in two graphs, one of each in turn, each of its own persons."""
    partners = configured_partners(settings)
    persons = [_sample(graph, cards, seed) for graph in (one, other)]
    read = [_card(graph, partners) for graph in (one, other)]
    ways: dict[str, Callable[[str], object]] = {
        "one": lambda turn: read[0](persons[0][int(turn)]),
        "other": lambda turn: read[1](persons[1][int(turn)]),
    }
    times = in_turns(ways, [str(turn) for turn in range(min(map(len, persons)))])
    return quantile(times["one"], 0.95), quantile(times["other"], 0.95)


def _sample(graph: Graph, cards: int, seed: int) -> list[str]:
    persons = sorted({row["person"] for row in records.links_of(graph, _number(graph))})
    return Random(seed).sample(persons, min(cards, len(persons)))


def _card(graph: Graph, partners: Sequence[Partner]) -> Callable[[str], Mapping[str, int]]:
    """Reads a person's card as a request does (``graphql/pinning.py``): touchpoints by partner."""
    visibility = Visibility(tuple(partner.code for partner in partners))
    pin = Pin(graph)

    def card(person: str) -> Mapping[str, int]:
        generation = pin.known or pin()
        assert generation is not None
        found = GraphReader(graph, generation, visibility).person_cards([person], WINDOW)[person]
        if found.published != generation.number:
            pin()
            return card(person)
        tallies = tally(found.contacts, WINDOW)
        last = [newest(tallies, partner.code) for partner in partners]
        handlers = {one.event: found.handlers[one.event] for one in last if one and one.event in found.handlers}
        return _counts(summarise(partners, tallies, found.cases, handlers, generation.coverage, WINDOW))

    return card


def tell(times: Times, about: Mapping[str, Any]) -> None:
    for name, own in times.items():
        for share in (0.5, 0.95):
            value = round(quantile(own, share), 3)
            _print({"figure": f"{name} p{share * 100:.0f}", "value": value, "unit": "ms", **about})
    card = quantile(times["card"], 0.95)
    for other, asked in (("RETURN 1", TO_PING), ("by hand", TO_HAND)):
        ratio = round(card / quantile(times[other], 0.95), 3)
        _print({"figure": f"card p95 / {other} p95", "value": ratio, "unit": "times", **about, **asked})


def _counts(lines: Sequence[AgencySummary]) -> dict[str, int]:
    return {line.partner.code: line.touchpoints for line in lines}


def _number(graph: Graph) -> int:
    generation = current_generation(graph)
    assert generation is not None
    return generation.number


def _print(figure: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps({"bench": "reading", **figure}) + "\n")
    sys.stdout.flush()
