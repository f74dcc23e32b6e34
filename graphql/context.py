"""What the resolvers of one request share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from mast.access.looks import Look
from mast.access.tokens import Identity
from mast.core.facts import Partner
from mast.core.window import Window
from mast.graph.published import Generation
from mast.graphql.batches import Batches
from mast.graphql.errors import bad_input
from mast.graphql.pool import ReadPool
from mast.graphql.reading import CardReader
from mast.resolution.explaining.explaining import Explanation
from mast.resolution.model import Model

Kind = Literal["person", "household", "address"]
Follow = Callable[[Kind, str, int], str]
"""The id that a retired id leads to in a generation, or the id itself. May block."""

Explain = Callable[[CardReader, str, str], Explanation | None]
"""Why two records, by their keys, are one person or not, as the reader may see it; None for one that is not there to
see. Raises UsageError for keys that are none. May block."""

ModelOf = Callable[[Generation], Model]
"""The model that a generation was resolved with. May block."""

Looks = Callable[[str], list[Look]]
"""Every answer that showed what has this id. May block."""


@dataclass(frozen=True, slots=True)
class Context:
    """One request: who asks, the pinned reader and its loaders, and the ids that the answer shows (``seen``)."""

    identity: Identity
    partners: tuple[Partner, ...]
    window: Window
    reader: CardReader
    batches: Batches
    pool: ReadPool
    follow: Follow
    explain: Explain
    model_of: ModelOf
    looks: Looks
    seen: set[str] = field(default_factory=set)

    @property
    def generation(self) -> Generation:
        return self.reader.generation

    def partner(self, code: str) -> Partner | None:
        return next((partner for partner in self.partners if partner.code == code), None)

    async def current_id(self, kind: Kind, asked: str, exists: Callable[[str], Awaitable[bool]]) -> str | None:
        """The id under which what was asked for stands in this generation; None when there is no such thing.

        A retired id leads on to the one that took it in. The register is asked only about ids that the graph does not
        know. One that leads to what is sealed leads nowhere, after as many steps as one that never was. Raises
        ShownError BAD_USER_INPUT for a text that no such thing could ever have for an id.
        """
        if not _is_id(kind, asked):
            raise bad_input("id", f"The id of {_A[kind]} is a letter and digits, as in {kind[0].upper()}0000001.")
        if await exists(asked):
            return asked
        onward = await self.pool.run(self.follow, kind, asked, self.generation.number)
        leads = onward != asked and not self.reader.visibility.sealed.hides(onward)
        return onward if leads and await exists(onward) else None


_A: Final[dict[Kind, str]] = {"person": "a person", "household": "a household", "address": "an address"}


def _is_id(kind: Kind, text: str) -> bool:
    return text[:1] == kind[0].upper() and text[1:].isascii() and text[1:].isdigit() and 8 <= len(text) <= 16
