"""Names as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.fields.names import PersonName, display_name, forename_set, parse_full_name, person_name


@pytest.mark.parametrize(
    ("text", "title", "forenames", "surname", "known_as"),
    [
        ("Mr J Walker", "Mr", "J", "Walker", ""),
        ("Mr. J. Walker", "Mr", "J", "Walker", ""),
        ("WALKER, John Paul", "", "John Paul", "Walker", ""),
        ("WALKER, MR JOHN", "Mr", "John", "Walker", ""),
        ("Mr WALKER, John", "Mr", "John", "Walker", ""),
        ("WALKER John Paul", "", "John Paul", "Walker", ""),
        ("John WALKER", "", "John", "Walker", ""),
        ("JOHN WALKER", "", "John", "Walker", ""),
        ("WALKER MR J", "Mr", "J", "Walker", ""),
        ("Walker J P", "", "J P", "Walker", ""),
        ("Walker J.P.", "", "J P", "Walker", ""),
        ("J.R. Hartley", "", "J R", "Hartley", ""),
        ("Mrs A van der Berg", "Mrs", "A", "van der Berg", ""),
        ("Mr de Souza", "Mr", "", "de Souza", ""),
        ("Ms Z St. John", "Ms", "Z", "St John", ""),
        ("Siân Llywelyn ap Gruffydd", "", "Siân Llywelyn", "ap Gruffydd", ""),
        ("Dr Ann-Marie O'Neill", "Dr", "Ann-Marie", "O'Neill", ""),
        ("MRS B O'REILLY", "Mrs", "B", "O'Reilly", ""),
        ("Mr M O' Brien", "Mr", "M", "O'Brien", ""),
        ("Margaret (Peggy) Jones", "", "Margaret", "Jones", "Peggy"),
        ('Margaret "Peggy" Jones', "", "Margaret", "Jones", "Peggy"),
        ("Margaret \u2018Peggy\u2019 Jones", "", "Margaret", "Jones", "Peggy"),
        ("O'Brien, Patrick (Paddy)", "", "Patrick", "O'Brien", "Paddy"),
        ("Margaret Jones aka Peggy", "", "Margaret", "Jones", "Peggy"),
        ("Margaret known as Peggy Jones", "", "Margaret", "Jones", "Peggy"),
        ("Margaret Jones a.k.a. Peggy Smith", "", "Margaret", "Jones", "Peggy"),
        ("Jane Smith (née Brown)", "", "Jane", "Smith", ""),
        ("Jane Smith nee Brown", "", "Jane", "Smith", ""),
        ("John Smith Jr", "", "John", "Smith", ""),
        ("Smith, John, Snr.", "", "John", "Smith", ""),
        ("Rev Dr A Hill OBE", "Rev", "A", "Hill", ""),
        ("Smith, J (Dr)", "", "J", "Smith", ""),
        ("Ann Hill (deceased)", "", "Ann", "Hill", ""),
        ("Mr & Mrs J Walker", "Mr & Mrs", "J", "Walker", ""),
        ("Miss Begum", "Miss", "", "Begum", ""),
        ("Mohammed", "", "", "Mohammed", ""),
        ("Mr", "Mr", "", "", ""),
        ("UNKNOWN MALE", "", "", "", ""),
        ("The Occupier", "", "", "", ""),
        ("N/A", "", "", "", ""),
        ("?", "", "", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_a_name_in_one(text: str, title: str, forenames: str, surname: str, known_as: str) -> None:
    assert parse_full_name(text) == PersonName(title, forenames, surname, known_as)


def test_a_name_in_parts_is_cleaned() -> None:
    name = person_name(title="MRS.", forenames=" MARY  ANN ", surname="MCDONALD", known_as="MOLLY")
    assert name == PersonName("Mrs", "Mary Ann", "McDonald", "Molly")


def test_what_stands_in_the_wrong_part_is_moved() -> None:
    assert person_name(forenames="Mr John", surname="Smith Jr") == PersonName("Mr", "John", "Smith", "")
    assert person_name(forenames="Mary (Molly)", surname="Hill") == PersonName("", "Mary", "Hill", "Molly")
    assert person_name(forenames="Mrs", surname="Hill") == PersonName("Mrs", "", "Hill", "")


@pytest.mark.parametrize(
    "text", ["UNKNOWN", "Not known", "N/A", "NA", "n.k.", "XXX", "-", "Baby Girl", "Unborn baby", "TWIN 2"]
)
def test_a_placeholder_is_no_forename(text: str) -> None:
    assert person_name(forenames=text, surname="Khan") == PersonName("", "", "Khan", "")


def test_names_that_look_like_placeholders_are_kept() -> None:
    assert person_name(forenames="Ji", surname="Na").surname == "Na"
    assert person_name(forenames="محمد", surname="علي").forenames == "محمد"


@pytest.mark.parametrize("text", ["Test Иван", "田中 Null", "Иван Jr田", "测试 Test"])
def test_a_word_for_no_name_among_other_letters_is_part_of_a_name(text: str) -> None:
    name = person_name(forenames=text, surname=text)
    assert (name.forenames, name.surname) == (text, text)


def test_brackets_without_a_letter_hold_no_known_as() -> None:
    assert person_name(surname="Hill(1)") == PersonName("", "", "Hill(1)", "")


def test_forenames_of_a_search() -> None:
    assert forename_set("Mary-Ann J", "Molly") == ("MARY", "ANN", "J", "MOLLY")
    assert forename_set("Chris", "Chris") == ("CHRIS",)


def test_display() -> None:
    assert display_name(PersonName("Mrs", "Margaret", "Jones", "Peggy")) == "Margaret (Peggy) Jones"
    assert display_name(PersonName("", "Chris", "Hill", "chris")) == "Chris Hill"
    assert display_name(PersonName("Mr", "", "Walker", "")) == "Walker"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    name = parse_full_name(text)
    assert person_name(forenames=text).forenames is not None
    assert display_name(name) == " ".join(display_name(name).split())


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["John", "Mary Ann", "J", "Zoë"]),
    st.sampled_from(["Walker", "O'Neill", "Smith-Jones", "Khan", "McDonald"]),
    st.sampled_from(["Mr", "Dr", ""]),
)
def test_the_ways_to_order_a_name_say_the_same(forenames: str, surname: str, title: str) -> None:
    expected = person_name(forenames=forenames, surname=surname, title=title)
    assert parse_full_name(f"{title} {forenames} {surname}") == expected
    assert parse_full_name(f"{surname}, {title} {forenames}") == expected
    assert parse_full_name(f"{surname.upper()}, {title} {forenames}".upper()) == expected
