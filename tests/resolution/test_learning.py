"""Learning without labels: what was planted is found, homes are not taken for persons, thin data move little."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.levels import (
    BORN,
    EMAIL,
    FIELDS,
    GIVEN,
    HOME,
    NHS,
    PHONE,
    SEX,
    SURNAME,
    UPN,
    Born,
    Contact,
    Given,
    Home,
    Nhs,
    Number,
    Sex,
    Surname,
)
from mast.resolution.engine import train
from mast.resolution.learning.chances import SAID, Floats, named, shares, table
from mast.resolution.learning.learning import learn_same
from mast.resolution.model import Model
from mast.resolution.scoring import Patterns, patterns
from tests.resolution.town import town

Levels = npt.NDArray[np.uint8]
STRANGERS: dict[int, Mapping[int, float]] = {
    GIVEN: {
        Given.SAME: 0.003,
        Given.MOVED: 0.002,
        Given.DIFFERENT: 0.995,
        Given.INITIAL: 0.08,
        Given.OTHER_INITIAL: 0.9,
    },
    SURNAME: {Surname.SAME: 0.001, Surname.CHANGED: 0.17, Surname.DIFFERENT: 0.83},
    BORN: {
        Born.TWO_PARTS: 0.003,
        Born.SAME_YEAR: 0.012,
        Born.DIFFERENT: 0.31,
        Born.GENERATION: 0.67,
        Born.BOTH_ADULT: 0.7,
        Born.CHILD_AND_ADULT: 0.3,
    },
    NHS: {Nhs.DIFFERENT_VERIFIED: 1.0, Nhs.DIFFERENT: 1.0},
    SEX: {Sex.SAME: 0.5, Sex.DIFFERENT: 0.5},
    HOME: {Home.SAME_POSTCODE: 0.002, Home.SAME_DISTRICT: 0.05, Home.ELSEWHERE: 0.95},
    UPN: {Number.SAME: 0.001, Number.DIFFERENT: 1.0},
    PHONE: {Contact.SAME: 0.001, Contact.DIFFERENT: 1.0},
    EMAIL: {Contact.SAME: 0.001, Contact.DIFFERENT: 1.0},
}
SHARES = {"same": 4000, "kin": 8000, "strangers": 2000}


@pytest.fixture(scope="module")
def model() -> Model:
    """What is believed of one person and of kin, and strangers who agree as seldom as in a whole borough."""
    held = town().model
    unlike = np.full(SAID.shape, 2e-4)
    for place, levels in STRANGERS.items():
        unlike[place, list(levels)] = list(levels.values())
    return replace(held, unlike=named(shares(unlike)))


@pytest.fixture(scope="module")
def planted(model: Model) -> dict[str, Floats]:
    """What is true of the pairs of one person: more forenames are misspelt, and more people move, than believed."""
    same = table(model.same)
    same[GIVEN, Given.SAME] -= 0.10
    same[GIVEN, Given.TYPED] += 0.10
    same[HOME, Home.SAME_NOW] -= 0.25
    same[HOME, Home.ELSEWHERE] += 0.25
    return {"same": same, "kin": table(model.kin), "strangers": table(model.unlike)}


def drawn(truth: dict[str, Floats], seed: int = 3) -> Patterns:
    """Pairs as blocks on surname, address, forename and date of birth give them: families outnumber persons."""
    chance = np.random.default_rng(seed)
    made = []
    for kind, count in SHARES.items():
        levels = np.zeros((count, len(FIELDS)), dtype=np.uint8)
        for place in (GIVEN, SURNAME, BORN, HOME):
            group = list(FIELDS[place].groups[0])
            share = truth[kind][place, group]
            levels[:, place] = chance.choice(group, count, p=share / share.sum())
        made.append(levels)
    return patterns(np.concatenate(made))


def two_classes(met: Patterns, same: Floats, unlike: Floats) -> Floats:
    """Plain expectation and maximisation of two classes over all blocked pairs, as it is usually done."""
    share, rows = 0.5, met.levels
    for _ in range(100):
        ratio = np.zeros(len(rows))
        for place in (GIVEN, SURNAME, BORN, HOME):
            ratio += np.log(same[place, rows[:, place]]) - np.log(unlike[place, rows[:, place]])
        of_same = 1 / (1 + np.exp(-ratio) * (1 - share) / share)
        share = float((of_same * met.counts).sum() / met.counts.sum())
        moved = same.copy()
        for place in (GIVEN, SURNAME, BORN, HOME):
            counts = np.bincount(rows[:, place], weights=of_same * met.counts, minlength=same.shape[1]) + 0.5
            group = list(FIELDS[place].groups[0])
            moved[place, group] = counts[group] / counts[group].sum()
        same = moved
    return same


def test_what_was_planted_is_found(model: Model, planted: dict[str, Floats]) -> None:
    found = learn_same(drawn(planted), model.same, model.kin, model.unlike, pairs=20, kept=0.0)
    learnt = table(found.same)
    for place, level in ((GIVEN, Given.TYPED), (GIVEN, Given.SAME), (HOME, Home.ELSEWHERE), (BORN, Born.SAME)):
        assert learnt[place, level] == pytest.approx(planted["same"][place, level], abs=0.03)


def test_homes_are_not_taken_for_persons(model: Model, planted: dict[str, Floats]) -> None:
    met = drawn(planted)
    naive = two_classes(met, table(model.same), table(model.unlike))
    learnt = table(learn_same(met, model.same, model.kin, model.unlike, pairs=20, kept=0.0).same)
    assert naive[GIVEN, Given.DIFFERENT] > 0.5
    assert naive[BORN, Born.GENERATION] > 0.2
    assert learnt[GIVEN, Given.DIFFERENT] < 0.05
    assert learnt[BORN, Born.GENERATION] < 0.01


def test_thin_data_move_little_and_none_move_nothing(model: Model, planted: dict[str, Floats]) -> None:
    before = table(model.same)
    met = drawn(planted)
    none = Patterns(met.levels[:0], met.of[:0], met.counts[:0])
    assert np.abs(table(learn_same(none, model.same, model.kin, model.unlike, 200, 0.5).same) - before).max() < 1e-9
    few = Patterns(met.levels, met.of, (np.arange(len(met.counts)) < 10).astype(np.int64))
    assert np.abs(table(learn_same(few, model.same, model.kin, model.unlike, 200, 0.5).same) - before).max() < 0.05


def test_what_is_kept_stays_between_belief_and_data(model: Model, planted: dict[str, Floats]) -> None:
    met = drawn(planted)
    moved = [
        table(learn_same(met, model.same, model.kin, model.unlike, 20, kept).same)[HOME, Home.ELSEWHERE]
        for kept in (0.0, 0.5, 1.0)
    ]
    assert moved[0] > moved[1] > moved[2]
    assert moved[2] == pytest.approx(model.same["home"]["ELSEWHERE"])


def test_a_field_is_learnt_only_where_pairs_were_not_chosen_by_it(model: Model) -> None:
    levels = np.zeros((1000, len(FIELDS)), dtype=np.uint8)
    levels[:, SURNAME], levels[:, BORN], levels[:, GIVEN] = Surname.SAME, Born.SAME, Given.DIFFERENT
    levels[:900, GIVEN] = Given.TYPED
    found = learn_same(patterns(levels), model.same, model.kin, model.unlike, 1, 0.0)
    assert found.same["forenames"]["TYPED"] > 0.8
    assert found.same["surname"]["SAME"] == pytest.approx(model.same["surname"]["SAME"])
    assert found.same["born"]["SAME"] == pytest.approx(model.same["born"]["SAME"])
    block = next(start for start in found.starts if start.chosen_by == ("surname", "born"))
    assert block.pairs == 1000
    assert block.same + block.kin + block.strangers == pytest.approx(1.0)


def test_pairs_that_cannot_be_one_person_teach_nothing_of_one(model: Model) -> None:
    levels = np.zeros((1000, len(FIELDS)), dtype=np.uint8)
    levels[:, GIVEN], levels[:, SURNAME], levels[:, HOME] = Given.SAME, Surname.SAME, Home.SAME_NOW
    levels[:, BORN] = Born.GENERATION
    found = learn_same(patterns(levels), model.same, model.kin, model.unlike, 200, 0.0)
    assert found.same["born"]["GENERATION"] == pytest.approx(model.same["born"]["GENERATION"])


def test_names_and_table_are_inverse(model: Model) -> None:
    assert named(table(model.kin)) == model.kin


def test_training_moves_what_is_believed_of_one_person_by_the_data() -> None:
    """A town where a tenth of the records gives an initial only and a tenth misspells the surname."""
    made = town()
    assert train(made.records, made.residences, seed=1) == made.model
    assert made.model.same["surname"]["TYPED"] > 0.03
    assert made.model.same["nhs"]["SAME"] > 0.97


def test_a_level_that_nothing_in_training_could_show_stays_as_believed() -> None:
    """Everyone gives a forename, nobody a telephone number: a partner who comes later may do otherwise."""
    rows = [
        {
            "key": f"p:{n}",
            "forenames": ("Adam", "Bella", "Carl")[n % 3],
            "surname": f"S{n % 7}",
            "born_on": f"19{n % 90 + 10}-05-11",
        }
        for n in range(90)
    ]
    learnt = train(Records.from_rows(rows), Residences.from_rows([]), seed=1)
    assert learnt.unlike["forenames"]["INITIAL"] == pytest.approx(0.08, abs=0.01)
    assert learnt.unlike["phone"]["SAME"] < 0.01
