"""What a document may ask for at most, and what it costs to say no."""

import time

import pytest
from graphql import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.graphql.documents import Documents
from mast.graphql.errors import Code, ShownError
from mast.graphql.limits import LIMITS, Limits, check_limits, list_sizes
from mast.graphql.schema import operations, schema

INTROSPECTION = "{ __schema { types { name fields { name type { name ofType { name ofType { name } } } } } } }"


def refused(text: str, limits: Limits = LIMITS) -> str:
    """The sentence with which a document is refused; an empty text for one that is let through."""
    try:
        check_limits(parse(text), limits)
    except ShownError as error:
        return error.message if error.code == Code.QUERY_TOO_COMPLEX else f"another code: {error.code}"
    return ""


def bomb(levels: int, last: str = "id") -> str:
    """Each fragment spreads the next one twice: 2 ** levels fields out of a few hundred letters."""
    spreads = [f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return f"{{ person(id: 1) {{ ...F0 }} }} {' '.join(spreads)} fragment F{levels} on Person {{ {last} }}"


def nested(depth: int) -> str:
    return "{ a " * depth + "}" * depth


@pytest.mark.parametrize(("name", "text"), sorted(operations().items()))
def test_the_ready_made_operations_are_let_through(name: str, text: str) -> None:
    assert not refused(text), name


def test_introspection_is_let_through_and_may_nest_deeper() -> None:
    assert not refused(INTROSPECTION)
    assert not refused("{ __schema " + nested(LIMITS.introspection_depth - 1) + "}")
    assert "deep" in refused("{ __schema " + nested(LIMITS.introspection_depth) + "}")
    assert "deep" in refused(INTROSPECTION[:-1] + "a " + nested(LIMITS.depth) + "}")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (nested(LIMITS.depth + 1), "deep"),
        ("{ ...A } fragment A on Query { a { ...B } } fragment B on X " + nested(LIMITS.depth), "deep"),
        ("{ a { ... { ... " + nested(LIMITS.depth) + " } } }", "deep"),
        ("{ ...__schema } fragment __schema on Query " + nested(LIMITS.depth + 1), "deep"),
        ("{ __schema: a " + nested(LIMITS.depth) + " b }", "deep"),
        ("{" + " ".join(f"f{n}" for n in range(LIMITS.fields + 1)) + "}", "fields"),
        (bomb(9), "fields of one name"),
        ("{" + " ".join(f"a{n}: viewer {{ user }}" for n in range(LIMITS.aliases + 1)) + "}", "aliases"),
        ("{" + " viewer" * (LIMITS.same_name + 1) + "}", "one name"),
        ("{" + " ... { viewer }" * (LIMITS.same_name + 1) + "}", "one name"),
        ("{" + " ...A" * (LIMITS.same_name + 1) + "} fragment A on Query { viewer }", "one name"),
        ("{" + "a { b b b b b } " * 8 + "}", "repeated"),
        ("{ a " + "@skip(if: false) " * (LIMITS.directives + 1) + "}", "directives"),
        ("{ a }" + "".join(f" fragment F{n} on Query {{ a }}" for n in range(LIMITS.fragments + 1)), "fragments"),
        ("{ a } fragment Unused on Query " + nested(LIMITS.introspection_depth + 1), "deep"),
        ("{ ...A } fragment A on Query { ...A }", "spreads itself"),
        ("{ ...A } fragment A on Query { a { ...B } } fragment B on Query { ...A }", "spreads itself"),
        ("{ a } fragment A on Query { ...A }", "spreads itself"),
    ],
)
def test_a_document_past_a_limit_is_refused(text: str, word: str) -> None:
    assert word in refused(text)


def test_many_different_fields_in_a_bomb_are_refused_too() -> None:
    spreads = [f"fragment F{n} on X {{ a{n} {{ ...F{n + 1} }} b{n} {{ ...F{n + 1} }} }}" for n in range(7)]
    text = "{ ...F0 } " + " ".join(spreads) + " fragment F7 on X { id }"
    assert "fields" in refused(text)


def test_a_fragment_that_is_missing_is_left_to_the_standard_rules() -> None:
    assert not refused("{ ...Missing }")


SIZES = list_sizes(schema())
PEOPLE = "{{ searchPeople(name: 1{first}) {{ edges {{ node {{ person {{ {inner} }} }} }} }} }}"


@pytest.mark.parametrize(
    ("first", "inner", "cost"),
    [
        ("", "id", 1 + 10 * 4),
        (", first: 3", "id", 1 + 3 * 4),
        (", first: 3", "agencies { status }", 1 + 3 * (4 + 5)),
        (", first: $n", "id", 1 + 50 * 4),
        (", first: 999999999999", "id", 1 + 50 * 4),
        (", first: -1", "id", 1 + 1 * 4),
        (", first: 2", "residences { edges { node { current } } }", 1 + 2 * (3 + 1 + 20 * 3)),
        (", first: 2", "residences(first: 4) { edges { node { current } } }", 1 + 2 * (3 + 1 + 4 * 3)),
    ],
)
def test_what_a_document_costs(first: str, inner: str, cost: int) -> None:
    text = PEOPLE.format(first=first, inner=inner)
    check_limits(parse(text), Limits(cost=cost), SIZES)
    with pytest.raises(ShownError, match="costly"):
        check_limits(parse(text), Limits(cost=cost - 1), SIZES)


def test_a_fragment_costs_as_often_as_the_lists_around_it_repeat() -> None:
    text = "{ ...A } fragment A on Query { searchPeople(first: 7) { ...B } } fragment B on X { edges { cursor } }"
    check_limits(parse(text), Limits(cost=15), SIZES)
    with pytest.raises(ShownError, match="costly"):
        check_limits(parse(text), Limits(cost=14), SIZES)


@pytest.mark.parametrize(("name", "text"), sorted(operations().items()))
def test_the_ready_made_operations_cost_a_fifth_of_the_most_at_most(name: str, text: str) -> None:
    check_limits(parse(text), Limits(cost=LIMITS.cost // 5), SIZES)


def hostile() -> list[str]:
    same = "{" + " ".join("person(id: 1) { " + "id " * 9 + "}" for _ in range(11)) + "}"
    overlapping = "{" + " ".join(
        "person(id: 1) { id displayName household { id members { since } } }" for _ in range(10)
    )
    return [
        bomb(19),
        bomb(19, "agencies { agency { name } }"),
        same,
        overlapping + "}",
        "{" + "a" * 2 + " {b" * 200 + "}" * 201,
        "{" + " x" * 5000 + "}",
        "{" + " ...A" * 240 + "} fragment A on Query { viewer { user } }",
        "{ ...A } fragment A on Query { ...A ...A ...A }",
        "{" + ("person(id: 1) {" + "household { id } " * 9 + "}") * 10 + "}",
        '{ person(id: "' + "x" * 15000 + '") { id } }',
        "{ person(id: " + "[" * 2000 + "]" * 2000 + ") { id } }",
        "query (" + " ".join(f"$v{n}: Int = {n}" for n in range(120)) + ") { viewer { user } }",
    ]


@pytest.mark.parametrize("place", range(len(hostile())))
def test_a_hostile_document_costs_little(place: int) -> None:
    """The ratio to a plain card, so that the machine does not matter: an exponential walk would be far beyond it."""
    documents, card = Documents(schema()), operations()["person_card"]
    documents.get("{ viewer { user } }")

    def cost(text: str) -> float:
        best = float("inf")
        for turn in range(3):
            began = time.process_time()
            documents.get(f"{text} # {turn}")
            best = min(best, time.process_time() - began)
        return best

    assert cost(hostile()[place]) < 12 * cost(card)


def test_a_document_is_parsed_and_validated_once() -> None:
    documents = Documents(schema(), most=2)
    first = documents.get("{ viewer { user } }")
    assert documents.get("{ viewer { user } }") is first
    documents.get("{ viewer { role } }")
    documents.get("{ viewer { agency } }")
    assert documents.get("{ viewer { user } }") is not first


@pytest.mark.parametrize(
    "text", ["{ viewer { usr } }", "{ persn(id: 1) { id } }", "query ($a: Dat) { viewer { user } }"]
)
def test_no_hint_of_what_the_schema_holds_instead(text: str) -> None:
    errors = Documents(schema()).get(text).errors
    assert errors
    assert "Did you mean" not in str(errors)


@settings(max_examples=150, deadline=None)
@given(st.text('{}()[]$:!.@"# \nabF12', max_size=120))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    document = Documents(schema()).get(text)
    assert (document.tree is None) == bool(document.errors)
