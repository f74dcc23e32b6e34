"""Nothing in the copy looks like fewer than k others, and nobody who knows a household well finds it there."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.analysis.picture import Picture, draw
from mast.analysis.pseudonyms import Pseudonyms
from mast.analysis.risk import share_found
from mast.analysis.units import LEVELS, Member, Unit, generalise, key_at, units_of
from mast.core.facts import Partner
from mast.network.population import Population
from tests.network.town import AGENCIES, Town

PARTNERS = [Partner(code, code.title(), False, 35, "", "") for code in AGENCIES]
POSTCODES = ("WV11 3PJ", "WV11 3AA", "WV11 2AA", "WV1 1AA", "B1 1AA", "")


def some_town(seed: int, homes: int) -> Population:
    """Homes of one to four people, and a few people without one."""
    chance, town = random.Random(seed), Town()

    def person(id: str, home: str) -> None:
        born = f"{chance.choice((1950, 1984, 1987, 2012))}-03-12" if chance.random() < 0.95 else ""
        town.person(id, born, chance.choice(("male", "female")), home)
        for agency in chance.sample(AGENCIES, chance.choice((0, 0, 1, 1, 2))):
            town.touch(id, agency, at=f"A-{home}" if home and chance.random() < 0.5 else "")

    for number in range(homes):
        home = town.home(f"H{number}", postcode=chance.choice(POSTCODES))
        for member in range(chance.choice((1, 1, 2, 4))):
            person(f"P{number}-{member}", home)
    for number in range(homes // 5):
        person(f"L{number}", "")
        town.lived(f"L{number}", town.place(f"B{number}", chance.choice(POSTCODES)), "2026-01-01", "2026-02-01")
    return town.population()


def drawn(population: Population, k: int = 5) -> Picture:
    return draw(population, PARTNERS, Pseudonyms(b"k" * 32, "2026-Q4"), k)


def fits(unit: Unit, picture: Picture) -> Counter[str]:
    """By plain looking: member to how many nodes of the copy fit all that an attacker knows of them."""
    people, homes = picture.nodes["person"], picture.nodes["household"]
    home_of = dict(picture.links["lives_in"].keys())
    found: Counter[str] = Counter()
    for node, said in people.items():
        home = home_of.get(node)
        if bool(home) == unit.alone:
            continue
        at_home = sorted(people[other]["birth"] for other, where in home_of.items() if where == home) if home else []
        codes = {code for other, code in picture.links["in_touch_with"] if other == node}
        place = homes[home]["place"] if home else said["place"]
        for one in unit.members:
            coarse = not said["sex"]
            birth = one.stage if coarse else one.band
            with_them = [] if unit.alone else sorted(two.stage if coarse else two.band for two in unit.members)
            if (
                said["birth"] == birth
                and said["sex"] in ("", one.sex)
                and codes == set(one.agencies)
                and at_home == with_them
                and (not place or unit.postcode.startswith(place))
            ):
                found[one.person] += 1
    return found


def some_units(seed: int, count: int) -> list[Unit]:
    chance = random.Random(seed)

    def member(id: str) -> Member:
        band, stage = chance.choice((("1950–1959", "older"), ("1980–1989", "adult"), ("2010–2019", "child")))
        codes = tuple(sorted(chance.sample(AGENCIES, chance.choice((0, 0, 1, 1, 2)))))
        return Member(band, stage, chance.choice(("male", "female")), codes, id)

    units = []
    for number in range(count):
        alone = chance.random() < 0.2
        members = tuple(
            sorted(member(f"P{number}-{one}") for one in range(1 if alone else chance.choice((1, 1, 2, 4))))
        )
        codes = tuple(sorted({code for one in members for code in one.agencies}))
        hidden = len(codes) > 1 and max(len(one.agencies) for one in members) == 1
        units.append(Unit(f"H{number}", alone, chance.choice(POSTCODES), members, codes, hidden))
    return units


@given(st.integers(0, 10_000), st.integers(1, 80), st.integers(2, 6))
@settings(deadline=None)
def test_at_least_k_are_shown_as_alike_and_none_coarser_than_it_must_be(seed: int, count: int, k: int) -> None:
    units = some_units(seed, count)
    shown = generalise(units, k)
    alike = Counter(key_at(unit, shown[unit.id].level) for unit in units if unit.id in shown)
    assert all(size >= k for size in alike.values())
    level_of = {unit.id: shown[unit.id].level if unit.id in shown else LEVELS for unit in units}
    for level in range(LEVELS):
        left = Counter(key_at(unit, level) for unit in units if level_of[unit.id] >= level)
        assert all(left[key_at(unit, level)] < k for unit in units if level_of[unit.id] > level)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_attack_finds_nobody_and_counts_as_plain_looking_does(seed: int) -> None:
    population = some_town(seed, 150)
    picture, units = drawn(population), units_of(population)
    assert picture.nodes["person"]
    assert share_found(units, picture) == 0
    assert min(count for unit in units for count in fits(unit, picture).values()) >= 5
    loose = drawn(population, k=1)
    found = [count for unit in units for count in fits(unit, loose).values()]
    assert share_found(units, loose) == sum(count == 1 for count in found) / len(found) > 0


def test_the_copy_names_nobody_and_no_id() -> None:
    population = some_town(3, 80)
    text = repr(drawn(population))
    for id in (*population.people.index, *population.homes.index, *population.addresses.index):
        assert f"'{id}'" not in text
    for postcode in POSTCODES[:-1]:
        assert postcode not in text


def test_a_period_that_ends_gives_everybody_another_name() -> None:
    population = some_town(3, 40)
    one = draw(population, PARTNERS, Pseudonyms(b"k" * 32, "2026-Q4"), 5)
    for other in (Pseudonyms(b"k" * 32, "2027-Q1"), Pseudonyms(b"l" * 32, "2026-Q4")):
        again = draw(population, PARTNERS, other, 5)
        for kind in ("household", "person", "place"):
            assert len(again.nodes[kind]) == len(one.nodes[kind])
            assert not again.nodes[kind].keys() & one.nodes[kind].keys()
