from mast.network.ties import MET_AT, MOVED, SHARED, find_ties
from tests.network.town import Town


def told(town: Town) -> list[tuple[str, str, str, int, str]]:
    return [tuple(row) for row in find_ties(town.population()).itertuples(index=False)]


def two_homes() -> Town:
    town = Town()
    town.home("H1", "P1")
    town.home("H2", "P2")
    return town


def test_who_was_seen_earlier_at_anothers_home_moved_from_there() -> None:
    town = two_homes()
    town.lived("P2", "A-H1", "2026-01-01", "2026-03-01")
    town.lived("P2", "A-H2", "2026-04-01", "2026-10-01", current=True)
    assert told(town) == [(MOVED, "H1", "H2", 1, "2026-03-01")]


def test_one_touchpoint_with_people_of_two_homes_ties_them_once() -> None:
    town = two_homes()
    town.touch("P2", "police", "e1", "2026-02-02")
    town.touch("P1", "police", "e1", "2026-02-02")
    town.touch("P1", "police", "e2")
    assert told(town) == [(SHARED, "H1", "H2", 1, "2026-02-02")]


def test_a_crowd_at_one_touchpoint_ties_nobody() -> None:
    town = Town()
    for number in range(11):
        town.home(f"H{number:02}", f"P{number:02}")
        town.touch(f"P{number:02}", "police", "e1")
    assert told(town) == []


def test_a_touchpoint_at_anothers_home_ties_them() -> None:
    town = two_homes()
    town.touch("P1", "fire", "e1", "2026-05-05", at="A-H2")
    town.touch("P1", "fire", "e2", "2026-05-06", at="A-H2")
    town.touch("P1", "fire", "e3", at="A-H1")  # at home
    town.touch("", "fire", "e4", at="A-H2")  # with nobody named
    assert told(town) == [(MET_AT, "H1", "H2", 2, "2026-05-06")]


def test_people_without_a_home_are_tied_to_none() -> None:
    town = two_homes()
    town.person("P3")
    town.touch("P3", "police", "e1", at="A-H1")
    town.touch("P1", "police", "e1")
    assert told(town) == []
