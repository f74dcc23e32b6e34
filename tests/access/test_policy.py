"""The table of who may read what: what it says of each role, and what makes it no table."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mast.access.errors import NotPermitted
from mast.access.policy import ANY, KNOWN_AT, NOW, OWN, Policy, PolicyRefused, Rule, built_in, policy_of
from mast.access.policy_page import page
from mast.access.purposes import Purpose
from mast.access.tokens import Identity, Role
from mast.core.settings import Settings

CASEWORK = {Purpose.SAFEGUARDING_ENQUIRY, Purpose.OPEN_CASE, Purpose.DUTY_CALL}
GROUPS = {"cards": ["Query.person", "Person.id"], "calls": ["Person.timeline"]}


def permitted(role: Role, purpose: Purpose, agency: str = "adults") -> frozenset[str]:
    return built_in().permit(Identity("ann", role, agency), purpose).fields


def rule(**said: object) -> Rule:
    usual = {"name": "r", "roles": ["lead"], "purposes": ["duty-call"], "groups": ["cards"]}
    return Rule.model_validate({**usual, **said})


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("role", list(Role))
def test_who_looks_people_up_by_name(role: Role, purpose: Purpose) -> None:
    """Written out once more by hand: a slip in the table must not pass because the tests read the table too."""
    cards = {
        Role.PRACTITIONER: CASEWORK,
        Role.LEAD: CASEWORK,
        Role.STEWARD: {Purpose.OPERATIONS, Purpose.AUDIT},
        Role.AUDITOR: {Purpose.AUDIT, Purpose.SUBJECT_ACCESS},
    }
    fields = permitted(role, purpose)
    assert ("Person.displayName" in fields) is (purpose in cards.get(role, set()))
    assert (NOW in fields) is (purpose in cards.get(role, set()) and role is not Role.AUDITOR)
    assert (KNOWN_AT in fields) is (purpose in cards.get(role, set()) and role in (Role.STEWARD, Role.AUDITOR))
    assert not permitted(Role.ANALYST, purpose)
    assert not permitted(Role.BOARD, purpose)


def test_only_the_operator_of_the_machine_exports() -> None:
    for role in Role:
        for agency in ("", "adults"):
            exports = "Command.export links" in permitted(role, Purpose.OPERATIONS, agency)
            assert exports is (role is Role.ADMINISTRATOR and agency == "")


@given(st.sampled_from(Role), st.sampled_from(Purpose), st.text(max_size=5), st.text(max_size=12))
def test_what_no_rule_allows_is_refused(role: Role, purpose: Purpose, agency: str, field: str) -> None:
    empty = Policy(GROUPS, []).permit(Identity("ann", role, agency), purpose)
    assert not empty.fields
    assert empty.agencies(["adults"]) == ()
    with pytest.raises(NotPermitted):
        built_in().permit(Identity("ann", role, agency), purpose).require([field])


def test_a_rule_holds_for_its_agencies_alone() -> None:
    policy = Policy(GROUPS, [rule(agencies=["police"])])
    assert policy.permit(Identity("ann", Role.LEAD, "police"), Purpose.DUTY_CALL).fields
    for agency in ("", "adults", "polic"):
        assert not policy.permit(Identity("ann", Role.LEAD, agency), Purpose.DUTY_CALL).fields


@pytest.mark.parametrize(
    ("sees", "seen"),
    [
        ([[ANY]], ("adults", "police", "fire")),
        ([[OWN]], ("police",)),
        ([[OWN, "fire"]], ("police", "fire")),
        ([[ANY], ["fire"]], ("fire",)),
        ([[OWN], ["fire"]], ()),
    ],
)
def test_of_several_rules_the_narrowest_says_whose_facts_are_seen(sees: list[list[str]], seen: tuple[str, ...]) -> None:
    permit = Policy(GROUPS, [rule(sees=one) for one in sees]).permit(
        Identity("ann", Role.LEAD, "police"), Purpose.DUTY_CALL
    )
    assert permit.agencies(("adults", "police", "fire")) == seen


def test_a_refusal_names_fields_and_nothing_that_was_sent() -> None:
    permit = Policy(GROUPS, [rule()]).permit(Identity("ann.zebedee", Role.LEAD, "police"), Purpose.DUTY_CALL)
    permit.require(["Query.person"])
    with pytest.raises(NotPermitted, match=r"^Your role may not read this for this purpose: Person\.timeline\.$"):
        permit.require(["Query.person", "Person.timeline"])


GOOD = """[groups]
a = ["F.f"]

[[rules]]
name = "r"
roles = ["lead"]
purposes = ["audit"]
groups = ["a"]
"""


@pytest.mark.parametrize(
    ("part", "slip"),
    [
        (GOOD, "groups = 1"),
        (GOOD, "no toml"),
        ('["F.f"]', "[]"),
        ('["F.f"]', '["F.f"]\nb = ["F.f"]'),
        ('groups = ["a"]', 'groups = ["b"]'),
        ('"lead"', '"king"'),
        ('["lead"]', "[]"),
        ('"audit"', '"fun"'),
        ('groups = ["a"]', 'groups = ["a"]\nmore = 1'),
    ],
)
def test_a_table_with_a_slip_is_refused_whole(part: str, slip: str, tmp_path: Path) -> None:
    assert part in GOOD
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace(part, slip), encoding="utf-8")
    with pytest.raises(PolicyRefused):
        policy_of(Settings(home=tmp_path, policy=file))


def test_a_deployment_may_have_a_table_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    policy = policy_of(Settings(home=tmp_path, policy=file))
    assert policy.permit(Identity("ann", Role.LEAD, ""), Purpose.AUDIT).fields == {"F.f"}
    with pytest.raises(PolicyRefused, match=r"Query\.person"):
        policy.cover(["F.f", "Query.person"])
    with pytest.raises(PolicyRefused, match="cannot be read"):
        policy_of(Settings(home=tmp_path, policy=tmp_path / "absent.toml"))


ROOT = Path(__file__).parents[2]


def test_every_command_that_leaves_audit_rows_has_a_row_in_the_table() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "cli").glob("*.py")))
    named = set(re.findall(r'audited\([^"]*"([a-z -]+)"', text)) | set(re.findall(r'_export\(\s*"([a-z -]+)"', text))
    known = {field.removeprefix("Command.") for field in built_in().fields if field.startswith("Command.")}
    assert named == known


PAGE = ROOT / "docs" / "governance" / "policy.md"


def test_the_page_is_the_table() -> None:
    """When this fails on purpose: ``python -m mast.access.policy_page > docs/governance/policy.md``."""
    assert PAGE.read_text(encoding="utf-8") == page(built_in())
