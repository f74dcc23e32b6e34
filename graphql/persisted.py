"""Ready-made operations, asked for by the hash of their text: ``operations/*.graphql`` and nothing that a client sends.

A request names one by ``documentId`` (``sha256:…``, as the GraphQL-over-HTTP working group drafts it) or by
``extensions.persistedQuery.sha256Hash`` (as Apollo's clients do). Nothing is ever registered by a request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from mast.graphql.errors import Code, ShownError
from mast.graphql.messages import Ask


@dataclass(frozen=True, slots=True)
class Persisted:
    """``texts``: SHA-256 to document. ``only``: whether nothing else is answered."""

    texts: Mapping[str, str]
    only: bool = False

    def text_of(self, ask: Ask) -> str:
        """The document that was asked for.

        Raises ShownError: PERSISTED_QUERY_NOT_FOUND for a hash that is none of ours where no document came with it,
        BAD_USER_INPUT for a hash of another document than came with it, PERSISTED_QUERY_ONLY for a document that is
        none of ours where only those are answered.
        """
        if not ask.sha256:
            if self.only and _hash(ask.query) not in self.texts:
                raise ShownError(Code.PERSISTED_QUERY_ONLY, "This service answers its ready-made operations only.")
            return ask.query
        if ask.query and _hash(ask.query) != ask.sha256:
            raise ShownError(Code.BAD_USER_INPUT, "The hash is not that of the document.", "sha256Hash")
        known = self.texts.get(ask.sha256)
        if known is not None:
            return known
        if self.only or not ask.query:
            raise ShownError(Code.PERSISTED_QUERY_NOT_FOUND, "No ready-made operation has this hash.")
        return ask.query


def persisted(texts: Mapping[str, str], *, only: bool = False) -> Persisted:
    """``texts``: name to document."""
    return Persisted({_hash(text): text for text in texts.values()}, only)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
