"""The invented people: exact in number, alike for one seed, and named and housed as published tables say."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from mast.synth.households import CHILD, PARTNER
from mast.synth.population import Population, months_before, populate

AS_OF = date(2026, 10, 31)


@pytest.fixture(scope="module")
def region() -> Population:
    return populate(400_000, 11, AS_OF, 12)


@pytest.fixture(scope="module")
def town() -> Population:
    return populate(6_000, 5, AS_OF)


def test_hundred_surnames_cover_a_fifth_and_the_tail_is_long(region: Population) -> None:
    counts = Counter(region.surname)
    assert sum(count for _, count in counts.most_common(100)) >= 0.20 * len(region)
    assert len(counts) >= 20_000
    assert sum(1 for count in counts.values() if count == 1) >= 3_000


def test_three_in_a_hundred_share_name_and_birth_year(region: Population) -> None:
    counts = Counter(zip(region.forename, region.surname, region.birth_years().tolist(), strict=True))
    shared = sum(count for count in counts.values() if count > 1) / len(region)
    assert 0.03 <= shared <= 0.20


def test_ages_and_household_sizes_are_those_of_a_country(region: Population) -> None:
    ages = region.ages()
    assert len(region) == 400_000
    assert 0 < ages.min() < 0.1
    assert ages.max() <= 105
    assert 0.17 <= (ages < 18).mean() <= 0.30
    assert 0.12 <= (ages >= 65).mean() <= 0.24
    assert 2.2 <= (region.household >= 0).sum() / region.households() <= 2.8
    assert 0.01 <= (region.household < 0).mean() <= 0.03


def test_forenames_follow_the_decade_of_birth(region: Population) -> None:
    years = region.birth_years()
    margaret, isla = (region.forename == name for name in ("Margaret", "Isla"))
    assert years[margaret].mean() < 1960
    assert years[isla].mean() > 2000


def test_families_are_of_one_origin_and_mostly_of_one_name(region: Population) -> None:
    children = np.flatnonzero((region.role == CHILD) & (region.mother >= 0) & (region.first_identity < 0))
    mothers = region.mother[children]
    assert (region.origin[children] == region.origin[mothers]).mean() > 0.85
    age_at_birth = (region.born[children] - region.born[mothers]) / 365.25
    assert age_at_birth.min() > 14
    assert np.quantile(age_at_birth, 0.999) < 48


def test_nhs_numbers_differ_and_addresses_are_real_places(region: Population) -> None:
    assert len(np.unique(region.nhs)) == len(region)
    assert region.home.min() >= 0
    assert region.home.max() < len(region.addresses)
    assert len(np.unique(region.addresses.uprn)) == len(region.addresses)


def test_twins_are_born_on_one_day_under_one_roof(town: Population) -> None:
    second = np.flatnonzero(town.twin >= 0)
    first = town.twin[second]
    assert len(second) >= 5
    assert (town.born[first] == town.born[second]).all()
    assert (town.household[first] == town.household[second]).all()
    assert (town.forename[first] != town.forename[second]).all()


def test_sons_bear_their_fathers_whole_name(town: Population) -> None:
    sons = np.flatnonzero(town.namesake >= 0)
    fathers = town.namesake[sons]
    assert len(sons) >= 5
    assert (town.forename[sons] == town.forename[fathers]).all()
    assert (town.sex[sons] == town.sex[fathers]).all()
    assert (town.born[sons] > town.born[fathers]).all()


def test_an_adopted_child_is_two_people_of_one_birth_day(town: Population) -> None:
    later = np.flatnonzero(town.first_identity >= 0)
    earlier = town.first_identity[later]
    assert len(later) >= 10
    assert (town.born[later] == town.born[earlier]).all()
    assert (town.sex[later] == town.sex[earlier]).all()
    assert (town.nhs[later] != town.nhs[earlier]).all()
    assert (town.household[later] != town.household[earlier]).all()
    assert (town.renamed_on[later] > town.born[later]).all()


def test_households_move_together_within_the_months(town: Population) -> None:
    moved = np.flatnonzero(town.former_home >= 0)
    assert 0.1 < len(moved) / len(town) < 0.4
    assert town.moved_on[moved].min() > town.since
    assert town.moved_on[moved].max() <= town.as_of
    days: dict[int, int] = {}
    for person in moved.tolist():
        home = int(town.household[person])
        assert days.setdefault(home, int(town.moved_on[person])) == int(town.moved_on[person])


def test_brides_change_their_names(town: Population) -> None:
    brides = np.flatnonzero(town.former_surname != "")
    assert len(brides) >= 10
    assert (town.role[brides] == PARTNER).mean() > 0.9
    assert (town.former_surname[brides] != town.surname[brides]).all()


def test_one_seed_gives_one_population() -> None:
    one, same, other = (populate(500, seed, AS_OF) for seed in (1, 1, 2))
    for column in ("household", "born", "surname", "forename", "nhs", "home", "moved_on"):
        assert (getattr(one, column) == getattr(same, column)).all()
    assert (one.surname != other.surname).any()


@pytest.mark.parametrize(("people", "months"), [(49, 12), (500, 0), (500, 37)])
def test_arguments_out_of_range_are_refused(people: int, months: int) -> None:
    with pytest.raises(ValueError):
        populate(people, 1, AS_OF, months)


def test_months_before_keeps_to_the_calendar() -> None:
    assert months_before(date(2026, 10, 31), 12) == date(2025, 10, 31)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2026, 1, 15), 36) == date(2023, 1, 15)
