"""Days as GraphQL writes them."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

import re
from datetime import date
from typing import Any

from graphene import Scalar
from graphql import GraphQLError, StringValueNode, ValueNode

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Date(Scalar):
    """A day in ISO 8601, as in 2026-03-31. Days of events are local days in the United Kingdom."""

    @staticmethod
    def serialize(value: Any) -> str:
        if type(value) is not date:
            raise TypeError("a day was expected")
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> date:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise GraphQLError("A Date must be a day that exists, written YYYY-MM-DD.")

    @staticmethod
    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> date:
        return Date.parse_value(node.value if isinstance(node, StringValueNode) else None)
