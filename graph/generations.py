"""The generations that were published, and the one step that publishes another: whole, or nothing happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mast.core.errors import StaleWriter
from mast.graph import digest
from mast.graph.connection import Graph
from mast.graph.published import Generation, generation_of
from mast.graph.transaction import Transaction
from mast.graph.writer import Writer


@dataclass(frozen=True, slots=True)
class About:
    """What is kept of a generation beside its links. ``coverage``: partner code to the date of its newest data.

    ``override``, ``restores``: as in ``Generation``.
    """

    model: str
    plan: str
    decisions: str
    coverage: Mapping[str, date]
    override: str = ""
    restores: int = 0


def generation(graph: Graph, number: int) -> Generation | None:
    """The generation of that number, current or not; None where none was published under it."""
    return generation_of(graph.read("generations/generation", number=number))


def published_numbers(graph: Graph) -> list[int]:
    """The numbers of all generations that were ever published, the newest first."""
    return [int(row["number"]) for row in graph.read("generations/all_published")]


def highest_number(graph: Graph) -> int:
    """The highest number that was ever handed out to a load or a resolve."""
    return int(graph.read("generations/highest")[0]["highest"])


def staged_deliveries(graph: Graph) -> dict[str, int]:
    """Ids of the deliveries that are written whole and not yet published, each with its number."""
    rows = graph.read("generations/staged")
    return {row["what"].removeprefix("load "): row["number"] for row in rows if row["what"].startswith("load ")}


def staged_digests(graph: Graph) -> dict[int, int]:
    """What each finished number that is not yet published adds to the sum of the hashes of all links."""
    return {int(row["number"]): digest.read(row["digest"]) for row in graph.read("generations/staged")}


def digest_after(graph: Graph, published: Generation | None, added: int) -> str:
    """The digest of a generation that takes in all that is staged, and ``added`` by whoever resolves it."""
    before = digest.read(published.digest) if published else 0
    return digest.told(before + sum(staged_digests(graph).values()) + added)


def commit(
    writer: Writer, about: About, shown: str, *, expected: int, now: datetime, later: Writer | None = None
) -> None:
    """Publish the writer's number, with the digest ``shown``, if the pointer still stands at ``expected``.

    ``later`` is finished in the same step: staged, and so published by the next generation. Raises StaleWriter when
    somebody published meanwhile or took over; then nothing of this is to be seen.
    """
    rows = [{"code": code, "data_as_of": day.isoformat()} for code, day in sorted(about.coverage.items())]

    def step(tx: Transaction) -> None:
        if not tx.run("generations/fence", token=writer.token):
            raise StaleWriter("The writer's lease was taken over by another job; nothing was published.")
        for finished in (writer, later) if later else (writer,):
            tx.run("generations/complete", number=finished.number, digest=digest.told(finished.digest))
        tx.run(
            "generations/record_generation",
            number=writer.number,
            published_at=now.isoformat(timespec="seconds"),
            model=about.model,
            plan=about.plan,
            decisions=about.decisions,
            digest=shown,
            override=about.override,
            restores=about.restores,
        )
        tx.run("generations/cover", number=writer.number, rows=rows)
        tx.run("generations/clear_staged", number=writer.number)
        if not tx.run("generations/publish", expected=expected, number=writer.number):
            raise StaleWriter("Another generation was published meanwhile; nothing of this one was. Run this again.")

    writer.conclude(lambda: writer.graph.transaction(step))
