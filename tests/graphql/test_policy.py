"""The policy at the door: every cell of the table, generated from it, and an agency that is not shown."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type, parse, validate

from mast.access.policy import Permit, Policy, PolicyRefused, Rule, built_in
from mast.access.purposes import Purpose
from mast.access.tokens import Identity, Role
from mast.graphql.app import assemble
from mast.graphql.moments import Moment
from mast.graphql.policy import asked_fields, schema_fields, wanted_fields
from mast.graphql.schema import operations, schema
from tests.graphql.town import NOON, PARTNERS, TODAY, Town, desk, home

AGENCIES = ("", *(partner.code for partner in PARTNERS))
ARGUMENTS = {
    "Query.node": '(id: "P0000001")',
    "Query.matchExplanation": '(recordA: "adults:1", recordB: "adults:2")',
    "Query.whoSaw": '(id: "P0000001")',
    "Query.person": '(id: "P0000001")',
    "Query.household": '(id: "H0000001")',
    "Query.address": '(id: "A0000001")',
    "Query.searchPeople": '(nhsNumber: "9434765919")',
    "Query.searchAddresses": '(uprn: "100012345678")',
}


def documents() -> dict[str, str]:
    """For each field of the schema a document that asks for it by the shortest way from the query."""
    found: dict[str, str] = {}
    start = schema().query_type
    assert start is not None
    waiting: deque[tuple[Any, str, str]] = deque([(start, "", "")])
    seen = set()
    while waiting:
        kind, before, behind = waiting.popleft()
        if kind.name in seen:
            continue
        seen.add(kind.name)
        for name, field in kind.fields.items():
            inner = get_named_type(field.type)
            asked = f"{name}{ARGUMENTS.get(f'{kind.name}.{name}', '')}"
            leaf = "" if is_leaf_type(inner) else " { __typename }"
            found[f"{kind.name}.{name}"] = f"{{ {before}{asked}{leaf}{behind} }}"
            if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
                waiting.append((inner, f"{before}{asked} {{ ", f" }}{behind}"))
    return found


DOCUMENTS = documents()
ASKED = {name: asked_fields(schema(), parse(text)) for name, text in DOCUMENTS.items()}


def permits() -> Iterator[Permit]:
    for role in Role:
        for agency in AGENCIES:
            for purpose in Purpose:
                yield built_in().permit(Identity("ann", role, agency), purpose)


def test_every_field_of_the_schema_has_a_rule() -> None:
    """When this fails: decide who may read the new field, and put it into a group of ``access/policy.toml``."""
    assert schema_fields(schema()) - built_in().fields == set()
    others = {name for name in built_in().fields if not name.startswith(("Moment.", "Command.", "Glass."))}
    assert others - schema_fields(schema()) == set()


def test_a_service_whose_policy_leaves_a_field_out_does_not_start() -> None:
    groups = {name: set(fields) - {"Person.timeline"} for name, fields in built_in().groups.items()}
    with desk() as asked:
        services = asked.services
    with pytest.raises(PolicyRefused, match=r"Person\.timeline"):
        assemble(replace(services, policy=Policy(groups, built_in().rules)))


def test_a_document_is_known_for_each_field() -> None:
    assert set(DOCUMENTS) == schema_fields(schema())
    assert all(validate(schema(), parse(text)) == [] for text in DOCUMENTS.values())
    assert all(name in ASKED[name] for name in DOCUMENTS)


def test_every_cell_of_the_table() -> None:
    """Role, agency, purpose and field: allowed where the table's rules, read one by one, allow all that is asked."""
    cells = 0
    for permit in permits():
        who = permit.identity
        by_hand = {
            field
            for rule in built_in().rules
            if who.role in rule.roles and permit.purpose in rule.purposes and {"*", who.agency} & set(rule.agencies)
            for group in rule.groups
            for field in built_in().groups[group]
        }
        for name, asked in ASKED.items():
            assert (not asked - permit.fields) is (asked <= by_hand), (who, permit.purpose, name)
            cells += 1
    assert cells == len(Role) * len(AGENCIES) * len(Purpose) * len(DOCUMENTS)


def town() -> Town:
    made = Town(numbers={"nhs:9434765919": ["P0000001"]})
    made.person("P0000001")
    made.lives("P0000001", home(), TODAY, TODAY)
    return made


def asks(text: str, known_at: bool) -> str:
    """The document, looking from an earlier moment where it may."""
    moment = f'knownAt: "{NOON.isoformat()}"'
    for name, given in ARGUMENTS.items():
        if known_at and name != "Query.whoSaw" and text.startswith("{ " + name.partition(".")[2]):
            return text.replace(given, f"{given[:-1]}, {moment})", 1)
    return text.replace("{ dataFreshness", f"{{ dataFreshness({moment})", 1) if known_at else text


def answered(role: Role, purpose: Purpose, agency: str) -> dict[str, list[tuple[str, int]]]:
    """Over HTTP: what each document was answered with, by whether the table allows it."""
    identity = Identity("ann", role, agency)
    permit = built_in().permit(identity, purpose)
    told: dict[str, list[tuple[str, int]]] = {"wrong": [], "right": []}

    async def verify(token: str) -> Identity:
        return identity

    with desk(town(), verify=verify) as asked:
        for name, text in DOCUMENTS.items():
            for known_at in (False, True):
                sent = asks(text, known_at)
                if known_at and sent == text:
                    continue
                moment = Moment(known_at=NOON if known_at else None)
                allowed = wanted_fields(ASKED[name], moment) <= permit.fields
                before = dict(asked.town.calls)
                response = asked.post(sent, headers={"mast-purpose": purpose})
                fits = response.status_code == (200 if allowed else 403)
                fits = fits and (allowed or asked.town.calls == before)
                fits = fits and asked.trail.outcomes()[-1] == ("ok" if allowed else "refused")
                told["right" if fits else "wrong"].append((sent, response.status_code))
    return told


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        (Role.PRACTITIONER, Purpose.DUTY_CALL),
        (Role.PRACTITIONER, Purpose.AUDIT),
        (Role.STEWARD, Purpose.OPERATIONS),
        (Role.AUDITOR, Purpose.SUBJECT_ACCESS),
        (Role.BOARD, Purpose.OPERATIONS),
    ],
)
def test_what_the_table_says_is_what_the_service_does(role: Role, purpose: Purpose) -> None:
    told = answered(role, purpose, "adults")
    assert not told["wrong"]
    assert told["right"]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("role", list(Role))
def test_what_the_whole_table_says_is_what_the_service_does(role: Role, agency: str, record_property: Any) -> None:
    cells = 0
    for purpose in Purpose:
        told = answered(role, purpose, agency)
        assert not told["wrong"], purpose
        cells += len(told["right"])
    record_property("matrix", f"policy over HTTP: {role}, agency {agency or 'none'}: {cells} cells")


def test_an_agency_that_is_not_shown_is_not_available_and_never_without_contact() -> None:
    rule = built_in().rules[0]
    assert Role.PRACTITIONER in rule.roles
    own = Rule.model_validate({**rule.model_dump(), "sees": ["own", "fire"]})
    seen: list[tuple[str, ...]] = []
    made = town()

    def pin(visibility: Any, known_at: Any, glass_broken: bool) -> Any:
        seen.append(visibility.agencies)
        return made.reader(visibility, known_at, glass_broken)

    with desk(made, policy=Policy(built_in().groups, [own]), pin=pin) as asked:
        found = asked.ask(operations()["person_card"], id="P0000001")["person"]["agencies"]
        fresh = asked.ask("{ dataFreshness { agencies { agency { code } dataAsOf available } } }")
    assert {*seen} == {("adults", "fire")}
    status = {line["agency"]["code"]: line["status"] for line in found}
    assert {code for code, said in status.items() if said == "NOT_AVAILABLE"} == {"children", "police", "hospital"}
    lines = {line["agency"]["code"]: line for line in fresh["dataFreshness"]["agencies"]}
    assert [code for code, line in lines.items() if line["available"]] == ["adults", "fire"]
    assert lines["police"]["dataAsOf"] is None


def test_a_field_behind_a_fragment_or_a_directive_is_asked_for_all_the_same() -> None:
    text = """query Q($no: Boolean = false) {
      person(id: "P0000001") { ...F ... @include(if: $no) { timeline { totalCount } } } }
      fragment F on Person { displayName @skip(if: true) household { members { until } } }"""
    assert asked_fields(schema(), parse(text)) == {
        "Query.person",
        "Person.timeline",
        "TouchpointConnection.totalCount",
        "Person.displayName",
        "Person.household",
        "Household.members",
        "HouseholdMember.until",
    }
