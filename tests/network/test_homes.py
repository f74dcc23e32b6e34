from mast.network.homes import describe_homes
from tests.network.town import Town


def test_a_home_counts_its_people_agencies_and_touchpoints_once() -> None:
    town = Town()
    town.home("H1", "P1", "P2")
    town.touch("P1", "police", "e1")
    town.touch("P2", "police", "e1")  # one event with both of them
    town.touch("P1", "adults", "e2")
    town.case("P2", "children")
    home = describe_homes(town.population()).loc["H1"]
    assert (home["size"], home["agencies"], home["contacts"], home["most"]) == (
        2,
        ("adults", "children", "police"),
        2,
        2,
    )
    assert home["open_cases"] == ("children",)
    assert not home["hidden"]


def test_an_overlap_is_hidden_where_no_one_person_shows_it() -> None:
    town = Town()
    town.home("H1", "P1", "P2", "P3")
    town.touch("P1", "police")
    town.touch("P2", "children")
    assert describe_homes(town.population()).loc["H1", "hidden"]
    town.touch("P3", "police")
    town.touch("P3", "fire")
    assert not describe_homes(town.population()).loc["H1", "hidden"]


def test_a_home_that_nobody_knows_is_there_all_the_same() -> None:
    town = Town()
    town.home("H1", "P1")
    home = describe_homes(town.population()).loc["H1"]
    assert (home["size"], home["agencies"], home["contacts"], home["most"], home["hidden"]) == (1, (), 0, 0, False)


def test_of_nothing_there_is_nothing() -> None:
    assert describe_homes(Town().population()).empty
