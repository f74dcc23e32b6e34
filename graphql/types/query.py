"""The questions that the API answers."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date
from typing import Any

import graphene

from mast.access.looks import Look as Looked
from mast.access.tokens import Identity
from mast.core.errors import UsageError
from mast.graph.answers import AddressDescription
from mast.graphql import search
from mast.graphql.context import Context
from mast.graphql.cursors import Page
from mast.graphql.errors import bad_input
from mast.graphql.scalars import Date
from mast.graphql.types.about import DataFreshness, Viewer
from mast.graphql.types.address import Address
from mast.graphql.types.household import Household
from mast.graphql.types.looks import LOOKS, LOOKS_DEFAULT, LOOKS_MOST, LookConnection
from mast.graphql.types.matching import MatchExplanation
from mast.graphql.types.node import Node
from mast.graphql.types.pages import page_arguments
from mast.graphql.types.person import Person
from mast.graphql.types.search import AddressConnection, PersonHitConnection
from mast.graphql.views import (
    AddressView,
    HouseholdView,
    PersonView,
    address_view,
    household_view,
    node_view,
    person_view,
)
from mast.resolution.explaining.explaining import Explanation

HITS_DEFAULT = 10


def moment_arguments() -> dict[str, Any]:
    """The arguments of every field that reads people; ``moments`` takes them from the request as a whole."""
    return {
        "as_of": graphene.Argument(
            Date,
            description=(
                "Day on which the twelve months end; today without it. Even so, nothing older than twelve months "
                "before today is shown. All fields of a request must name the same."
            ),
        ),
        "known_at": graphene.Argument(
            graphene.DateTime,
            description=(
                "For stewards and auditors: answer with what was published at this moment, as it was shown then. "
                "ISO 8601 with a zone. All fields of a request must name the same."
            ),
        ),
    }


class Query(graphene.ObjectType):
    """Who has been in touch with a person or an address in the last twelve months, and whom to ring."""

    node = graphene.Field(
        Node,
        description=(
            "A person, household or address by its id; null where there is none. A retired id leads to the one that "
            "took it in."
        ),
        id=graphene.ID(required=True, description="The id, as any answer or export gives it."),
        **moment_arguments(),
    )
    person = graphene.Field(
        Person,
        description="One person; null where there is none. A retired id leads to the person who took it in.",
        id=graphene.ID(required=True, description="The id, as exports and searches give it: P0000001."),
        **moment_arguments(),
    )
    address = graphene.Field(
        Address,
        description="One address; null where there is none. A retired id leads to the address that took it in.",
        id=graphene.ID(required=True, description="The id, as exports and searches give it: A0000001."),
        **moment_arguments(),
    )
    household = graphene.Field(
        Household,
        description="One household; null where there is none. A retired id leads to the household that took it in.",
        id=graphene.ID(required=True, description="The id, as exports give it: H0000001."),
        **moment_arguments(),
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
        **moment_arguments(),
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
        **moment_arguments(),
    )
    match_explanation = graphene.Field(
        MatchExplanation,
        description="For stewards: why two records are one person, or are not; null where there is no such record.",
        record_a=graphene.String(required=True, description="Key of the one record, as in `police:N123`."),
        record_b=graphene.String(required=True, description="Key of the other."),
        **moment_arguments(),
    )
    who_saw = graphene.Field(
        LookConnection,
        required=True,
        description="For auditors: every answer that showed a person, under each id they ever had; the newest first.",
        id=graphene.ID(required=True, description="The id of a person, household or address, or a record's key."),
        **page_arguments(default=LOOKS_DEFAULT, most=LOOKS_MOST),
    )
    viewer = graphene.Field(Viewer, required=True, description="Who asks.")
    data_freshness = graphene.Field(
        DataFreshness, required=True, description="How fresh the data are.", **moment_arguments()
    )

    @staticmethod
    async def resolve_node(
        root: None, info: Any, id: str, **moment: Any
    ) -> PersonView | HouseholdView | AddressView | None:
        return await node_view(info.context, id)

    @staticmethod
    async def resolve_person(root: None, info: Any, id: str, **moment: Any) -> PersonView | None:
        return await person_view(info.context, id)

    @staticmethod
    async def resolve_address(root: None, info: Any, id: str, **moment: Any) -> AddressView | None:
        return await address_view(info.context, id)

    @staticmethod
    async def resolve_household(root: None, info: Any, id: str, **moment: Any) -> HouseholdView | None:
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
        **moment: Any,
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
        **moment: Any,
    ) -> Page[AddressDescription]:
        context: Context = info.context
        found = await search.addresses(context, uprn or "", postcode or "", number or "", flat or "")
        return search.ADDRESSES.page(found, first, after, default=HITS_DEFAULT, most=search.MOST_HITS)

    @staticmethod
    async def resolve_match_explanation(
        root: None, info: Any, record_a: str, record_b: str, **moment: Any
    ) -> Explanation | None:
        context: Context = info.context
        try:
            found = await context.pool.run(context.explain, context.reader, record_a, record_b)
        except UsageError:
            raise bad_input("recordB", "Give the keys of two different records, as in 'police:N123'.") from None
        context.seen.update(found.records if found else ())
        return found

    @staticmethod
    async def resolve_who_saw(
        root: None, info: Any, id: str, first: int | None = None, after: str | None = None
    ) -> Page[Looked]:
        context: Context = info.context
        sealed = context.reader.visibility.sealed
        # Of what is sealed nothing is told here; whoever runs the service is told by mast audit who-saw.
        hidden = sealed.hides(id) or id in sealed.records
        found = [] if hidden else await context.pool.run(context.looks, id)
        context.seen.update([id] if found else [])
        return LOOKS.page(found, first, after, default=LOOKS_DEFAULT, most=LOOKS_MOST)

    @staticmethod
    def resolve_viewer(root: None, info: Any) -> Identity:
        context: Context = info.context
        return context.identity

    @staticmethod
    def resolve_data_freshness(root: None, info: Any, **moment: Any) -> Context:
        context: Context = info.context
        return context
