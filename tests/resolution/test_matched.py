"""Match rates between partners, by record."""

from mast.core.quality import Measure
from mast.resolution.matched import match_rates


def test_a_record_matches_a_partner_that_knows_its_person() -> None:
    rates = match_rates({
        "police:1": "P1", "police:2": "P1", "police:3": "P2", "adults:1": "P1", "adults:2": "P3", "fire:9": "P4",
    })  # fmt: skip
    assert rates["police"] == [Measure("matched", "adults", 2, 3), Measure("matched", "fire", 0, 3)]
    assert rates["adults"] == [Measure("matched", "fire", 0, 2), Measure("matched", "police", 1, 2)]
    assert rates["fire"] == [Measure("matched", "adults", 0, 1), Measure("matched", "police", 0, 1)]


def test_nobody_matches_in_an_empty_graph() -> None:
    assert match_rates({}) == {}
