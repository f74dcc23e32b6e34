"""People at the same address, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date
from typing import Any

import graphene

from mast.graph.reader import Membership
from mast.graphql.context import Context
from mast.graphql.cursors import newest_first
from mast.graphql.scalars import Date
from mast.graphql.types.address import Address
from mast.graphql.views import AddressView, HouseholdView, PersonView, is_recent, show_address, show_person


class HouseholdMember(graphene.ObjectType):
    """A person at the household's address. It says who was at the same address when, and nothing of kinship."""

    person = graphene.Field(
        "mast.graphql.types.person.Person", required=True, description="A person at the same address."
    )
    since = graphene.Field(Date, description="At the same address since; null when that is over twelve months ago.")
    until = graphene.Field(Date, description="Last day seen at the address.")

    @staticmethod
    def resolve_person(parent: Membership, info: Any) -> PersonView:
        return show_person(info.context, parent.person)

    @staticmethod
    def resolve_since(parent: Membership, info: Any) -> date | None:
        context: Context = info.context
        return parent.first_day if parent.first_day and parent.first_day in context.window else None

    @staticmethod
    def resolve_until(parent: Membership, info: Any) -> date | None:
        return parent.last_day


class Household(graphene.ObjectType):
    """People who are at the same address at the same time. Sharing an address does not make a family."""

    id = graphene.ID(required=True, description="The household's id, as the exports print it.")
    address = graphene.Field(Address, required=True, description="The address that makes it a household.")
    members = graphene.List(
        graphene.NonNull(HouseholdMember),
        required=True,
        description="Those whose home it is and who were seen there in the last twelve months, newest first.",
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
        return sorted((one for one in members if is_recent(one, context.window)), key=_newest_first)


def _newest_first(one: Membership) -> tuple[int, str]:
    return newest_first(one.last_day or date.max), one.person
