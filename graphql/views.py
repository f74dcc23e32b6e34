"""What the resolvers hand to one another: a person, an address or a household of the pinned generation.

Whatever the answer is going to show passes through ``show_…`` here, which notes its id for the audit row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mast.core.window import Window
from mast.graph.answers import AddressDescription, Membership
from mast.graphql.context import Context
from mast.graphql.errors import bad_input


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person; all else is read when it is asked for."""

    id: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household, at the address with id ``address``."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address, as resolution describes it."""

    of: AddressDescription

    @property
    def withheld(self) -> str:
        """Why residents are not listed; an empty text for a home."""
        if self.of.institution:
            return "This address is an institution: its residents are not listed."
        if self.of.crowded:
            return "Very many people are recorded at this address: they are not listed."
        return ""


def show_person(context: Context, id: str) -> PersonView:
    context.seen.add(id)
    return PersonView(id)


def show_address(context: Context, description: AddressDescription) -> AddressView:
    context.seen.add(description.id)
    return AddressView(description)


def show_household(context: Context, id: str, address: str) -> HouseholdView:
    context.seen.add(id)
    return HouseholdView(id, address)


async def person_view(context: Context, asked: str) -> PersonView | None:
    """The person under this id, or under the one that took it in; None when there is none."""

    async def exists(one: str) -> bool:
        return await context.batches.person(one)

    found = await context.current_id("person", asked, exists)
    return show_person(context, found) if found else None


async def address_view(context: Context, asked: str) -> AddressView | None:
    """The address under this id, or under the one that took it in; None when there is none."""

    async def exists(one: str) -> bool:
        return await context.batches.addresses.load(one) is not None

    found = await context.current_id("address", asked, exists)
    description = await context.batches.addresses.load(found) if found else None
    return show_address(context, description) if description else None


async def household_view(context: Context, asked: str) -> HouseholdView | None:
    """The household under this id, or under the one that took it in; None when there is none."""

    async def exists(one: str) -> bool:
        return bool(await context.batches.members.load(one))

    found = await context.current_id("household", asked, exists)
    members = await context.batches.members.load(found) if found else []
    return show_household(context, members[0].household, members[0].address) if members else None


async def node_view(context: Context, asked: str) -> PersonView | HouseholdView | AddressView | None:
    """The person, household or address under this id, as its first letter says; None when there is none.

    Raises ShownError BAD_USER_INPUT for a text that is no id.
    """
    match asked[:1]:
        case "P":
            return await person_view(context, asked)
        case "H":
            return await household_view(context, asked)
        case "A":
            return await address_view(context, asked)
    raise bad_input("id", "An id is one of the letters P, H and A with digits, as in P0000001.")


def is_recent(membership: Membership, window: Window) -> bool:
    """Whether the person was in the household in the window; nothing older shows, and nothing that began later."""
    begun = membership.first_day is None or membership.first_day <= window.until
    gone = membership.last_day is not None and membership.last_day <= window.after
    return begun and not gone and not window.is_empty


def present_household(context: Context, memberships: Sequence[Membership]) -> HouseholdView | None:
    """The household at which a person was seen last, if that was in the window."""
    recent = [one for one in memberships if is_recent(one, context.window)]
    until = context.window.until
    newest = max(recent, key=lambda one: (min(one.last_day or until, until), one.household), default=None)
    return show_household(context, newest.household, newest.address) if newest else None
