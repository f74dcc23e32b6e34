"""Search results, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from typing import Any

import graphene

from mast.graph.answers import AddressDescription
from mast.graphql.search import Hit
from mast.graphql.types.address import Address
from mast.graphql.types.pages import Connection, cursor_field, edges_field
from mast.graphql.types.person import Person
from mast.graphql.views import AddressView, PersonView, show_address, show_person


class PersonHit(graphene.ObjectType):
    """Somebody who may be the person searched for."""

    person = graphene.Field(Person, required=True, description="The person.")
    match_reasons = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="Why they may be the one, in plain English."
    )

    @staticmethod
    def resolve_person(parent: Hit, info: Any) -> PersonView:
        return show_person(info.context, parent.person)

    @staticmethod
    def resolve_match_reasons(parent: Hit, info: Any) -> tuple[str, ...]:
        return parent.reasons


class PersonHitEdge(graphene.ObjectType):
    """A hit with its place in the list."""

    cursor = cursor_field()
    node = graphene.Field(PersonHit, required=True, description="The hit.")


class PersonHitConnection(Connection):
    """A page of hits, the best match first; the number of contacts plays no part in the order."""

    edges = edges_field(PersonHitEdge)


class AddressEdge(graphene.ObjectType):
    """An address with its place in the list."""

    cursor = cursor_field()
    node = graphene.Field(Address, required=True, description="The address.")

    @staticmethod
    def resolve_node(parent: dict[str, Any], info: Any) -> AddressView:
        description: AddressDescription = parent["node"]
        return show_address(info.context, description)


class AddressConnection(Connection):
    """A page of addresses, in the order of their flats."""

    edges = edges_field(AddressEdge)
