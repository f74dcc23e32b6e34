"""In which order hits stand: who was meant comes before who is like them, whatever was written wrong."""

from datetime import date
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graphql.town import TODAY, Town, desk, home

QUERY = """query S($name: String!, $dateOfBirth: Date, $postcode: String) {
  searchPeople(name: $name, dateOfBirth: $dateOfBirth, postcode: $postcode) {
    edges { node { person { id } matchReasons } } } }"""
BORN = date(1984, 3, 12)


class Person(NamedTuple):
    """One person of one record, and where they live and lived."""

    forenames: str
    surname: str
    born_on: date | None = BORN
    known_as: str = ""
    postcode: str = ""
    earlier: str = ""


def town_of(people: dict[str, Person], contacts: dict[str, int]) -> Town:
    made = Town()
    for id, one in people.items():
        made.person(id, one.forenames, one.surname, born_on=one.born_on, known_as=one.known_as)
        for code, current in ((one.postcode, True), (one.earlier, False)):
            if code:
                made.lives(id, home(f"A{code}", postcode=code), date(2025, 1, 1), TODAY, current=current)
        for _ in range(contacts.get(id, 0)):
            made.touch(id, "police", TODAY)
    return made


def hits(made: Town, **wanted: str) -> list[tuple[str, tuple[str, ...]]]:
    with desk(made) as asked:
        edges = asked.ask(QUERY, **wanted)["searchPeople"]["edges"]
    return [(edge["node"]["person"]["id"], tuple(edge["node"]["matchReasons"])) for edge in edges]


MARGARET = Person("Margaret Anne", "Thornfield", known_as="Peggy", postcode="WV11 3PJ", earlier="B1 1AA")


@pytest.mark.parametrize(
    ("wanted", "meant", "other"),
    [
        pytest.param(
            {"name": "Thornfield Margaret", "dateOfBirth": "1984-03-12"},
            MARGARET,
            Person("Margaret", "Thornton"),
            id="swapped",
        ),
        pytest.param(
            {"name": "Marg Thornfield", "dateOfBirth": "1984-03-12"},
            MARGARET,
            Person("Mary", "Thornfeld"),
            id="forename cut short",
        ),
        pytest.param(
            {"name": "Malgorzata Zielinska", "dateOfBirth": "1984-03-12"},
            Person("Małgorzata", "Zielińska"),
            Person("Malgosia", "Zielinski"),
            id="diacritics",
        ),
        pytest.param(
            {"name": "Maggie Thornfield", "dateOfBirth": "1984-03-12"},
            MARGARET,
            Person("Molly", "Thornfield"),
            id="nickname",
        ),
        pytest.param(
            {"name": "Peggy Thornfield", "dateOfBirth": "1984-03-12"},
            MARGARET,
            Person("Polly", "Thornfield"),
            id="known as",
        ),
        pytest.param(
            {"name": "M Thornfield", "dateOfBirth": "1984-03-12"},
            MARGARET,
            Person("Margaret", "Thornfield", date(1984, 9, 30)),
            id="initial",
        ),
        pytest.param(
            {"name": "Margaret Thornfield", "dateOfBirth": "1984-03-22"},
            MARGARET,
            Person("Margaret", "Thornfield", date(1984, 9, 30)),
            id="one digit",
        ),
        pytest.param(
            {"name": "Margaret Thornfield", "dateOfBirth": "1984-12-03"},
            MARGARET,
            Person("Margaret", "Thornfield", date(1984, 9, 30)),
            id="day and month changed round",
        ),
        pytest.param(
            {"name": "Margaret Thornfield", "postcode": "B1 1AA"},
            MARGARET,
            Person("Margaret", "Thornfield", postcode="B1 1AB"),
            id="earlier address",
        ),
        pytest.param(
            {"name": "John Bell", "dateOfBirth": "1984-03-12"},
            Person("John", "Okonkwo-Bell"),
            Person("Jon", "Ball"),
            id="half of a double surname",
        ),
        pytest.param(
            {"name": "John Okonkwo Bell", "dateOfBirth": "1984-03-12"},
            Person("John", "Okonkwo-Bell"),
            Person("John", "Okonkwo", date(1984, 3, 21)),
            id="a double surname without its hyphen",
        ),
        pytest.param(
            {"name": "Margaret Thornfield", "dateOfBirth": "1984-03-12", "postcode": "WV11 3PJ"},
            MARGARET,
            Person("Margaret", "Thornfield", None, postcode="WV11 3PJ"),
            id="a record without a date of birth",
        ),
    ],
)
@pytest.mark.parametrize("first", ["meant", "other"])
def test_who_was_meant_comes_first(wanted: dict[str, str], meant: Person, other: Person, first: str) -> None:
    ids = ("P0000001", "P0000002") if first == "meant" else ("P0000002", "P0000001")
    people = {ids[0]: meant, ids[1]: other}
    found = [id for id, _ in hits(town_of(people, {ids[1]: 9}), **wanted)]
    assert found[:1] == [ids[0]]


def test_two_half_fitting_records_of_a_person_do_not_make_a_whole() -> None:
    """One has the name and somebody else's date of birth, the other the date and somebody else's name."""
    made = town_of({"P0000001": Person("Margaret", "Thornfield", date(1931, 8, 30))}, {})
    made.person("P0000001", "Walter", "Pumpkin", born_on=BORN, record="police:1")
    assert hits(made, name="Margaret Thornfield", dateOfBirth="1984-03-12") == []


def test_what_was_not_asked_for_or_is_not_stated_moves_nobody() -> None:
    people = {
        "P0000001": Person("Margaret", "Thornfield"),
        "P0000002": Person("Margaret", "Thornfield", postcode="B1 1AA"),
        "P0000003": Person("Margaret", "Thornfield", postcode="WV11 3PJ"),
    }
    found = hits(town_of(people, {}), name="Margaret Thornfield", dateOfBirth="1984-03-12")
    assert [id for id, _ in found] == sorted(people)
    assert len({reasons for _, reasons in found}) == 1


PEOPLE = st.dictionaries(
    st.integers(1, 30).map(lambda number: f"P{number:07}"),
    st.builds(
        Person,
        st.sampled_from(["Margaret", "Maggie", "Margret", "Walter", "M"]),
        st.sampled_from(["Thornfield", "Thornfeild", "Thornfield-Bell", "Pumpkin"]),
        st.sampled_from([BORN, date(1984, 12, 3), date(1984, 3, 13), None]),
        postcode=st.sampled_from(["WV11 3PJ", "B1 1AA", ""]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=25)
@given(PEOPLE, st.randoms(), st.booleans())
def test_neither_the_order_of_candidates_nor_contacts_change_the_hits(
    people: dict[str, Person], chance: Random, by_postcode: bool
) -> None:
    wanted = {"name": "Margaret Thornfield", "dateOfBirth": "1984-03-12"}
    if by_postcode:
        wanted["postcode"] = "WV11 3PJ"
    shuffled = list(people.items())
    chance.shuffle(shuffled)
    contacts = {id: chance.randrange(6) for id in people}
    assert hits(town_of(dict(shuffled), contacts), **wanted) == hits(town_of(people, {}), **wanted)
