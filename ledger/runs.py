"""The run ledger: every load, train, resolve and publish, written ahead of what it does, with its steps and counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select, true, update

from mast.ledger import tables
from mast.ledger.process import Process, is_gone, this_process
from mast.ledger.store import Clock, Ledger

State = Literal["planned", "started", "done"]
Outcome = Literal["done", "failed", "refused"]
PUBLISHING: Final = ("resolve", "rollback")
"""The verbs that publish."""
Fact = str | int | float | bool | None | list[str] | dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """A run that goes on: the handle for its steps and its end."""

    id: int
    verb: str
    ledger: Ledger
    now: Clock


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    state: State
    at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as the ledger tells it. ``outcome`` is ``running`` until the run ends."""

    id: int
    verb: str
    outcome: str
    started_at: datetime
    finished_at: datetime | None
    facts: Mapping[str, Fact]
    counts: Mapping[str, int]
    steps: tuple[Step, ...]


def start(ledger: Ledger, verb: str, now: Clock, token: int | None = None, **facts: Fact) -> Run:
    """Writes that a run begins. ``token``: of the writer's lease; ``facts``: file hashes, generation, model."""
    process = this_process()
    with ledger.begin() as connection:
        number = connection.execute(
            tables.runs.insert()
            .values(
                verb=verb,
                outcome="running",
                token=token,
                pid=process.pid,
                host=process.host,
                birth=process.birth,
                started_at=now(),
                facts=facts,
                counts={},
            )
            .returning(tables.runs.c.id)
        ).scalar_one()
    return Run(id=number, verb=verb, ledger=ledger, now=now)


def step(run: Run, name: str, state: State, counts: Mapping[str, int] | None = None) -> None:
    """Writes that a step of the run is planned, started or done."""
    with run.ledger.begin() as connection:
        connection.execute(
            tables.run_steps.insert().values(
                run_id=run.id, name=name, state=state, at=run.now(), counts=dict(counts or {})
            )
        )


def note(run: Run, **facts: Fact) -> None:
    """Adds to what is known of the run: a digest, why it was kept back, why it was published all the same."""
    table = tables.runs
    with run.ledger.begin("runs") as connection:
        known = connection.execute(select(table.c.facts).where(table.c.id == run.id)).scalar_one()
        connection.execute(update(table).where(table.c.id == run.id).values(facts={**known, **facts}))


def finish(run: Run, outcome: Outcome, counts: Mapping[str, int] | None = None) -> None:
    """Writes how the run ended. A run that has ended keeps its first outcome."""
    with run.ledger.begin() as connection:
        connection.execute(
            update(tables.runs)
            .where(tables.runs.c.id == run.id, tables.runs.c.outcome == "running")
            .values(outcome=outcome, finished_at=run.now(), counts=dict(counts or {}))
        )


def reconcile(ledger: Ledger, token: int | None = None, published: int = 0) -> list[int]:
    """Marks as failed the runs whose process is gone; their ids, ascending.

    A holder of the writer's lease passes its ``token``: runs under an earlier token are over, wherever they ran. The
    end of such a run is set to its last sign of life, since nobody knows when it died. A run that died between the
    commit point, which is the graph's, and its own end is done: it was publishing ``published``, the generation at
    which the graph's pointer stands.
    """
    running = tables.runs.c.outcome == "running"
    with ledger.begin() as connection:
        rows = connection.execute(select(tables.runs).where(running).order_by(tables.runs.c.id)).all()
        over = [
            row.id
            for row in rows
            if is_gone(Process(row.pid, row.host, row.birth))
            or (token is not None and row.token is not None and row.token < token)
        ]
        for number in over:
            steps = tables.run_steps.c
            last = select(func.max(steps.at)).where(steps.run_id == number)
            began = connection.execute(
                select(steps.counts).where(steps.run_id == number, steps.name == "publish", steps.state == "started")
            )
            came_out = published and published in [counts.get("generation") for counts in began.scalars()]
            connection.execute(
                update(tables.runs)
                .where(tables.runs.c.id == number)
                .values(
                    outcome="done" if came_out else "failed",
                    counts={"generation": published} if came_out else {},
                    finished_at=func.coalesce(last.scalar_subquery(), tables.runs.c.started_at),
                )
            )
    return over


def recent(ledger: Ledger, limit: int = 20, verbs: Collection[str] = ()) -> list[PastRun]:
    """The newest runs, of these verbs where any are named, newest first, with their steps in order."""
    wanted = tables.runs.c.verb.in_(verbs) if verbs else true()
    with ledger.read() as connection:
        rows = connection.execute(
            select(tables.runs).where(wanted).order_by(tables.runs.c.id.desc()).limit(limit)
        ).all()
        steps: dict[int, list[Step]] = {row.id: [] for row in rows}
        found = connection.execute(
            select(tables.run_steps).where(tables.run_steps.c.run_id.in_(steps)).order_by(tables.run_steps.c.id)
        )
        for row in found:
            steps[row.run_id].append(Step(row.name, row.state, row.at, row.counts))
    return [
        PastRun(
            id=row.id,
            verb=row.verb,
            outcome=row.outcome,
            started_at=row.started_at,
            finished_at=row.finished_at,
            facts=row.facts,
            counts=row.counts,
            steps=tuple(steps[row.id]),
        )
        for row in rows
    ]
