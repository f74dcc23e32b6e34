"""Which generation is the published one, or was at a moment, and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from mast.graph.connection import Graph


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation, and how fresh each partner's data are in it.

    ``model``, ``plan`` and ``decisions`` name what it was resolved with; of the last two "" is the built-in and none.
    ``override``: why it was published though the gate held it back. ``restores``: the earlier one it equals, else 0.
    """

    number: int
    published_at: str
    model: str
    digest: str
    coverage: dict[str, date]
    plan: str = ""
    decisions: str = ""
    override: str = ""
    restores: int = 0


def current_generation(graph: Graph) -> Generation | None:
    """The published generation, or None before the first publication."""
    return generation_of(graph.read("generations/published"))


class Pin:
    """Gives the published generation. What is known of it is read again only once the pointer has moved."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: Generation | None = None

    @property
    def known(self) -> Generation | None:
        """What was the published generation when somebody looked last; None where nobody did."""
        return self._known

    def __call__(self) -> Generation | None:
        known, pointer = self._known, self._graph.read("generations/pointer")
        if known is None or not pointer or pointer[0]["number"] != known.number:
            known = self._known = current_generation(self._graph)
        return known


def generation_at(graph: Graph, moment: datetime) -> Generation | None:
    """The generation that was the published one at an aware ``moment``, or None before the first publication."""
    at = moment.astimezone(UTC).replace(microsecond=0).isoformat(timespec="seconds")
    found = graph.read("generations/number_at", moment=at)
    return generation_of(graph.read("generations/generation", number=found[0]["number"])) if found else None


def generation_of(rows: Sequence[dict[str, Any]]) -> Generation | None:
    """The generation that these rows tell of, one a partner."""
    if not rows:
        return None
    first = rows[0]
    coverage = {row["code"]: date.fromisoformat(row["data_as_of"]) for row in rows if row["code"] and row["data_as_of"]}
    return Generation(
        number=first["number"],
        published_at=first["published_at"],
        model=first["model"],
        digest=first["digest"],
        coverage=coverage,
        plan=first["plan"] or "",
        decisions=first["decisions"] or "",
        override=first["override"] or "",
        restores=first["restores"] or 0,
    )
