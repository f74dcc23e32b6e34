"""What can be asked for again by its id alone, after the GraphQL Global Object Identification Specification.

The ids that the exports print are global as they are: the register gives each number once and for all, and the letter
before it says of which kind it is (``P`` a person, ``H`` a household, ``A`` an address). See docs/decisions/0020.
"""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from typing import Any, Final

import graphene

from mast.graphql.views import AddressView, HouseholdView, PersonView

_TYPES: Final = {PersonView: "Person", HouseholdView: "Household", AddressView: "Address"}


class Node(graphene.Interface):
    """Something with an id of its own, by which `node` gives it again."""

    id = graphene.ID(required=True, description="The id, as the exports print it. No two things have the same.")

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        return info.schema.get_type(_TYPES[type(instance)]).graphene_type
