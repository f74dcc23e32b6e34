"""Default dates of birth: found where one is typed for "not known", and never where real ones merely crowd."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.resolution.columns import Records, Residences
from mast.resolution.engine import prepare
from mast.resolution.learning.defaults import crowded, default_births

Ints = npt.NDArray[np.int64]
FIRST = date(1930, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
NEW_YEAR = date(1990, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
NO_DAY: list[int] = []


def surnames(count: int, chance: np.random.Generator, known: int = 20_000) -> Ints:
    """Surnames as unevenly common as real ones are (Zipf)."""
    share = 1 / np.arange(1, known + 1)
    return np.searchsorted(np.cumsum(share / share.sum()), chance.random(count)).astype(np.int64)


@pytest.mark.parametrize(
    ("size", "years"),
    [(size, years) for size in (1_000, 100_000) for years in (1, 5, 18, 80)] + [(1_000_000, 18), (1_000_000, 80)],
)
def test_dates_that_chance_strews_give_no_default_and_a_typed_one_is_found(size: int, years: int) -> None:
    chance = np.random.default_rng(size + years)
    for _ in range(3 if size < 1_000_000 else 1):
        days = chance.integers(NEW_YEAR - 180 * years, NEW_YEAR + 180 * years, size)
        named = surnames(size, chance)
        assert crowded(days, named).tolist() == NO_DAY
        days[: size * 3 // 100] = NEW_YEAR
        assert crowded(days, named).tolist() == [NEW_YEAR]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(0, 5_000),
    length=st.integers(1, 30_000),
    known=st.integers(1, 20_000),
)
def test_no_strewn_date_is_a_default_whatever_the_span(seed: int, size: int, length: int, known: int) -> None:
    chance = np.random.default_rng(seed)
    days = chance.integers(FIRST, FIRST + length, size)
    assert crowded(days, surnames(size, chance, known)).tolist() == NO_DAY


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 60), dates=st.integers(1, 6))
def test_a_few_records_on_a_few_dates_are_no_sign(seed: int, size: int, dates: int) -> None:
    chance = np.random.default_rng(seed)
    days = chance.choice(chance.integers(FIRST, FIRST + 29_000, dates), size)
    assert crowded(days, np.arange(size)).tolist() == NO_DAY


def test_one_partner_of_five_that_types_it_in_three_of_a_hundred_rows_suffices() -> None:
    chance = np.random.default_rng(5)
    days = chance.integers(FIRST, FIRST + 29_000, 1_000)
    named = np.concatenate((np.arange(6), surnames(994, chance)))
    days[:6] = NEW_YEAR
    assert crowded(days, named).tolist() == [NEW_YEAR]
    days[5] = FIRST
    assert crowded(days, named).tolist() == NO_DAY


@pytest.mark.parametrize("surname", [np.full(400, 7), np.arange(400)], ids=["one surname", "ever another spelling"])
def test_twins_and_one_person_known_to_many_crowd_no_day(surname: Ints) -> None:
    chance = np.random.default_rng(1)
    days = np.concatenate((np.repeat(chance.integers(FIRST, FIRST + 29_000, 2_000), 2), np.full(400, NEW_YEAR)))
    last = np.concatenate((np.repeat(surnames(2_000, chance), 2), surname))
    first = np.concatenate((surnames(4_000, chance, 800), chance.integers(0, 4, 400)))
    assert crowded(days, first, last).tolist() == NO_DAY
    first[-400:] = surnames(400, chance, 800)
    assert crowded(days, first, last).tolist() == ([NEW_YEAR] if surname[0] != surname[1] else NO_DAY)


def test_a_week_of_newborns_and_a_school_year_among_adults_keep_their_days() -> None:
    chance = np.random.default_rng(2)
    adults = chance.integers(FIRST, FIRST + 25_000, 20_000)
    year = chance.integers(FIRST + 27_000, FIRST + 27_365, 3_000)
    week = chance.integers(FIRST + 29_000, FIRST + 29_007, 120)
    days = np.concatenate((adults, year, week))
    named = surnames(len(days), chance)
    assert crowded(days, named).tolist() == NO_DAY
    days[:200] = FIRST + 27_100  # typed by one partner for adults, in the midst of the school year
    assert crowded(days, named).tolist() == [FIRST + 27_100]


def test_two_defaults_side_by_side_are_both_found() -> None:
    chance = np.random.default_rng(3)
    days = chance.integers(FIRST, FIRST + 29_000, 10_000)
    days[:300], days[300:600] = NEW_YEAR, NEW_YEAR - 1
    assert crowded(days, surnames(10_000, chance)).tolist() == [NEW_YEAR - 1, NEW_YEAR]


def test_a_name_that_no_record_states_is_not_counted_by() -> None:
    chance = np.random.default_rng(6)
    days, nothing = chance.integers(FIRST, FIRST + 29_000, 1_000), np.full(1_000, -1)
    days[:30] = NEW_YEAR
    assert crowded(days, nothing, surnames(1_000, chance)).tolist() == [NEW_YEAR]
    assert crowded(days, nothing, nothing).tolist() == NO_DAY


def test_records_without_a_name_or_a_date_count_for_nothing() -> None:
    chance = np.random.default_rng(4)
    named = [f"Surname{letter}{other}" for letter in "abcdefghijklmnop" for other in "abcdefghijklmnop"]
    born = [date.fromordinal(int(day)).isoformat() for day in chance.integers(700_000, 729_000, len(named))]
    rows: list[dict[str, object]] = [
        {"key": f"p:{place}", "surname": surname, "born_on": "1990-01-01" if place < 20 else day}
        for place, (surname, day) in enumerate(zip(named, born, strict=True))
    ]
    rows += [{"key": f"q:{place}", "surname": "", "born_on": "1985-05-05"} for place in range(50)]
    rows += [{"key": f"r:{place}", "surname": surname, "born_on": ""} for place, surname in enumerate(named)]
    nowhere = Residences.from_rows(())
    assert default_births(prepare(Records.from_rows(rows), nowhere).encoded) == ("1990-01-01",)
    assert default_births(prepare(Records.from_rows([]), nowhere).encoded) == ()
