"""What figures are said to have to do with each other is true, whatever the data: of random towns it always is."""

import pytest

from mast.reports.board import Sources, count_all
from mast.reports.recovery import Edition, Reader, never_more
from tests.reports.city import PARTNERS, planted_city, sources_of
from tests.reports.test_intruder import weeks


def broken(sources: Sources) -> list[str]:
    counted = count_all(sources)
    counts = {name: count for table in counted.tables for name, count in table.counts().items()}
    records = sources.population.records
    alone = records.groupby("person")["partner"].transform("nunique") == 1
    left = records[alone & records["record"].isin(sources.evidence.unsure)]["partner"].value_counts()
    counts |= {f"records left for review, of {one.name}": int(left.get(one.code, 0)) for one in PARTNERS}
    return [str(rule) for rule in counted.relations if sum(weight * counts[name] for name, weight in rule) < 0]


@pytest.mark.parametrize("seed", range(20))
def test_every_relation_is_true_of_a_random_town(seed: int) -> None:
    for sources in weeks(seed, 2):
        assert broken(sources) == []


def test_every_relation_is_true_of_the_planted_city() -> None:
    assert broken(sources_of(planted_city())) == []


def test_a_count_that_nobody_is_told_passes_on_what_is_known() -> None:
    # There are no more of a than of something else, and no more of that than of b and c.
    rules = [never_more(["a"], ["else"]), never_more(["else"], ["b", "c"])]
    assert Reader([Edition({"a": 8, "b": 2, "c": 7}, {"a": 10, "b": "*", "c": "*"}, rules)]).is_safe((0, "c"))
    reader = Reader([Edition({"a": 13, "b": 6, "c": 7}, {"a": 15, "b": "*", "c": "*"}, rules)])
    assert not reader.is_safe((0, "c"))
    assert reader.helpful((0, "c")) == {"a", "b"}
