"""A town in which there are exactly so many of each thing that the scripts look for, and many quiet homes around it."""

from mast.core.facts import Partner
from tests.network.town import AGENCIES, Town

PARTNERS = [Partner(code, code.title(), False, 35, "", "") for code in AGENCIES]

SEVERAL, HIDDEN, CALLED, BRIDGES, MOVES, HOSTELS, BROKERS = 9, 8, 10, 8, 11, 8, 8


def planted() -> Town:
    """SEVERAL homes known to four agencies; HIDDEN homes of two, known to one agency each; CALLED homes with four
    call-outs; BRIDGES pairs of homes that join two neighbours each; MOVES moves; HOSTELS hostels; BROKERS homes between
    two whom no agency knows together.
    """
    town = Town()
    for number in range(40):
        town.home(f"Q{number:02}", f"Q{number:02}-1")
    for number in range(SEVERAL):
        person = f"S{number}-1"
        town.home(f"S{number}", person)
        for agency in ("adults", "police", "fire", "hospital"):
            town.touch(person, agency)
    for number in range(HIDDEN):
        town.home(f"H{number}", f"H{number}-1", f"H{number}-2")
        town.touch(f"H{number}-1", "police")
        town.touch(f"H{number}-2", "children")
    for number in range(CALLED):
        home = town.home(f"C{number}", f"C{number}-1")
        for event in range(4):
            town.touch("", "police", f"c{number}-{event}", kind="call-out", at=f"A-{home}")
    for number in range(MOVES):
        town.home(f"M{number:02}", f"M{number:02}-1")
        town.home(f"N{number:02}", f"N{number:02}-1")
        town.lived(f"N{number:02}-1", f"A-M{number:02}", "2026-01-01", "2026-02-01")
    for number in range(HOSTELS):
        town.touch("", "fire", f"h{number}", at=town.place(f"B{number}", institution="hostel"))
    _bridges(town)
    _brokers(town)
    return town


def _tie(town: Town, one: str, other: str, event: str) -> None:
    """One touchpoint of the fire service with people of both."""
    town.touch(f"{one}-1", "fire", event)
    town.touch(f"{other}-1", "fire", event)


def _bridges(town: Town) -> None:
    """Each: a neighbour, two homes joined by the bridge, a neighbour."""
    for number in range(BRIDGES):
        row = [town.home(f"R{number}{letter}", f"R{number}{letter}-1") for letter in "abcd"]
        for place, (one, other) in enumerate(zip(row, row[1:], strict=False)):
            _tie(town, one, other, f"r{number}-{place}")


def _brokers(town: Town) -> None:
    """Each: a home between two that only one agency knows, another one each."""
    for number in range(BROKERS):
        middle = town.home(f"K{number}b", f"K{number}b-1")
        for letter, agency in (("a", "police"), ("c", "children")):
            home = town.home(f"K{number}{letter}", f"K{number}{letter}-1")
            town.touch(f"{home}-1", agency, f"k{number}{letter}", at=f"A-{middle}")
