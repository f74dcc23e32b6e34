"""Hostile requests: every one is refused with a code, before any look-up, and told nothing. See ``bench hostile``."""

from collections import Counter

from mast.graphql.errors import Code
from tests.graphql.hostile import CANARY, corpus
from tests.graphql.town import ALLOWED, Town, desk

CODES = {str(code) for code in Code} - {"INTERNAL", "OVERLOADED"}


def test_all_are_refused_with_a_code_before_any_look_up() -> None:
    town, refused, kinds = Town(), 0, Counter[str]()
    town.person("P0000001")
    with desk(town) as asked:
        for one in corpus():
            response = asked.client.post("/graphql", content=one.body, headers={**ALLOWED, **one.headers})
            told = (one.kind, one.body[:300], response.text[:300])
            assert 400 <= response.status_code < 500, told
            (*_, error) = response.json()["errors"]
            assert error["extensions"]["code"] in CODES, told
            assert error["extensions"]["requestId"], told
            assert CANARY not in response.text, told
            assert "Did you mean" not in response.text, told
            refused += 1
            kinds[one.kind] += 1
        assert asked.trail.rows == []
    assert not set(town.calls) - {"pin"}
    assert refused >= 500
    assert len(kinds) >= 12
