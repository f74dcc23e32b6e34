"""The name and date of birth that a card shows."""

from datetime import date
from itertools import permutations
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.facts import Details
from mast.graph.answers import StatedDetails
from mast.graphql.naming import UNNAMED, date_of_birth, display_name

OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)


def said(record: str, stated_on: date = NEW, **details: Any) -> StatedDetails:
    return StatedDetails(record, record.partition(":")[0], stated_on, Details(**details))


def test_one_record_is_shown_as_it_is() -> None:
    assert display_name([said("adults:1", forenames="Maria", surname="Thornfield")]) == "Maria Thornfield"


def test_an_initial_never_wins_over_a_forename_however_new() -> None:
    full = said("adults:1", OLD, forenames="Maria", surname="Thornfield")
    initial = said("fire:9", NEW, forenames="M", surname="Thornfield")
    dotted = said("fire:8", NEW, forenames="M.", surname="Brown")
    bare = said("fire:7", NEW, surname="Brown")
    for order in permutations([full, initial, dotted, bare]):
        assert display_name(order) == "Maria Thornfield"


def test_the_newest_surname_is_shown() -> None:
    before = said("adults:1", OLD, forenames="Maria Jane", surname="Thornfield")
    married = said("hospital:1", NEW, forenames="Maria", surname="Okafor")
    assert display_name([before, married]) == "Maria Okafor"


def test_of_one_name_the_record_with_most_forenames_is_shown() -> None:
    short = said("hospital:1", NEW, forenames="Maria", surname="Thornfield")
    long = said("adults:1", OLD, forenames="Maria Jane", surname="Thornfield")
    other = said("adults:2", OLD, forenames="Mary Jane Anne", surname="Thornfield")
    assert display_name([short, long, other]) == "Maria Jane Thornfield"


def test_capitals_give_way_to_a_written_name_and_accents_are_kept() -> None:
    capitals = said("police:1", NEW, forenames="MALGORZATA", surname="ZIELINSKA")
    written = said("children:1", OLD, forenames="Małgorzata", surname="Zielińska")
    assert display_name([capitals, written]) == "Małgorzata Zielińska"
    assert display_name([capitals]) == "Malgorzata Zielinska"


def test_known_as_stands_in_brackets_unless_it_repeats_a_forename() -> None:
    plain = said("hospital:1", NEW, forenames="Robert", surname="Smith")
    known = said("adults:1", OLD, forenames="Robert", surname="Smith", known_as="Bob")
    assert display_name([plain, known]) == "Robert (Bob) Smith"
    repeated = said("adults:1", OLD, forenames="Robert James", surname="Smith", known_as="JAMES")
    assert display_name([repeated]) == "Robert James Smith"


def test_nothing_known_is_said_so() -> None:
    assert display_name([]) == UNNAMED
    assert display_name([said("fire:1")]) == UNNAMED
    assert date_of_birth([said("fire:1")]) is None


def test_most_records_decide_on_the_date_of_birth_then_the_newest() -> None:
    first, second, third = date(1984, 3, 12), date(1984, 12, 3), date(1948, 3, 12)
    records = [said("a:1", OLD, born_on=first), said("b:1", OLD, born_on=first), said("c:1", NEW, born_on=second)]
    assert date_of_birth(records) == first
    assert date_of_birth([said("a:1", OLD, born_on=first), said("c:1", NEW, born_on=second)]) == second
    assert date_of_birth([said("a:1", born_on=first), said("c:1", born_on=third)]) == third


def test_a_date_filled_in_for_want_of_a_true_one_counts_last() -> None:
    unknown, true = date(1900, 1, 1), date(1950, 6, 5)
    records = [said("a:1", born_on=unknown), said("b:1", born_on=unknown), said("c:1", OLD, born_on=true)]
    assert date_of_birth(records) == true
    assert date_of_birth(records[:2]) == unknown


names = st.sampled_from(["", "M", "M.", "Maria", "MARIA", "Mária", "Maria Jane", "Anne"])
records = st.lists(
    st.builds(
        said,
        st.sampled_from(["adults:1", "adults:2", "police:1", "fire:3"]),
        st.dates(date(2023, 1, 1), NEW),
        forenames=names,
        surname=st.sampled_from(["", "Thornfield", "THORNFIELD", "Okafor"]),
        known_as=st.sampled_from(["", "Maz"]),
        born_on=st.sampled_from([None, date(1984, 3, 12), date(1984, 12, 3)]),
    ),
    max_size=5,
    unique_by=lambda one: one.record,
)


@settings(max_examples=150, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_the_records_never_matters(stated: list[StatedDetails], random: Random) -> None:
    shuffled = list(stated)
    random.shuffle(shuffled)
    assert display_name(shuffled) == display_name(stated)
    assert date_of_birth(shuffled) == date_of_birth(stated)
