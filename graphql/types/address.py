"""An address and who lives there, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from dataclasses import replace
from typing import Any

import graphene

from mast.core.card import AgencySummary
from mast.graphql.context import Context
from mast.graphql.cursors import Order, Page, newest_first
from mast.graphql.scalars import Date
from mast.graphql.stays import Stay, stays_at
from mast.graphql.types.agency import agencies_field
from mast.graphql.types.node import Node
from mast.graphql.types.pages import Connection, cursor_field, edges_field, page_arguments
from mast.graphql.views import AddressView, PersonView, show_person

RESIDENTS_DEFAULT, RESIDENTS_MOST = 20, 50
RESIDENTS: Order[Stay] = Order(
    "residents",
    (int, int, str),
    lambda stay: (0 if stay.current else 1, newest_first(stay.last_seen), stay.person),
)


class Resident(graphene.ObjectType):
    """A person seen at an address in the last twelve months."""

    person = graphene.Field("mast.graphql.types.person.Person", required=True, description="The person.")
    first_seen = graphene.Field(Date, description="First day seen there; null when that is over twelve months ago.")
    last_seen = graphene.Field(Date, required=True, description="Last day seen there.")
    current = graphene.Boolean(required=True, description="Whether it is the newest address that some agency holds.")

    @staticmethod
    def resolve_person(parent: Stay, info: Any) -> PersonView:
        return show_person(info.context, parent.person)


class ResidentEdge(graphene.ObjectType):
    """A resident with their place in the list."""

    cursor = cursor_field()
    node = graphene.Field(Resident, required=True, description="The resident.")


class ResidentConnection(Connection):
    """A page of residents: those whose current address it is first, then those seen last."""

    edges = edges_field(ResidentEdge)
    withheld = graphene.Boolean(required=True, description="Whether residents of this address are not listed.")
    withheld_reason = graphene.String(description="Why not; null where they are listed.")

    @staticmethod
    def resolve_withheld(parent: Page[Stay], info: Any) -> bool:
        return bool(parent.withheld)

    @staticmethod
    def resolve_withheld_reason(parent: Page[Stay], info: Any) -> str | None:
        return parent.withheld or None


class Address(graphene.ObjectType):
    """One address, as joined from the agencies' spellings of it."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="The address's id, as the exports print it.")
    line = graphene.String(required=True, description="The address in one line.")
    flat = graphene.String(description="Flat, where there is one.")
    number = graphene.String(description="House number, where there is one.")
    postcode = graphene.String(description="Postcode, where known.")
    uprn = graphene.String(description="Unique Property Reference Number, where known.")
    institution = graphene.String(description="Kind of institution, as in `care home`; null for a home.")
    agencies = agencies_field("address")
    residents = graphene.Field(
        ResidentConnection,
        required=True,
        description="Who was seen here in the last twelve months. None are listed for institutions and crowded places.",
        **page_arguments(default=RESIDENTS_DEFAULT, most=RESIDENTS_MOST),
    )

    @staticmethod
    def _stated(parent: AddressView, info: Any) -> str | None:
        """The absent text of the records is null in the API."""
        return getattr(parent.of, info.field_name) or None

    resolve_flat = resolve_number = resolve_postcode = resolve_uprn = resolve_institution = _stated

    @staticmethod
    def resolve_id(parent: AddressView, info: Any) -> str:
        return parent.of.id

    @staticmethod
    def resolve_line(parent: AddressView, info: Any) -> str:
        return parent.of.lines

    @staticmethod
    async def resolve_agencies(parent: AddressView, info: Any) -> tuple[AgencySummary, ...]:
        context: Context = info.context
        return await context.batches.address_agencies(parent.of.id)

    @staticmethod
    async def resolve_residents(
        parent: AddressView, info: Any, first: int | None = None, after: str | None = None
    ) -> Page[Stay]:
        context: Context = info.context
        stays: list[Stay] = []
        if not parent.withheld:
            residents = await context.batches.residents.load(parent.of.id)
            stays = stays_at(parent.of.id, residents, context.window)
        page = RESIDENTS.page(stays, first, after, default=RESIDENTS_DEFAULT, most=RESIDENTS_MOST)
        return replace(page, withheld=parent.withheld)
