"""What somebody searches for is weighed by the engine's levels and model: slips cost, silence does not."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.facts import Details
from mast.resolution.learning.train import untrained
from mast.resolution.model import Frequencies
from mast.resolution.seeking import Facts, weights

MODEL = untrained(100_000)
BORN = date(1984, 3, 12)


def details(
    forenames: str = "Margaret", surname: str = "Thornfield", born: date | None = BORN, **other: str
) -> Details:
    return Details(forenames=forenames, surname=surname, born_on=born, **other)


def ranked(sought: Facts, *stated: Facts) -> list[int]:
    told = weights(MODEL, sought, stated)
    return sorted(range(len(told)), key=lambda place: -told[place])


@pytest.mark.parametrize(
    "better_first",
    [
        [details(), details(born=date(1984, 12, 3)), details(born=date(1931, 8, 30))],
        [details(), details(surname="Thornfeild"), details(surname="Pumpkin")],
        [details(), details(forenames="Maggie"), details(forenames="Walter")],
        [details("Anne", known_as="Margaret"), details("Anne")],
        [details("Thornfield", "Margaret"), details("Walter", "Pumpkin")],
        [details(), details(born=None)],
    ],
)
def test_the_more_a_record_agrees_the_more_it_weighs(better_first: list[Details]) -> None:
    told = weights(MODEL, Facts(details()), [Facts(said) for said in better_first])
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == len(told)


def test_what_is_not_sought_counts_neither_way() -> None:
    sought = Facts(details("", born=BORN))
    one, other = weights(MODEL, sought, [Facts(details("Margaret")), Facts(details("Walter"))])
    assert one == other
    nowhere = [Facts(details()), Facts(details(), ["WV11 3PJ"]), Facts(details(sex="female"))]
    assert len(set(weights(MODEL, Facts(details()), nowhere))) == 1


def test_a_postcode_speaks_for_who_lived_there_and_less_for_a_neighbour() -> None:
    sought = Facts(details(born=None), ["WV11 3PJ"])
    stated = [Facts(details(), [code]) for code in ("B1 1AA", "WV11 1AA", "WV11 3PJ")]
    assert ranked(sought, *stated) == [2, 1, 0]


def test_somebody_else_of_the_same_home_and_surname_comes_after_who_moved() -> None:
    sought = Facts(details(born=None), ["WV11 3PJ"])
    brother, moved = Facts(details("Walter"), ["WV11 3PJ"]), Facts(details(), ["B1 1AA"])
    assert ranked(sought, brother, moved) == [1, 0]


def test_a_rare_name_says_more_by_the_model_in_force() -> None:
    names = {**MODEL.frequencies, "surname": Frequencies({"SMITH": 0.02}, rare=0.00001)}
    model = replace(MODEL, frequencies=names)
    (common,) = weights(model, Facts(details(surname="Smith")), [Facts(details(surname="Smith"))])
    (rare,) = weights(model, Facts(details()), [Facts(details())])
    assert rare > common + 5


PEOPLE = st.lists(
    st.builds(
        lambda forename, surname, born, code: Facts(details(forename, surname, born), [code] if code else []),
        st.sampled_from(["Margaret", "Maggie", "Walter", "M", ""]),
        st.sampled_from(["Thornfield", "Thornfeild", "Pumpkin"]),
        st.sampled_from([BORN, date(1984, 12, 3), None]),
        st.sampled_from(["WV11 3PJ", "B1 1AA", ""]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=40)
@given(PEOPLE, st.randoms())
def test_neither_order_nor_company_changes_a_weight(people: list[Facts], chance: Random) -> None:
    sought = Facts(details(), ["WV11 3PJ"])
    told = weights(MODEL, sought, people)
    shuffled = list(range(len(people)))
    chance.shuffle(shuffled)
    assert weights(MODEL, sought, [people[place] for place in shuffled]) == [told[place] for place in shuffled]
    assert [weights(MODEL, sought, [one])[0] for one in people] == pytest.approx(told)
