"""A request reads the generation that was published for an earlier one, as long as that is still the published one."""

from collections.abc import Iterator

import pytest

from mast.core.errors import GraphUnreachable
from mast.graph.answers import Membership
from tests.graphql.town import NOON, Desk, Town, desk

CARD = '{ person(id: "P0000001") { id } dataFreshness { generation } }'
NOBODY = '{ person(id: "P0000009") { id } dataFreshness { generation } }'
NO_CARD = "{ dataFreshness { generation } }"
CARD_AND_MORE = """{ person(id: "P0000001") { household { members { person { agencies { touchpoints12m } } } } }
    dataFreshness { generation } }"""


@pytest.fixture
def asked() -> Iterator[Desk]:
    """One card was read of generation 7."""
    town = Town()
    town.person("P0000001")
    with desk(town, presume=town.presumed) as one:
        assert one.ask(CARD)["dataFreshness"]["generation"] == 7
        town.calls.clear()
        one.trail.rows.clear()
        yield one


def rows(asked: Desk) -> list[object]:
    return [row.generation if step == "intent" else row[1].outcome for step, row in asked.trail.rows]


def test_a_card_is_read_without_a_look_at_what_is_published(asked: Desk) -> None:
    assert asked.ask(CARD) == {"person": {"id": "P0000001"}, "dataFreshness": {"generation": 7}}
    assert asked.town.calls == {"person_cards": 1}
    assert rows(asked) == [7, "ok"]


@pytest.mark.parametrize("query", [NOBODY, NO_CARD])
def test_an_answer_without_a_card_is_held_against_what_is_published(asked: Desk, query: str) -> None:
    assert asked.ask(query)["dataFreshness"]["generation"] == 7
    assert asked.town.calls["pin"] == 1
    assert rows(asked) == [7, "ok"]


@pytest.mark.parametrize("query", [CARD, NOBODY, NO_CARD])
def test_what_was_published_before_the_request_came_is_what_it_reads(asked: Desk, query: str) -> None:
    asked.town.number = 8
    assert asked.ask(query)["dataFreshness"]["generation"] == 8
    assert rows(asked) == [7, "superseded", 8, "ok"]
    asked.town.calls.clear()
    assert asked.ask(CARD)["dataFreshness"]["generation"] == 8
    assert asked.town.calls == {"person_cards": 1}


def test_of_what_the_superseded_generation_showed_nothing_is_answered_or_counted(asked: Desk) -> None:
    town = asked.town
    town.number = 8

    def gone_in_the_published_one() -> None:
        if town.calls["person_cards"] == 2:
            town.people.clear()

    town.meanwhile = gone_in_the_published_one
    assert asked.ask(CARD) == {"person": None, "dataFreshness": {"generation": 8}}
    shown = [list(row[1].ids) for step, row in asked.trail.rows if step == "outcome"]
    assert shown == [[], []]
    assert rows(asked) == [7, "superseded", 8, "ok"]


def test_what_is_published_while_an_answer_is_put_together_leaves_it_as_it_is(asked: Desk) -> None:
    town = asked.town
    town.person("P0000002")
    town.homes = [Membership("H0000001", one, "A0000001", None, None) for one in ("P0000001", "P0000002")]

    def published_after_the_card() -> None:
        if town.calls["person_contacts"]:
            town.number = 8

    town.meanwhile = published_after_the_card
    assert asked.ask(CARD_AND_MORE)["dataFreshness"]["generation"] == 7
    assert rows(asked) == [7, "ok"]
    assert asked.ask(CARD)["dataFreshness"]["generation"] == 8


def test_an_earlier_moment_is_looked_up(asked: Desk) -> None:
    query = f'{{ person(id: "P0000001", knownAt: "{NOON.isoformat()}") {{ id }} }}'
    assert asked.post(query, headers={"authorization": "Bearer steward", "mast-purpose": "audit"}).status_code == 200
    assert asked.town.moments[-1] == NOON
    assert asked.town.calls == {"pin": 1, "person_cards": 1}


def test_where_the_look_at_the_end_fails_nothing_is_answered(asked: Desk) -> None:
    asked.town.fault = GraphUnreachable("bolt://secret-place does not answer.")
    response = asked.post(NO_CARD)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "15"
    assert "secret-place" not in response.text
    assert rows(asked) == [7, "error"]


def test_nothing_is_presumed_before_anybody_looked() -> None:
    town = Town(published=False)
    with desk(town, presume=town.presumed) as one:
        assert one.post(NO_CARD).status_code == 503
