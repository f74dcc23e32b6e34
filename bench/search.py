"""Whether a search finds the person meant, from what somebody on the telephone has of them.

``python -m bench search``: the extracts of an area are loaded and resolved on the embedded engine; then for persons of
whom adult social care has a record, the name and the date of birth (or a postcode) of that record are misspelt, cut
short or dated wrong, and asked for through the API. Right is a hit among the first ten that holds any record which, by
the truth of the generator, is that person's. The mutator knows nothing of how the search works.
"""

import argparse
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from starlette.testclient import TestClient

from bench.area import AS_OF, NOW, Known, build, people_known, truth
from bench.machine import machine
from mast.access.tokens import mint
from mast.core.logs import set_up_logs
from mast.core.settings import Settings
from mast.graph import records
from mast.graph.opening import open_graph
from mast.graph.published import current_generation
from mast.graphql.app import make_app
from mast.ledger.store import open_ledger
from mast.loaders.mapping import configured_partners

FOLDER: Final = Path(".bench/search")
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
QUERY: Final = """query Find($name: String!, $born: Date, $postcode: String) {
  searchPeople(name: $name, dateOfBirth: $born, postcode: $postcode, first: 10) { edges { node { person { id } } } }
}"""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench search", description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=20000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print what was asked for and not found; all invented")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args(arguments)
    set_up_logs(50)
    _print({"machine": machine()})
    folder = asked.folder / f"{asked.people}-seed{asked.seed}"
    settings = Settings(_env_file=None, home=(folder / "home").resolve(), rate_minute=0, rate_purpose_hour=0)
    build(folder, settings, asked.people, asked.seed)
    wanted = queries(folder / "inbox", asked.queries, asked.seed)
    asked_of: Counter[str] = Counter(kind for kind, _ in wanted)
    found: Counter[str] = Counter()
    for (kind, known), right in zip(wanted, _answers(settings, folder, wanted), strict=True):
        found[kind] += right
        if asked.misses and not right:
            _print({"missed": kind, **known.asked})
    about = {"people": asked.people, "of": len(wanted)}
    for kind, times in sorted(asked_of.items()):
        _print({"figure": f"recall@10, {kind}", "value": round(found[kind] / times, 4), "of": times})
    _print({"figure": "recall@10", "value": round(found.total() / len(wanted), 4), **about, "at_least": 0.95})
    return 0


def queries(inbox: Path, count: int, seed: int) -> list[tuple[str, Known]]:
    """What is asked, and in which way it is wrong: each kind as often as the others."""
    rng = Random(seed)
    people = people_known(inbox)
    made: list[tuple[str, Known]] = []
    while len(made) < count:
        kind = list(KINDS)[len(made) % len(KINDS)]
        spoilt = KINDS[kind](rng.choice(people), rng)
        if spoilt is not None:
            made.append((kind, spoilt))
    return made


def _misspelt(known: Known, rng: Random) -> Known:
    if rng.random() < 0.5:
        return replace(known, forename=_slip(known.forename, rng))
    return replace(known, surname=_slip(known.surname, rng))


def _both_misspelt(known: Known, rng: Random) -> Known:
    return replace(known, forename=_slip(known.forename, rng), surname=_slip(known.surname, rng))


def _no_accents(known: Known, rng: Random) -> Known:
    plain = [
        "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        for word in (known.forename, known.surname)
    ]
    case = rng.choice([str.upper, str.lower, str.title])
    return replace(known, forename=case(plain[0]), surname=case(plain[1].replace("-", " ").replace("'", "")))


def _swapped(known: Known, rng: Random) -> Known:
    return replace(known, forename=known.surname, surname=known.forename)


def _surname_only(known: Known, rng: Random) -> Known:
    return replace(known, forename="")


def _initial(known: Known, rng: Random) -> Known:
    return replace(known, forename=known.forename[0])


def _cut_short(known: Known, rng: Random) -> Known | None:
    if len(known.surname) < 6:
        return None
    return replace(known, surname=known.surname[: -rng.randint(1, 2)])


def _day_out(known: Known, rng: Random) -> Known | None:
    return _born(known, lambda day: day + timedelta(days=rng.choice([-1, 1])))


def _day_and_month_swapped(known: Known, rng: Random) -> Known | None:
    return _born(known, lambda day: date(day.year, day.day, day.month) if day.day != day.month else None)


def _year_out(known: Known, rng: Random) -> Known | None:
    return _born(known, lambda day: day.replace(year=day.year + rng.choice([-1, 1])))


def _another_digit(known: Known, rng: Random) -> Known | None:
    def slip(day: date) -> date:
        text = day.isoformat()
        place = rng.choice([2, 3, 6, 8, 9])
        return date.fromisoformat(text[:place] + rng.choice("0123456789") + text[place + 1 :])

    return _born(known, slip)


def _misspelt_and_dated_wrong(known: Known, rng: Random) -> Known | None:
    spoilt = _day_out(known, rng) if rng.random() < 0.5 else _year_out(known, rng)
    return _misspelt(spoilt, rng) if spoilt else None


def _by_postcode(known: Known, rng: Random) -> Known | None:
    return replace(_misspelt(known, rng), born_on=None) if known.postcode else None


KINDS: Final[dict[str, Callable[[Known, Random], Known | None]]] = {
    "misspelt": _misspelt,
    "both names misspelt": _both_misspelt,
    "accents, hyphens and case": _no_accents,
    "names swapped": _swapped,
    "surname only": _surname_only,
    "initial": _initial,
    "surname cut short": _cut_short,
    "a day out": _day_out,
    "day and month swapped": _day_and_month_swapped,
    "a year out": _year_out,
    "another digit": _another_digit,
    "misspelt and dated wrong": _misspelt_and_dated_wrong,
    "misspelt, by postcode": _by_postcode,
}


def _slip(word: str, rng: Random) -> str:
    """One slip of the keyboard: a letter too many, too few, another one, or two exchanged; short words stay."""
    if len(word) < 4:
        return word
    place = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:place] + rng.choice(LETTERS) + word[place:]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + rng.choice(LETTERS) + word[place + 1 :]
        case _:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _born(known: Known, change: Callable[[date], date | None]) -> Known | None:
    """With another date of birth; None where the change makes none."""
    assert known.born_on is not None
    try:
        changed = change(known.born_on)
    except ValueError:
        return None
    return replace(known, born_on=changed) if changed and changed != known.born_on and changed < AS_OF else None


def _answers(settings: Settings, folder: Path, wanted: Sequence[tuple[str, Known]]) -> list[bool]:
    """Whether each query found the one who was meant."""
    keys = truth(folder / "inbox")
    token = mint(settings, "bench", "practitioner", "adults", NOW, timedelta(hours=12))
    headers = {"Authorization": f"Bearer {token}", "MAST-Purpose": "duty-call", "MAST-Case-Reference": "BENCH-1"}
    right = []
    with open_graph(settings) as graph, open_ledger(settings) as ledger:
        generation = current_generation(graph)
        assert generation is not None
        holds: dict[str, set[str]] = {}
        for row in records.links_of(graph, generation.number):
            holds.setdefault(row["person"], set()).add(keys.get(row["record"], ""))
        app = make_app(settings, graph, ledger, configured_partners(settings), clock=lambda: NOW)
        with TestClient(app, base_url="http://localhost", headers=headers) as client:
            for _, known in wanted:
                answer = client.post("/graphql", json={"query": QUERY, "variables": known.asked}).json()
                if "errors" in answer:
                    raise SystemExit(f"The API refuses a search: {answer['errors'][0]['message']}")
                ids = [edge["node"]["person"]["id"] for edge in answer["data"]["searchPeople"]["edges"]]
                right.append(any(known.who in holds[id] for id in ids))
    return right


def _print(figure: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps({"bench": "search", **figure}) + "\n")
    sys.stdout.flush()
