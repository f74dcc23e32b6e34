"""The moment that a request looks from: the day on which its twelve months end, and what was known by when.

One request looks from one moment, so that all it shows belongs together and its audit row names the one generation
that was read. Without ``knownAt``, nothing older than twelve months before today is shown to anybody, whatever ``asOf``
says. With it, the answer is what a practitioner would have seen then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import get_argument_values

from mast.core.window import Window, local_day
from mast.graphql.errors import bad_input

AS_OF, KNOWN_AT = "asOf", "knownAt"


@dataclass(frozen=True, slots=True)
class Moment:
    """What was asked for; None where it was not. ``known_at`` is aware, in UTC."""

    as_of: date | None = None
    known_at: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises ShownError BAD_USER_INPUT for a moment that has not come yet."""
        if self.known_at and self.known_at > now:
            raise bad_input(KNOWN_AT, "'knownAt' must not lie in the future.")
        if self.as_of and self.as_of > local_day(now):
            raise bad_input(AS_OF, "'asOf' must not lie in the future.")
        if self.as_of and self.known_at and self.as_of > local_day(self.known_at):
            raise bad_input(AS_OF, "'asOf' must not be later than the day of 'knownAt'.")

    def window(self, now: datetime) -> Window:
        """The days that are shown, seen from now or from the moment of what was known."""
        today = local_day(self.known_at or now)
        return Window.as_of(self.as_of or today, today)


NOW: Final = Moment()


def asked_moment(
    schema: GraphQLSchema, tree: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Moment:
    """The moment that every field of the operation that takes one asks for.

    ``variables``: as coerced. Raises ShownError BAD_USER_INPUT when they ask for several, or for one without a zone.
    """
    query = schema.query_type
    assert query is not None
    fragments = {d.name.value: d for d in tree.definitions if isinstance(d, FragmentDefinitionNode)}
    chosen = collect_fields(schema, fragments, dict(variables), query, operation.selection_set)
    found: set[Moment] = set()
    for nodes in chosen.values():
        definition = query.fields.get(nodes[0].name.value)
        if definition is None or AS_OF not in definition.args:
            continue
        try:
            given = get_argument_values(definition, nodes[0], dict(variables))
        except GraphQLError:
            continue  # the field will not be read: execution reports what is amiss with it
        found.add(Moment(given.get(_name(definition, AS_OF)), _in_utc(given.get(_name(definition, KNOWN_AT)))))
    if len(found) > 1:
        raise bad_input(AS_OF, "All fields of one request must ask for the same 'asOf' and 'knownAt'.")
    return found.pop() if found else NOW


def _name(field: GraphQLField, argument: str) -> str:
    """The name under which the library hands an argument on."""
    return field.args[argument].out_name or argument


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise bad_input(KNOWN_AT, "'knownAt' must be a date and time with its zone, as in 2026-03-31T09:00:00Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise bad_input(KNOWN_AT, "'knownAt' must be a date and time of this age.") from None
