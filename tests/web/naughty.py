"""A town in which everybody bears a naughty string, and each home's address is written as one (blns on npm)."""

import json
from datetime import timedelta

from mast.graph.answers import Membership
from tests.graphql.town import TODAY, Town, home
from tests.npm import package

AT_ONCE = 20
"""People in one home, and addresses of one person: a page of each."""
NHS = "9434765919"


def naughty_strings() -> list[str]:
    strings: list[str] = json.loads((package("blns") / "resources" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) >= 485
    return strings


def batches() -> list[list[str]]:
    strings = naughty_strings()
    return [strings[at : at + AT_ONCE] for at in range(0, len(strings), AT_ONCE)]


def people_named(town: Town, strings: list[str]) -> None:
    """The first has lived wherever an address is written so, and shares the first home with all the others."""
    for facts in (town.people, town.stays, town.places, town.homes):
        facts.clear()
    seen = TODAY - timedelta(days=9), TODAY
    for number, text in enumerate(strings, 1):
        id = town.person(f"P{number:07}", text, "Thornfield")
        town.homes.append(Membership("H0000001", id, "A0000001", seen[0], None))
        place = home(f"A{number:07}", lines=text, number="", postcode="")
        for who in {"P0000001", id}:
            town.lives(who, place, *seen)
    town.numbers[f"nhs:{NHS}"] = list(town.people)
