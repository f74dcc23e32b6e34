"""Finding people and addresses: what is forgiven, what is refused, and in which order hits stand."""

from datetime import date
from typing import Any

import pytest

from mast.core.facts import Details
from mast.graphql.ranking import Sought, date_likeness, fit
from tests.graphql.town import TODAY, Desk, Town, desk, home

QUERY = """query S($nhsNumber: String, $name: String, $forenames: String, $surname: String, $dateOfBirth: Date,
                   $postcode: String, $first: Int, $after: String) {
  searchPeople(nhsNumber: $nhsNumber, name: $name, forenames: $forenames, surname: $surname,
               dateOfBirth: $dateOfBirth, postcode: $postcode, first: $first, after: $after) {
    totalCount edges { node { person { id } matchReasons } } pageInfo { hasNextPage endCursor } } }"""
BORN = "1984-03-12"


def town() -> Town:
    made = Town()
    made.person("P0000001", "Margaret Anne", "Thornfield", known_as="Peggy")
    made.lives("P0000001", home(), date(2026, 1, 1), TODAY)
    made.lives("P0000001", home("A0000002", postcode="B1 1AA"), date(2024, 1, 1), date(2025, 1, 1), current=False)
    made.person("P0000002", "Małgorzata", "Zielińska", born_on=date(1990, 7, 4))
    made.person("P0000003", "John", "Okonkwo-Bell", born_on=date(1951, 11, 2))
    made.person("P0000004", "Graham", "Underhill", born_on=date(1984, 3, 12))
    made.numbers["nhs:9434765919"] = ["P0000001"]
    return made


def found(asked: Desk, **wanted: Any) -> list[str]:
    return [edge["node"]["person"]["id"] for edge in asked.ask(QUERY, **wanted)["searchPeople"]["edges"]]


@pytest.mark.parametrize(
    ("wanted", "id"),
    [
        ({"name": "Margaret Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Margaret Thornfeild", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "margret thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "THORNFIELD, MARGARET", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Thornfield Margaret", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Maggie Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Peggy Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "M Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Anne Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"forenames": "Margaret", "surname": "Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"surname": "Thornfield", "dateOfBirth": BORN}, "P0000001"),
        ({"name": "Margaret Thornfield", "dateOfBirth": "1984-03-13"}, "P0000001"),
        ({"name": "Margaret Thornfield", "dateOfBirth": "1984-12-03"}, "P0000001"),
        ({"name": "Margaret Thornfield", "dateOfBirth": "1985-03-12"}, "P0000001"),
        ({"name": "Margaret Thornfield", "dateOfBirth": "1984-03-17"}, "P0000001"),
        ({"name": "Margaret Thornfield", "postcode": "wv113pj"}, "P0000001"),
        ({"name": "Margaret Thornfield", "postcode": "B1 1AA"}, "P0000001"),
        ({"name": "Malgorzata Zielinska", "dateOfBirth": "1990-07-04"}, "P0000002"),
        ({"name": "Małgorzata Zieliński", "dateOfBirth": "1990-07-04"}, "P0000002"),
        ({"name": "John Okonkwo", "dateOfBirth": "1951-11-02"}, "P0000003"),
        ({"name": "Jon Okonkwo Bell", "dateOfBirth": "1951-11-02"}, "P0000003"),
        ({"nhsNumber": "943 476 5919"}, "P0000001"),
    ],
)
def test_a_person_is_found_first(wanted: dict[str, str], id: str) -> None:
    with desk(town()) as asked:
        assert found(asked, **wanted)[:1] == [id]


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "Margaret Thornfield", "dateOfBirth": "1931-08-30"},
        {"name": "Walter Pumpkin", "dateOfBirth": BORN},
        {"name": "Margaret Thornfield", "postcode": "SW1A 1AA"},
        {"nhsNumber": "9434765870"},
    ],
)
def test_somebody_else_is_not_found(wanted: dict[str, str]) -> None:
    with desk(town()) as asked:
        assert found(asked, **wanted) == []


@pytest.mark.parametrize(
    ("wanted", "reasons"),
    [
        ({"name": "Margaret Thornfield", "dateOfBirth": BORN}, ["Name is the same", "Date of birth is the same"]),
        (
            {"name": "Maggie Thornfield", "dateOfBirth": "1984-03-11"},
            ["Surname is the same; forename is a form of the same name", "Date of birth is one day out"],
        ),
        (
            {"name": "Thornfield Margaret", "dateOfBirth": BORN, "postcode": "WV11 3PJ"},
            [
                "Forename and surname are the other way round",
                "Date of birth is the same",
                "Postcode is that of the present address",
            ],
        ),
        (
            {"name": "Margaret Thornfeild", "postcode": "B1 1AA"},
            ["Forename is the same; surname is spelt alike", "Postcode is that of an earlier address"],
        ),
        ({"nhsNumber": "9434765919"}, ["NHS number is the same"]),
    ],
)
def test_the_reasons_are_plain_english(wanted: dict[str, str], reasons: list[str]) -> None:
    with desk(town()) as asked:
        edges = asked.ask(QUERY, **wanted)["searchPeople"]["edges"]
    assert edges[0]["node"]["matchReasons"] == reasons


def test_the_order_is_by_match_and_never_by_contacts() -> None:
    made = Town()
    made.person("P0000001", "Margaret", "Thornfield", born_on=date(1984, 3, 13))
    made.person("P0000002", "Margaret", "Thornfield")
    made.person("P0000003", "Margaret", "Thornfield")
    for _ in range(9):
        made.touch("P0000001", "police", TODAY)
        made.touch("P0000003", "police", TODAY)
    with desk(made) as asked:
        assert found(asked, name="Margaret Thornfield", dateOfBirth=BORN) == ["P0000002", "P0000003", "P0000001"]


def test_hits_are_capped_and_paged() -> None:
    made = Town()
    for number in range(1, 36):
        made.person(f"P{number:07}", "Margaret", "Thornfield")
    seen: list[str] = []
    with desk(made) as asked:
        after, more = None, True
        while more:
            page = asked.ask(QUERY, name="Margaret Thornfield", dateOfBirth=BORN, first=8, after=after)["searchPeople"]
            assert page["totalCount"] == 20
            seen += [edge["node"]["person"]["id"] for edge in page["edges"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        shown = {one for step, row in asked.trail.rows if step == "outcome" for one in row[1].ids}
    assert seen == [f"P{number:07}" for number in range(1, 21)]
    assert shown == set(seen)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, None),
        ({"name": "Margaret Thornfield"}, None),
        ({"dateOfBirth": BORN}, None),
        ({"postcode": "WV11 3PJ", "dateOfBirth": BORN}, None),
        ({"name": "  ", "dateOfBirth": BORN}, None),
        ({"name": "Unknown", "dateOfBirth": BORN}, None),
        ({"nhsNumber": "9434765918"}, "nhsNumber"),
        ({"nhsNumber": "1111111111"}, "nhsNumber"),
        ({"nhsNumber": "Thornfield"}, "nhsNumber"),
        ({"name": "Margaret Thornfield", "postcode": "WV11"}, "postcode"),
        ({"name": "M T", "surname": "T", "dateOfBirth": BORN}, "name"),
        ({"name": "x" * 121, "dateOfBirth": BORN}, "name"),
        ({"name": "M T", "dateOfBirth": BORN, "first": 21}, "first"),
        ({"name": "M T", "dateOfBirth": BORN, "first": 0}, "first"),
        ({"name": "M T", "dateOfBirth": BORN, "after": "x"}, "after"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_with_the_field(wanted: dict[str, Any], field: str | None) -> None:
    with desk(town()) as asked:
        error = asked.refused(QUERY, **wanted)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"].get("field") == field
    assert not any(value in error["message"] for value in map(str, wanted.values()) if len(value) > 4)


def test_addresses_are_found_by_uprn_or_by_postcode_and_number() -> None:
    made = Town()
    for place in (
        home("A0000001"),
        home("A0000002", uprn="100012345679", flat="2"),
        home("A0000003", uprn="100012345680", flat="10"),
        home("A0000004", uprn="", number="14", lines="14 Heath Way, WV11 3PJ"),
        home("A0000005", uprn="", number="", lines="Rose Cottage, Heath Way, WV11 3PJ"),
    ):
        made.places[place.id] = place
    query = """query A($uprn: String, $postcode: String, $number: String, $flat: String) {
        searchAddresses(uprn: $uprn, postcode: $postcode, number: $number, flat: $flat) { edges { node { id } } } }"""

    with desk(made) as asked:

        def at(**wanted: str) -> list[str]:
            return [edge["node"]["id"] for edge in asked.ask(query, **wanted)["searchAddresses"]["edges"]]

        assert at(uprn="0100012345678") == ["A0000001"]
        assert at(postcode="wv11 3pj", number="12") == ["A0000001", "A0000002", "A0000003"]
        assert at(postcode="WV11 3PJ", number="12", flat="Flat 2") == ["A0000002"]
        assert at(postcode="WV11 3PJ", number="rose cottage") == ["A0000005"]
        assert at(postcode="WV11 3PJ", number="1") == []
        for wanted in (
            {},
            {"postcode": "WV11 3PJ"},
            {"number": "12"},
            {"uprn": "x"},
            {"postcode": "WV", "number": "1"},
        ):
            assert asked.refused(query, **wanted)["extensions"]["code"] == "BAD_USER_INPUT"


def test_slips_in_a_date_of_birth_score_the_less_the_greater_they_are() -> None:
    born = date(1984, 3, 12)
    slips = [born, date(1984, 3, 13), date(1984, 8, 12), date(1983, 3, 12), date(1984, 3, 29), date(1984, 9, 23)]
    scores = [date_likeness(slip, born).score for slip in slips]
    assert scores == sorted(scores, reverse=True)
    assert date_likeness(date(1960, 1, 1), born).score == 0


def test_two_half_fitting_records_do_not_make_a_whole() -> None:
    sought = Sought.of("Margaret", "Thornfield", date(1984, 3, 12), "")
    halves = [
        Details(forenames="Margaret", surname="Thornfield", born_on=date(1931, 8, 30)),
        Details(forenames="Walter", surname="Pumpkin", born_on=date(1984, 3, 12)),
    ]
    assert [fit(sought, half, None) for half in halves] == [None, None]


def test_a_record_without_a_date_of_birth_is_found_by_its_whole_name_only() -> None:
    sought = Sought.of("Margaret", "Thornfield", date(1984, 3, 12), "")
    assert fit(sought, Details(forenames="Margaret", surname="Thornfield"), None) is not None
    assert fit(sought, Details(forenames="M", surname="Thornfield"), None) is None


@pytest.mark.parametrize(("forenames", "surname"), [("Иван", "Иванов"), ("小明", "王"), ("ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ")])
def test_a_name_in_another_script_fits_itself_and_no_other(forenames: str, surname: str) -> None:
    born_on = date(1984, 3, 12)
    stated = Details("", forenames, surname, "", born_on, "")
    own = fit(Sought.of(forenames, surname, born_on, ""), stated, None)
    assert own is not None
    assert own.score == 1000
    assert fit(Sought.of("Пётр", "Сидоров", born_on, ""), stated, None) is None
