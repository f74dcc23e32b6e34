"""The measures against plain counting over small random networks."""

from itertools import combinations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mast.network.measures import Measures, measure_network

HOMES = [f"H{number}" for number in range(8)]
PAIRS = list(combinations(HOMES, 2))


def measured(pairs: list[tuple[str, str]], agencies: dict[str, tuple[str, ...]]) -> Measures:
    return measure_network(pd.DataFrame(pairs, columns=["source", "target"], dtype=object), agencies)


def reached(home: str, pairs: set[tuple[str, str]]) -> set[str]:
    found, rest = {home}, [home]
    while rest:
        here = rest.pop()
        for pair in pairs:
            if here in pair:
                (other,) = set(pair) - {here}
                if other not in found:
                    found.add(other)
                    rest.append(other)
    return found


@given(
    st.lists(st.sampled_from(PAIRS), unique=True),
    st.dictionaries(st.sampled_from(HOMES), st.sets(st.sampled_from("acfp"), max_size=2).map(sorted).map(tuple)),
)
def test_the_measures_are_what_plain_counting_gives(
    pairs: list[tuple[str, str]], agencies: dict[str, tuple[str, ...]]
) -> None:
    found, ties = measured(pairs, agencies), set(pairs)
    near = {home: {other for pair in ties if home in pair for other in pair} - {home} for home in HOMES}
    bridges = {
        (one, other)
        for one, other in ties
        if other not in reached(one, ties - {(one, other)}) and len(near[one]) > 1 and len(near[other]) > 1
    }
    assert found.bridges == bridges
    assert sorted(found.homes.index) == [home for home in HOMES if near[home]]
    for name, row in found.homes.iterrows():
        home = str(name)
        part = reached(home, ties)
        assert (row["component"], row["degree"]) == (min(part), len(near[home]))
        assert row["bridges"] == sum(home in pair for pair in bridges)
        assert row["brokerage"] == sum(
            other not in near[one]
            and bool(agencies.get(one))
            and bool(agencies.get(other))
            and not set(agencies[one]) & set(agencies[other])
            for one, other in combinations(sorted(near[home]), 2)
        )
    for name, row in found.components.iterrows():
        part = reached(str(name), ties)
        own = [pair for pair in ties if pair[0] in part]
        assert (row["households"], row["ties"]) == (len(part), len(own))
        assert row["density"] == 2 * len(own) / (len(part) * (len(part) - 1))
        assert row["agencies"] == tuple(sorted({code for home in part for code in agencies.get(home, ())}))


def test_two_homes_that_only_know_each_other_have_no_bridge() -> None:
    assert not measured([("H1", "H2")], {}).bridges


def test_nothing_has_no_measure() -> None:
    found = measured([], {})
    assert found.homes.empty
    assert found.components.empty
