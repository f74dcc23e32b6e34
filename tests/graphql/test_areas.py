"""Limits by area: somebody elsewhere, and an address elsewhere, read like nobody and nothing."""

import asyncio
import threading
from datetime import date
from typing import Any

import pytest

from mast.access.policy import Permit, Policy, Rule, built_in
from mast.access.purposes import Purpose
from mast.access.tokens import Identity, Role
from mast.core.facts import Case
from mast.graph.answers import Membership
from mast.graphql.batches import CARD_READS
from mast.graphql.documents import Documents
from mast.graphql.door import Entrant
from mast.graphql.execution import Executor
from mast.graphql.messages import Ask
from mast.graphql.schema import operations, schema
from tests.graphql.sealed_town import WAYS
from tests.graphql.town import TODAY, Desk, Town, desk, home, services_of

HERE, ELSEWHERE = home(), home("A0000002", postcode="B1 1AA", uprn="100099", number="9", lines="9 High Street, B1 1AA")
NHS_HERE, NHS_ELSEWHERE = "9434765919", "9434765870"
SINCE = date(2026, 1, 1)
THERE: dict[str, str] = {
    "id": "P0000002",
    "retired": "P0000005",
    "household": "H0000002",
    "address": "A0000002",
    "nhs": NHS_ELSEWHERE,
    "name": "Kim Hartley",
    "born": "1990-07-04",
    "postcode": "B1 1AA",
    "number": "9",
    "uprn": "100099",
}
NOWHERE = {
    **THERE,
    **{"id": "P0000092", "retired": "P0000095", "household": "H0000092", "address": "A0000092"},
    **{"nhs": "9434765862", "name": "Kit Hurlock", "born": "1991-02-05", "postcode": "B1 1AB", "uprn": "100098"},
}


def town() -> Town:
    """Maria lives here, Kim elsewhere; Lee lived there before he came here; Jo has no address at all."""
    made = Town(numbers={f"nhs:{NHS_HERE}": ["P0000001"], f"nhs:{NHS_ELSEWHERE}": ["P0000002"]})
    made.person("P0000001")
    made.person("P0000002", "Kim", "Hartley", born_on=date(1990, 7, 4))
    made.person("P0000003", "Lee", "Thornfield", born_on=date(2012, 5, 6))
    made.person("P0000004", "Jo", "Roofless", born_on=date(1970, 1, 1))
    made.lives("P0000001", HERE, SINCE, TODAY)
    made.lives("P0000002", ELSEWHERE, SINCE, TODAY)
    made.lives("P0000003", ELSEWHERE, SINCE, SINCE, current=False)
    made.lives("P0000003", HERE, SINCE, TODAY)
    made.touch("P0000002", "police", TODAY)
    made.touch("A0000002", "police", TODAY, event="a")
    made.case("P0000002", "adults", "Kay Lead", Case(True, SINCE))
    for person, household, address in (
        ("P0000001", "H0000001", "A0000001"),
        ("P0000003", "H0000001", "A0000001"),
        ("P0000002", "H0000002", "A0000002"),
        ("P0000003", "H0000002", "A0000002"),
    ):
        made.homes.append(Membership(household, person, address, SINCE, TODAY))
    made.redirects["P0000005"] = "P0000002"
    return made


def limited(*areas: str) -> Policy:
    rule = Rule.model_validate({**built_in().rules[0].model_dump(), "areas": areas})
    return Policy(built_in().groups, [rule])


def answer(asked: Desk, way: str, keys: dict[str, str]) -> Any:
    query, wanted = WAYS[way]
    variables = dict(zip("vw", (keys[name] for name in wanted), strict=False))
    return asked.post(query, variables).json()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_elsewhere_reads_like_what_is_nowhere(way: str) -> None:
    with desk(town()) as everywhere:
        assert answer(everywhere, way, THERE) != answer(everywhere, way, NOWHERE)
    with desk(town(), policy=limited("WV")) as asked:
        assert answer(asked, way, THERE) == answer(asked, way, NOWHERE)
        assert "errors" not in answer(asked, way, THERE)


@pytest.mark.parametrize("areas", [("WV",), ("WV11",), ("WV11", "E")])
def test_people_of_the_area_are_shown_without_their_homes_elsewhere(areas: tuple[str, ...]) -> None:
    with desk(town(), policy=limited(*areas)) as asked:
        maria = asked.ask(WAYS["person"][0], v="P0000001")["person"]
        lee = asked.ask(WAYS["person"][0], v="P0000003")["person"]
        jo = asked.ask(WAYS["person"][0], v="P0000004")["person"]
        found = asked.ask(operations()["search_people"], name="Maria Thornfield", dateOfBirth="1984-03-12")
    assert maria["displayName"] == "Maria Thornfield"
    assert [stay["address"]["id"] for stay in lee["addresses"]] == ["A0000001"]
    assert lee["household"]["id"] == "H0000001"
    assert jo["displayName"] == "Jo Roofless"
    assert [edge["node"]["person"]["id"] for edge in found["searchPeople"]["edges"]] == ["P0000001"]
    assert "Kim" not in str((maria, lee, jo))


def test_in_other_areas_they_are_not() -> None:
    with desk(town(), policy=limited("B")) as asked:
        assert asked.ask(WAYS["person"][0], v="P0000001") == {"person": None}
        assert asked.ask(WAYS["person"][0], v="P0000002")["person"]["displayName"] == "Kim Hartley"


@pytest.mark.parametrize(
    ("areas", "postcode", "admitted"),
    [
        (["WV"], "WV11 3PJ", True),
        (["WV11"], "WV11 3PJ", True),
        (["WV1"], "WV11 3PJ", False),
        (["W"], "WV11 3PJ", False),
        (["B"], "B1 1AA", True),
        (["B"], "BS1 1AA", False),
        (["B1"], "B1 1AA", True),
        (["EC1A"], "EC1A 1BB", True),
        (["EC"], "EC1A 1BB", True),
        (["*"], "EC1A 1BB", True),
        (["WV"], "", True),
    ],
)
def test_which_postcodes_are_in_an_area(areas: list[str], postcode: str, admitted: bool) -> None:
    who = Identity("ann", Role.LEAD, "adults")
    permit = Permit(who, Purpose.DUTY_CALL, frozenset(), (), (frozenset(areas),))
    assert permit.admits(postcode) is admitted
    assert (
        Permit(who, Purpose.DUTY_CALL, frozenset(), (), (frozenset(areas), frozenset({"E1"}))).admits("EC1A 1BB")
        is False
    )


def test_without_a_limit_nothing_more_is_read() -> None:
    with desk(town()) as asked:
        asked.ask('{ person(id: "P0000001") { displayName } }')
        assert asked.town.calls == {"pin": 1, "person_cards": 1}


def test_who_sees_another_area_shares_no_read() -> None:
    """Reads that wait go together, but never one of what is elsewhere for somebody who may see only what is here."""
    query, gate, made = "query C($id: ID!) { person(id: $id) { displayName } }", threading.Event(), town()

    def held_up() -> None:
        assert gate.wait(10)

    made.meanwhile = held_up
    documents = Documents(schema())
    executor = Executor(services_of(made), documents, {})

    def entrant(area: str) -> Entrant:
        who = Identity("ann", Role.PRACTITIONER, "adults")
        return Entrant(who, "duty-call", "EX-1", limited(area).permit(who, Purpose.DUTY_CALL))

    async def asked(area: str) -> Any:
        answer = await executor.answer(Ask(query, {"id": "P0000002"}), documents.get(query), entrant(area), "id")
        return (answer.data or {})["person"]

    async def run() -> list[Any]:
        first = [asyncio.create_task(asked("B")) for _ in range(CARD_READS)]
        while made.calls["residences"] < CARD_READS:
            await asyncio.sleep(0.001)
        later = [asyncio.create_task(asked(area)) for area in ("B", "WV", "B", "WV")]
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(*first, *later)

    kim = {"displayName": "Kim Hartley"}
    assert asyncio.run(run()) == [kim] * CARD_READS + [kim, None, kim, None]
