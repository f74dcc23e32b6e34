"""The policy's table in the terms of the schema: which fields there are, which ones a document asks for."""

from collections.abc import Iterable
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from mast.access.policy import KNOWN_AT, NOW, Permit
from mast.core.facts import Partner
from mast.core.visibility import Visibility
from mast.graphql.moments import Moment

WITHOUT_A_MOMENT: Final = frozenset({"Query.viewer", "Query.whoSaw"})
"""Questions that read nothing of a generation."""


def schema_fields(schema: GraphQLSchema) -> frozenset[str]:
    """Every field that a document can ask for, as in ``Person.displayName``, but for those of the schema itself."""
    return frozenset(
        f"{name}.{field}"
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
        for field in kind.fields
    )


def asked_fields(schema: GraphQLSchema, tree: DocumentNode) -> frozenset[str]:
    """Those that a valid document names anywhere, whether or not a directive leaves them out."""
    info, found = TypeInfo(schema), _Asked()
    found.info = info
    visit(tree, TypeInfoVisitor(info, found))
    return frozenset(found.fields)


class _Asked(Visitor):
    info: TypeInfo

    def __init__(self) -> None:
        super().__init__()
        self.fields: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.info.get_parent_type()
        if parent is not None and not node.name.value.startswith("__") and not parent.name.startswith("__"):
            self.fields.add(f"{parent.name}.{node.name.value}")


def wanted_fields(asked: frozenset[str], moment: Moment) -> frozenset[str]:
    """What a request needs to be permitted: the fields it asks for, and the moment it looks from where it looks at
    people.
    """
    roots = {name for name in asked if name.startswith("Query.")}
    if roots <= WITHOUT_A_MOMENT:
        return asked
    return asked | {NOW if moment.known_at is None else KNOWN_AT}


def visibility_of(permit: Permit, partners: Iterable[Partner]) -> Visibility:
    """What exists for this reader."""
    return Visibility(agencies=permit.agencies(partner.code for partner in partners))
