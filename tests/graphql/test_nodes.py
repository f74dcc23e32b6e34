"""Ids that lead back to what they came from, and lists in pages whose cursors hold."""

from datetime import date, timedelta
from typing import Any

import pytest

from mast.graph.answers import Membership
from tests.graphql.town import TODAY, Town, desk, home

PERSON, HOUSEHOLD, ADDRESS = "P0000001", "H0000001", "A0000001"
NODE = "query N($id: ID!) { node(id: $id) { __typename id ... on Person { displayName } ... on Address { line } } }"


def town(members: int = 1, addresses: int = 1) -> Town:
    made = Town()
    for number in range(1, members + 1):
        id = made.person(f"P{number:07}", f"Name{number}")
        left = TODAY - timedelta(days=number) if number % 2 else None
        made.homes.append(Membership(HOUSEHOLD, id, ADDRESS, date(2020, 1, 1), left))
    for number in range(1, addresses + 1):
        at = home(f"A{number:07}")
        made.lives(PERSON, at, date(2020, 1, 1), TODAY - timedelta(days=number // 2), current=number == 1)
    return made


@pytest.mark.parametrize(("id", "kind"), [(PERSON, "Person"), (HOUSEHOLD, "Household"), (ADDRESS, "Address")])
def test_an_id_gives_again_what_it_came_from(id: str, kind: str) -> None:
    with desk(town()) as asked:
        found = asked.ask(NODE, id=id)["node"]
        assert (found["__typename"], found["id"]) == (kind, id)
        assert asked.trail.rows[-1][1][1].ids == [id]


@pytest.mark.parametrize("id", ["P0000077", "A0000077", "H0000077"])
def test_an_id_of_nothing_gives_null(id: str) -> None:
    with desk(town()) as asked:
        assert asked.ask(NODE, id=id) == {"node": None}


@pytest.mark.parametrize("id", ["X0000001", "P1", "", "UGVyc29uOjE=", "P" * 500])
def test_what_is_no_id_is_said_and_not_repeated(id: str) -> None:
    with desk(town()) as asked:
        error = asked.refused(NODE, id=id)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "id")
    assert not id or id not in error["message"]


def test_a_retired_id_leads_on() -> None:
    made = town()
    made.redirects["P0000009"] = PERSON
    with desk(made) as asked:
        assert asked.ask(NODE, id="P0000009")["node"]["id"] == PERSON


def pages(asked: Any, query: str, *path: str) -> list[Any]:
    """All entries, page by page."""
    found: list[Any] = []
    after = None
    while True:
        value = asked.ask(query, after=after)
        for name in path:
            value = value[name]
        assert value["pageInfo"]["hasPreviousPage"] is bool(found)
        found += [edge["node"] for edge in value["edges"]]
        if not value["pageInfo"]["hasNextPage"]:
            assert value["totalCount"] == len(found)
            return found
        after = value["pageInfo"]["endCursor"]


PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage endCursor }"


def test_residences_come_in_pages_in_the_order_of_the_old_list() -> None:
    query = f"""query R($after: String) {{ person(id: "{PERSON}") {{
        residences(first: 3, after: $after) {{ {PAGE} edges {{ node {{ address {{ id }} }} }} }} }} }}"""
    old = f'{{ person(id: "{PERSON}") {{ addresses {{ address {{ id }} }} }} }}'
    with desk(town(addresses=8)) as asked:
        assert pages(asked, query, "person", "residences") == asked.ask(old)["person"]["addresses"]


def test_members_come_in_pages() -> None:
    query = f"""query M($after: String) {{ household(id: "{HOUSEHOLD}") {{
        memberships(first: 2, after: $after) {{ {PAGE} edges {{ node {{ person {{ id }} until }} }} }} }} }}"""
    with desk(town(members=7)) as asked:
        found = pages(asked, query, "household", "memberships")
    assert [one["person"]["id"][-1] for one in found] == list("2461357")
    assert [one["until"] is None for one in found] == [True] * 3 + [False] * 4


@pytest.mark.parametrize("field", ["residences", "records", "timeline"])
@pytest.mark.parametrize("argument", ['after: "bogus"', "first: 0", "first: 51", "first: -1"])
def test_a_bad_page_is_said_with_its_argument(field: str, argument: str) -> None:
    with desk(town()) as asked:
        query = f'{{ person(id: "{PERSON}") {{ {field}({argument}) {{ totalCount }} }} }}'
        error = asked.post(query, headers={"authorization": "Bearer steward", "mast-purpose": "operations"}).json()[
            "errors"
        ][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["field"] == argument.partition(":")[0]
