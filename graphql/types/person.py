"""A person and their timeline, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date
from typing import Any

import graphene

from mast.core.card import AgencySummary
from mast.core.facts import Partner
from mast.graph.answers import StatedDetails
from mast.graphql import naming
from mast.graphql.context import Context
from mast.graphql.cursors import Order, Page, newest_first
from mast.graphql.scalars import Date
from mast.graphql.stays import Stay, stays_of
from mast.graphql.timeline import TIMELINE, Entry, entries_of
from mast.graphql.types.address import Address
from mast.graphql.types.agency import Agency, agencies_field
from mast.graphql.types.household import Household
from mast.graphql.types.matching import RECORDS, RECORDS_DEFAULT, RECORDS_MOST, PersonRecordConnection
from mast.graphql.types.node import Node
from mast.graphql.types.pages import Connection, cursor_field, edges_field, page_arguments
from mast.graphql.views import (
    AddressView,
    HouseholdView,
    PersonView,
    present_household,
    show_address,
)

TIMELINE_DEFAULT, TIMELINE_MOST = 20, 50
RESIDENCES_DEFAULT, RESIDENCES_MOST = 20, 50
RESIDENCES: Order[Stay] = Order(
    "residences",
    (int, int, str),
    lambda stay: (0 if stay.current else 1, newest_first(stay.last_seen), stay.address),
)


class PersonAddress(graphene.ObjectType):
    """An address at which a person was seen in the last twelve months."""

    address = graphene.Field(Address, required=True, description="The address.")
    first_seen = graphene.Field(Date, description="First day seen there; null when that is over twelve months ago.")
    last_seen = graphene.Field(Date, required=True, description="Last day seen there.")
    current = graphene.Boolean(required=True, description="Whether it is the newest address that some agency holds.")

    @staticmethod
    def resolve_address(parent: Stay, info: Any) -> AddressView | None:
        return show_address(info.context, parent.description) if parent.description else None


class PersonAddressEdge(graphene.ObjectType):
    """An address of a person with its place in the list."""

    cursor = cursor_field()
    node = graphene.Field(PersonAddress, required=True, description="The address, and when the person was seen there.")


class PersonAddressConnection(Connection):
    """A page of a person's addresses: current ones first, then those where the person was seen last."""

    edges = edges_field(PersonAddressEdge)


class Touchpoint(graphene.ObjectType):
    """One contact of an agency with a person: which agency, what kind and on which day. There is no more to see."""

    agency = graphene.Field(Agency, required=True, description="The agency.")
    kind = graphene.String(required=True, description="The kind, in the agency's own word.")
    on = graphene.Field(Date, required=True, description="The local day.")

    @staticmethod
    def resolve_agency(parent: Entry, info: Any) -> Partner | None:
        context: Context = info.context
        return context.partner(parent.partner)


class TouchpointEdge(graphene.ObjectType):
    """A touchpoint with its place in the timeline."""

    cursor = cursor_field()
    node = graphene.Field(Touchpoint, required=True, description="The touchpoint.")


class TouchpointConnection(Connection):
    """A page of touchpoints, the newest first."""

    edges = edges_field(TouchpointEdge)


class Person(graphene.ObjectType):
    """One person, as resolved from the agencies' records. Names, addresses and whom to ring; never a case's content."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="The person's id, as the exports print it. It means nothing by itself.")
    display_name = graphene.String(
        required=True, description="Name chosen from the agencies' records; what the person is known as in brackets."
    )
    date_of_birth = graphene.Field(Date, description="The day that most records state; null when none does.")
    addresses = graphene.List(
        graphene.NonNull(PersonAddress),
        required=True,
        description="Where the person was seen in the last twelve months: current addresses first.",
        deprecation_reason="Use `residences`, which comes in pages.",
    )
    residences = graphene.Field(
        PersonAddressConnection,
        required=True,
        description="Where the person was seen in the last twelve months: current addresses first.",
        **page_arguments(default=RESIDENCES_DEFAULT, most=RESIDENCES_MOST),
    )
    household = graphene.Field(
        Household,
        description="Those at the same home; null for none, or when last seen there over a year ago.",
    )
    agencies = agencies_field("person")
    to_be_confirmed = graphene.List(
        graphene.NonNull(Agency),
        required=True,
        description="Agencies with a record that may be this person's too, as nobody has confirmed yet: ring to ask. "
        "What such a record says is counted and shown nowhere here.",
    )
    timeline = graphene.Field(
        TouchpointConnection,
        required=True,
        description="The touchpoints of the last twelve months one by one, the newest first.",
        **page_arguments(default=TIMELINE_DEFAULT, most=TIMELINE_MOST),
    )

    records = graphene.Field(
        PersonRecordConnection,
        description="For stewards: the agencies' records that were resolved to this person.",
        **page_arguments(default=RECORDS_DEFAULT, most=RECORDS_MOST),
    )

    @staticmethod
    async def resolve_display_name(parent: PersonView, info: Any) -> str:
        context: Context = info.context
        return naming.display_name(await context.batches.details.load(parent.id))

    @staticmethod
    async def resolve_date_of_birth(parent: PersonView, info: Any) -> date | None:
        context: Context = info.context
        return naming.date_of_birth(await context.batches.details.load(parent.id))

    @staticmethod
    async def resolve_addresses(parent: PersonView, info: Any) -> list[Stay]:
        context: Context = info.context
        return stays_of(await context.batches.residences.load(parent.id), context.window)

    @staticmethod
    async def resolve_residences(
        parent: PersonView, info: Any, first: int | None = None, after: str | None = None
    ) -> Page[Stay]:
        context: Context = info.context
        stays = stays_of(await context.batches.residences.load(parent.id), context.window)
        return RESIDENCES.page(stays, first, after, default=RESIDENCES_DEFAULT, most=RESIDENCES_MOST)

    @staticmethod
    async def resolve_household(parent: PersonView, info: Any) -> HouseholdView | None:
        context: Context = info.context
        return present_household(context, await context.batches.households_of.load(parent.id))

    @staticmethod
    async def resolve_agencies(parent: PersonView, info: Any) -> tuple[AgencySummary, ...]:
        context: Context = info.context
        return await context.batches.person_agencies(parent.id)

    @staticmethod
    async def resolve_to_be_confirmed(parent: PersonView, info: Any) -> list[Partner]:
        context: Context = info.context
        codes = {one.partner for one in await context.batches.unsure.load(parent.id)}
        return [partner for partner in context.partners if partner.code in codes]

    @staticmethod
    async def resolve_timeline(
        parent: PersonView, info: Any, first: int | None = None, after: str | None = None
    ) -> Page[Entry]:
        context: Context = info.context
        contacts = await context.batches.person_contacts.load(parent.id)
        codes = [partner.code for partner in context.partners]
        entries = entries_of(contacts, codes, context.window)
        return TIMELINE.page(entries, first, after, default=TIMELINE_DEFAULT, most=TIMELINE_MOST)

    @staticmethod
    async def resolve_records(
        parent: PersonView, info: Any, first: int | None = None, after: str | None = None
    ) -> Page[StatedDetails]:
        context: Context = info.context
        stated = {one.record: one for one in await context.batches.details.load(parent.id)}
        return RECORDS.page(list(stated.values()), first, after, default=RECORDS_DEFAULT, most=RECORDS_MOST)
