"""The schema, and the ready-made operations beside it."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import graphene
from graphql import GraphQLSchema, print_schema

from mast.graphql.types.query import Query


@cache
def schema() -> GraphQLSchema:
    built: Any = graphene.Schema(query=Query)
    inner: GraphQLSchema = built.graphql_schema
    return inner


def sdl() -> str:
    """The schema in the schema definition language, as ``schema.graphql`` keeps it."""
    return print_schema(schema()).strip() + "\n"


def kept_sdl() -> str:
    """The text of ``schema.graphql``, which client teams generate their types from."""
    return (files("mast.graphql") / "schema.graphql").read_text(encoding="utf-8")


def operations() -> dict[str, str]:
    """The ready-made operations: name to document, read from ``operations/<name>.graphql``."""
    folder = files("mast.graphql") / "operations"
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".graphql"))
    return {name.removesuffix(".graphql"): (folder / name).read_text(encoding="utf-8") for name in found}


def operation_names() -> dict[str, str]:
    """SHA-256 of each ready-made document to its name."""
    return {sha256(text.encode()).hexdigest(): name for name, text in operations().items()}
