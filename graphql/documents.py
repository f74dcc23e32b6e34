"""Parsed and checked documents, kept by their text: parsing and validating is most of what a small query costs."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from mast.graphql.errors import Code, ShownError, request_errors
from mast.graphql.limits import MAX_TOKENS, check_limits, list_sizes
from mast.graphql.policy import asked_fields

_MOST_ERRORS: Final = 10


@dataclass(frozen=True, slots=True)
class Document:
    """One text: parsed, or the errors that keep it from being run, as the client reads them. ``fields``: what it asks
    for, as in ``Person.displayName``.
    """

    sha256: str
    tree: DocumentNode | None
    errors: tuple[dict[str, Any], ...]
    fields: frozenset[str] = frozenset()

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run, None when ``name`` does not tell which one."""
        found = [d for d in self.tree.definitions if isinstance(d, OperationDefinitionNode)] if self.tree else []
        if name:
            found = [definition for definition in found if definition.name and definition.name.value == name]
        return found[0] if len(found) == 1 else None


class Documents:
    """The last ``most`` documents that were asked for. Safe to share between threads."""

    def __init__(self, schema: GraphQLSchema, most: int = 512) -> None:
        self.schema, self.most = schema, most
        self._sizes = list_sizes(schema)
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Document:
        with self._lock:
            kept = self._kept.get(text)
            if kept is not None:
                self._kept.move_to_end(text)
                return kept
        document = self._check(text)
        with self._lock:
            self._kept[text] = document
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return document

    def _check(self, text: str) -> Document:
        digest = sha256(text.encode()).hexdigest()
        try:
            tree = parse(text, max_tokens=MAX_TOKENS)
            check_limits(tree, sizes=self._sizes)
        except GraphQLSyntaxError as error:
            aborted = error.message.endswith("Parsing aborted.")  # past the parser's own limits
            return _unusable(digest, error, Code.QUERY_TOO_COMPLEX if aborted else Code.GRAPHQL_PARSE_FAILED)
        except ShownError as error:
            return _unusable(digest, error, error.code)
        except RecursionError:
            too_deep = ShownError(Code.QUERY_TOO_COMPLEX, "This document is too large: too deep.")
            return _unusable(digest, too_deep, too_deep.code)
        wrong = [*_not_offered(tree), *validate(self.schema, tree, max_errors=_MOST_ERRORS, hide_suggestions=True)]
        errors = request_errors(wrong, Code.GRAPHQL_VALIDATION_FAILED)
        if errors:
            return Document(digest, None, tuple(errors))
        return Document(digest, tree, (), asked_fields(self.schema, tree))


def _not_offered(tree: DocumentNode) -> list[GraphQLError]:
    return [
        ShownError(Code.GRAPHQL_VALIDATION_FAILED, f"This service answers queries only; it has no {kind.value}s.")
        for kind in (OperationType.MUTATION, OperationType.SUBSCRIPTION)
        if any(isinstance(d, OperationDefinitionNode) and d.operation is kind for d in tree.definitions)
    ]


def _unusable(digest: str, error: GraphQLError, code: Code) -> Document:
    return Document(digest, None, tuple(request_errors([error], code)))
