"""What a card says of each agency, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from typing import Any, Final

import graphene

from mast.core import card
from mast.core.facts import Partner
from mast.graphql.scalars import Date

_STATUS: Final = {
    None: "How an agency stands to a person or an address.",
    card.Status.KNOWN: "It had a touchpoint in the last twelve months, or has a case open today.",
    card.Status.NONE_RECORDED: "Its data are up to date, and hold neither.",
    card.Status.NOT_AVAILABLE: "Its data were never loaded, are held back, or are too old to say. Ring to ask.",
}

AgencyStatus: Any = graphene.Enum.from_enum(card.Status, name="AgencyStatus", description=_STATUS.get)


class Agency(graphene.ObjectType):
    """An agency that shares its headline data."""

    code = graphene.String(required=True, description="Short code, as in `police`.")
    name = graphene.String(required=True, description="Name for people to read.")


class KindCount(graphene.ObjectType):
    """How often an agency had one kind of touchpoint in the last twelve months."""

    kind = graphene.String(required=True, description="The kind, in the agency's own word, as in `attendance`.")
    count = graphene.Int(required=True, description="Number of touchpoints of this kind.")
    last_on = graphene.Field(Date, required=True, description="Day of the newest one.")


class Lead(graphene.ObjectType):
    """Whom to ring: the worker of the newest open case, else of the newest touchpoint, else the duty desk."""

    name = graphene.String(description="The worker's name; null for a duty desk.")
    role = graphene.String(description="The worker's role, as the agency states it.")
    team = graphene.String(description="The worker's team.")
    phone = graphene.String(description="Telephone number to ring.")
    email = graphene.String(description="E-mail address.")
    hours = graphene.String(description="When the duty desk answers; null for a worker.")
    confirmed_on = graphene.Field(Date, description="Day the agency last stated this contact; null for a duty desk.")

    @staticmethod
    def _stated(parent: card.Lead, info: Any) -> str | None:
        """The absent text of the records is null in the API."""
        return getattr(parent, info.field_name) or None

    resolve_name = resolve_role = resolve_team = resolve_phone = resolve_email = resolve_hours = _stated


class AgencySummary(graphene.ObjectType):
    """One agency's line on a card. Nothing older than twelve months is counted, shown or hinted at."""

    agency = graphene.Field(Agency, required=True, description="The agency.")
    status = graphene.Field(AgencyStatus, required=True, description="How the agency stands to this person or address.")
    touchpoints_12m = graphene.Int(required=True, description="Touchpoints in the last twelve months, each event once.")
    by_kind = graphene.List(
        graphene.NonNull(KindCount), required=True, description="The same touchpoints by kind, in order of the kind."
    )
    last_on = graphene.Field(Date, description="Day of the newest touchpoint in the last twelve months.")
    open_case = graphene.Boolean(description="Whether a case is open today; null where the agency has no cases.")
    lead = graphene.Field(Lead, required=True, description="Whom to ring.")
    data_as_of = graphene.Field(Date, description="Day up to which its data reach; null when not loaded or held back.")

    @staticmethod
    def resolve_agency(parent: card.AgencySummary, info: Any) -> Partner:
        return parent.partner

    @staticmethod
    def resolve_touchpoints_12m(parent: card.AgencySummary, info: Any) -> int:
        return parent.touchpoints


def agencies_field(of: str) -> Any:
    return graphene.List(
        graphene.NonNull(AgencySummary),
        required=True,
        description=f"One entry for every agency that takes part, known to the {of} or not, in a fixed order.",
    )
