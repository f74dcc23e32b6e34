"""What a document may ask for at most, counted in one walk before the standard rules see it.

Each fragment is measured once, however often it is spread, so that the walk takes time in proportion to the document's
length; graph validation and execution do not. The limits follow reliability practice for GraphQL servers (OWASP ASVS
5.0, 4.3: cost of queries).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from mast.graphql.errors import Code, ShownError

MAX_TOKENS: Final = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """``depth``: fields inside one another. ``fields``, ``aliases``, ``directives``: all of them, with each fragment
    counted as often as it is used. ``same_name``: fields of one response name in one selection; ``repeats``: how many
    fields in all repeat such a name, since merging them is what the standard rules spend most on. ``fragments``:
    definitions. Introspection nests deeply by nature and reads nothing but the schema, so it has a depth of its own.
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


@dataclass(slots=True)
class _Measure:
    """What one selection set comes to, fragments included."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    repeats: int = 0
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


LIMITS: Final = Limits()


def check_limits(document: DocumentNode, limits: Limits = LIMITS) -> None:
    """Raise ShownError QUERY_TOO_COMPLEX for the first limit that the document passes, or a fragment within itself."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    if sum(isinstance(d, FragmentDefinitionNode) for d in document.definitions) > limits.fragments:
        raise _too("many fragments", limits.fragments)
    walk = _Walk(fragments, limits)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            walk.operation(definition)
    for name in fragments:
        walk.fragment(name)


class _Walk:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode], limits: Limits) -> None:
        self.fragments, self.limits = fragments, limits
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
        total.depth = max(total.depth, 1 + inner.depth)
        total.fields += 1
        total.aliases += node.alias is not None
        total.names[(node.alias or node.name).value] += 1

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


def _introspects(definition: OperationDefinitionNode) -> bool:
    """Whether the operation reads the schema and nothing else: only ``__schema``, ``__type`` and the like at its root.

    A root that spreads a fragment is no such operation, whatever the fragment is called.
    """
    return all(
        isinstance(node, FieldNode) and node.name.value.startswith("__") for node in definition.selection_set.selections
    )


def _too(what: str, most: int) -> ShownError:
    return ShownError(Code.QUERY_TOO_COMPLEX, f"This document is too large: too {what} (at most {most}).")
