"""Search keys: every documented way to remember a person wrongly still finds the record."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mast.fields.names import PersonName, forename_set, parse_full_name, person_name
from mast.fields.nicknames import name_family
from mast.fields.phonetics import sounds
from mast.fields.search_keys import MOST_KEYS, query_search_keys, record_search_keys
from mast.fields.text import fold

SURNAMES = st.sampled_from(
    ["Walker", "Chowdhury", "O'Neill", "Smith-Jones", "MacDonald", "Kowalska", "van der Berg", "Begum", "Ng", "Xu"]
)
FORENAMES = st.sampled_from(
    [
        "John",
        "Margaret",
        "Sandy",
        "Mohammed",
        "Chris",
        "Małgorzata",
        "Al",
        "Zoë",
        "Mary Ann",
        "Jo",
        "Siobhan",
        "Pat Lee Jo",
    ]
)
KNOWN_AS = st.sampled_from(["", "Peggy", "Bert", "Sandy"])
BIRTHDAYS = st.dates(date(1920, 1, 2), date(2026, 1, 1))
POSTCODES = st.lists(st.sampled_from(["WV11 3PJ", "WV1 1AA", "WS1 1AA", "B71 5FU", ""]), max_size=5)


def names() -> st.SearchStrategy[PersonName]:
    return st.builds(
        lambda forenames, surname, known_as: person_name(forenames=forenames, surname=surname, known_as=known_as),
        FORENAMES,
        SURNAMES,
        KNOWN_AS,
    )


def meet(record: tuple[str, ...], query: tuple[str, ...]) -> bool:
    return not set(record).isdisjoint(query)


@settings(max_examples=200, deadline=None)
@given(names(), BIRTHDAYS, POSTCODES)
def test_a_record_has_few_keys_in_order(name: PersonName, born_on: date, postcodes: list[str]) -> None:
    keys = record_search_keys(name, born_on, postcodes)
    assert 1 <= len(keys) <= MOST_KEYS
    assert list(keys) == sorted(set(keys))
    assert keys == record_search_keys(name, born_on, list(reversed(postcodes)))


@settings(max_examples=150, deadline=None)
@given(names(), BIRTHDAYS, POSTCODES, st.data())
def test_every_documented_error_still_finds_the_record(
    name: PersonName, born_on: date, postcodes: list[str], data: st.DataObject
) -> None:
    record = record_search_keys(name, born_on, postcodes)
    first = forename_set(name.forenames, "")[0]
    short = data.draw(st.sampled_from(sorted(name_family(first)) or [first]))
    exchanged = PersonName("", name.surname, name.forenames, "")
    queries = {
        "as it is": query_search_keys(name, born_on, None),
        "exchanged": query_search_keys(exchanged, born_on, None),
        "short form": query_search_keys(PersonName("", short, name.surname, ""), born_on, None),
        "forename missing": query_search_keys(PersonName("", "", name.surname, ""), born_on, None),
        "initial": query_search_keys(PersonName("", name.forenames[:1], name.surname, ""), born_on, None),
        "surname changed": query_search_keys(PersonName("", name.forenames, "Quartz", ""), born_on, None),
        "surname part": query_search_keys(PersonName("", "", fold(name.surname).split()[-1], ""), born_on, None),
    }
    if any(postcodes):
        here = min(code for code in postcodes if code)
        queries["surname unlike, no date of birth"] = query_search_keys(
            PersonName("", name.forenames, "Quartz", ""), None, here
        )
    if sounds(fold(name.surname)):
        for years in (-1, 1):
            day = date(born_on.year + years, born_on.month, min(born_on.day, 28))
            queries[f"year {years}"] = query_search_keys(name, day, None)
        queries["wrong day"] = query_search_keys(name, born_on.replace(day=1 + born_on.day % 28), None)
        if any(postcodes):
            code = next(code for code in postcodes if code)
            queries["no date of birth"] = query_search_keys(name, None, code)
            queries["exchanged, no date of birth"] = query_search_keys(exchanged, None, code)
    if born_on.day <= 12:
        queries["day and month"] = query_search_keys(name, date(born_on.year, born_on.day, born_on.month), None)
    assert [error for error, keys in queries.items() if not meet(record, keys)] == []


@pytest.mark.parametrize(
    "pair", ["Chowdhury/Chaudhry", "Smith/Smyth", "Macdonald/McDonald", "Kowalski/Kowalska", "Reid/Read"]
)
def test_a_surname_spelt_by_ear(pair: str) -> None:
    one, other = (PersonName("", "A", surname, "") for surname in pair.split("/"))
    assert meet(record_search_keys(one, None, ["WV1 1AA"]), query_search_keys(other, None, "WV9 9ZZ"))
    assert meet(record_search_keys(one, date(1984, 3, 3), []), query_search_keys(other, date(1984, 9, 9), None))


def test_a_record_of_a_name_only_is_found() -> None:
    occupier = parse_full_name("Mr J Walker")
    with_code = record_search_keys(occupier, None, ["WV14 3WY"])
    without = record_search_keys(occupier, None, [""])
    query = query_search_keys(person_name(forenames="John", surname="Walker"), date(1984, 3, 3), "WV14 3WY")
    assert meet(with_code, query)
    assert meet(without, query)
    assert meet(without, query_search_keys(occupier, None, "M1 1AA"))


def test_another_person_shares_no_key() -> None:
    record = record_search_keys(person_name(forenames="John", surname="Walker"), date(1984, 3, 3), ["WV14 3WY"])
    other = person_name(forenames="Amina", surname="Begum")
    assert not meet(record, query_search_keys(other, date(1984, 3, 3) + timedelta(days=40), "M1 1AE"))


def test_a_record_that_says_nothing_has_no_key() -> None:
    assert record_search_keys(PersonName("", "", "", ""), None, []) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), BIRTHDAYS)
def test_any_name_finds_itself(forenames: str, surname: str, born_on: date) -> None:
    name = person_name(forenames=forenames, surname=surname)
    assume(fold(name.forenames) or fold(name.surname))
    assert meet(record_search_keys(name, born_on, []), query_search_keys(name, born_on, None))


@pytest.mark.parametrize(
    ("forenames", "surname"),
    [
        ("Иван Петрович", "Иванов"),
        ("محمد", "الحسن"),
        ("小明", "王"),
        ("明", "王"),
        ("রহিম", "উদ্দিন"),
        ("ਗੁਰਪ੍ਰੀਤ", "ਸਿੰਘ"),
        ("Ελένη", "Παπαδοπούλου"),
        ("Ivan", "Иванов"),
    ],
)
def test_a_name_in_another_script_is_found_by_itself(forenames: str, surname: str) -> None:
    name, born_on = person_name(forenames=forenames, surname=surname), date(1984, 3, 12)
    exchanged = PersonName("", name.surname, name.forenames, "")
    for record in (record_search_keys(name, born_on, ["WV1 1AA"]), record_search_keys(name, None, ["WV1 1AA"])):
        assert 1 <= len(record) <= MOST_KEYS
        assert meet(record, query_search_keys(name, None, "WV1 1AA"))
        assert meet(record, query_search_keys(exchanged, None, "WV1 1AA"))
    assert meet(record_search_keys(name, born_on, []), query_search_keys(name, born_on, None))
    assert meet(
        record_search_keys(name, born_on, []), query_search_keys(PersonName("", "", surname, ""), born_on, None)
    )
    other = person_name(forenames="Пётр", surname="Сидоров")
    assert not meet(record_search_keys(name, None, ["WV1 1AA"]), query_search_keys(other, born_on, "WV1 1AA"))
