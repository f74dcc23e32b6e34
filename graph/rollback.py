"""Publish an earlier generation again, as a new one: its facts and its links, by differences.

What was stated since is hidden, not lost. It is staged anew under a second number beyond the new generation's, where
the next resolve finds it, as if it had just been loaded. With ``q`` the generation to go back to, ``g`` the new one and
``h`` the number beyond:

    opened after q, in force    closed at g; a fact is opened again at h
    in force at q, closed since a copy from g on: of a fact until h, of what was resolved for good
    in force at q and now       left alone: in force at g and at h

So no link that any reader holds is changed, and undoing ``h`` and then ``g`` leaves all as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mast.core.errors import MastError
from mast.graph import digest
from mast.graph.generations import About, commit, staged_digests
from mast.graph.links import FOREVER, RESOLVED, STATED, Difference, LinkKind
from mast.graph.published import Generation
from mast.graph.writer import Writer

_ENDS: Final = ("source", "target")


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The new generation, and how many links were opened and closed for it and for what waits beyond it."""

    number: int
    digest: str
    opened: int
    closed: int
    staged: int


def roll_back(writer: Writer, later: Writer, current: Generation, earlier: Generation, now: datetime) -> RolledBack:
    """Publish what ``earlier`` shows under the writer's number; what was stated since waits under that of ``later``.

    Raises MastError when the graph does not hold all any more that ``earlier`` showed, StaleWriter when somebody
    published meanwhile; then nothing of this remains.
    """
    graph = writer.graph
    total = digest.read(current.digest) + sum(staged_digests(graph).values())
    for kind in STATED + RESOLVED:
        rows = graph.read(f"generations/changed_{kind.name}", number=earlier.number, forever=FOREVER)
        newer = [row for row in rows if row["until"] == FOREVER]
        older = [row for row in rows if row["until"] != FOREVER]
        less = _weigh(kind, newer) - _weigh(kind, older)
        total -= less
        folder = "staging" if kind in STATED else "publishing"
        back = Difference(closed=_links(kind, newer, named=True), opened=_links(kind, older))
        if kind in STATED:
            writer.apply(folder, kind, back, until=later.number)
            later.apply(folder, kind, Difference(opened=_links(kind, newer), digest=less))
        else:
            writer.apply(folder, kind, back)
    if digest.told(total) != earlier.digest:
        raise MastError(
            f"Generation {earlier.number} cannot be published again: the graph does not hold all any more that it "
            "showed. Older links were purged or moved aside. Nothing was changed."
        )
    about = About(
        earlier.model,
        earlier.plan,
        earlier.decisions,
        earlier.coverage,
        override=earlier.override,
        restores=earlier.restores or earlier.number,
    )
    commit(writer, about, earlier.digest, expected=current.number, now=now, later=later)
    return RolledBack(writer.number, earlier.digest, writer.opened, writer.closed, later.opened)


def _weigh(kind: LinkKind, rows: Iterable[Mapping[str, Any]]) -> int:
    names = (*_ENDS, *kind.properties)
    return digest.weigh(kind.name, (tuple(row[name] for name in names) for row in rows))


def _links(kind: LinkKind, rows: Iterable[Mapping[str, Any]], *, named: bool = False) -> list[dict[str, Any]]:
    """The rows as the statements take them; ``named``: only what tells a link from others."""
    names = (*_ENDS, *(kind.told_apart_by if named else kind.properties))
    told = [{name: row[name] for name in names} for row in rows]
    return sorted(told, key=lambda row: tuple(str(value) for value in row.values()))
