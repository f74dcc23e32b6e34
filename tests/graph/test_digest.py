"""The digest is of what is there, not of how it came to be."""

import random
from datetime import date
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from mast.core.facts import Row
from mast.graph import digest, links
from mast.graph.connection import Graph
from mast.graph.links import difference
from mast.graph.schema import ensure_schema
from mast.graph.staging import stage_delivery
from mast.graph.writer import take_back, take_over
from tests.factory import address, delivery, row

LINKS = st.dictionaries(
    st.tuples(st.sampled_from(["police:1", "police:2", "police:3"]), st.sampled_from(["police:e1", "police:e2"])),
    st.tuples(st.sampled_from(["2026-10-30", "2026-10-31"]), st.sampled_from(["call", "visit"])),
)


def whole(held: links.Links) -> int:
    return digest.weigh("had", (name + values for name, values in held.items()))


@given(LINKS, LINKS, LINKS)
def test_differences_add_up_to_the_whole(first: links.Links, second: links.Links, third: links.Links) -> None:
    total = 0
    for before, after in (({}, first), (first, second), (second, third)):
        total += difference(links.HAD, before, after).digest
    assert digest.told(total) == digest.told(whole(third))
    assert (digest.told(whole(first)) == digest.told(whole(third))) == (first == third)
    assert digest.told(digest.read(digest.told(-total)) + total) == digest.NOTHING


def test_a_row_is_its_kind_its_ends_and_its_values() -> None:
    line = "had\x1fpolice:1\x1fpolice:e1\x1f2026-10-31\x1fcall"
    assert digest.told(digest.weigh("had", [("police:1", "police:e1", "2026-10-31", "call")])) == (
        sha256(line.encode()).hexdigest()
    )
    assert digest.weigh("at", [("a", "b")]) != digest.weigh("had", [("a", "b")])


def test_any_order_and_any_split_of_loading_has_the_same_digest(embedded_graph: Graph) -> None:
    graph = embedded_graph
    ensure_schema(graph)
    take_over(graph, 1)
    rows = [
        row("e1", on=date(2026, 10, 1)),
        row("e2", "2", on=date(2026, 10, 2), nhs="9434765919"),
        row("e2", "1", on=date(2026, 10, 2)),
        row("e3", on=date(2026, 10, 3), at=address("14")),
        row("e4", "3", on=date(2026, 10, 3)),
    ]

    def loaded(*parts: list[Row]) -> str:
        staged = [stage_delivery(graph, delivery(*part), token=1) for part in parts]
        for counts in reversed(staged):
            take_back(graph, 1, counts.number)
        return digest.told(sum(digest.read(counts.digest) for counts in staged))

    at_once = loaded(rows)
    assert at_once != digest.NOTHING
    assert loaded(random.Random(3).sample(rows, len(rows))) == at_once
    assert loaded(rows[:2], rows[2:]) == at_once
    assert loaded(rows[3:], rows[:3]) == at_once
    assert loaded(*([one] for one in rows)) == at_once
    assert loaded(rows, rows[1:3]) == at_once
