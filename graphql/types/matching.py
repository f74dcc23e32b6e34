"""How records came to be one person, for stewards, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from enum import StrEnum
from typing import Any, Final

import graphene

from mast.core.facts import Partner
from mast.graph.answers import StatedDetails
from mast.graphql.context import Context
from mast.graphql.cursors import Order
from mast.graphql.types.agency import Agency
from mast.graphql.types.pages import Connection, cursor_field, edges_field
from mast.graphql.views import PersonView, show_person
from mast.resolution.explaining.chains import Hop
from mast.resolution.explaining.explaining import Explanation
from mast.resolution.explaining.explanation import Step

RECORDS_DEFAULT, RECORDS_MOST = 20, 50
RECORDS: Order[StatedDetails] = Order("records", (str,), lambda one: (one.record,))


class Band(StrEnum):
    """Where a match weight falls."""

    LINK = "link"
    REVIEW = "review"
    NONE = "none"


_BANDS: Final = {
    None: "Where the match weight of two records falls by itself.",
    Band.LINK: "High enough to make them one person.",
    Band.REVIEW: "Not sure: for a person to decide, and not on the card until then.",
    Band.NONE: "Too low for either.",
}

MatchBand: Any = graphene.Enum.from_enum(Band, name="MatchBand", description=_BANDS.get)


class PersonRecord(graphene.ObjectType):
    """One agency's record of a person."""

    key = graphene.String(required=True, description="Key of the record, as in `police:N123`.")
    agency = graphene.Field(Agency, required=True, description="The agency whose record it is.")

    @staticmethod
    def resolve_key(parent: StatedDetails, info: Any) -> str:
        context: Context = info.context
        context.seen.add(parent.record)
        return parent.record

    @staticmethod
    def resolve_agency(parent: StatedDetails, info: Any) -> Partner | None:
        context: Context = info.context
        return context.partner(parent.partner)


class PersonRecordEdge(graphene.ObjectType):
    """A record with its place in the list."""

    cursor = cursor_field()
    node = graphene.Field(PersonRecord, required=True, description="The record.")


class PersonRecordConnection(Connection):
    """A page of a person's records, in the order of their keys."""

    edges = edges_field(PersonRecordEdge)


class MatchStep(graphene.ObjectType):
    """One line of the account of a match weight: what was compared, and what that says."""

    field = graphene.String(required=True, description="What was compared, as in `born`.")
    meaning = graphene.String(required=True, description="What was seen, in plain English.")
    bits = graphene.Float(required=True, description="By how many bits it moves the odds; all lines add up to them.")

    @staticmethod
    def resolve_bits(parent: Step, info: Any) -> float:
        return round(parent.weight, 3)


class MatchLink(graphene.ObjectType):
    """One link of the chain that holds two records together."""

    record_a = graphene.String(required=True, description="Key of the one record.")
    record_b = graphene.String(required=True, description="Key of the other.")
    weight = graphene.Float(required=True, description="Match weight of the two, in bits.")
    bridge = graphene.Boolean(required=True, description="Whether the person would fall in two without it.")

    @staticmethod
    def resolve_weight(parent: Hop, info: Any) -> float:
        return round(parent.weight, 3)


class MatchExplanation(graphene.ObjectType):
    """Why two records are one person, or are not. It weighs evidence about records, and says nothing of a person."""

    record_a = graphene.String(required=True, description="Key of the one record.")
    record_b = graphene.String(required=True, description="Key of the other.")
    same_person = graphene.Boolean(required=True, description="Whether they are one person.")
    person_a = graphene.Field("mast.graphql.types.person.Person", required=True, description="Whose record the one is.")
    person_b = graphene.Field("mast.graphql.types.person.Person", required=True, description="Whose the other is.")
    model = graphene.String(required=True, description="Name of the model that weighed them.")
    weight = graphene.Float(required=True, description="Their match weight, in bits.")
    band = graphene.Field(MatchBand, required=True, description="Where that falls by itself.")
    link_from = graphene.Float(required=True, description="Weight from which two records are linked.")
    review_from = graphene.Float(required=True, description="Weight from which two records are for review.")
    sentence = graphene.String(required=True, description="What they agree and differ in, in one sentence.")
    steps = graphene.List(
        graphene.NonNull(MatchStep), required=True, description="The account of the weight, one line a field."
    )
    chain = graphene.List(
        graphene.NonNull(MatchLink),
        required=True,
        description="The links that hold them together in one person; none for two people.",
    )
    why_not = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What keeps them apart, a sentence each; none for one person.",
    )

    @staticmethod
    def resolve_same_person(parent: Explanation, info: Any) -> bool:
        return parent.one_person

    @staticmethod
    def resolve_person_a(parent: Explanation, info: Any) -> PersonView:
        return show_person(info.context, parent.person_a)

    @staticmethod
    def resolve_person_b(parent: Explanation, info: Any) -> PersonView:
        return show_person(info.context, parent.person_b)

    @staticmethod
    def resolve_weight(parent: Explanation, info: Any) -> float:
        return round(parent.weight, 3)

    @staticmethod
    def resolve_band(parent: Explanation, info: Any) -> Band:
        return Band(parent.band)
