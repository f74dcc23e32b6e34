"""People at the same address, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date
from typing import Any

import graphene

from mast.graph.answers import Membership
from mast.graphql.context import Context
from mast.graphql.cursors import Order, Page, newest_first
from mast.graphql.scalars import Date
from mast.graphql.types.address import Address
from mast.graphql.types.node import Node
from mast.graphql.types.pages import Connection, cursor_field, edges_field, page_arguments
from mast.graphql.views import AddressView, HouseholdView, PersonView, is_recent, show_address, show_person

MEMBERS_DEFAULT, MEMBERS_MOST = 20, 50
MEMBERS: Order[Membership] = Order(
    "memberships",
    (int, str),
    # Those who are there now come first whatever the day, so that a cursor stays good on the next one.
    lambda one: (newest_first(one.last_day) if one.last_day else 0, one.person),
)


class HouseholdMember(graphene.ObjectType):
    """A person at the household's address. It says who was at the same address when, and nothing of kinship."""

    person = graphene.Field(
        "mast.graphql.types.person.Person", required=True, description="A person at the same address."
    )
    since = graphene.Field(Date, description="At the same address since; null when that is over twelve months ago.")
    until = graphene.Field(
        Date, description="Last day seen at the address; null when that is after the day that was asked for."
    )

    @staticmethod
    def resolve_person(parent: Membership, info: Any) -> PersonView:
        return show_person(info.context, parent.person)

    @staticmethod
    def resolve_since(parent: Membership, info: Any) -> date | None:
        context: Context = info.context
        return parent.first_day if parent.first_day and parent.first_day in context.window else None

    @staticmethod
    def resolve_until(parent: Membership, info: Any) -> date | None:
        context: Context = info.context
        return parent.last_day if parent.last_day and parent.last_day in context.window else None


class HouseholdMemberEdge(graphene.ObjectType):
    """A member with their place in the list."""

    cursor = cursor_field()
    node = graphene.Field(HouseholdMember, required=True, description="The member.")


class HouseholdMemberConnection(Connection):
    """A page of members: those who are there now first, then those seen last."""

    edges = edges_field(HouseholdMemberEdge)


class Household(graphene.ObjectType):
    """People who are at the same address at the same time. Sharing an address does not make a family."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="The household's id, as the exports print it.")
    address = graphene.Field(Address, required=True, description="The address that makes it a household.")
    members = graphene.List(
        graphene.NonNull(HouseholdMember),
        required=True,
        description="Those whose home it is and who were seen there in the last twelve months, newest first.",
        deprecation_reason="Use `memberships`, which comes in pages.",
    )
    memberships = graphene.Field(
        HouseholdMemberConnection,
        required=True,
        description="Those whose home it is and who were seen there in the last twelve months, newest first.",
        **page_arguments(default=MEMBERS_DEFAULT, most=MEMBERS_MOST),
    )

    @staticmethod
    async def resolve_address(parent: HouseholdView, info: Any) -> AddressView | None:
        context: Context = info.context
        description = await context.batches.addresses.load(parent.address)
        return show_address(context, description) if description else None

    @staticmethod
    async def resolve_members(parent: HouseholdView, info: Any) -> list[Membership]:
        context: Context = info.context
        members = await context.batches.members.load(parent.id)
        until = context.window.until
        recent = [one for one in members if is_recent(one, context.window)]
        return sorted(recent, key=lambda one: (newest_first(min(one.last_day or until, until)), one.person))

    @staticmethod
    async def resolve_memberships(
        parent: HouseholdView, info: Any, first: int | None = None, after: str | None = None
    ) -> Page[Membership]:
        context: Context = info.context
        members = await context.batches.members.load(parent.id)
        recent = [one for one in members if is_recent(one, context.window)]
        return MEMBERS.page(recent, first, after, default=MEMBERS_DEFAULT, most=MEMBERS_MOST)
