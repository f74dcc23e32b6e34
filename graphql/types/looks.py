"""Who looked at whom, for auditors, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from typing import Any, Final

import graphene

from mast.access.looks import Look as Looked
from mast.graphql.cursors import Order
from mast.graphql.types.pages import Connection, cursor_field, edges_field

LOOKS_DEFAULT, LOOKS_MOST = 20, 50
LOOKS: Final[Order[Looked]] = Order("looks", (int,), lambda one: (-one.seq,))


class Look(graphene.ObjectType):
    """One answer that showed somebody, as the audit has it."""

    at = graphene.DateTime(required=True, description="When it was asked.")
    user = graphene.String(required=True, description="Who asked.")
    role = graphene.String(required=True, description="The role they asked in.")
    agency = graphene.String(description="Code of the agency they work for; null for none.")
    purpose = graphene.String(required=True, description="What they asked for.")
    case_reference = graphene.String(required=True, description="The case they named.")
    operation = graphene.String(required=True, description="What they asked: a ready-made operation, or a command.")
    request_id = graphene.String(description="The request's id, under which it stands in the log; null for a command.")
    shown = graphene.Int(required=True, description="How many people, addresses and records the answer showed.")

    @staticmethod
    def resolve_user(parent: Looked, info: Any) -> str:
        return parent.actor

    @staticmethod
    def resolve_agency(parent: Looked, info: Any) -> str | None:
        return parent.agency or None

    @staticmethod
    def resolve_request_id(parent: Looked, info: Any) -> str | None:
        return parent.request_id or None


class LookEdge(graphene.ObjectType):
    """A look with its place in the list."""

    cursor = cursor_field()
    node = graphene.Field(Look, required=True, description="The look.")


class LookConnection(Connection):
    """A page of looks, the newest first."""

    edges = edges_field(LookEdge)
