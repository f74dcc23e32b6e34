"""Who asks, and how fresh the data are, as GraphQL types."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from datetime import date, datetime, timedelta
from typing import Any, Final

import graphene

from mast.access.tokens import Role
from mast.core.facts import Partner
from mast.graphql.context import Context
from mast.graphql.scalars import Date
from mast.graphql.types.agency import Agency

_ROLES: Final = {
    None: "What a user is in MAST.",
    Role.PRACTITIONER: "Looks people up in the course of a case.",
    Role.LEAD: "A practitioner who leads safeguarding in an agency.",
    Role.STEWARD: "Looks after how records are linked.",
    Role.ANALYST: "Works on pseudonymised data; looks nobody up.",
    Role.BOARD: "Reads reports; looks nobody up.",
    Role.AUDITOR: "Reads the record of look-ups; looks nobody up.",
    Role.ADMINISTRATOR: "Runs the service; looks nobody up.",
}

ViewerRole: Any = graphene.Enum.from_enum(Role, name="ViewerRole", description=_ROLES.get)


class Viewer(graphene.ObjectType):
    """Who asks, as the access token says."""

    user = graphene.String(required=True, description="The user.")
    role = graphene.Field(ViewerRole, required=True, description="The user's role.")
    agency = graphene.String(description="Code of the agency that the user works for; null for none.")

    @staticmethod
    def resolve_agency(parent: Any, info: Any) -> str | None:
        return parent.agency or None


class AgencyFreshness(graphene.ObjectType):
    """How fresh one agency's data are."""

    agency = graphene.Field(Agency, required=True, description="The agency.")
    data_as_of = graphene.Field(Date, description="Day up to which its data reach; null when not loaded or held back.")
    stale_after_days = graphene.Int(required=True, description="Age in days from which its data no longer count.")
    available = graphene.Boolean(required=True, description="Whether its data are there, and not too old.")

    @staticmethod
    def resolve_agency(parent: Partner, info: Any) -> Partner:
        return parent

    @staticmethod
    def resolve_data_as_of(parent: Partner, info: Any) -> date | None:
        context: Context = info.context
        return context.batches.coverage.get(parent.code)

    @staticmethod
    def resolve_available(parent: Partner, info: Any) -> bool:
        context: Context = info.context
        as_of = context.batches.coverage.get(parent.code)
        return as_of is not None and context.window.until - as_of <= timedelta(days=parent.stale_after_days)


class DataFreshness(graphene.ObjectType):
    """What the answers of this service rest on."""

    generation = graphene.Int(required=True, description="Number of the published state that is read.")
    published_at = graphene.DateTime(required=True, description="When it was published.")
    counted_from = graphene.Field(Date, required=True, description="First day that is counted.")
    counted_to = graphene.Field(Date, required=True, description="Last day that is counted: today, or `asOf`.")
    agencies = graphene.List(
        graphene.NonNull(AgencyFreshness), required=True, description="One entry for every agency."
    )

    @staticmethod
    def resolve_generation(parent: Context, info: Any) -> int:
        return parent.generation.number

    @staticmethod
    def resolve_published_at(parent: Context, info: Any) -> datetime:
        return datetime.fromisoformat(parent.generation.published_at)

    @staticmethod
    def resolve_counted_from(parent: Context, info: Any) -> date:
        return parent.window.after + timedelta(days=1)

    @staticmethod
    def resolve_counted_to(parent: Context, info: Any) -> date:
        return parent.window.until

    @staticmethod
    def resolve_agencies(parent: Context, info: Any) -> tuple[Partner, ...]:
        return parent.partners
