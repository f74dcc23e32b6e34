"""The questions that the API answers."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date
from typing import Any

import graphene

from mast.access.tokens import Identity
from mast.graph.reader import AddressDescription
from mast.graphql import search
from mast.graphql.context import Context
from mast.graphql.cursors import Page
from mast.graphql.scalars import Date
from mast.graphql.types.about import DataFreshness, Viewer
from mast.graphql.types.address import Address
from mast.graphql.types.household import Household
from mast.graphql.types.pages import page_arguments
from mast.graphql.types.person import Person
from mast.graphql.types.search import AddressConnection, PersonHitConnection
from mast.graphql.views import (
    AddressView,
    HouseholdView,
    PersonView,
    address_view,
    household_view,
    person_view,
)

HITS_DEFAULT = 10


class Query(graphene.ObjectType):
    """Who has been in touch with a person or an address in the last twelve months, and whom to ring."""

    person = graphene.Field(
        Person,
        description="One person; null where there is none. A retired id leads to the person who took it in.",
        id=graphene.ID(required=True, description="The id, as exports and searches give it: P0000001."),
    )
    address = graphene.Field(
        Address,
        description="One address; null where there is none. A retired id leads to the address that took it in.",
        id=graphene.ID(required=True, description="The id, as exports and searches give it: A0000001."),
    )
    household = graphene.Field(
        Household,
        description="One household; null where there is none. A retired id leads to the household that took it in.",
        id=graphene.ID(required=True, description="The id, as exports give it: H0000001."),
    )
    search_people = graphene.Field(
        PersonHitConnection,
        required=True,
        description=(
            "People found by NHS number; or by name together with a date of birth or a postcode, forgiving spelling, "
            "familiar forms, swapped names and slips in the date. At most twenty in all."
        ),
        nhs_number=graphene.String(description="Ten digits, however spaced. With it, nothing else is looked at."),
        name=graphene.String(description="Whole name, as in `Maria Thornfield` or `Thornfield, Maria`."),
        forenames=graphene.String(description="Forenames, in place of `name`."),
        surname=graphene.String(description="Surname, in place of `name`."),
        date_of_birth=graphene.Argument(Date, description="Date of birth; it may be slightly wrong."),
        postcode=graphene.String(description="Whole postcode of a present or earlier address."),
        **page_arguments(default=HITS_DEFAULT, most=search.MOST_HITS),
    )
    search_addresses = graphene.Field(
        AddressConnection,
        required=True,
        description="Addresses found by UPRN, or by postcode together with a house number or name.",
        uprn=graphene.String(description="Unique Property Reference Number. With it, nothing else is looked at."),
        postcode=graphene.String(description="Whole postcode."),
        number=graphene.String(description="House number, or the name of a house that has no number."),
        flat=graphene.String(description="Flat; all flats of the house without it."),
        **page_arguments(default=HITS_DEFAULT, most=search.MOST_HITS),
    )
    viewer = graphene.Field(Viewer, required=True, description="Who asks.")
    data_freshness = graphene.Field(DataFreshness, required=True, description="How fresh the data are.")

    @staticmethod
    async def resolve_person(root: None, info: Any, id: str) -> PersonView | None:
        return await person_view(info.context, id)

    @staticmethod
    async def resolve_address(root: None, info: Any, id: str) -> AddressView | None:
        return await address_view(info.context, id)

    @staticmethod
    async def resolve_household(root: None, info: Any, id: str) -> HouseholdView | None:
        return await household_view(info.context, id)

    @staticmethod
    async def resolve_search_people(
        root: None,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        nhs_number: str | None = None,
        name: str | None = None,
        forenames: str | None = None,
        surname: str | None = None,
        date_of_birth: date | None = None,
        postcode: str | None = None,
    ) -> Page[search.Hit]:
        context: Context = info.context
        asked = search.PeopleQuestion(
            nhs_number=nhs_number or "",
            name=name or "",
            forenames=forenames or "",
            surname=surname or "",
            born_on=date_of_birth,
            postcode=postcode or "",
        )
        hits = await search.people(context, asked)
        page = search.HITS.page(hits, first, after, default=HITS_DEFAULT, most=search.MOST_HITS)
        context.seen.update(hit.person for _, hit in page.entries)
        return page

    @staticmethod
    async def resolve_search_addresses(
        root: None,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        uprn: str | None = None,
        postcode: str | None = None,
        number: str | None = None,
        flat: str | None = None,
    ) -> Page[AddressDescription]:
        context: Context = info.context
        found = await search.addresses(context, uprn or "", postcode or "", number or "", flat or "")
        return search.ADDRESSES.page(found, first, after, default=HITS_DEFAULT, most=search.MOST_HITS)

    @staticmethod
    def resolve_viewer(root: None, info: Any) -> Identity:
        context: Context = info.context
        return context.identity

    @staticmethod
    def resolve_data_freshness(root: None, info: Any) -> Context:
        context: Context = info.context
        return context
