"""What a document may ask for at most, counted in one walk before the standard rules see it.

Each fragment is measured once, however often it is spread, so that the walk takes time in proportion to the document's
length; graph validation and execution do not. The limits follow reliability practice for GraphQL servers (OWASP ASVS
5.0, 4.3: cost of queries).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_nullable_type,
)

from mast.graphql.errors import Code, ShownError

MAX_TOKENS: Final = 500
VARIABLE_PAGE: Final = 50
"""Entries that a list is taken to have whose ``first`` is a variable: the most that any list gives."""
PLAIN_LIST: Final = 5
"""Entries that a list without pages is taken to have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``depth``: fields inside one another. ``fields``, ``aliases``, ``directives``: all of them, with each fragment
    counted as often as it is used. ``same_name``: fields of one response name in one selection; ``repeats``: how many
    fields in all repeat such a name, since merging them is what the standard rules spend most on. ``fragments``:
    definitions. ``cost``: fields that the answer may come to, each counted once for every entry of the lists around it:
    as many as ``first`` asks for, ``VARIABLE_PAGE`` where that is a variable, else as ``sizes`` says. Introspection
    nests deeply by nature and reads nothing but the schema, so it has a depth of its own.
    """

    depth: int = 8
    introspection_depth: int = 16
    fields: int = 200
    introspection_fields: int = 500
    aliases: int = 15
    directives: int = 20
    same_name: int = 10
    repeats: int = 30
    fragments: int = 20
    cost: int = 5000


@dataclass(slots=True)
class _Measure:
    """What one selection set comes to, fragments included."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
    cost: int = 0
    names: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Measure") -> None:
        """Take in what stands beside, in the same selection."""
        self.depth = max(self.depth, other.depth)
        self.names.update(other.names)
        self.take(other)

    def take(self, other: "_Measure") -> None:
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.repeats += other.repeats
        self.cost += other.cost


LIMITS: Final = Limits()


def list_sizes(schema: GraphQLSchema) -> dict[str, int]:
    """Field name to the entries that it gives where a document does not say: a page's default, or ``PLAIN_LIST``."""
    sizes: dict[str, int] = {}
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, found in kind.fields.items():
            if "first" in found.args:
                sizes[name] = max(sizes.get(name, 1), int(found.args["first"].default_value))
            elif isinstance(get_nullable_type(found.type), GraphQLList) and name != "edges":
                sizes[name] = max(sizes.get(name, 1), PLAIN_LIST)
    return sizes


def check_limits(document: DocumentNode, limits: Limits = LIMITS, sizes: Mapping[str, int] | None = None) -> None:
    """Raise ShownError QUERY_TOO_COMPLEX for the first limit that the document passes, or a fragment within itself.

    ``sizes``: as ``list_sizes`` gives them; without, a list counts as one entry where the document does not say.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    if sum(isinstance(d, FragmentDefinitionNode) for d in document.definitions) > limits.fragments:
        raise _too("many fragments", limits.fragments)
    walk = _Walk(fragments, limits, sizes or {})
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            walk.operation(definition)
    for name in fragments:
        walk.fragment(name)


class _Walk:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode], limits: Limits, sizes: Mapping[str, int]) -> None:
        self.fragments, self.limits, self.sizes = fragments, limits, sizes
        self.known: dict[str, _Measure] = {}
        self.open: set[str] = set()

    def operation(self, definition: OperationDefinitionNode) -> None:
        measure = self.selection(definition.selection_set)
        measure.directives += len(definition.directives)
        self._refuse(measure, introspects=_introspects(definition))

    def fragment(self, name: str) -> _Measure:
        if name in self.known:
            return self.known[name]
        if name in self.open:
            raise ShownError(Code.QUERY_TOO_COMPLEX, "A fragment of this document spreads itself.")
        definition = self.fragments.get(name)
        if definition is None:
            return _Measure()  # the standard rules say that it is missing
        self.open.add(name)
        measure = self.selection(definition.selection_set)
        measure.directives += len(definition.directives)
        self.open.remove(name)
        self.known[name] = measure
        return measure

    def selection(self, selection_set: SelectionSetNode | None) -> _Measure:
        total = _Measure()
        for node in selection_set.selections if selection_set else ():
            total.directives += len(node.directives)
            if isinstance(node, FieldNode):
                self._field(node, total)
            elif isinstance(node, InlineFragmentNode):
                total.add(self.selection(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                total.add(self.fragment(node.name.value))
        if total.names and max(total.names.values()) > self.limits.same_name:
            raise _too("many fields of one name in one selection", self.limits.same_name)
        total.repeats += sum(total.names.values()) - len(total.names)
        self._refuse(total, introspects=True)
        return total

    def _field(self, node: FieldNode, total: _Measure) -> None:
        inner = self.selection(node.selection_set)
        total.take(inner)
        total.cost += 1 + inner.cost * (self._entries(node) - 1)
        total.depth = max(total.depth, 1 + inner.depth)
        total.fields += 1
        total.aliases += node.alias is not None
        total.names[(node.alias or node.name).value] += 1

    def _entries(self, node: FieldNode) -> int:
        for argument in node.arguments:
            if argument.name.value == "first":
                given = argument.value
                # More than any list gives is refused when the list is read, by the name of the argument.
                if isinstance(given, IntValueNode) and len(given.value) < 3:
                    return min(VARIABLE_PAGE, max(1, int(given.value)))
                return VARIABLE_PAGE
        return self.sizes.get(node.name.value, 1)

    def _refuse(self, measure: _Measure, *, introspects: bool) -> None:
        limits = self.limits
        depth = limits.introspection_depth if introspects else limits.depth
        fields = limits.introspection_fields if introspects else limits.fields
        if measure.depth > depth:
            raise _too("deep", depth)
        if measure.fields > fields:
            raise _too("many fields", fields)
        if measure.aliases > limits.aliases:
            raise _too("many aliases", limits.aliases)
        if measure.directives > limits.directives:
            raise _too("many directives", limits.directives)
        if measure.repeats > limits.repeats:
            raise _too("many repeated fields", limits.repeats)
        if measure.cost > limits.cost and not introspects:
            raise _too("costly", limits.cost)


def _introspects(definition: OperationDefinitionNode) -> bool:
    """Whether the operation reads the schema and nothing else: only ``__schema``, ``__type`` and the like at its root.

    A root that spreads a fragment is no such operation, whatever the fragment is called.
    """
    return all(
        isinstance(node, FieldNode) and node.name.value.startswith("__") for node in definition.selection_set.selections
    )


def _too(what: str, most: int) -> ShownError:
    return ShownError(Code.QUERY_TOO_COMPLEX, f"This document is too large: too {what} (at most {most}).")
