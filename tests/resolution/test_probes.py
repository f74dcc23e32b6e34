"""Probes with made-up names: every origin is tried alike, and pairs do not meet each other."""

from collections import Counter

from mast.resolution.evaluating.probes import (
    SAME_PERSON,
    TWO_PEOPLE,
    by_origin,
    by_variation,
    figures,
    probe,
    read_names,
)
from tests.resolution.town import town


def test_every_origin_has_the_same_kinds_of_pairs() -> None:
    names = read_names()
    origins = {line.origin for line in names}
    kinds = [sorted(Counter(line.variation for line in names if line.origin == origin).items()) for origin in origins]
    assert len(origins) >= 15
    assert all(told == kinds[0] for told in kinds)
    assert {kind for kind, _ in kinds[0]} == {*SAME_PERSON, *TWO_PEOPLE}
    assert all(line.sex in {"female", "male"} for line in names)
    assert len(set(names)) == len(names)
    for line in names:
        alike = line[3:5] == line[5:7]
        assert alike == (line.variation == "namesake"), line


def test_probes_are_counted_by_origin_and_by_variation() -> None:
    names = read_names()
    found = probe(town().model, names)
    again = probe(town().model, list(reversed(names)))
    key = {(told.names, told.circumstance): told.band for told in found}
    assert len(key) == len(found)
    # The order of the table moves the made-up birthdays and houses, and hardly the answers.
    moved = sum(key[told.names, told.circumstance] != told.band for told in again)
    assert moved <= len(found) / 20
    everyone = figures(found)
    for told in (by_origin(found), by_variation(found)):
        assert sum(one.one_person for one in told.values()) == everyone.one_person
        assert sum(one.false_links for one in told.values()) == everyone.false_links
    assert len({(one.one_person, one.two_people) for one in by_origin(found).values()}) == 1
    # A town of twelve forenames teaches little about names: the figures of a real model are not promised here.
    assert everyone.recall > 0.5
    assert everyone.false_link_rate < 0.3
    assert by_variation(found)["namesake"].false_links == 0


def test_an_origin_may_be_tried_alone() -> None:
    welsh = [line for line in read_names() if line.origin == "Welsh"]
    assert list(by_origin(probe(town().model, welsh))) == ["Welsh"]
