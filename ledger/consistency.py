"""Whether the ledger agrees with what the graph was found to hold. Nothing is written."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import func, select

from mast.core.consistency import Finding
from mast.ledger import register, runs, tables
from mast.ledger.process import Process, is_gone
from mast.ledger.store import Ledger
from mast.ledger.succession import Kind

_NAMED: Final = 5


def publications(ledger: Ledger, number: int, digest: str) -> list[Finding]:
    """Whether the run ledger and the register know ``number`` as the newest generation, and it alone."""
    found = []
    done = [run for run in runs.recent(ledger, 200, runs.PUBLISHING) if run.outcome == "done"]
    told = done[0].counts.get("generation", 0) if done else 0
    if told != number:
        found.append(
            Finding(
                "pointer",
                f"the graph shows generation {number}, and the run ledger says {told}",
                mends=number in _begun(ledger),
            )
        )
    elif done and done[0].facts.get("digest", digest) != digest:
        found.append(Finding("pointer", f"the run ledger has another digest of generation {number}"))
    with ledger.read() as connection:
        newest = connection.execute(select(func.max(tables.register_numbers.c.generation))).scalar() or 0
    if newest > number:
        found.append(Finding("register", f"the register holds generation {newest}, which is not published", mends=True))
    elif newest < number:
        found.append(Finding("register", f"the register ends at generation {newest}, and {number} is published"))
    return found


def ids(ledger: Ledger, kind: Kind, number: int, shown: Mapping[str, str]) -> list[Finding]:
    """Whether the members have the ids that the graph shows in generation ``number``."""
    registered = register.current(ledger, kind, number)
    amiss = sorted(key for key in registered.keys() | shown if registered.get(key) != shown.get(key))
    if not amiss:
        return []
    named = f": {_some(amiss)}" if kind == "person" else ""  # a stated address's key is what was stated
    return [Finding("register", f"{len(amiss)} members have other {kind} ids in the graph{named}")]


def households(
    ledger: Ledger, number: int, person_of: Mapping[str, str], households_of: Mapping[str, set[str]]
) -> list[Finding]:
    """Whether each record's household in the register is one of its person's in the graph, and all are there."""
    registered = register.current(ledger, "household", number)
    amiss = {key for key, home in registered.items() if home not in households_of.get(person_of.get(key, ""), ())}
    amiss |= {key for key, person in person_of.items() if person in households_of and key not in registered}
    return (
        [Finding("register", f"{len(amiss)} records have other households in the graph: {_some(amiss)}")]
        if amiss
        else []
    )


def rows(ledger: Ledger, held: Mapping[str, int]) -> list[Finding]:
    """Whether the graph holds as many rows of each partner as were written to it, or more.

    More is no fault: after a crash between the two stores the graph has rows that the ledger does not remember yet.
    """
    table = tables.stated_rows
    with ledger.read() as connection:
        told = connection.execute(
            select(table.c.partner, func.count()).group_by(table.c.partner).order_by(table.c.partner)
        )
        return [
            Finding("rows", f"{partner}: {count} rows were written, and the graph holds {held.get(partner, 0)}")
            for partner, count in told
            if held.get(partner, 0) < count
        ]


def abandoned(ledger: Ledger) -> list[Finding]:
    """Runs that go on in the ledger and whose process is gone."""
    table = tables.runs
    with ledger.read() as connection:
        running = connection.execute(select(table).where(table.c.outcome == "running").order_by(table.c.id)).all()
    over = [row.id for row in running if is_gone(Process(row.pid, row.host, row.birth))]
    return [Finding("runs", f"run {number} died and is not marked so", mends=True) for number in over]


def _begun(ledger: Ledger) -> set[int]:
    """Generations that a run which has not ended began to publish."""
    return {
        step.counts["generation"]
        for run in runs.recent(ledger, 20, runs.PUBLISHING)
        if run.outcome == "running"
        for step in run.steps
        if "generation" in step.counts
    }


def _some(keys: Iterable[str]) -> str:
    named = sorted(keys)
    return ", ".join(named[:_NAMED]) + (", …" if len(named) > _NAMED else "")
