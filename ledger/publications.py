"""What the SQL store knows of published generations: enough to tell that a graph has lost one, and to make it anew."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select

from mast.ledger import tables
from mast.ledger.store import Ledger

_PUBLISHING: Final = ("resolve", "rollback")


@dataclass(frozen=True, slots=True)
class Publication:
    """The newest generation that was published. ``run_id``: of the run that did it; what was loaded by a later run is
    not in it.

    ``model``, ``plan`` and ``decisions`` name what it was resolved with; ``digest`` is "" where the run kept none.
    """

    run_id: int
    generation: int
    model: str
    plan: str
    decisions: str
    digest: str


def newest_publication(ledger: Ledger) -> Publication | None:
    """None before the first."""
    table = tables.runs
    ended = select(table.c.id, table.c.facts, table.c.counts).where(
        table.c.outcome == "done", table.c.verb.in_(_PUBLISHING)
    )
    with ledger.read() as connection:
        for row in connection.execute(ended.order_by(table.c.id.desc())):
            if "generation" in row.counts:
                told = {name: row.facts.get(name) or "" for name in ("model", "plan", "decisions", "digest")}
                return Publication(row.id, row.counts["generation"], **told)
    return None


def newest_number(ledger: Ledger) -> int:
    """The highest number of a load or a resolve that the store remembers; 0 for none."""
    known: list[ColumnElement[int]] = [
        func.max(column)
        for column in (
            tables.deliveries.c.generation,
            tables.stated_rows.c.generation,
            tables.register_numbers.c.generation,
        )
    ]
    with ledger.read() as connection:
        return max(int(connection.execute(select(one)).scalar() or 0) for one in known)
