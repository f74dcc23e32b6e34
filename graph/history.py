"""Closed links moved aside, to types of their own (``WAS_…``), so that a card of today does not slow down with history.

A link is moved once no generation that readers may still hold can see it: it was closed by the oldest of the
generations that are kept at hand, or before. Batch by batch, each one transaction that creates, deletes and settles the
note that named the batch: a link is always of one type, never of both or none, and who dies between batches goes on
with the next call.
"""

import random
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from mast.core.errors import GraphUnreachable
from mast.graph.connection import Graph
from mast.graph.statements import HISTORY
from mast.graph.writer import Run, fenced

AT_HAND: Final = 14
"""Generations that readers and a rollback may reach without history, where nobody says otherwise."""
_ATTEMPTS: Final = 20

T = TypeVar("T")


def move_aside(graph: Graph, token: int, keep: int) -> int:
    """Move the links that none of the newest ``keep`` generations sees; returns how many were moved.

    Raises StaleWriter when another writer took over; what was moved until then stays moved.
    """
    kept = graph.read("generations/newest", most=keep)
    if len(kept) < keep:
        return 0
    until, moved = int(kept[-1]["number"]), 0
    for note in graph.read("history/closings", until=until):
        moved += _moved(graph, token, note["key"], note["kind"], until)
    return moved


def _moved(graph: Graph, token: int, key: str, kind: str, until: int) -> int:
    def work(run: Run) -> list[dict[str, Any]]:
        found = run("history/closing", key=key)
        rows = run(f"history/move_{kind}", keys=found[0]["sources"], until=until) if found else []
        run("history/settle", key=key)
        return rows

    rows = fenced(graph, token, work)
    return int(rows[0]["moved"]) if rows else 0


def read_history(graph: Graph, name: str, **params: Any) -> list[dict[str, Any]]:
    """Run a reading statement over the links in force and those moved aside: for a generation of any age.

    Raises GraphUnreachable when links go on being moved meanwhile.
    """
    return undisturbed(graph, lambda: graph.read(name + HISTORY, **params))


def undisturbed(graph: Graph, read: Callable[[], T]) -> T:
    """What ``read`` returns when no link was moved while it ran, so that it saw none twice and missed none."""
    for attempt in range(_ATTEMPTS):
        before = graph.read("history/moves")
        found = read()
        if graph.read("history/moves") == before:
            return found
        time.sleep(random.uniform(0, 0.02 * (attempt + 1)))
    raise GraphUnreachable("History is being moved aside just now. Ask again in a minute.")
