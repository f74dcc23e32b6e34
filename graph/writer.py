"""The one way to write facts: fenced by the lease's token, numbered, in batches."""

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Final, Self

from mast.core.errors import MastError, StaleWriter
from mast.graph.connection import Graph, Transaction
from mast.graph.links import FOREVER, RESOLVED, STATED, Difference, LinkKind

BATCH: Final = 2_000
"""Rows in one transaction: big enough to drown the round trip, small enough for a 1 GiB heap."""


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
    """Remove the links that ``number`` opened and reopen those it closed, batch by batch; then forget the number."""
    for kind in STATED + RESOLVED:
        for action, counted, more in (("opened", "removed", {}), ("closed", "reopened", {"forever": FOREVER})):
            name = f"generations/undo_{action}_{kind.name}"
            while True:
                rows = _fenced(graph, token, lambda run: run(name, number=number, batch=BATCH, **more))  # noqa: B023
                if not rows or int(rows[0][counted]) < BATCH:
                    break
    _fenced(graph, token, lambda run: run("generations/forget", number=number))


class Writer:
    """One numbered, fenced piece of writing. Use it as a context: leaving it by an error undoes the number.

    ``number`` is beyond every published generation, so no reader sees what is written before it is published.
    """

    def __init__(self, graph: Graph, *, token: int, what: str) -> None:
        self.graph, self.token = graph, token
        rows = _fenced(graph, token, lambda run: run("generations/hand_out", what=what))
        self.number = int(rows[0]["number"])
        self.opened = self.closed = self.unchanged = 0

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
        """Mark the number as finished, so that a later publication takes it in."""
        self.run("generations/complete", number=self.number)

    def run(self, name: str, **params: Any) -> list[dict[str, Any]]:
        return _fenced(self.graph, self.token, lambda run: run(name, **params))

    def create(
        self, folder: str, label: str, rows: Sequence[dict[str, Any]], *, key: str = "key", known: bool = True
    ) -> int:
        """Create the nodes of ``rows`` that do not exist yet; ``known=False`` looks none up. Returns how many."""
        made = 0
        for batch in _batches(sorted(rows, key=lambda row: str(row[key]))):
            new = batch
            if known:
                there = self.graph.read(f"{folder}/known_{label}", keys=[row[key] for row in batch])
                held = {row["key"] for row in there}
                new = [row for row in batch if row[key] not in held]
            if new:
                self.run(f"{folder}/create_{label}", rows=new)
                made += len(new)
        return made

    def apply(self, folder: str, kind: LinkKind, change: Difference) -> None:
        """Close, then open, the links of one kind."""
        for action, rows in (("close", change.closed), ("open", change.opened)):
            for batch in _batches(rows):
                self.run(f"{folder}/{action}_{kind.name}", rows=batch, number=self.number, forever=FOREVER)
        self.opened += len(change.opened)
        self.closed += len(change.closed)
        self.unchanged += change.unchanged


Run = Callable[..., list[dict[str, Any]]]


def _fenced(graph: Graph, token: int, work: Callable[[Run], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    def transaction(tx: Transaction) -> list[dict[str, Any]]:
        if not tx.run("generations/fence", token=token):
            raise StaleWriter(
                "The writer's lease was taken over by another job; nothing more was written. Run this again."
            )
        return work(tx.run)

    return graph.transaction(transaction)


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
