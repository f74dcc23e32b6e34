"""One rollback of a deployment: what an earlier generation showed is published again, with the ids it had."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from mast.core.errors import GraphUnreachable, MastError, UsageError
from mast.graph.connection import Graph
from mast.graph.generations import generation, published_numbers
from mast.graph.published import Generation, current_generation
from mast.graph.rollback import roll_back
from mast.graph.writer import Writer
from mast.ledger import register, runs
from mast.ledger.store import Clock, Ledger
from mast.ledger.succession import Kind, returning

_KINDS: Final[tuple[Kind, ...]] = ("person", "address", "household")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a rollback did. ``equals``: the generation whose state it is. ``links_staged``: links that wait for the next
    resolve, because they were stated since."""

    generation: int
    equals: int
    digest: str
    model: str
    links_opened: int
    links_closed: int
    links_staged: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def roll_back_and_publish(graph: Graph, ledger: Ledger, *, token: int, now: Clock, to: int | None = None) -> Summary:
    """Publish the generation before the current one again, or that of number ``to``, as a new generation.

    Everybody has the ids again that they had. What was loaded since stays loaded, unpublished. Call it under the
    writer's lease of ``token``. Raises UsageError where there is no such generation, MastError where there is nothing
    to go back to or the graph does not hold it any more; on any error nothing of it remains in a store.
    """
    current = current_generation(graph)
    if current is None:
        raise MastError("Nothing is published yet, so there is nothing to go back to.")
    earlier = _earlier(graph, current, to)
    run = runs.start(ledger, "rollback", now, token=token, left=current.number, equals=earlier.number)
    try:
        try:
            with (
                Writer(graph, token=token, what="rollback") as writer,
                Writer(graph, token=token, what=f"what was loaded since generation {earlier.number}") as later,
            ):
                for kind in _KINDS:
                    now_, then = register.current(ledger, kind), register.current(ledger, kind, earlier.number)
                    planned = returning(now_, then, register.next_number(ledger, kind))
                    register.record(ledger, kind, planned, writer.number)
                runs.step(run, "publish", "started", {"generation": writer.number})
                done = roll_back(writer, later, current, earlier, now())
        except BaseException:
            with suppress(GraphUnreachable):  # then the next writer does it, when the graph can be asked again
                published = current_generation(graph)
                register.discard_above(ledger, published.number if published else 0)
            raise
        runs.note(run, model=earlier.model, plan=earlier.plan, decisions=earlier.decisions, digest=done.digest)
        runs.step(run, "publish", "done", {"opened": done.opened, "closed": done.closed, "staged": done.staged})
        runs.finish(run, "done", {"generation": done.number})
    except BaseException:
        runs.finish(run, "failed")
        raise
    return Summary(done.number, earlier.number, done.digest, earlier.model, done.opened, done.closed, done.staged)


def _earlier(graph: Graph, current: Generation, to: int | None) -> Generation:
    before = [number for number in published_numbers(graph) if number < current.number]
    if not before:
        raise MastError(f"Generation {current.number} is the first one: there is nothing to go back to.")
    if to is not None and to not in before:
        known = ", ".join(map(str, before[:10])) + (", …" if len(before) > 10 else "")
        raise UsageError(f"--to {to}: no generation of that number was published before the current one, but {known}.")
    earlier = generation(graph, before[0] if to is None else to)
    assert earlier is not None
    return earlier
