"""A city of invented people in which everything the board asks about is planted a known number of times."""

from datetime import timedelta

import pandas as pd

from mast.access.purposes import Purpose
from mast.core.facts import Partner
from mast.core.quality import Measure, Reading
from mast.network.evidence import Evidence
from mast.reports.board import Sources
from mast.reports.usage import Usage
from tests.network.town import AGENCIES, DAY, Town

PARTNERS = [
    Partner(code, code.title(), code in ("adults", "children"), 35, "Duty team", "01632 960001", order=place)
    for place, code in enumerate(AGENCIES)
]


def planted_city() -> Town:
    """Nine of each: people of two and of three agencies, households whose overlap is hidden, busy homes, bridges, and
    cases open at two agencies at once. Nobody of one is in another.
    """
    city = Town()
    for number in range(9):
        _overlaps(city, number)
        _hidden(city, number)
        _busy_home(city, number)
        _bridge(city, number)
        _two_cases(city, number)
    return city


def _overlaps(city: Town, number: int) -> None:
    city.person(f"P-two-{number}")
    city.touch(f"P-two-{number}", "police")
    city.touch(f"P-two-{number}", "adults")
    city.person(f"P-three-{number}")
    for agency in ("police", "fire", "hospital"):
        city.touch(f"P-three-{number}", agency)


def _hidden(city: Town, number: int) -> None:
    city.home(f"H-hidden-{number}", f"P-here-{number}", f"P-there-{number}")
    city.touch(f"P-here-{number}", "hospital")
    city.touch(f"P-there-{number}", "fire")


def _busy_home(city: Town, number: int) -> None:
    home = city.place(f"A-busy-{number}")
    for times in range(6):
        city.touch("", "fire" if times % 2 else "police", f"busy-{number}-{times}", at=home)


def _bridge(city: Town, number: int) -> None:
    """A chain of four households, whose middle tie alone holds the two ends together."""
    homes = [city.home(f"H-chain-{number}-{place}", f"P-chain-{number}-{place}") for place in range(4)]
    for place in range(3):
        for home in homes[place : place + 2]:
            city.touch(home.replace("H-", "P-"), "police" if place == 1 else "fire", f"chain-{number}-{place}")


def _two_cases(city: Town, number: int) -> None:
    city.person(f"P-cases-{number}")
    city.case(f"P-cases-{number}", "adults")
    city.case(f"P-cases-{number}", "children")


def sources_of(town: Town) -> Sources:
    """A pack's sources with little beside the town."""
    bands = pd.DataFrame([("adults", "police", "link", 90)], columns=["partner_a", "partner_b", "band", "pairs"])
    readings = [
        Reading("police", f"police-{back}", DAY - timedelta(days=back), Measure("filled", "postcode", 930, 1000))
        for back in (14, 7, 0)
    ]
    usage = Usage(
        {("police", Purpose.DUTY_CALL.value): 60, ("adults", Purpose.OPEN_CASE.value): 3}, {"ok": 50, "nobody": 13}
    )
    return Sources(town.population(), Evidence(bands, frozenset()), PARTNERS, usage, readings, [])
