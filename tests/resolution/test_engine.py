"""The engine as a whole: what must change nothing, what must never happen, and input at its worst."""

import random
from dataclasses import replace
from itertools import combinations

import pytest

from mast.core.errors import InputRefused
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import Decisions
from mast.resolution.engine import Resolution, resolve, train
from mast.resolution.model import Model, dump_model

Rows = list[dict[str, object]]
FORENAMES = ("Adam", "Bella", "Carl", "Dora", "Emil", "Fay", "Greta", "Hamid", "Iona", "Jakub", "Keira", "Leon")
SURNAMES = ("Ashcroft", "Begum", "Cartwright", "Dlamini", "Evans", "Fielding", "Grabowski", "Hussain", "Iqbal", "Jones")
STREETS = ("Long Lane", "Mill Road", "Station Grove", "Chestnut Close")


def population(people: int, seed: int) -> tuple[Rows, Rows, dict[str, int]]:
    """Records and residences of people in homes of three, known to one to three partners, with slips; who is who."""
    chance = random.Random(seed)
    rows: Rows = []
    stays: Rows = []
    who = {}
    for person in range(people):
        home = person // 3
        surname = SURNAMES[home % len(SURNAMES)] + ("" if home < 10 else "son")
        born = f"{1940 + chance.randrange(75)}-{1 + chance.randrange(12):02d}-{1 + chance.randrange(28):02d}"
        nhs = f"{9990000000 + person * 37}"
        forename = FORENAMES[(person * 5 + home) % len(FORENAMES)]
        for partner in chance.sample(("adults", "hospital", "police"), k=chance.randint(1, 3)):
            key = f"{partner}:{person * 7 + 1000}"
            who[key] = person
            traced = partner == "hospital"
            slip = chance.random()
            rows.append(
                {
                    "key": key,
                    "partner": partner,
                    "forenames": forename[:1] if slip < 0.05 else forename,
                    "surname": surname[:-1] if 0.05 < slip < 0.1 else surname,
                    "born_on": "" if slip > 0.95 else born,
                    "sex": "female" if (person * 5 + home) % 2 else "male",
                    "nhs": nhs if partner != "police" else "",
                    "nhs_verified": traced,
                }
            )
            number = str(home + 1)
            place = {"uprn": f"1000{home}" if slip < 0.8 else "", "postcode": "WS4 3JH", "number": number}
            seen = {"first_seen": "2025-03-01", "last_seen": "2026-03-01", "current": True}
            stays.append(
                {"record": key, "address": f"{number} {place['uprn']}", "street": STREETS[home % 4]} | place | seen
            )
    return rows, stays, who


def run(rows: Rows, stays: Rows, model: Model, different: tuple[tuple[str, str], ...] = ()) -> Resolution:
    return resolve(Records.from_rows(rows), Residences.from_rows(stays), model, {}, Decisions(different=different))


@pytest.fixture(scope="module")
def town() -> tuple[Rows, Rows, dict[str, int]]:
    return population(240, seed=4)


@pytest.fixture(scope="module")
def model(town: tuple[Rows, Rows, dict[str, int]]) -> Model:
    return train(Records.from_rows(town[0]), Residences.from_rows(town[1]), seed=1)


@pytest.fixture(scope="module")
def usual(town: tuple[Rows, Rows, dict[str, int]], model: Model) -> Resolution:
    return run(town[0], town[1], model)


def test_people_are_found(town: tuple[Rows, Rows, dict[str, int]], usual: Resolution) -> None:
    who = town[2]
    said = {pair for person in usual.persons for pair in combinations(person, 2)}
    true = {(a, b) for a, b in combinations(sorted(who), 2) if who[a] == who[b]}
    assert len(said & true) / len(said) >= 0.99
    assert len(said & true) / len(true) >= 0.95


def test_a_family_with_one_email_address_is_not_one_person(
    town: tuple[Rows, Rows, dict[str, int]], usual: Resolution
) -> None:
    """No rule keeps parents and children apart where they share an address of email: the weight does, by its kin."""
    rows = [row | {"email": f"home{town[2][str(row['key'])] // 3}@families.example"} for row in town[0]]
    trained = train(Records.from_rows(rows), Residences.from_rows(town[1]), seed=1)
    who = town[2]

    def mixed(found: Resolution) -> int:
        return sum(who[a] != who[b] for person in found.persons for a, b in combinations(person, 2))

    assert mixed(run(rows, town[1], trained)) <= mixed(usual)


def test_shuffled_rows_change_nothing(town: tuple[Rows, Rows, dict[str, int]], model: Model, usual: Resolution) -> None:
    rows, stays = list(town[0]), list(town[1])
    random.Random(9).shuffle(rows)
    random.Random(8).shuffle(stays)
    assert dump_model(train(Records.from_rows(rows), Residences.from_rows(stays), seed=1)) == dump_model(model)
    again = run(rows, stays, model)
    assert again.persons == usual.persons
    assert again.households == usual.households
    assert again.addresses == usual.addresses
    assert again.links.equals(usual.links)


def test_renamed_partners_change_nothing(
    town: tuple[Rows, Rows, dict[str, int]], model: Model, usual: Resolution
) -> None:
    names = {"adults": "zeta", "hospital": "alpha", "police": "omega"}

    def renamed(key: object) -> str:
        partner, _, number = str(key).partition(":")
        return f"{names[partner]}:{number}"

    rows = [row | {"key": renamed(row["key"]), "partner": names[str(row["partner"])]} for row in town[0]]
    stays = [stay | {"record": renamed(stay["record"])} for stay in town[1]]
    again = run(rows, stays, model)
    assert sorted(again.persons) == sorted(tuple(sorted(map(renamed, person))) for person in usual.persons)


def test_an_unrelated_record_changes_no_other_person(
    town: tuple[Rows, Rows, dict[str, int]], model: Model, usual: Resolution
) -> None:
    stranger: dict[str, object] = {
        "key": "fire:1",
        "partner": "fire",
        "forenames": "Zbigniew",
        "surname": "Zwolinski",
        "born_on": "1931-05-30",
    }
    stay: dict[str, object] = {
        "record": "fire:1",
        "address": "far",
        "postcode": "LK1 1AA",
        "number": "999",
        "street": "Far Away",
    }
    again = run([*town[0], stranger], [*town[1], stay], model)
    assert set(again.persons) == {*usual.persons, ("fire:1",)}


def test_cannot_link_holds_even_through_a_third_record(
    town: tuple[Rows, Rows, dict[str, int]], model: Model, usual: Resolution
) -> None:
    person = next(person for person in usual.persons if len(person) == 3)
    apart = (person[0], person[2])
    again = run(town[0], town[1], model, (apart, ("gone:1", person[0])))
    assert not any(set(apart) <= set(group) for group in again.persons)
    assert {group for group in usual.persons if group != person} <= set(again.persons)


def test_links_name_their_band_weight_and_reason(usual: Resolution, model: Model) -> None:
    place = {key: number for number, person in enumerate(usual.persons) for key in person}
    for a, b, weight, band, reason in usual.links.itertuples(index=False):
        assert a < b
        assert weight >= model.bands.review
        assert (band == "link") == (place[a] == place[b])
        assert reason
    assert usual.report.largest_person == max(map(len, usual.persons))
    assert usual.persons == sorted(usual.persons)
    assert set(place) == {key for person in usual.persons for key in person}


def test_another_seed_or_order_of_training_hardly_moves_the_persons(
    town: tuple[Rows, Rows, dict[str, int]], usual: Resolution
) -> None:
    other = train(Records.from_rows(town[0]), Residences.from_rows(town[1]), seed=2)
    again = run(town[0], town[1], other)
    assert len(set(again.persons) & set(usual.persons)) >= 0.99 * len(usual.persons)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing(count: int) -> None:
    rows, stays, _ = population(1, seed=1)
    records, residences = Records.from_rows(rows[:count]), Residences.from_rows(stays[:count])
    result = resolve(records, residences, train(records, residences, seed=1))
    assert sum(map(len, result.persons)) == min(count, len(rows))
    assert result.report.records == min(count, len(rows))


def test_all_missing_and_all_equal() -> None:
    blank: Rows = [{"key": f"p:{n}"} for n in range(500)]
    records, nowhere = Records.from_rows(blank), Residences.from_rows([])
    assert len(resolve(records, nowhere, train(records, nowhere, seed=1)).persons) == 500
    equal: Rows = [
        {"key": f"p:{n}", "forenames": "John", "surname": "Smith", "born_on": "1980-03-02"} for n in range(500)
    ]
    records = Records.from_rows(equal)
    result = resolve(records, nowhere, train(records, nowhere, seed=1))
    assert result.report.records == 500
    assert result.report.blocking.pairs > 0


def test_a_block_of_fifty_thousand_ends_with_a_report(model: Model) -> None:
    rows: Rows = [
        {"key": f"p:{n:05d}", "forenames": "John", "surname": "Smith", "born_on": "1980-03-02"} for n in range(50_000)
    ]
    result = run(rows, [], replace(model, records=50_000))
    thinned = [rule for rule in result.report.blocking.rules if rule.thinned_blocks]
    assert thinned
    assert max(rule.largest for rule in thinned) == 50_000


def test_columns_amiss_are_refused_with_the_nearest_name() -> None:
    rows = Records.from_rows([{"key": "p:1"}]).frame.rename(columns={"surname": "surnames"})
    with pytest.raises(InputRefused, match="'surnames'"):
        Records.from_frame(rows)
    with pytest.raises(InputRefused, match="2 record keys"):
        Records.from_rows([{"key": "p:1"}, {"key": "p:1"}, {"key": "p:1"}])
