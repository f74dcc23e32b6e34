"""The schema as client teams see it."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
    parse,
    validate,
)

from mast.graphql.schema import kept_sdl, operation_names, operations, schema, sdl

PLACEHOLDERS = ("An enumeration.", "", None)


def test_the_kept_sdl_is_that_of_the_code() -> None:
    """When this fails on purpose: write ``sdl()`` to graphql/schema.graphql and tell the clients what changed."""
    assert kept_sdl() == sdl()


def described() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, kind in schema().type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Boolean", "ID", "Float"):
            continue
        found.append((name, kind))
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                found.append((f"{name}.{field_name}", field))
                found += [(f"{name}.{field_name}({arg})", value) for arg, value in field.args.items()]
        if isinstance(kind, GraphQLEnumType):
            found += [(f"{name}.{value}", kind.values[value]) for value in kind.values]
    return found


@pytest.mark.parametrize(("name", "thing"), described(), ids=[name for name, _ in described()])
def test_everything_is_described(name: str, thing: Any) -> None:
    assert thing.description not in PLACEHOLDERS
    assert thing.description[0].isupper() or thing.description[0] == "`"
    assert thing.description.endswith(".")


def test_enum_values_are_in_capitals() -> None:
    for kind in schema().type_map.values():
        if isinstance(kind, GraphQLEnumType) and not kind.name.startswith("__"):
            assert all(value.isupper() for value in kind.values), kind.name


def test_every_list_holds_values_only() -> None:
    for line in sdl().splitlines():
        if ": [" in line:
            assert line.partition(" @deprecated")[0].endswith("!]!"), line


@pytest.mark.parametrize(("name", "text"), sorted(operations().items()))
def test_the_ready_made_operations_fit_the_kept_schema(name: str, text: str) -> None:
    assert validate(build_schema(kept_sdl()), parse(text)) == []
    assert text.startswith("# "), f"{name} begins with what it is for"


def test_the_ready_made_operations_are_known_by_hash() -> None:
    assert set(operation_names().values()) == set(operations())
    assert {"person_card", "address_card", "search_people", "search_addresses", "timeline"} <= set(operations())


def test_what_is_deprecated_says_what_to_ask_for_instead() -> None:
    found = {
        name: thing.deprecation_reason for name, thing in described() if getattr(thing, "deprecation_reason", None)
    }
    assert set(found) == {"Person.addresses", "Household.members"}
    for name, reason in found.items():
        kind, _, _ = name.partition(".")
        instead = reason.split("`")[1]
        assert instead in schema().type_map[kind].fields  # type: ignore[attr-defined]


def untold(before: str, after: str) -> list[str]:
    """The changes that could break a client of ``before`` and that nobody wrote down."""
    changes = (Path(__file__).parents[2] / "docs" / "schema-changes.md").read_text(encoding="utf-8")
    told = changes.partition("## Unreleased")[2].partition("\n## ")[0]
    found = find_breaking_changes(build_schema(before), build_schema(after))
    return [change.description for change in found if change.description not in told]


def test_a_change_that_breaks_clients_is_written_down() -> None:
    released = (Path(__file__).parent / "released.graphql").read_text(encoding="utf-8")
    assert untold(released, kept_sdl()) == []


def test_a_change_that_breaks_clients_is_noticed() -> None:
    assert untold(kept_sdl(), kept_sdl().replace("  displayName: String!", "  displayName: String")) == [
        "Person.displayName changed type from String! to String."
    ]
