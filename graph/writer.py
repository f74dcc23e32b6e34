"""The one way to write facts: fenced by the lease's token, numbered, in batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from mast.core.errors import GraphDamaged, GraphUnreachable, MastError, StaleWriter
from mast.graph import digest
from mast.graph.connection import Graph
from mast.graph.links import FOREVER, RESOLVED, STATED, Difference, LinkKind
from mast.graph.transaction import Transaction

BATCH: Final = 2_000
"""Rows in one transaction: big enough to drown the round trip, small enough for a 1 GiB heap."""

LINKED: Final = 500
"""The same for rows of which each becomes several nodes and links."""

T = TypeVar("T")
Run = Callable[..., list[dict[str, Any]]]
"""Runs a statement by its name within an open transaction."""


@dataclass(frozen=True, slots=True)
class Whole:
    """New nodes that are written in one piece with their links.

    ``linked``: to how many nodes that are looked up a row's is linked; ``own``: to how many that are made with it.
    ``digest``: what all these links add to the digest. ``together``: rows in one transaction.
    """

    rows: Sequence[dict[str, Any]]
    linked: Callable[[dict[str, Any]], int]
    own: int
    digest: int
    together: int = LINKED


def take_over(graph: Graph, token: int) -> list[int]:
    """Shut out older writers and undo what one of them left unfinished; returns the numbers undone.

    Raises StaleWriter when a newer token is already at work.
    """
    if not graph.write("generations/take_token", token=token):
        raise StaleWriter("Another writer with a newer lease is at work. Wait until it is done and run this again.")
    undone = [int(row["number"]) for row in graph.read("generations/unfinished")]
    for number in undone:
        undo(graph, token, number)
    return undone


def undo(graph: Graph, token: int, number: int) -> None:
    """Take an unfinished number back.

    A finished one is left as it is: it may be published, though whoever published it was not told.
    """
    if fenced(graph, token, lambda run: run("generations/is_unfinished", number=number)):
        take_back(graph, token, number)


def take_back(graph: Graph, token: int, number: int) -> None:
    """Remove the links that ``number`` opened and reopen those it closed, batch by batch; then forget the number.

    Whoever calls it knows that the number was not published.
    """
    for kind in STATED + RESOLVED:
        for action, counted, more in (("opened", "removed", {}), ("closed", "reopened", {"forever": FOREVER})):
            name = f"generations/undo_{action}_{kind.name}"
            while True:
                rows = fenced(graph, token, lambda run: run(name, number=number, batch=BATCH, **more))  # noqa: B023
                if not rows or int(rows[0][counted]) < BATCH:
                    break
    fenced(graph, token, lambda run: run("history/forget_closings", number=number))
    fenced(graph, token, lambda run: run("generations/forget", number=number))


class Writer:
    """One numbered, fenced piece of writing. Use it as a context: leaving it by an error undoes the number.

    ``number`` is beyond every published generation, so no reader sees what is written before it is published.
    ``digest``: what was written so far adds to the sum of the hashes of all links in force.
    """

    def __init__(self, graph: Graph, *, token: int, what: str) -> None:
        self.graph, self.token = graph, token
        rows = fenced(graph, token, lambda run: run("generations/hand_out", what=what))
        self.number = int(rows[0]["number"])
        self.opened = self.closed = self.unchanged = self.digest = 0
        self._notes = count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            return
        try:
            undo(self.graph, self.token, self.number)
        except MastError:
            # The graph is gone or another writer took over: the next writer undoes what is marked unfinished.
            return

    def complete(self) -> None:
        """Mark the number as finished, so that a later publication takes it in, and what it adds to the digest."""
        told = digest.told(self.digest)
        self.conclude(lambda: self.run("generations/complete", number=self.number, digest=told))

    def conclude(self, step: Callable[[], object]) -> None:
        """Run the step that finishes the number. Where the connection was lost before the graph could say what became
        of it, ask. Raises GraphUnreachable when it did not happen, or the graph cannot be asked."""
        try:
            step()
        except GraphUnreachable:
            # The question is fenced, and so waits for a transaction of ours that the graph may still be busy with.
            if self.run("generations/is_unfinished", number=self.number):
                raise

    def run(self, name: str, **params: Any) -> list[dict[str, Any]]:
        return fenced(self.graph, self.token, lambda run: run(name, **params))

    def create(self, folder: str, label: str, rows: Sequence[dict[str, Any]]) -> int:
        """Create the nodes of ``rows`` that do not exist yet. Returns how many."""
        made = 0
        for batch in _batches(sorted(rows, key=lambda row: str(row["key"]))):
            missing = self.missing(folder, label, [row["key"] for row in batch])
            if missing:
                self.run(f"{folder}/create_{label}", rows=[row for row in batch if row["key"] in missing])
                made += len(missing)
        return made

    def missing(self, folder: str, label: str, keys: Sequence[str]) -> set[str]:
        """The keys that no node of this label has."""
        missing = set(keys)
        for batch in _batches(keys):
            missing.difference_update(row["key"] for row in self.graph.read(f"{folder}/known_{label}", keys=batch))
        return missing

    def create_whole(self, name: str, whole: Whole) -> None:
        """Create new nodes with their links, by a statement that does both. Raises GraphDamaged as ``apply`` does."""
        for batch in _batches(whole.rows, whole.together):
            wanted = sum(whole.linked(row) for row in batch)
            (told,) = self.run(name, rows=batch, number=self.number, forever=FOREVER)
            if told["opened"] != wanted:
                raise _damaged(name, wanted, "opened", told["opened"])
            self.opened += wanted + whole.own * len(batch)
        self.digest += whole.digest

    def apply(self, folder: str, kind: LinkKind, change: Difference, until: int = FOREVER) -> None:
        """Close, then open, the links of one kind; those that it opens hold ``until`` that number.

        Raises GraphDamaged when the graph did so with fewer than it was given: a node was not found by its key.
        """
        self._note_closed(kind, change.closed, self.number)
        if until != FOREVER:
            self._note_closed(kind, change.opened, until)
        steps = (("close", "closed", change.closed, FOREVER), ("open", "opened", change.opened, until))
        for action, done, rows, held in steps:
            for batch in _batches(rows):
                name = f"{folder}/{action}_{kind.name}"
                (told,) = self.run(name, rows=batch, number=self.number, forever=held)
                if told[done] != len(batch):
                    raise _damaged(kind.name, len(batch), done, told[done])
        self.opened += len(change.opened)
        self.closed += len(change.closed)
        self.unchanged += change.unchanged
        self.digest += change.digest

    def _note_closed(self, kind: LinkKind, rows: Sequence[dict[str, Any]], number: int) -> None:
        """Note what a number is about to close, so that it can be moved aside later (``graph/history.py``)."""
        for batch in _batches(sorted({row["source"] for row in rows})):
            key = f"{self.number}/{next(self._notes)}"
            self.run("history/note_closed", key=key, number=number, kind=kind.name, sources=batch)


def fenced(graph: Graph, token: int, work: Callable[[Run], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Run ``work`` in one transaction in which the writer's token is still the newest. Raises StaleWriter."""

    def transaction(tx: Transaction) -> list[dict[str, Any]]:
        if not tx.run("generations/fence", token=token):
            raise StaleWriter(
                "The writer's lease was taken over by another job; nothing more was written. Run this again."
            )
        return work(tx.run)

    return graph.transaction(transaction)


def _damaged(what: str, wanted: int, done: str, told: int) -> GraphDamaged:
    return GraphDamaged(
        f"Of {wanted} links ({what}) the graph {done} {told}: it does not find all nodes by their keys. Nothing of "
        "this was kept. Run mast check --repair, then this again."
    )


def _batches(rows: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
